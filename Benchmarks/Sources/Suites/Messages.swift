import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetKeys
import SignetX509

extension Suite {
    /// Messages as CMS, from and to bytes. Signatures are judged, trust is not, unless the line says so.
    static let messages = Suite(name: "cms") {
        let (certificate, key) = (try Fixture.file("rsa-leaf.der"), try Fixture.file("rsa-leaf.key.der"))
        let peer = try Libcrypto.Party(certificate, key)
        let signer = CMSSigner(
            certificate: try Certificate(Bytes(certificate)),
            key: try PrivateKey(decoding: SecretSlice(Bytes(key))),
            signingTime: try Certificate(Bytes(certificate)).validity.notBefore.instant)
        var rows: [Row] = []
        for size in [1 << 10, 1 << 20, 16 << 20] {
            let content = sampleBytes(size)
            // Of a small message the time is told, of a large one the bytes a second.
            let (note, rate) = size > 1 << 10 ? ("", Optional(size)) : (", 1 KiB", nil)
            let bytes = Bytes(content)
            for detached in [true, false] {
                let form = detached ? "detached" : "opaque"
                rows.append(
                    Row(
                        "sign \(form)\(note)", bytes: rate,
                        accepts: { try peer.accepts($0, content: detached ? content : nil) },
                        [
                            Contender("signet") {
                                let signed = try SignedData.signing(bytes, by: [signer], detached: detached)
                                return [UInt8](ContentInfo.signedData(signed).encode())
                            },
                            Contender(Libcrypto.name) { try peer.signed(content, detached: detached) },
                            try SwiftCertificates.sign(content, certificate, key, detached: detached),
                        ]))
                let message = try peer.signed(content, detached: detached)
                let input = Bytes(message)
                rows.append(
                    Row(
                        "verify \(form)\(note)", bytes: rate,
                        [
                            Contender("signet") {
                                guard case .signedData(let signed) = try ContentInfo(reading: input) else { return [0] }
                                return [signed.check(0, content: detached ? bytes : nil).outcome.isGood ? 1 : 0]
                            },
                            Contender(Libcrypto.name) {
                                [try peer.accepts(message, content: detached ? content : nil) ? 1 : 0]
                            },
                        ]))
            }
            for (cipher, name, peerName) in [
                (ContentCipher.aes256CBC, "aes-256-cbc", "AES-256-CBC"),
                (.tripleDESCBC, "des-ede3-cbc", "DES-EDE3-CBC"),
            ] where cipher != .tripleDESCBC || size <= 1 << 20 {
                rows.append(
                    Row(
                        "seal \(name)\(note)", bytes: rate, accepts: { try peer.opened($0) == content },
                        [
                            Contender("signet") {
                                let sealed = try EnvelopedData.sealing(bytes, for: [signer.certificate], with: cipher)
                                return [UInt8](ContentInfo.envelopedData(sealed).encode())
                            },
                            Contender(Libcrypto.name) { try peer.sealed(content, cipher: peerName) },
                        ]))
                let message = try peer.sealed(content, cipher: peerName)
                let input = Bytes(message)
                rows.append(
                    Row(
                        "open \(name)\(note)", bytes: rate,
                        [
                            Contender("signet") {
                                guard case .envelopedData(let sealed) = try ContentInfo(reading: input) else {
                                    return []
                                }
                                return [UInt8](try sealed.open(with: signer.key, of: signer.certificate))
                            },
                            Contender(Libcrypto.name) { try peer.opened(message) },
                        ]))
            }
        }
        return rows
    }
}
