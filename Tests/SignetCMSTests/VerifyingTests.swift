import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetHash
import SignetKeys
import SignetX509
import TestSupport
import Testing

struct VerifyingTests {
    /// Where Signet's verdict is not what OpenSSL's line in the index says: algorithms that are not ours, and PKCS #7
    /// content of other types, which `openssl cms` does not read.
    private static let otherwise: [String: [String]] = [
        // OpenSSL signed the DigestInfo of another digest, 1.2.840.113549.2.3, and reads its own mistake.
        "cms/openssl/pkcs7-md4.pem": ["bad signature"],
        "cms/gnutls/pkcs7-eddsa-sig.p7s": ["good"],
        // A DSA key without parameters has those of the issuer's key, which a path alone makes sure of.
        "cms/rfc4134/4.6.bin": ["good", "unusable certificate"],
        "cms/gnutls/rfc4490.p7b": ["unsupported 1.2.643.2.2.9"],
        "cms/gnutls/rfc4490.p7b.out": ["unsupported 1.2.643.2.2.9"],
        "cms/pyca-pkcs7/authenticode.der": ["good"],
        "cms/gnutls/pkcs7-cat.p7": ["good"],
        // OpenSSL says only that they do not verify.
        "cms/asn1crypto/cms-signed-digested.der": ["missing contentType"],
        "cms/asn1crypto/cms-signed-digested.pem": ["missing contentType"],
        "cms/asn1crypto/pkcs7-signed-digested.der": ["missing contentType"],
        "cms/asn1crypto/pkcs7-signed-digested.pem": ["missing contentType"],
        "cms/asn1crypto/cms-signed-indefinite-length.der": ["digest mismatch"],
        "cms/openssl/bad_signtime_attr.cms": ["misplaced signingTime"],
        "cms/openssl/ct_multiple_attr.cms": ["repeated contentType"],
        "cms/openssl/no_ct_attr.cms": ["missing contentType"],
        "cms/openssl/no_md_attr.cms": ["missing messageDigest"],
        // The mail shows one content, and the signature holds another.
        "smime/thunderbird/alice.dsig.SHA256.multipart.mismatch-econtent": ["content given twice"],
        "smime/thunderbird/alice.dsig.SHA256.multipart.mismatch-econtent.eml": ["content given twice"],
        "smime/thunderbird/alice.dsig.SHA256.multipart.bad.eml": ["digest mismatch"],
        "smime/thunderbird/alice.env.dsig.SHA1.multipart.eml": ["digest mismatch"],
        "smime/thunderbird/alice.env.dsig.SHA256.multipart.eml": ["digest mismatch"],
        // RFC 5652 §5.1 lets a reader refuse a digest that digestAlgorithms does not list, and all do.
        "smime/openssl/pkcs7-empty-digest-set.eml": ["digest not announced"],
    ]

    @Test(
        arguments: IndexedMessage.all.filter {
            $0.contentType == "signed_data" && $0.path != "cms/openssl/pkcs7/malformed.pkcs7"
        })
    func verdictsAreThoseOfTheIndex(row: IndexedMessage) throws {
        let found = try Samples.corpus(row.path)
        let signedData = try found.signedData()
        let verdicts = signedData.checks(content: found.content).map(\.verdict)
        let expected = try #require(row.openssl35Verify)
        if let otherwise = Self.otherwise[row.path] {
            #expect(verdicts == otherwise)
        } else if expected == "signature ok" {
            #expect(!verdicts.isEmpty && verdicts.allSatisfy { $0 == "good" })
        } else {
            #expect(expected.contains("no content") || expected.contains("no signers"))
            #expect(verdicts.allSatisfy { $0 == "no content" })
        }
        if expected == "signature ok", let content = found.content ?? signedData.encapContentInfo.content?.octets {
            #expect(Samples.sha256(content) == row.contentSHA256)
        }
    }

    /// The OpenSSL CMS matrix, by artefact; what is not named in the table must be good.
    @Test(
        arguments: TestFiles.corpora == nil
            ? []
            : [
                ("case000.cms", ["good"]), ("case002.cms", ["good"]), ("case004.cms", ["good"]),
                ("case0062.cms", ["good", "good"]),
                ("case008.cms", ["good", "good", "good", "good"]),
                ("case010.cms", ["good"]),
                ("case012.cms", ["good", "good", "good", "good"]),
                ("case018.cms", ["good", "good", "good", "good"]),
                ("case032.cms", ["good"]), ("case034.cms", ["good"]), ("case038.cms", ["good"]),
                ("case040.cms", ["good"]), ("case042.cms", ["good"]),
                ("case052.cms", ["good"]), ("case0542.cms", ["good", "good"]),
            ])
    func theOpenSSLMatrixVerifies(file: String, expected: [String]) throws {
        let found = try Samples.corpus("cms/openssl-matrix/\(file)")
        let signedData = try found.signedData()
        var content = found.content
        if content == nil, signedData.encapContentInfo.content == nil {
            content = Bytes(canonical(try TestFiles.corpus("cms/openssl-matrix/smcont.txt")))
        }
        #expect(signedData.checks(content: content).map(\.verdict) == expected)
    }

