import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetPKCS12
import TestSupport
import Testing

/// What people take for a `.pfx` and is none is called by its name.
@Suite struct LookalikeTests {
    private static let texts: [(String, PFXLookalike)] = [
        ("", .empty),
        ("<!DOCTYPE html><html><body>404 Not Found</body></html>", .html),
        ("\u{FEFF}\r\n  <html><head></head></html>", .html),
        ("<?xml version=\"1.0\"?><plist></plist>", .xml),
        ("<?xml version=\"1.0\"?><!DOCTYPE html><html/>", .html),
        (
            "From: a@example.org\r\nContent-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\nMII",
            .mail(isSMIME: true)
        ),
        ("Subject: hello\nDate: today\n\nbody", .mail(isSMIME: false)),
        ("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n", .unrelated("a key or message of OpenPGP")),
        ("{\"error\": \"session expired\"}", .text), ("\0\0\0\0\0\0\0\0", .zeros),
        ("Dear Alice,\nplease find attached\n", .text),
        ("%PDF-1.7\n", .pdf),
        ("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", .pem(label: "CERTIFICATE")),
        ("Bag Attributes\n-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n", .pem(label: "PRIVATE KEY")),
    ]

    @Test(arguments: texts)
    func namesTexts(_ text: String, _ kind: PFXLookalike) {
        #expect(PFX.failure(Bytes(Array(text.utf8)), Password("x")) == .notAPFX(kind))
    }

    @Test func namesBinaries() {
        #expect(PFX.failure([0x50, 0x4B, 0x03, 0x04, 0x14, 0x00], .absent) == .notAPFX(.zip))
        #expect(PFX.failure([0xFE, 0xED, 0xFE, 0xED, 0x00, 0x00, 0x00, 0x02], .absent) == .notAPFX(.javaKeystore))
    }

    /// What programs for text make of a .pfx.
    @Test func saysWhatWentThroughText() throws {
        let file = [UInt8](try TestFiles.vector("peers/pfx/openssl30-default.p12"))
        let utf8 = Array(String(String.UnicodeScalarView(file.map { Unicode.Scalar($0) })).utf8)
        let replaced = Array(String(decoding: file, as: UTF8.self).utf8)
        let lines = file.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
        for changed in [utf8, replaced, lines] {
            #expect(PFX.failure(Bytes(changed), Password("Correct horse 7")) == .notAPFX(.takenForText))
        }
    }

    /// Certificates, messages and keys of the peers' files and of the corpora.
    @Test func namesStructures() throws {
        func contents(_ path: String) throws -> Bytes {
            let text = Bytes(try TestFiles.vector("peers/\(path)"))
            let object = try PEM.decode(text)[0]
            return Bytes(copying: object.contents.span)
        }
        #expect(PFX.failure(try contents("pki/alice.pem"), .absent) == .notAPFX(.certificate))
        #expect(PFX.failure(try contents("pki/alice.key"), .absent) == .notAPFX(.privateKey))
        guard TestFiles.corpora != nil else { return }
        let message = Bytes(try TestFiles.corpus("cms/rfc4134/4.1.bin"))
        #expect(PFX.failure(message, .absent) == .notAPFX(.cms))
    }

    /// A file may come as PEM, as gpgsm's `--armor` writes it, as Base64, or with something after it.
    @Test func unwraps() throws {
        let file = try TestFiles.vector("peers/pfx/openssl30-iter1.p12")
        let password = Password("Correct horse 7")
        let plain = try PFX.open(Bytes(file), password: password)
        #expect(plain.facts.tolerances.isEmpty)
        let base64 = Data(file).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
        let variants: [(String, [UInt8], PFXTolerance)] = [
            ("mark", [0xEF, 0xBB, 0xBF] + Array("\r\n\(base64)".utf8), .base64),
            ("UTF-16", [0xFF, 0xFE] + base64.utf8.flatMap { [$0, 0] }, .base64),
            ("PEM", Array("Issuer: x\n-----BEGIN PKCS12-----\n\(base64)\n-----END PKCS12-----\n".utf8), .pem),
            ("Base64", Array(base64.utf8), .base64), ("line end", file + [0x0D, 0x0A], .trailingBytes),
            ("zeros", file + [UInt8](repeating: 0, count: 512), .trailingBytes),
        ]
        for (name, bytes, tolerance) in variants {
            let contents = try PFX.open(Bytes(bytes), password: password)
            #expect(contents.facts.tolerances == [tolerance], "\(name)")
            #expect(contents.holdsTheSame(as: plain))
        }
    }
}
