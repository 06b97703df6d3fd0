import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetHash
import SignetKeys
import SignetX509
import TestSupport
import Testing

/// What we issue, as we read it back and as other programs judge it.
@Suite struct IssuingTests {
    @Test func holdsWhatWasAsked() throws {
        let certificate = Parties.alice
        #expect(certificate.toBeSigned.value.version == 2)
        #expect(certificate.serialNumber.contents.count == 16)
        #expect(!certificate.serialNumber.isNegative)
        #expect(certificate.issuer == Parties.middle.subject)
        #expect(certificate.emailAddresses == ["alice@example.org"])
        #expect(try certificate.keyUsage() == [.digitalSignature, .keyEncipherment])
        #expect(try certificate.extendedKeyUsage()?.purposes == [ExtendedKeyUsage.emailProtection])
        #expect(try certificate.basicConstraints() == nil)
        #expect(
            try certificate.authorityKeyIdentifier()?.keyIdentifier == Parties.middle.subjectKeyIdentifier())
        #expect(try certificate.subjectKeyIdentifier()?.count == 20)
        #expect(try certificate.publicKey() == Parties.aliceKey.publicKey)
        #expect(certificate.extensions.filter(\.isCritical).map(\.id) == [Extension.ID.keyUsage])
        #expect(try Certificate(certificate.encoding) == certificate)
        // Strict DER, no tolerance.
        #expect(try Certificate.syntax.decode(certificate.encoding, rules: .der) == certificate)
        try certificate.checkSignature(by: Parties.middleKey.publicKey)
        #expect(throws: X509Error.badSignature) { try certificate.checkSignature(by: Parties.rootKey.publicKey) }
    }

    @Test func serialNumbersDiffer() {
        let numbers = (0..<1000).map { _ in ASN1Integer.randomSerialNumber() }
        #expect(Set(numbers).count == 1000)
        #expect(numbers.allSatisfy { $0.contents.count == 16 && !$0.isNegative })
    }

    @Test func emptySubjectMakesMailboxCritical() throws {
        let certificate = try Certificate.issue(
            subject: Name([]), emailAddresses: ["a@example.org"],
            publicKey: SubjectPublicKeyInfo(Parties.aliceKey.publicKey), profile: .emailSigning,
            validity: Parties.years, issuer: Parties.root, key: Parties.rootKey)
        #expect(certificate.extensions.first { $0.id == Extension.ID.subjectAltName }?.isCritical == true)
    }

    @Test func refusesWhatCannotBe() throws {
        func issue(
            subject: Name = Parties.name("A"), mailboxes: [String] = [], validity: Validity = Parties.years,
            serialNumber: ASN1Integer = 1, issuer: Certificate = Parties.root, key: PrivateKey = Parties.rootKey,
            digest: DigestAlgorithm = .sha256
        ) -> X509Error? {
            do throws(X509Error) {
                _ = try Certificate.issue(
                    subject: subject, emailAddresses: mailboxes,
                    publicKey: SubjectPublicKeyInfo(Parties.bobKey.publicKey), profile: .email, validity: validity,
                    serialNumber: serialNumber, issuer: issuer, key: key, digest: digest)
                return nil
            } catch { return error }
        }
        #expect(issue() == nil)
        #expect(issue(subject: Name([])) == .noSubject)
        #expect(issue(mailboxes: ["nobody"]) == .invalidMailbox("nobody"))
        let backwards = Validity(notBefore: Parties.years.notAfter, notAfter: Parties.years.notBefore)
        #expect(issue(validity: backwards) == .invalidValidity)
        #expect(issue(serialNumber: 0) == .invalidSerialNumber)
        #expect(issue(serialNumber: -5) == .invalidSerialNumber)
        #expect(
            issue(serialNumber: ASN1Integer(magnitude: Bytes([UInt8](repeating: 1, count: 21)))) == .invalidSerialNumber
        )
        #expect(issue(key: Parties.otherKey) == .wrongIssuerKey(Parties.rootName))
        #expect(issue(issuer: Parties.alice, key: Parties.aliceKey) == .issuerIsNoAuthority(Parties.alice.subject))
        guard case .algorithm(.refused) = issue(digest: .sha1) else {
            Issue.record("SHA-1 was signed")
            return
        }
        guard case .algorithm(.refused) = issue(digest: .md5) else {
            Issue.record("MD5 was signed")
            return
        }
    }

    @Test(arguments: [DigestAlgorithm.sha256, .sha384, .sha512])
    func requestsRoundTrip(_ digest: DigestAlgorithm) throws {
        let request = try CertificationRequest.make(
            subject: Parties.name("Älice"), emailAddresses: ["a@example.org", "b@example.org"], key: Parties.aliceKey,
            digest: digest)
        let read = try CertificationRequest(request.encoding)
        #expect(read == request)
        #expect(read.emailAddresses == ["a@example.org", "b@example.org"])
        #expect(read.requestedExtensions.map(\.id) == [Extension.ID.subjectAltName])
        #expect(read.subject.title == "Älice")
        try read.checkSignature()
        let issued = try Certificate.issue(
            read, profile: .email, validity: Parties.years, issuer: Parties.root, key: Parties.rootKey)
        #expect(issued.emailAddresses == request.emailAddresses)
        #expect(issued.subject == request.subject)

        var octets = Array(request.encoding)
        for index in stride(from: 0, to: octets.count, by: 7) {
            octets[index] ^= 1
            defer { octets[index] ^= 1 }
            guard let changed = try? CertificationRequest(Bytes(octets)) else { continue }
            #expect(throws: X509Error.self, "byte \(index)") { try changed.checkSignature() }
        }
        for count in 0..<octets.count {
            #expect(throws: X509Error.self) { try CertificationRequest(request.encoding.prefix(count)) }
        }
    }

    @Test(
        arguments: [
            "alice@example.org", "a.b+c@x.example", "\"odd one\"@example.org", "\"a@b\"@example.org",
            "josé@example.org", "用户@xn--fsqu00a.xn--4rr70v",
        ])
    func takesMailboxes(_ mailbox: String) throws {
        let name = try GeneralName(mailbox: mailbox)
        #expect(name.mailbox == mailbox)
        let encoding = GeneralName.syntax.encode(name)
        #expect(try GeneralName.syntax.decode(encoding) == name)
    }

    /// RFC 5280 §7.5, RFC 9598 §3: domains in their ASCII form, whatever the local part is like.
    @Test func writesDomainsInASCII() throws {
        #expect(try GeneralName(mailbox: "Alice@Bücher.example") == .rfc822Name("Alice@xn--bcher-kva.example"))
        #expect(try GeneralName(mailbox: "用户@例子.广告").mailbox == "用户@xn--fsqu00a.xn--4rr70v")
    }

    @Test(
        arguments: [
            "", "alice", "@example.org", "alice@", "a b@example.org", "a@b@example.org",
            "Alice <alice@example.org>", "a@example.org\n", "a@exa mple.org", "\u{0}@x",
        ])
    func refusesMailboxes(_ text: String) {
        #expect(throws: X509Error.invalidMailbox(text)) { try GeneralName(mailbox: text) }
    }

    @Test func namesAreChecked() throws {
        let name = try Name(
            commonName: "Älice", emailAddress: "a@example.org", organization: "O, Inc.", organizationalUnit: "U",
            locality: "L", stateOrProvince: "S", country: "DE")
        #expect(name.description == "E=a@example.org,CN=Älice,OU=U,O=O\\, Inc.,L=L,ST=S,C=DE")
        #expect(try Name().isEmpty)
        #expect(throws: X509Error.self) { try Name(commonName: "") }
        #expect(throws: X509Error.self) { try Name(commonName: String(repeating: "x", count: 65)) }
        #expect(throws: X509Error.self) { try Name(country: "de") }
        #expect(throws: X509Error.self) { try Name(country: "DEU") }
        #expect(throws: X509Error.self) { try Name(emailAddress: "ä@example.org") }
        #expect(Parties.name("a\u{1B}[31mb\u{202E}c").title == "a\\1b[31mb\\e2\\80\\aec")
    }

    // MARK: - Judged by others

    /// Runs a judge on files that we wrote; the judge must be there.
    private func judge(
        _ program: String, _ arguments: [String], files: [String: Data]
    ) throws -> [UInt8]? {
        try Programs.withFolder { folder in
            for (name, contents) in files { try contents.write(to: folder.appending(path: name)) }
            return try Programs.run(program, arguments.map { $0.replacing("%", with: folder.path + "/") })
        }
    }

    private static let profiles: [CertificateProfile] = [.email, .emailSigning, .emailSealing]

    @Test(.enabled(if: Programs.exists("openssl")), arguments: profiles)
    func opensslAcceptsPeople(_ profile: CertificateProfile) throws {
        let person = Parties.person("Carol", Parties.bobKey, profile: profile)
        let files = [
            "root.pem": Parties.pem(Parties.root), "middle.pem": Parties.pem(Parties.middle),
            "person.pem": Parties.pem(person),
        ]
        let purposes =
            profile == .emailSigning
            ? ["smimesign"] : profile == .emailSealing ? ["smimeencrypt"] : ["smimesign", "smimeencrypt"]
        for purpose in purposes {
            let verdict = try judge(
                "openssl",
                [
                    "verify", "-x509_strict", "-purpose", purpose, "-attime", "\(Parties.now.secondsSince1970)",
                    "-CAfile", "%root.pem", "-untrusted", "%middle.pem", "%person.pem",
                ], files: files)
            #expect(verdict != nil, "openssl verify -purpose \(purpose)")
        }
    }

    @Test(.enabled(if: Programs.exists("openssl"))) func opensslAcceptsRequests() throws {
        let request = try CertificationRequest.make(
            subject: Parties.name("Alice"), emailAddresses: ["alice@example.org"], key: Parties.aliceKey)
        let file = Data(
            PEM(label: PEM.Label.certificationRequest, contents: request.encoding).encode().declassified())
        let text = try judge(
            "openssl", ["req", "-verify", "-noout", "-text", "-in", "%r.pem"], files: ["r.pem": file])
        #expect(String(decoding: try #require(text), as: UTF8.self).contains("email:alice@example.org"))
    }

    @Test(.enabled(if: Programs.exists("certtool"))) func gnutlsAcceptsChains() throws {
        let chain = Parties.pem(Parties.alice) + Parties.pem(Parties.middle)
        let verdict = try judge(
            "certtool",
            [
                "--verify", "--load-ca-certificate", "%root.pem", "--infile", "%chain.pem", "--verify-purpose",
                "1.3.6.1.5.5.7.3.4", "--verify-email", "alice@example.org",
            ], files: ["root.pem": Parties.pem(Parties.root), "chain.pem": chain])
        #expect(verdict != nil)
    }

    @Test(.enabled(if: Programs.exists("certtool"))) func gnutlsAcceptsRequests() throws {
        let request = try CertificationRequest.make(
            subject: Parties.name("Alice"), emailAddresses: ["alice@example.org"], key: Parties.aliceKey)
        let file = Data(
            PEM(label: PEM.Label.certificationRequest, contents: request.encoding).encode().declassified())
        let text = try judge("certtool", ["--crq-info", "--infile", "%r.pem"], files: ["r.pem": file])
        let lines = String(decoding: try #require(text), as: UTF8.self)
        #expect(lines.contains("RFC822Name: alice@example.org"))
        #expect(lines.contains("Self signature: verified"))
    }

    /// Every request of the outside suites: ours and OpenSSL's verdicts on the signature agree where we have the algorithm.
    @Test(.enabled(if: Corpus.isPresent && Programs.exists("openssl"))) func requestsOfOthers() throws {
        let folder = try #require(TestFiles.corpora).appending(path: "x509/pyca/requests")
        var counts = (good: 0, bad: 0, refused: 0, unsupported: 0)
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            let data = Bytes([UInt8](try Data(contentsOf: file)))
            let encoding = (try? PEM.decode(data)).map { Bytes(Array($0[0].contents.exposed)) } ?? data
            let form = file.pathExtension == "pem" ? "PEM" : "DER"
            // OpenSSL 3.0 tells its verdict in words, on standard error.
            let words = try Programs.run(
                "sh", ["-c", "openssl req -verify -noout -inform \(form) -in '\(file.path)' 2>&1"])
            let isGood = String(decoding: words ?? [], as: UTF8.self).contains("verify OK")
            do throws(X509Error) {
                let request = try CertificationRequest(encoding)
                try request.checkSignature()
                #expect(isGood, "\(file.lastPathComponent)")
                counts.good += 1
            } catch .badSignature {
                #expect(!isGood, "\(file.lastPathComponent)")
                counts.bad += 1
            } catch .malformed {
                counts.refused += 1
                #expect(["bad-version.pem", "freeipa-bad-critical.pem"].contains(file.lastPathComponent))
            } catch { counts.unsupported += 1 }
        }
        print("requests: \(counts)")
        TestFiles.report("pyca requests", ran: counts.good + counts.bad + counts.refused + counts.unsupported)
    }

    /// Extensions that are asked for twice would be asked for by nobody (RFC 2985 §5.4.2: one value).
    @Test func extensionsAskedForTwice() throws {
        let request = try CertificationRequest.make(
            subject: Parties.name("A"), emailAddresses: ["a@example.org"], key: Parties.aliceKey)
        var structure = try CertificationRequest.frame.decode(request.encoding)
        var info = structure.toBeSigned.value
        info.attributes = request.attributes + request.attributes
        structure.toBeSigned = CertificationRequestInfo.syntax.preserving(info)
        #expect(throws: X509Error.self) { try CertificationRequest(CertificationRequest.frame.encode(structure)) }
        info.attributes =
            request.attributes + [Attribute("1.2.840.113549.1.9.2", ASN1String.syntax, ASN1String(utf8: "of mine"))]
        structure.toBeSigned = CertificationRequestInfo.syntax.preserving(info)
        let told = try CertificationRequest(CertificationRequest.frame.encode(structure))
        #expect(told.otherAttributes == ["unstructuredName: of mine"])
        #expect(told.emailAddresses == ["a@example.org"])
    }

    /// What the owner will show to have the certificate revoked (RFC 2985 §5.4.1), and what else he asks for.
    @Test func challenges() throws {
        let usage = Extension(Extension.ID.keyUsage, isCritical: true, KeyUsage.syntax, [.digitalSignature])
        for password in ["Sesame, open", "Süßholz"] {
            let request = try CertificationRequest(
                CertificationRequest.make(
                    subject: Parties.name("Alice"), emailAddresses: ["alice@example.org"], key: Parties.aliceKey,
                    challengePassword: password, additionalExtensions: [usage]
                ).encoding)
            try request.checkSignature()
            #expect(try request.challenge()?.text == password)
            #expect(request.requestedExtensions.map(\.id) == [Extension.ID.subjectAltName, Extension.ID.keyUsage])
            let pem = Array(
                PEM(label: PEM.Label.certificationRequest, contents: request.encoding).encode().declassified())
            if let text = try Programs.run(
                "openssl", ["req", "-verify", "-text", "-noout", "-nameopt", "utf8"], input: pem)
            {
                #expect(String(decoding: text, as: UTF8.self).contains("challengePassword"))
            }
        }
        for wrong in ["", String(repeating: "x", count: 256)] {
            #expect(throws: X509Error.invalidChallengePassword) {
                try CertificationRequest.make(
                    subject: Parties.name("A"), emailAddresses: [], key: Parties.aliceKey, challengePassword: wrong)
            }
        }
    }
}
