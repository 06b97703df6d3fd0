import SignetBytes
import SignetEC
import SignetHash

extension Suite {
    static let ellipticCurves = Suite(name: "ec") {
        var rows: [Row] = []
        let message = sampleBytes(64)
        for (curve, name, algorithm) in [
            (EllipticCurve.p256, "P-256", DigestAlgorithm.sha256), (.p384, "P-384", .sha384), (.p521, "P-521", .sha512),
        ] {
            let peer = try Libcrypto.ECKey(curve: name)
            let key = try ECPrivateKey(curve, scalar: peer.scalar.span)
            let digest = algorithm.digest(of: message.span)
            let other = try ECPrivateKey.generate(curve)
            rows.append(
                Row(
                    "\(name) sign",
                    accepts: {
                        key.publicKey.accepts(try ECDSASignature(curve, concatenated: Bytes($0)), digest)
                    },
                    [
                        Contender("signet") { [UInt8](try key.sign(digest, drawingWith: algorithm).concatenated) },
                        try peer.sign(digest.bytes), try SwiftCrypto.ecdsaSign(name, peer.scalar, message),
                    ]))
            let signature = try key.sign(digest, drawingWith: algorithm)
            let publicKey = key.publicKey
            rows.append(
                Row(
                    "\(name) verify",
                    [
                        Contender("signet") { [publicKey.accepts(signature, digest) ? 1 : 0] },
                        try peer.verify([UInt8](signature.concatenated), digest.bytes),
                        try SwiftCrypto.ecdsaVerify(
                            name, peer.scalar, [UInt8](signature.concatenated), message),
                    ]))
            if curve == .p256 {
                // A key that has verified often keeps multiples of its point; one that has just been read has none.
                let point = [UInt8](publicKey.encoded)
                rows.append(
                    Row(
                        "\(name) read a key and verify",
                        [
                            Contender("signet") {
                                let key = try ECPublicKey(curve, encoded: point.span)
                                return [key.accepts(signature, digest) ? 1 : 0]
                            },
                            try SwiftCrypto.readAndVerifyP256(point, [UInt8](signature.concatenated), message),
                        ]))
            }
            rows.append(
                Row(
                    "\(name) agree",
                    [
                        Contender("signet") {
                            [UInt8](try key.sharedSecret(with: other.publicKey).declassified())
                        },
                        try peer.agree([UInt8](other.publicKey.encoded)),
                        try SwiftCrypto.agree(name, peer.scalar, [UInt8](other.publicKey.encoded)),
                    ]))
            rows.append(
                Row(
                    "\(name) generate", accepts: { $0 == [1] },
                    [
                        Contender("signet") { [try ECPrivateKey.generate(curve).curve == curve ? 1 : 0] },
                        Libcrypto.generateEC(name),
                    ]))
        }

        let seed = sampleBytes(32, seed: 8)
        let edwards = try Ed25519PrivateKey(seed: seed.span)
        let edwardsKey = edwards.publicKey
        let signature = [UInt8](try edwards.sign(message.span))
        rows.append(
            Row(
                "Ed25519 sign", accepts: { edwardsKey.accepts($0.span, over: message.span) },
                [
                    Contender("signet") { [UInt8](try edwards.sign(message.span)) },
                    try Libcrypto.edwardsSign("ED25519", seed, message), try SwiftCrypto.ed25519Sign(seed, message),
                ]))
        rows.append(
            Row(
                "Ed25519 verify",
                [
                    Contender("signet") { [edwardsKey.accepts(signature.span, over: message.span) ? 1 : 0] },
                    try Libcrypto.edwardsVerify("ED25519", seed, signature, message),
                    try SwiftCrypto.ed25519Verify(seed, signature, message),
                ]))
        let long = sampleBytes(57, seed: 8)
        let ed448 = try Ed448PrivateKey(seed: long.span)
        let signature448 = [UInt8](try ed448.sign(message.span))
        rows.append(
            Row(
                "Ed448 sign",
                [
                    Contender("signet") { [UInt8](try ed448.sign(message.span)) },
                    try Libcrypto.edwardsSign("ED448", long, message),
                ]))
        rows.append(
            Row(
                "Ed448 verify",
                [
                    Contender("signet") { [ed448.publicKey.accepts(signature448.span, over: message.span) ? 1 : 0] },
                    try Libcrypto.edwardsVerify("ED448", long, signature448, message),
                ]))
        let montgomery = try X25519PrivateKey(seed.span)
        let peerKey = try X25519PrivateKey(sampleBytes(32, seed: 9).span).publicKey
        rows.append(
            Row(
                "X25519 agree",
                [
                    Contender("signet") { [UInt8](try montgomery.agree(with: peerKey).declassified()) },
                    try Libcrypto.montgomeryAgree("X25519", seed, [UInt8](peerKey.bytes)),
                    try SwiftCrypto.x25519(seed, [UInt8](peerKey.bytes)),
                ]))
        let longSeed = sampleBytes(56, seed: 8)
        let x448 = try X448PrivateKey(longSeed.span)
        let peer448 = try X448PrivateKey(sampleBytes(56, seed: 9).span).publicKey
        rows.append(
            Row(
                "X448 agree",
                [
                    Contender("signet") { [UInt8](try x448.agree(with: peer448).declassified()) },
                    try Libcrypto.montgomeryAgree("X448", longSeed, [UInt8](peer448.bytes)),
                ]))
        return rows
    }
}