    /// CRLF line ends, as `openssl cms` without `-binary` signs a text.
    private func canonical(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for unit in text {
            if unit == 0x0A, result.last != 0x0D { result.append(0x0D) }
            result.append(unit)
        }
        return result
    }

    /// NIST's mails: whatever is wrong with their certificates, their signatures are right.
    @Test func theMailsOfPKITSAreSigned() throws {
        guard let corpora = TestFiles.corpora else { return TestFiles.report("x509/pkits/smime", ran: nil) }
        let folder = corpora.appending(path: "x509/pkits/smime")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        for name in names {
            let found = try Samples.corpus("x509/pkits/smime/\(name)")
            let verdicts = try found.signedData().checks(content: found.content).map(\.verdict)
            // A DSA key without parameters has those of the issuer's key, which a path alone makes sure of.
            let isInherited = name.contains("DSAParameterInheritance")
            #expect(verdicts == [isInherited ? "unusable certificate" : "good"], "\(name)")
        }
        TestFiles.report("x509/pkits/smime", ran: names.count)
    }

    @Test(arguments: PeerMessage.signed)
    func signaturesOfPeersAreJudgedRight(row: PeerMessage) throws {
        let found = try Samples.peer(row.path)
        let signedData = try found.signedData()
        let letter = try Samples.letter()
        let checks = signedData.checks(content: row.expected.form == "detached" ? letter : found.content)
        let verdicts = Set(checks.map(\.verdict))
        let isPSS = row.expected.signature == "rsassaPss"
        #expect(checks.allSatisfy { ($0.signatureAlgorithm == .rsaPSS) == isPSS })
        switch row.expected.error {
        case "digest": #expect(verdicts == ["digest mismatch"])
        case "signature": #expect(verdicts == ["bad signature"])
        case "no-certificate": #expect(verdicts == ["no certificate"])
        // What is wrong with the others is a matter of trust.
        default: #expect(verdicts == ["good"])
        }
        #expect(Set(checks.compactMap { $0.digestAlgorithm?.name }) == Set(row.expected.digests ?? []))
        let signers = checks.flatMap { $0.certificate?.emailAddresses ?? [] }
        #expect(Set(signers) == Set(row.expected.signers ?? []))
        if row.expected.content != nil, row.expected.form == "opaque" {
            #expect(signedData.encapContentInfo.content?.octets == letter)
        }
        for check in checks {
            if row.path.contains("sha1") { #expect(check.weaknesses == [.digest(.sha1)]) }
            #expect(check.weaknesses.contains(.noSignedAttributes) == (check.signedAttributes == nil))
            #expect(!check.sortedAttributes)
        }
    }

    @Test func aCertificateMayComeFromElsewhere() throws {
        let found = try Samples.peer("signed/openssl30-clear-no-certificates.eml")
        let alice = try Samples.person("alice").certificate
        let bob = try Samples.person("bob").certificate
        let check = try found.signedData().check(0, content: found.content, certificates: [bob, alice])
        #expect(check.outcome == .good(alice))
        #expect(check.signer == .issuerAndSerialNumber(IssuerAndSerialNumber(alice)))
    }

    @Test func whatAReportTellsIsThere() throws {
        let found = try Samples.peer("signed/openssl30-clear-sha256.eml")
        let check = try found.signedData().check(0, content: found.content)
        #expect(check.signatureAlgorithm == .rsa)
        #expect(check.digestAlgorithm == .sha256)
        #expect(check.weaknesses.isEmpty)
        let year = try #require(check.signingTime).components.year
        #expect((2026...2050).contains(year))
        #expect(check.capabilities?.contentCiphers.first == .aes256CBC)
        #expect(check.signedAttributes?.count == 4)
        #expect(check.certificate?.emailAddresses == ["alice@example.org"])
    }

    @Test func theRFC4134ExamplesWithDetachedContentVerify() throws {
        guard TestFiles.corpora != nil else { return }
        // 4.3 is signed with DSA, which is not ours yet; 4.2 holds the same content, and RSA.
        let content = Bytes(try TestFiles.corpus("cms/rfc4134/ExContent.bin"))
        let message = try Samples.corpus("cms/rfc4134/4.2.bin").signedData()
        #expect(message.encapContentInfo.content == .octetString(content))
        let check = message.check(0)
        #expect(check.outcome.isGood)
        #expect(Set(check.weaknesses) == [.digest(.sha1), .noSignedAttributes, .shortKey(bitCount: 1024)])
    }
}
