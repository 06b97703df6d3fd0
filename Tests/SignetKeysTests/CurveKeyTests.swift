import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys
import TestSupport
import Testing

/// Keys of elliptic, Edwards and Montgomery curves in files, judged by OpenSSL.
@Suite struct CurveKeyTests {
    static let kinds = KeyKind.all.filter { if case .rsa = $0 { false } else { true } }

    @Test(arguments: kinds) func roundTrips(_ kind: KeyKind) throws {
        let key = try PrivateKey.generate(kind)
        let again = try PrivateKey(decoding: key.encode().shared())
        #expect(KeyFiles.areEqual(key, again))
        let info = SubjectPublicKeyInfo(key.publicKey)
        let encoding = SubjectPublicKeyInfo.syntax.encode(info)
        #expect(try SubjectPublicKeyInfo.syntax.decode(encoding).publicKey() == key.publicKey)
    }

    @Test(.enabled(if: KeyFiles.hasOpenSSL), arguments: kinds)
    func opensslReadsAndWritesTheSame(_ kind: KeyKind) throws {
        let key = try PrivateKey.generate(kind)
        let ours = try Array(key.encode().declassified())
        let theirs = try Programs.run(
            "openssl", ["pkcs8", "-topk8", "-nocrypt", "-inform", "DER", "-outform", "DER"], input: ours)
        #expect(theirs == ours)
        let publicKey = try Programs.run(
            "openssl", ["pkey", "-inform", "DER", "-pubout", "-outform", "DER"], input: ours)
        #expect(publicKey == Array(SubjectPublicKeyInfo.syntax.encode(SubjectPublicKeyInfo(key.publicKey))))
    }

    @Test(.enabled(if: KeyFiles.hasOpenSSL), arguments: ["prime256v1", "secp384r1", "secp521r1", "brainpoolP256r1"])
    func readsSEC1(_ curve: String) throws {
        let generated = try #require(
            try Programs.run("openssl", ["ecparam", "-name", curve, "-genkey", "-noout", "-outform", "DER"]))
        let key = try PrivateKey(decoding: SecretSlice(Bytes(generated)))
        let theirs = try Programs.run(
            "openssl", ["pkcs8", "-topk8", "-nocrypt", "-inform", "DER", "-outform", "DER"], input: generated)
        #expect(try theirs == Array(key.encode().declassified()))
    }

    @Test func aPublicKeyThatDoesNotBelongIsRefused() throws {
        let key = try PrivateKey.generate(.ed25519)
        let other = try PrivateKey.generate(.ed25519)
        var info = try PrivateKeyInfo.syntax.decode(key.encode().shared())
        info.version = 1
        info.publicKey = SubjectPublicKeyInfo(key.publicKey).subjectPublicKey
        #expect(KeyFiles.areEqual(try PrivateKey(info), key))
        info.publicKey = SubjectPublicKeyInfo(other.publicKey).subjectPublicKey
        #expect(throws: KeyError.publicKeyMismatch) { try PrivateKey(info) }
    }

    /// RFC 8410 §10.3: a key, the same with its public key, and its public key alone.
    @Test func rfc8410() throws {
        let plain = Bytes(try Base64.decode("MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC"))
        let publicKey = Bytes(try Base64.decode("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="))
        let key = try PrivateKey(decoding: SecretSlice(plain))
        #expect(SubjectPublicKeyInfo.syntax.encode(SubjectPublicKeyInfo(key.publicKey)) == publicKey)
        #expect(try key.encode().declassified() == plain)
    }
}

extension Base64 {
    fileprivate static func decode(_ text: String) throws -> [UInt8] {
        Array(try decode(Array(text.utf8).span).declassified())
    }
}
