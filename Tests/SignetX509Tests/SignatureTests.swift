import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys
import SignetX509
import TestSupport
import Testing

/// Signatures on certificates that others wrote, some of them by the book and some to deceive.
@Suite(.enabled(if: Corpus.isPresent)) struct SignatureTests {
    /// GnuTLS's verdicts on its own files: each is a certificate and its issuer. (`pkcs1-pad-ok2` and `-broken2` have keys of
    /// 512 bits, which Signet does not compute with.)
    @Test(
        arguments: [
            ("pkcs1-pad-ok", true), ("pkcs1-pad-broken", false), ("pkcs1-pad-broken3", false), ("invalid-sig", false),
        ])
    func judgesAsGnuTLS(_ name: String, _ isGood: Bool) throws {
        let certificates = try Corpus.encodings("x509/gnutls/\(name).pem").map { try Certificate($0) }
        let key = try #require(certificates.last).publicKey()
        if isGood {
            try certificates[0].checkSignature(by: key)
        } else {
            #expect(throws: X509Error.badSignature) { try certificates[0].checkSignature(by: key) }
        }
    }

    /// Real roots vouch for themselves.
    @Test func rootsVouchForThemselves() throws {
        var counts = (good: 0, unsupported: 0)
        for encoding in try Corpus.encodings("x509/gnutls/ca-certs.pem") {
            let certificate = try Certificate(encoding)
            guard certificate.isSelfIssued else { continue }
            do throws(X509Error) {
                try certificate.checkSignature(by: try certificate.publicKey())
                counts.good += 1
                // And each is trusted by who trusts it.
                let time = certificate.validity.notBefore.instant + 1
                let report = PathValidator(anchors: [certificate], time: time, purpose: .any).validate(certificate)
                #expect(report.isTrusted, "\(certificate.subject) \(report.failures)")
            } catch {
                switch error {
                case .algorithm(.unsupported), .key(.algorithm(.unsupported)): counts.unsupported += 1
                default: Issue.record("\(certificate.subject): \(error)")
                }
            }
        }
        print("roots: \(counts)")
        TestFiles.report("roots of ca-certs.pem", ran: counts.good + counts.unsupported)
        #expect(counts.good > 100)
    }

    /// The algorithm is named twice, inside what is signed and outside; the two must agree (RFC 5280 §4.1.1.2).
    @Test func algorithmsMustAgree() throws {
        let alice = Parties.alice
        let changed = Certificate(
            toBeSigned: alice.toBeSigned, signatureAlgorithm: SignatureAlgorithm.rsaSHA384.identifier,
            signature: alice.signature)
        #expect(throws: X509Error.badSignature) { try changed.checkSignature(by: Parties.middleKey.publicKey) }
    }
}
