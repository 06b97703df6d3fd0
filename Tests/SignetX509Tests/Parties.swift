import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetHash
import SignetKeys
import SignetRSA
import SignetX509

/// A small world of authorities and people, made by the library under test.
enum Parties {
    /// Keys cost a while; each is made once.
    static let keys: [PrivateKey] = (0..<5).map { _ in
        do { return .rsa(try RSAPrivateKey.generate(bitCount: 2048)) } catch { fatalError("\(error)") }
    }
    static let rootKey = keys[0]
    static let middleKey = keys[1]
    static let aliceKey = keys[2]
    static let bobKey = keys[3]
    static let otherKey = keys[4]

    static let now = Instant(year: 2026, month: 6, day: 1)!
    /// Long enough for judges that look at the clock.
    static let years = Validity(from: Instant(year: 2024, month: 1, day: 1)!, days: 10_000)

    static let rootName = name("Root", organization: "Signet Test")
    static let middleName = name("Issuing", organization: "Signet Test")

    static let root = selfSigned(rootName, rootKey)
    static let middle = authority(middleName, middleKey)
    static let alice = person("Alice", aliceKey)

    static func name(_ commonName: String, organization: String? = nil) -> Name {
        do { return try Name(commonName: commonName, organization: organization) } catch { fatalError("\(error)") }
    }

    static func selfSigned(
        _ subject: Name, _ key: PrivateKey, profile: CertificateProfile = .authority(), validity: Validity = years
    ) -> Certificate {
        do {
            return try Certificate.selfSigned(subject: subject, key: key, profile: profile, validity: validity)
        } catch { fatalError("\(error)") }
    }

    static func authority(
        _ subject: Name, _ key: PrivateKey, pathLength: Int? = nil, validity: Validity = years,
        by issuer: Certificate = root, _ issuerKey: PrivateKey = rootKey, extensions: [Extension] = [],
        profile: CertificateProfile? = nil
    ) -> Certificate {
        do {
            return try Certificate.issue(
                subject: subject, publicKey: SubjectPublicKeyInfo(key.publicKey),
                profile: profile ?? .authority(pathLength: pathLength), validity: validity, issuer: issuer,
                key: issuerKey, additionalExtensions: extensions)
        } catch { fatalError("\(error)") }
    }

    static func person(
        _ commonName: String, _ key: PrivateKey, profile: CertificateProfile = .email, validity: Validity = years,
        mailboxes: [String]? = nil, by issuer: Certificate = middle, _ issuerKey: PrivateKey = middleKey,
        extensions: [Extension] = []
    ) -> Certificate {
        do {
            return try Certificate.issue(
                subject: name(commonName), emailAddresses: mailboxes ?? ["\(commonName.lowercased())@example.org"],
                publicKey: SubjectPublicKeyInfo(key.publicKey), profile: profile, validity: validity, issuer: issuer,
                key: issuerKey, additionalExtensions: extensions)
        } catch { fatalError("\(error)") }
    }

    /// A certificate as anyone can write one, without the checks of `issue`.
    static func forged(
        subject: Name, key: PublicKey, issuer: Name, issuerKey: PrivateKey, extensions: [Extension]? = nil,
        version: Int = 2, validity: Validity = years, digest: DigestAlgorithm = .sha256
    ) -> Certificate {
        do {
            let scheme = try SignatureScheme(for: issuerKey.publicKey, digest: digest)
            let algorithm = scheme.identifier
            let toBeSigned = TBSCertificate.syntax.preserving(
                TBSCertificate(
                    version: version, serialNumber: .randomSerialNumber(), signature: algorithm, issuer: issuer,
                    validity: validity, subject: subject, subjectPublicKeyInfo: SubjectPublicKeyInfo(key),
                    extensions: extensions))
            let signature = try issuerKey.sign(
                digest.digest(of: toBeSigned.encoding.span), digest, with: scheme)
            return Certificate(
                toBeSigned: toBeSigned, signatureAlgorithm: algorithm, signature: BitString(signature))
        } catch { fatalError("\(error)") }
    }

    static func pem(_ certificate: Certificate) -> Data {
        Data(PEM(label: PEM.Label.certificate, contents: certificate.encoding).encode().declassified())
    }
}
