import Foundation
import SignetBytes
import SignetMIME
import TestSupport

/// Mails for the tests.
enum Mail {
    /// A text with CRLF line ends, whatever ends its lines here.
    static func crlf(_ text: String) -> Bytes {
        LineEnds.canonical(Bytes(Array(text.utf8)))
    }

    static func parse(_ text: String) throws -> Message { try Message(parsing: crlf(text)) }

    static func string(_ bytes: Bytes) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Every mail of the corpora: path below the corpora and content.
    static let corpus: [(path: String, bytes: Bytes)] = {
        let folders = ["smime/thunderbird", "smime/openssl", "cms/rfc4134", "x509/pkits/smime"]
        let others =
            [
                "cms/gnutls/pkcs7.smime", "cms/openssl/ciphertext_from_1_1_1.cms", "smime/thunderbird/alice.mime",
                "smime/thunderbird/alice.textplain", "smime/thunderbird/alice.dsig.SHA1.multipart",
                "smime/thunderbird/alice.dsig.SHA256.multipart", "smime/thunderbird/alice.sig.SHA1.opaque",
                "smime/thunderbird/alice.dsig.SHA256.multipart.mismatch-econtent",
                "smime/thunderbird/alice.sig.SHA256.opaque",
            ]
            + ["010", "012", "014", "016", "020", "044", "046", "048", "050"].map { "cms/openssl-matrix/case\($0).cms" }
        guard let root = TestFiles.corpora else { return [] }
        let mails = folders.flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
            return names.filter { $0.hasSuffix(".eml") }.sorted().map { "\(folder)/\($0)" }
        }
        return (mails + others).compactMap { path in
            (try? TestFiles.corpus(path)).map { (path, Bytes($0)) }
        }
    }()

    /// Small mails of every shape that the reader knows, for laws.
    static let samples: [Bytes] = [
        crlf("Subject: x\n\nhello\n"),
        Bytes(Array("From alice@example.com Thu Nov 23 17:00:00 2023\nSubject: folded\n  twice\n\tover\n\nhi".utf8)),
        crlf(
            """
            From: "Alice \\"A\\" Liddell" <alice@example.com>, Team: bob@example.com, =?utf-8?Q?J=C3=BCrgen?= <j@x.org>;
            Subject: =?iso-8859-1?Q?caf=E9?= =?utf-8?B?4pyT?=
            MIME-Version: 1.0
            Content-Type: multipart/mixed (a comment); boundary="--=_outer"; x*0*=utf-8''a%20; x*1=b

            preamble
            ----=_outer
            Content-Type: multipart/alternative; boundary=inner

            --inner

            plain =20
            --inner
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <p>caf=C3=A9=
             more</p>
            --inner--
            ----=_outer
            Content-Type: message/rfc822

            Subject: inside
            Content-Transfer-Encoding: base64

            aGVsbG8=

            ----=_outer
            Content-Type: application/octet-stream; name="a.bin"
            Content-Transfer-Encoding: base64

            AAECAwQFBgcICQ==

            ----=_outer--
            epilogue

            """),
        crlf(
            """
            Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary=b

            --b
            Content-Type: text/plain

            signed
            --b
            Content-Type: application/pkcs7-signature; name=smime.p7s
            Content-Transfer-Encoding: base64

            MAMCAQE=
            --b--

            """),
    ]
}
