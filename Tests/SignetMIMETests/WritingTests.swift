import SignetBytes
import SignetMIME
import Testing

struct WritingTests {
    private static let signature: Bytes = [0x30, 0x03, 0x02, 0x01, 0x01]
    private static let letters =
        Mail.samples + [Mail.crlf("Subject: x\n\nno end"), Mail.crlf("Subject: x"), Mail.crlf("\n")]

    @Test(arguments: letters)
    func clearSignedReadsBackWithTheSignedBytes(letter: Bytes) throws {
        let prepared = try Message(parsing: letter).prepared()
        let written = try prepared.clearSigned(signature: Self.signature, micalg: "sha-256")
        #expect(LineEnds(of: written) == .crlf)
        let message = try Message(parsing: written)
        guard case .multipartSigned(let content, let signature, let micalg) = try message.entity.smimeForm() else {
            Issue.record("not clear-signed")
            return
        }
        #expect(content.raw == prepared.content)
        #expect(content.canonicalized == content.raw)
        #expect(signature == Self.signature)
        #expect(micalg == ["sha-256"])
        #expect(written.prefix(prepared.outerHeader.count) == prepared.outerHeader)
        // As a store with LF would have it.
        let stored = try Message(parsing: Bytes(written.filter { $0 != 0x0D }))
        guard case .multipartSigned(let kept, _, _) = try stored.entity.smimeForm() else {
            Issue.record("not clear-signed")
            return
        }
        #expect(kept.canonicalized == prepared.content)
    }

