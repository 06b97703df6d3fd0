import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetPKCS12
import TestSupport
import Testing

/// Files of other projects: OpenSSL, pyca, BoringSSL, GnuTLS, oscrypto, RFC 9579.
@Suite struct CorpusTests {
    /// What is refused by name.
    private static let unsupported = [
        "gnutls/mem-leak.p12": "digest algorithm 1.3.14.3.18.26 is not supported"
    ]
    /// What has a right password and a wrong code, by which OpenSSL takes the password for wrong.
    private static let damaged = [
        "openssl/pbmac1_256_256.bad-salt.p12", "openssl/pbmac1_256_256.bad-iter.p12",
        "gnutls/pbmac1_256_256.extended-mac.p12", "gnutls/pbmac1_256_256.truncated-mac.p12",
    ]
    /// What is garbled.
    private static let malformed = [
        "openssl/bad1.p12", "openssl/bad2.p12", "openssl/bad3.p12", "boringssl/empty_password_ber_nested.p12",
    ]

    @Test(arguments: CorpusCase.all)
    func opens(_ file: CorpusCase) throws {
        let failure = PFX.failure(try file.bytes, Password(file.password))
        if let name = Self.unsupported[file.file] {
            guard case .unsupported = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(failure?.description == name)
        } else if Self.damaged.contains(file.file) {
            #expect(failure == .damaged(.codeDoesNotMatch))
        } else if Self.malformed.contains(file.file) {
            guard case .malformed = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
        } else if file.expect.hasPrefix("must be rejected") {
            // PBMAC1 without a stated length of the key, or with one that is too short, too long, or no number.
            guard case .unsupported(.invalidParameters(name: "pbmac1", _)) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
        } else {
            #expect(file.expect == "opens" && failure == nil)
            let contents = try PFX.open(try file.bytes, password: Password(file.password))
            #expect(contents.keys.count + contents.unusableKeys.count == file.private_keys)
            #expect(contents.certificates.count == file.certs && contents.unreadableCertificates.isEmpty)
            // EC and DSA keys, and RSA keys of 512 bits, are there by name.
            for key in contents.unusableKeys { #expect(["ec", "dsa", "rsa"].contains(key.algorithm)) }
            if !contents.keys.isEmpty, !contents.certificates.isEmpty { #expect(contents.identities.count == 1) }
        }
    }

    /// A password that no file has is told from damage wherever there is a code or an encrypted part.
    @Test(arguments: CorpusCase.all.filter { $0.expect == "opens" && unsupported[$0.file] == nil && $0.certs != 0 })
    func tellsAWrongPassword(_ file: CorpusCase) throws {
        #expect(PFX.failure(try file.bytes, Password("not this one")) == .wrongPassword)
        if file.password?.isEmpty == false { #expect(PFX.failure(try file.bytes, .absent) == .passwordNeeded) }
    }

    /// The examples of RFC 9579 Appendix A (which RFC 9879 keeps), and one whose key is one byte long.
    @Test(.enabled(if: TestFiles.corpora != nil))
    func rfc9579() throws {
        func failure(_ name: String) throws -> PFXError? {
            PFX.failure(Bytes(try TestFiles.corpus("pkcs12/rfc9579/\(name).p12")), Password("1234"))
        }
        for name in ["rfc9579-a1", "rfc9579-a2", "rfc9579-a3"] { #expect(try failure(name) == nil) }
        // An iteration count and a salt that are not those of the code; a key without a stated length.
        for name in ["rfc9579-a4", "rfc9579-a5"] { #expect(try failure(name) == .damaged(.codeDoesNotMatch)) }
        for name in ["rfc9579-a6", "pbmac1-short-key-bypass"] {
            #expect(try failure(name) == .unsupported(.invalidParameters(name: "pbmac1", nil)))
        }
        TestFiles.report("pkcs12/rfc9579", ran: 7)
    }

    @Test func reports() {
        TestFiles.report("pkcs12/cases.json", ran: TestFiles.corpora == nil ? nil : CorpusCase.all.count)
    }
}
