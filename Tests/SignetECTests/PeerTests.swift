import Foundation
import SignetBytes
import SignetEC
import SignetHash
import TestSupport
import Testing

/// OpenSSL reads what we write, and we read what OpenSSL writes.
@Suite("OpenSSL", .enabled(if: Programs.exists("openssl")))
struct PeerTests {
    private static func name(_ curve: EllipticCurve) -> String {
        switch curve {
        case .p224: "secp224r1"
        case .p256: "prime256v1"
        case .p384: "secp384r1"
        case .p521: "secp521r1"
        default: curve.description
        }
    }

    @Test("ECDSA and ECDH both ways", arguments: EllipticCurve.allCases)
    func bothWays(_ curve: EllipticCurve) throws {
        var ran = 0
        for hash in [DigestAlgorithm.sha1, .sha256, .sha384, .sha512] {
            try Programs.withFolder { folder in
                func path(_ name: String) -> String { folder.appending(path: name).path }
                func write(_ bytes: [UInt8], _ name: String) throws {
                    try Data(bytes).write(to: folder.appending(path: name))
                }
                func makeKey(_ name: String) throws -> ECPrivateKey {
                    let options = ["-pkeyopt", "ec_paramgen_curve:\(Self.name(curve))"]
                    let bytes = try #require(
                        try Programs.run("openssl", ["genpkey", "-algorithm", "EC"] + options))
                    try write(bytes, name)
                    let content = try #require(pem(String(decoding: bytes, as: UTF8.self)))
                    return try #require(privateKey(privateKeyInfo: content))
                }
                let key = try makeKey("own.pem")
                let other = try makeKey("other.pem")
                let publicBytes = try #require(
                    try Programs.run("openssl", ["pkey", "-in", path("other.pem"), "-pubout", "-outform", "DER"]))
                try write(publicBytes, "other.pub")
                #expect(publicKey(subjectPublicKeyInfo: publicBytes) == other.publicKey)

                let digest = hash.digest(of: Array(Randomness.bytes(count: 100)).span)
                try write(digest.bytes, "digest")
                let theirs = try #require(
                    try Programs.run("openssl", ["pkeyutl", "-sign", "-inkey", path("own.pem"), "-in", path("digest")]))
                #expect(key.publicKey.accepts(try #require(ECDSASignature(der: theirs)), digest))
                let ours = try key.sign(digest, drawingWith: hash)
                try write(ours.der, "signature")
                let verdict = try Programs.run(
                    "openssl",
                    ["pkeyutl", "-verify", "-inkey", path("own.pem"), "-in", path("digest")]
                        + ["-sigfile", path("signature")])
                #expect(verdict != nil)

                let derived = try #require(
                    try Programs.run(
                        "openssl", ["pkeyutl", "-derive", "-inkey", path("own.pem"), "-peerkey", path("other.pub")]))
                let shared = try key.sharedSecret(with: other.publicKey)
                #expect(Array(shared.declassified()) == derived)
                ran += 4
            }
        }
        TestFiles.report("OpenSSL \(curve)", ran: ran)
    }
}
