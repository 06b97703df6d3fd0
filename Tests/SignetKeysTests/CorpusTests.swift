import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys
import SignetRSA
import TestSupport
import Testing

/// The key files of the outside suites: OpenSSL's reading and ours agree wherever Signet has the algorithms.
@Suite(.enabled(if: TestFiles.corpora != nil && KeyFiles.hasOpenSSL)) struct CorpusTests {
    /// The passwords that the suites' own tests use.
    static let passwords = [
        "", "password", "foobar", "1234", "123456", "a123456", "baz", "hunter2", "PolarSSLTest",
        "Red Hat Enterprise Linux 7.4",
    ]

    static let files: [String] = {
        guard let folder = TestFiles.corpora?.appending(path: "pkcs8") else { return [] }
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (files?.compactMap { ($0 as? URL)?.path } ?? [])
            .filter { path in [".pem", ".der", ".p8"].contains { path.hasSuffix($0) } }.sorted()
    }()

    private static func reading(_ path: String) throws -> (key: PrivateKey?, password: String?, error: (any Error)?) {
        let file = Bytes([UInt8](try Data(contentsOf: URL(filePath: path))))
        var last: (any Error)?
        for password in passwords {
            do {
                return (try KeyFiles.read(file, password: Password(password)), password, nil)
            } catch KeyError.wrongPassword {
                last = KeyError.wrongPassword
            } catch {
                return (nil, password, error)
            }
        }
        return (nil, nil, last)
    }

    /// What OpenSSL reads, as PKCS #8; `nil` when it can read nothing, or a key of another kind than RSA.
    private static func openssl(_ path: String, _ password: String) throws -> [UInt8]? {
        // Told nothing, OpenSSL finds out whether a file is PEM or DER. PKCS #8 it writes as PEM alone.
        let written = try Programs.run(
            "openssl",
            ["pkey", "-provider", "default", "-provider", "legacy", "-in", path, "-passin", "pass:\(password)"])
        guard let written else { return nil }
        let contents = try PEM.decode(Bytes(written))[0].contents
        let algorithm = try PrivateKeyInfo.syntax.decode(contents).privateKeyAlgorithm
        guard (try? PublicKeyAlgorithm(algorithm)) != nil else { return nil }
        return Array(contents.exposed)
    }

    @Test(arguments: files) func agreesWithOpenSSL(_ path: String) throws {
        let (key, password, error) = try Self.reading(path)
        if let key, let password {
            let theirs = try #require(try Self.openssl(path, password))
            // The same RSASSA-PSS parameters can be written in several ways.
            let same = try PrivateKey(decoding: SecretSlice(Bytes(theirs)))
            #expect(KeyFiles.areEqual(key, same))
            if case .rsa = key { #expect(try Array(key.encode().declassified()) == theirs) }
            return
        }
        // What is not read is refused in so many words, and there is a reason.
        let words = "\(try #require(error))"
        #expect(!words.isEmpty)
        switch error as? KeyError {
        case .algorithm(.unsupported), .invalid: return
        default: break
        }
        // Anything else OpenSSL cannot read either, whatever the password, unless it is of the older encrypted PEM form,
        // or says a version that there is not.
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        // Of two names of one curve that disagree, OpenSSL believes the inner one.
        if path.contains("ec-inconsistent-curve") { return }
        if text.contains("DEK-Info") || text.contains("Proc-Type") || path.contains("-version.") { return }
        for password in Self.passwords {
            #expect(try Self.openssl(path, password) == nil, "\(words), but OpenSSL opens it with \(password)")
        }
    }

    @Test func counts() throws {
        var counts: [String: Int] = [:]
        for path in Self.files {
            let (key, _, error) = try Self.reading(path)
            let outcome: String
            if let key {
                outcome = key.publicKey.description
            } else if case .malformed? = error as? KeyError {
                outcome = "malformed"
            } else {
                outcome = error is ASN1Error ? "malformed, or no key at all" : error.map { "\($0)" } ?? ""
            }
            counts[outcome, default: 0] += 1
        }
        for (outcome, count) in counts.sorted(by: { $0.key < $1.key }) { print("pkcs8: \(count) \(outcome)") }
        TestFiles.report("pkcs8 corpus", ran: Self.files.count)
    }
}