    @Test func theHeaderIsThatOfTheStandard() throws {
        let prepared = try Mail.parse("From: a@x.test\nSubject: s\n\nhello\n").prepared()
        let written = Mail.string(
            try prepared.clearSigned(signature: Self.signature, micalg: "sha-256,sha-1", boundary: "bar"))
        #expect(
            written
                == Mail.string(
                    Mail.crlf(
                        """
                        From: a@x.test
                        Subject: s
                        MIME-Version: 1.0
                        Content-Type: multipart/signed; protocol="application/pkcs7-signature";
                         micalg="sha-256,sha-1";
                         boundary="bar"

                        This is a cryptographically signed message in MIME format.

                        --bar
                        Content-Type: text/plain; charset=us-ascii

                        hello

                        --bar
                        Content-Type: application/pkcs7-signature; name="smime.p7s"
                        Content-Transfer-Encoding: base64
                        Content-Disposition: attachment; filename="smime.p7s"
                        Content-Description: S/MIME Cryptographic Signature

                        MAMCAQE=

                        --bar--

                        """)))
    }

    @Test(arguments: ["hello", "", "a\"b", "ends ", String(repeating: "x", count: 71), "é", "a\r\nb"])
    func unusableBoundariesAreRefused(boundary: String) throws {
        let prepared = try Mail.parse("Subject: s\n\n--hello, it says\n").prepared()
        #expect(throws: MIMEError(.unusableBoundary(boundary), at: 0)) {
            try prepared.clearSigned(signature: Self.signature, micalg: "sha-256", boundary: boundary)
        }
    }

    @Test(arguments: [
        (SMIMEType.signedData, "signed-data", "smime.p7m"), (.envelopedData, "enveloped-data", "smime.p7m"),
        (.authEnvelopedData, "authEnveloped-data", "smime.p7m"), (.certificatesOnly, "certs-only", "smime.p7c"),
        (.compressedData, "compressed-data", "smime.p7z"), (.signedReceipt, "signed-receipt", "smime.p7m"),
        (.other("odd\r\nname"), "", "smime.p7m"),
    ])
    func enclosedReadsBack(type: SMIMEType, name: String, fileName: String) throws {
        let prepared = try Mail.parse("From: a@x.test\nSubject: s\n\nhello\n").prepared()
        let cms = Bytes([0x30] + Array(Randomness.bytes(count: 300)))
        let message = try Message(parsing: prepared.enclosed(in: cms, as: type))
        #expect(message.entity.lineEnds == .crlf)
        #expect(
            message.header.fields.map(\.name) == [
                "From", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition",
                "Content-Description",
            ])
        #expect(message.entity.contentType.name == "application/pkcs7-mime")
        #expect(message.header.fileName == fileName)
        guard case .pkcs7(let decoded, let claimed) = try message.entity.smimeForm() else {
            Issue.record("not recognised")
            return
        }
        #expect(decoded == cms)
        #expect(claimed == type)
        if !name.isEmpty { #expect(message.entity.contentType.parameters["smime-type"] == name) }
    }

    @Test func framesMakeTheSameMessage() throws {
        let prepared = try Mail.parse("Subject: s\n\nhello\n").prepared()
        let frame = MultipartSigned(outerHeader: prepared.outerHeader, micalg: "sha-512")
        let written = Bytes(Array(frame.opening) + prepared.content + frame.closing(signature: Self.signature))
        guard case .multipartSigned(let content, _, let micalg) = try Message(parsing: written).entity.smimeForm()
        else {
            Issue.record("not clear-signed")
            return
        }
        #expect(content.raw == prepared.content)
        #expect(micalg == ["sha-512"])
    }

    @Test func layersNest() throws {
        let prepared = try Mail.parse("From: a@x.test\nSubject: s\n\nhéllo \n").prepared()
        let signed = try Message(parsing: prepared.clearSigned(signature: Self.signature, micalg: "sha-256"))
        let outer = try signed.prepared()
        let sealed = try Message(parsing: outer.enclosed(in: Self.signature, as: .envelopedData))
        #expect(sealed.header.subject == "s")
        let opened = try sealed.replacingContent(with: outer.content)
        guard case .multipartSigned(let content, _, _) = try opened.entity.smimeForm() else {
            Issue.record("not clear-signed")
            return
        }
        #expect(content.raw == prepared.content)
        let letter = try opened.replacingContent(with: content.raw)
        #expect(try letter.entity.decodedText() == "héllo \r\n")
        #expect(
            letter.header.fields.map(\.name) == [
                "From", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
            ])
    }

    @Test(arguments: [
        (
            "Content-Type: text/html\n\n<p>",
            "From: a\r\nSubject: outside\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p>"
        ),
        ("no header at all\n", "From: a\r\nSubject: outside\r\nMIME-Version: 1.0\r\n\r\nno header at all\n"),
        ("\r\nblank first", "From: a\r\nSubject: outside\r\nMIME-Version: 1.0\r\n\r\nblank first"),
        ("", "From: a\r\nSubject: outside\r\nMIME-Version: 1.0\r\n\r\n"),
        ("Subject: inside\r\nmime-version: 1.0\r\n\r\nx", "From: a\r\nSubject: inside\r\nmime-version: 1.0\r\n\r\nx"),
        ("A: b", "From: a\r\nSubject: outside\r\nMIME-Version: 1.0\r\nA: b\r\n\r\n"),
    ])
    func innerEntitiesBecomeMessages(inner: String, expected: String) throws {
        let outer = try Mail.parse(
            "From: a\nSubject: outside\nMIME-Version: 1.0\nContent-Type: application/pkcs7-mime\nMIME-Version: 1.0\n\nMAA="
        )
        let message = try outer.replacingContent(with: Bytes(Array(inner.utf8)))
        #expect(Mail.string(message.entity.raw) == expected)
    }
}

