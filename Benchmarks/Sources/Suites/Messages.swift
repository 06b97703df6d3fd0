import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetKeys
import SignetX509

extension Suite {
    /// Messages as CMS, from and to bytes. Signatures are judged, trust is not, unless the line says so.
    static let messages = Suite(name: "cms") {
        var rows: [Row] = []
        for size in [1 << 10, 1 << 20, 16 << 20] {
            rows += try Correspondent("rsa").signatures(size)
            if size == 1 << 10 { rows += try Correspondent("p256").signatures(size, ", P-256") }
            rows += try Correspondent("rsa").envelopes(size)
        }
        return rows
    }

    /// Many short messages, on one thread and on two: time on the clock.
    static let throughput = Suite(name: "throughput") {
        let correspondent = try Correspondent("rsa")
        let content = sampleBytes(1 << 10)
        let message = try correspondent.peer.signed(content, detached: false)
        let sealed = try correspondent.peer.sealed(content, cipher: "AES-256-CBC")
        return [1, 2].flatMap { threads in
            [
                Row(
                    "verify 1 KiB messages, threads: \(threads)",
                    [
                        correspondent.verifying(message, content: nil).onThreads(threads),
                        Contender(Libcrypto.name) { [try correspondent.peer.accepts(message, content: nil) ? 1 : 0] }
                            .onThreads(threads),
                    ]),
                Row(
                    "open 1 KiB messages, threads: \(threads)",
                    [
                        correspondent.opening(sealed).onThreads(threads),
                        Contender(Libcrypto.name) { try correspondent.peer.opened(sealed) }.onThreads(threads),
                    ]),
            ]
        }
    }
}

/// Who signs and who is written to, for both libraries.
private struct Correspondent {
    let peer: Libcrypto.Party
    let signer: CMSSigner
    private let files: (certificate: [UInt8], key: [UInt8])
    private let isRSA: Bool

    init(_ kind: String) throws {
        files = (try Fixture.file("\(kind)-leaf.der"), try Fixture.file("\(kind)-leaf.key.der"))
        isRSA = kind == "rsa"
        peer = try Libcrypto.Party(files.certificate, files.key)
        let certificate = try Certificate(Bytes(files.certificate))
        signer = CMSSigner(
            certificate: certificate, key: try PrivateKey(decoding: SecretSlice(Bytes(files.key))),
            signingTime: certificate.validity.notBefore.instant)
    }

    /// Of a small message the time is told, of a large one the bytes a second.
    private static func rate(_ size: Int) -> (note: String, byteCount: Int?) {
        size > 1 << 10 ? ("", size) : (", 1 KiB", nil)
    }

    func signatures(_ size: Int, _ key: String = "") throws -> [Row] {
        let (note, byteCount) = Self.rate(size)
        let content = sampleBytes(size)
        let bytes = Bytes(content)
        return try [true, false].flatMap { detached in
            let form = detached ? "detached" : "opaque"
            let outside = detached ? content : nil
            let message = try peer.signed(content, detached: detached)
            return [
                Row(
                    "sign \(form)\(note)\(key)", bytes: byteCount,
                    accepts: { try peer.accepts($0, content: outside) },
                    [
                        Contender("signet") {
                            let signed = try SignedData.signing(bytes, by: [signer], detached: detached)
                            return [UInt8](ContentInfo.signedData(signed).encode())
                        },
                        Contender(Libcrypto.name) { try peer.signed(content, detached: detached) },
                        isRSA
                            ? try SwiftCertificates.sign(content, files.certificate, files.key, detached: detached)
                            : nil,
                    ]),
                Row(
                    "verify \(form)\(note)\(key)", bytes: byteCount,
                    [
                        verifying(message, content: detached ? bytes : nil),
                        Contender(Libcrypto.name) { [try peer.accepts(message, content: outside) ? 1 : 0] },
                    ]),
            ]
        }
    }

    func envelopes(_ size: Int) throws -> [Row] {
        let (note, byteCount) = Self.rate(size)
        let content = sampleBytes(size)
        let bytes = Bytes(content)
        let ciphers: [(ContentCipher, String)] = [
            (.aes256CBC, "AES-256-CBC"), (.aes256GCM, "AES-256-GCM"), (.tripleDESCBC, "DES-EDE3-CBC"),
        ]
        return try ciphers.filter { $0.0 != .tripleDESCBC || size <= 1 << 20 }.flatMap { cipher, name in
            let message = try peer.sealed(content, cipher: name)
            return [
                Row(
                    "seal \(name.lowercased())\(note)", bytes: byteCount, accepts: { try peer.opened($0) == content },
                    [
                        Contender("signet") {
                            guard cipher.isAuthenticating else {
                                let sealed = try EnvelopedData.sealing(bytes, for: [signer.certificate], with: cipher)
                                return [UInt8](ContentInfo.envelopedData(sealed).encode())
                            }
                            let sealed = try AuthEnvelopedData.sealing(
                                bytes, for: [CMSRecipient(signer.certificate)], with: cipher)
                            return [UInt8](ContentInfo.authEnvelopedData(sealed).encode())
                        },
                        Contender(Libcrypto.name) { try peer.sealed(content, cipher: name) },
                    ]),
                Row(
                    "open \(name.lowercased())\(note)", bytes: byteCount,
                    [opening(message), Contender(Libcrypto.name) { try peer.opened(message) }]),
            ]
        }
    }

    func verifying(_ message: [UInt8], content: Bytes?) -> Contender {
        let input = Bytes(message)
        return Contender("signet") {
            guard case .signedData(let signed) = try ContentInfo(reading: input) else { return [0] }
            return [signed.check(0, content: content).outcome.isGood ? 1 : 0]
        }
    }

    func opening(_ message: [UInt8]) -> Contender {
        let input = Bytes(message)
        return Contender("signet") {
            switch try ContentInfo(reading: input) {
            case .envelopedData(let sealed): [UInt8](try sealed.open(with: signer.key, of: signer.certificate))
            case .authEnvelopedData(let sealed):
                [UInt8](try sealed.open(with: [.certificate(signer.certificate, signer.key)]).content)
            default: []
            }
        }
    }
}
