import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys
import SignetRSA
import TestSupport

/// Private keys as files, ours and others'.
enum KeyFiles {
    static let hasOpenSSL = Programs.exists("openssl")

    /// Keys cost a while; one is enough.
    static let key: PrivateKey = {
        do { return .rsa(try RSAPrivateKey.generate(bitCount: 2048)) } catch { fatalError("\(error)") }
    }()

    /// Whether two keys are the same, private half included.
    static func areEqual(_ a: PrivateKey, _ b: PrivateKey) -> Bool {
        guard let first = encoding(of: a), let second = encoding(of: b) else { return false }
        return Choice(first.span, equals: second.span).declassified
    }

    private static func encoding(of key: PrivateKey) -> SecretSlice? {
        do throws(KeyError) { return try key.encode().shared() } catch { return nil }
    }

    /// Reads a key file as a program would: PEM or DER, encrypted or not.
    static func read(_ file: Bytes, password: Password?) throws -> PrivateKey {
        let objects = (try? PEM.decode(file)) ?? []
        let keys = objects.filter { $0.label.hasSuffix("PRIVATE KEY") }
        let contents = keys.first?.contents ?? SecretSlice(file)
        let isEncrypted = keys.first.map { $0.label == PEM.Label.encryptedPrivateKey }
        if isEncrypted ?? ((try? EncryptedPrivateKeyInfo.syntax.decode(contents, rules: .ber)) != nil) {
            let info = try EncryptedPrivateKeyInfo.syntax.decode(contents, rules: .ber)
            guard let password else { throw KeyError.passwordNeeded }
            return try info.open(password)
        }
        return try PrivateKey(decoding: contents)
    }

    /// What OpenSSL makes of a file: the key as PKCS #8 in DER; `nil` when it cannot read it.
    static func openssl(_ file: [UInt8], form: String, password: String?) throws -> [UInt8]? {
        try Programs.withFolder { folder in
            let path = folder.appending(path: "key").path
            try Data(file).write(to: URL(filePath: path))
            return try Programs.run(
                "openssl",
                [
                    "pkcs8", "-topk8", "-nocrypt", "-provider", "default", "-provider", "legacy", "-inform", form,
                    "-in",
                    path, "-outform", "DER", "-passin", "pass:\(password ?? "")",
                ])
        }
    }
}
