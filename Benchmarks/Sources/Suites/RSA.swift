import SignetAlgorithms
import SignetBytes
import SignetHash
import SignetKeys
import SignetRSA

extension Suite {
    static let rsa = Suite(name: "rsa") {
        var rows: [Row] = []
        let message = sampleBytes(64)
        let digest = DigestAlgorithm.sha256.digest(of: message.span)
        let digestInfo = DigestAlgorithm.sha256.digestInfo(digest)
        for bitCount in [2048, 3072, 4096] {
            let peer = try Libcrypto.RSAKey(bitCount: bitCount)
            guard case .rsa(let key) = try PrivateKey(decoding: SecretSlice(Bytes(peer.pkcs8))) else {
                continue
            }
            let name = "rsa-\(bitCount)"
            rows.append(
                Row(
                    "\(name) sign",
                    [
                        Contender("signet") { [UInt8](try key.sign(digestInfo: digestInfo.span)) },
                        try peer.sign(digest.bytes), try SwiftCrypto.rsaSign(peer.pkcs8, message),
                    ]))
            let signature = [UInt8](try key.sign(digestInfo: digestInfo.span))
            let publicKey = key.publicKey
            rows.append(
                Row(
                    "\(name) verify",
                    [
                        Contender("signet") {
                            [publicKey.accepts(signature.span, digestInfo: digestInfo.span) ? 1 : 0]
                        },
                        try peer.verify(signature, digest.bytes),
                        try SwiftCrypto.rsaVerify(peer.pkcs8, signature, message),
                    ]))
            let secret = sampleBytes(32, seed: 7)
            let wrapped = [UInt8](try publicKey.wrap(secret.span))
            rows.append(
                Row(
                    "\(name) unwrap (PKCS #1 v1.5)",
                    [
                        Contender("signet") {
                            [UInt8](try key.unwrap(wrapped.span, keyByteCount: 32).declassified())
                        },
                        try peer.decrypt(wrapped),
                    ]))
            rows.append(
                Row(
                    "\(name) wrap (PKCS #1 v1.5)", accepts: { $0.count == bitCount / 8 },
                    [
                        Contender("signet") { [UInt8](try publicKey.wrap(secret.span)) },
                        try peer.encrypt(secret),
                    ]))
            rows.append(
                Row(
                    "\(name) generate", accepts: { $0 == [1] },
                    [
                        Contender("signet") {
                            [try RSAPrivateKey.generate(bitCount: bitCount).publicKey.bitCount == bitCount ? 1 : 0]
                        },
                        Libcrypto.generateRSA(bitCount), SwiftCrypto.generateRSA(bitCount),
                    ]))
        }
        return rows
    }
}
