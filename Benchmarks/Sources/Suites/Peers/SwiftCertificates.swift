#if SWIFT_PEERS
import Crypto
import Foundation
import SwiftASN1
@_spi(CMS) import X509

/// swift-certificates.
enum SwiftCertificates {
    static let name = "swift-certificates"

    static func decode(_ certificates: [[UInt8]], deeply: Bool) -> Contender? {
        Contender(name) {
            var count = 0
            for der in certificates {
                let certificate = try Certificate(derEncoded: der)
                if deeply {
                    blackHole(certificate.publicKey)
                    blackHole(try? certificate.extensions.subjectKeyIdentifier)
                    blackHole(try? certificate.extensions.authorityKeyIdentifier)
                    blackHole(try? certificate.extensions.keyUsage)
                    blackHole(try? certificate.extensions.extendedKeyUsage)
                    blackHole(try? certificate.extensions.basicConstraints)
                    blackHole(try? certificate.extensions.subjectAlternativeNames)
                    blackHole(try? certificate.extensions.nameConstraints)
                }
                count += 1
            }
            return [UInt8(count)]
        }
    }

    static func path(_ leaf: [UInt8], _ authority: [UInt8], root: [UInt8]) throws -> Contender? {
        let roots = CertificateStore([try Certificate(derEncoded: root)])
        return Contender(name) {
            let (leaf, authority) = (try Certificate(derEncoded: leaf), try Certificate(derEncoded: authority))
            return [try Waiting.run { await isTrusted(leaf, authority, roots) } ? 1 : 0]
        }
    }

    private static func isTrusted(_ leaf: Certificate, _ authority: Certificate, _ roots: CertificateStore) async
        -> Bool
    {
        var verifier = Verifier(rootCertificates: roots) { RFC5280Policy() }
        if case .validCertificate = await verifier.validate(leaf: leaf, intermediates: CertificateStore([authority])) {
            return true
        }
        return false
    }

    static func sign(_ content: [UInt8], _ certificate: [UInt8], _ key: [UInt8], detached: Bool) throws -> Contender? {
        let certificate = try Certificate(derEncoded: certificate)
        let pem = PEMDocument(type: "PRIVATE KEY", derBytes: key).pemString
        let key = try Certificate.PrivateKey(pemEncoded: pem)
        return Contender(name) {
            try CMS.sign(
                content, signatureAlgorithm: .sha256WithRSAEncryption, certificate: certificate, privateKey: key,
                signingTime: Date(timeIntervalSince1970: 1_800_000_000), detached: detached)
        }
    }
}

/// Runs what is asynchronous to its end, on this thread as far as it never really waits.
enum Waiting {
    private final class Box<Value>: @unchecked Sendable { var value: Value? }

    static func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) throws -> Value {
        let box = Box<Value>()
        let done = DispatchSemaphore(value: 0)
        Task {
            box.value = await body()
            done.signal()
        }
        done.wait()
        return box.value!
    }
}
#else
/// swift-certificates, where it was left out.
enum SwiftCertificates {
    static func decode(_ certificates: [[UInt8]], deeply: Bool) -> Contender? { nil }
    static func path(_ leaf: [UInt8], _ authority: [UInt8], root: [UInt8]) throws -> Contender? { nil }
    static func sign(_ content: [UInt8], _ certificate: [UInt8], _ key: [UInt8], detached: Bool) throws -> Contender? {
        nil
    }
}
#endif