struct SMIMEFormTests {
    @Test(arguments: [
        ("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", "", SMIMEType.signedData as SMIMEType?),
        ("APPLICATION/X-PKCS7-MIME; SMIME-TYPE=\"Enveloped-Data\"", "", .envelopedData),
        ("application/pkcs7-mime", "", nil), ("application/pkcs7-mime; name=smime.p7c", "", .certificatesOnly),
        ("application/pkcs7-mime; name=smime.p7z", "", .compressedData), ("application/cms", "", nil),
        ("application/pkcs7-mime; smime-type=odd", "", .other("odd")),
        ("application/pkcs7-mime; smime-type=authenveloped-data", "", .authEnvelopedData),
        ("application/x-pkcs7-signature; name=smime.p7s", "", .signedData),
        ("application/pkcs7-signature", "", .signedData),
        ("application/octet-stream; name=SMIME.P7M", "", nil), ("application/octet-stream", "smime.p7m", nil),
        ("application/octet-stream", "cert.P7C", .certificatesOnly),
        ("application/octet-stream", "smime.p7s", .signedData),
    ])
    func everySpellingIsKnown(type: String, fileName: String, claimed: SMIMEType?) throws {
        let disposition = fileName.isEmpty ? "" : "Content-Disposition: attachment; filename=\(fileName)\n"
        let message = try Mail.parse(
            "Content-Type: \(type)\n\(disposition)Content-Transfer-Encoding: base64\n\nMAMCAQE=\n")
        guard case .pkcs7(let bytes, let found) = try message.entity.smimeForm() else {
            Issue.record("not recognised")
            return
        }
        #expect(bytes == [0x30, 0x03, 0x02, 0x01, 0x01])
        #expect(found == claimed)
    }

    @Test(arguments: [
        "text/plain", "application/octet-stream", "application/octet-stream; name=a.pdf", "multipart/mixed; boundary=b",
        "multipart/signed; boundary=b; protocol=\"application/pgp-signature\"", "application/pkcs7",
        "application/pgp-encrypted",
    ])
    func otherThingsArePlain(type: String) throws {
        let message = try Mail.parse("Content-Type: \(type)\n\n--b\n\nx\n--b\n\ny\n--b--\n")
        guard case .plain = try message.entity.smimeForm() else {
            Issue.record("taken for S/MIME")
            return
        }
    }

    @Test func base64WithoutTheClaimIsDecoded() throws {
        for encoding in ["", "Content-Transfer-Encoding: 7bit\n", "Content-Transfer-Encoding: quoted-printable\n"] {
            let message = try Mail.parse("Content-Type: application/pkcs7-mime\n\(encoding)\nMAMC\nAQE=\n")
            guard case .pkcs7([0x30, 0x03, 0x02, 0x01, 0x01], nil) = try message.entity.smimeForm() else {
                Issue.record("not decoded")
                return
            }
        }
        let binary = Array("Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: binary\n\n".utf8)
        let message = try Message(parsing: Bytes(binary + [0x30, 0x80, 0x0A, 0x0D, 0x00]))
        guard case .pkcs7([0x30, 0x80, 0x0A, 0x0D, 0x00], nil) = try message.entity.smimeForm() else {
            Issue.record("binary was changed")
            return
        }
    }

    @Test(arguments: [
        ("multipart/signed; boundary=b", 2),
        ("multipart/signed; boundary=b; protocol=application/x-pkcs7-signature", 2),
        ("multipart/signed; boundary=b; protocol=\"APPLICATION/PKCS7-SIGNATURE\"; micalg=SHA1", 2),
    ])
    func clearSignedIsKnown(type: String, parts: Int) throws {
        let message = try Mail.parse(
            "Content-Type: \(type)\n\n--b\n\nx\n--b\nContent-Type: application/x-pkcs7-signature\n\nMAA=\n--b--\n")
        guard case .multipartSigned(let content, [0x30, 0x00], _) = try message.entity.smimeForm() else {
            Issue.record("not recognised")
            return
        }
        #expect(Mail.string(content.raw) == "\r\nx")
    }

    @Test func clearSignedHasTwoParts() throws {
        let head = "Content-Type: multipart/signed; boundary=b; protocol=\"application/pkcs7-signature\"\n\n"
        for (body, count) in [("--b\n\nx\n--b--", 1), ("--b\n\nx\n--b\n\ny\n--b\n\nz\n--b--", 3)] {
            let message = try Mail.parse(head + body)
            #expect(throws: MIMEError(.signedPartCount(count), at: 0)) { try message.entity.smimeForm() }
        }
        let cut = try Mail.parse(head + "--b\n\nx\n--b\n\nMAA=")
        let error = #expect(throws: MIMEError.self) { try cut.entity.smimeForm() }
        #expect(error?.kind == .unterminatedMultipart(boundary: "b"))
    }
}
