import SignetASN1
public import SignetBytes
import SignetCMS
import SignetKeys
import SignetX509

/// What a file is that was taken for a `.pfx`.
public enum PFXLookalike: Hashable, Sendable {
    /// Nothing at all.
    case empty
    /// A web page: most often an error message, saved under the name of the file that was asked for.
    case html
    /// XML, such as a configuration profile of a telephone.
    case xml
    /// PEM with this label, which is not `PKCS12`.
    case pem(label: String)
    /// A mail, and whether it is signed or encrypted with S/MIME.
    case mail(isSMIME: Bool)
    /// Text.
    case text
    /// Text in UTF-16, as Windows writes it into files.
    case utf16
    /// A `.pfx` or other binary file that a program took for text, and wrote in UTF-8 or with other line ends.
    case takenForText
    /// Zeros alone, as a download leaves them that did not end.
    case zeros
    /// Something that has nothing to do with this field, by name.
    case unrelated(String)
    /// A ZIP archive.
    case zip
    /// A ZIP archive under a password.
    case encryptedZip
    /// A PDF document.
    case pdf
    /// A keystore of Java in its own older format (JKS or JCEKS).
    case javaKeystore
    /// A certificate alone, as `.cer` and `.crt` files have it.
    case certificate
    /// A message or bundle of certificates in CMS, also called PKCS #7: `.p7b`, `.p7c`, `.p7m`, `.p7s`.
    case cms
    /// A private key alone.
    case privateKey
    /// An encrypted private key alone.
    case encryptedPrivateKey
    /// A public key alone.
    case publicKey
    /// A request for a certificate (PKCS #10).
    case certificationRequest
    /// A list of revoked certificates.
    case revocationList
    /// A question to an OCSP responder.
    case ocspRequest
    /// The answer of one.
    case ocspResponse
    /// A question for a time-stamp.
    case timeStampRequest
    /// A time-stamp, or why there is none.
    case timeStampResponse

    /// Recognises a file that is no `.pfx`; `nil` when it resembles nothing known.
    public init?(_ file: Bytes) {
        if file.isEmpty {
            self = .empty
        } else if file.starts(with: [0x50, 0x4B, 0x03, 0x04]), file.count > 6, file[6] & 1 == 1 {
            // APPNOTE §4.4.4: bit 0 of the flags.
            self = .encryptedZip
        } else if file.allSatisfy({ $0 == 0 }) {
            self = .zeros
        } else if let match = Self.signatures.first(where: { file.starts(with: $0.octets) }) {
            self = match.kind
        } else if let text = Self.text(file) {
            self = Self.textual(file, text)
        } else if let kind = Self.structure(file) {
            self = kind
        } else if Self.wasTakenForText(file) {
            self = .takenForText
        } else {
            return nil
        }
    }

    private static let signatures: [(octets: [UInt8], kind: PFXLookalike)] = [
        ([0x50, 0x4B, 0x03, 0x04], .zip), ([0x50, 0x4B, 0x05, 0x06], .zip), (Array("%PDF".utf8), .pdf),
        ([0xFE, 0xED, 0xFE, 0xED], .javaKeystore), ([0xCE, 0xCE, 0xCE, 0xCE], .javaKeystore),
        ([0xFF, 0xFE], .utf16), ([0xFE, 0xFF], .utf16),
        (Array("Rar!".utf8), .unrelated("a RAR archive")),
        (Array("7z".utf8) + [0xBC, 0xAF], .unrelated("a 7-Zip archive")),
        ([0x1F, 0x8B], .unrelated("a gzip file")), (Array("BZh".utf8), .unrelated("a bzip2 file")),
        ([0xD0, 0xCF, 0x11, 0xE0], .unrelated("an Outlook message or an older Office document")),
        ([0x89] + Array("PNG".utf8), .unrelated("an image")), ([0xFF, 0xD8, 0xFF], .unrelated("an image")),
        (Array("GIF8".utf8), .unrelated("an image")), (Array("MZ".utf8), .unrelated("a program")),
        ([0x7F] + Array("ELF".utf8), .unrelated("a program")),
        (Array("-----BEGIN PGP".utf8), .unrelated("a key or message of OpenPGP")),
        (Array("PuTTY-User-Key".utf8), .unrelated("a key of PuTTY")),
    ]

    /// The beginning of a file that has no control characters but those of text, lowercased, without leading white space.
    private static func text(_ file: Bytes) -> String? {
        let beginning = file.prefix(4096)
        // The digit 0 followed by no character is the start of a structure that was cut short.
        guard beginning[0] != 0x30 || (beginning.count > 1 && beginning[1] < 0x80) else { return nil }
        guard beginning.allSatisfy({ $0 >= 0x20 || (0x09...0x0D).contains($0) }) else { return nil }
        let text = String(decoding: beginning, as: UTF8.self).lowercased()
        return String(text.drop { $0.isWhitespace || $0 == "\u{FEFF}" })
    }

    /// Whether a structure's bytes from 80 on have become UTF-8, or marks that stand for what is none; or whether all its line
    /// ends have become those of Windows, which makes it longer than it says by one byte for each.
    private static func wasTakenForText(_ file: Bytes) -> Bool {
        if file.count > 3, file[0] == 0x30 {
            if file[1] == 0xC2, (0x80...0xBF).contains(file[2]) { return true }
            if file[1...3] == [0xEF, 0xBF, 0xBD] { return true }
        }
        guard file.count > 4, file[0] == 0x30, file[1] == 0x82 else { return false }
        let stated = 4 + (Int(file[2]) << 8 | Int(file[3]))
        var pairs = 0
        for index in file.indices.dropFirst(4) where file[index] == 0x0A {
            guard file[index - 1] == 0x0D else { return false }
            pairs += 1
        }
        return pairs > 0 && file.count - pairs == stated
    }

    private static func textual(_ file: Bytes, _ text: String) -> PFXLookalike {
        if let label = (try? PEM.decode(file))?.first?.label { return .pem(label: label) }
        if let isSMIME = Self.mail(text) { return .mail(isSMIME: isSMIME) }
        if text.hasPrefix("<?xml") { return text.contains("<html") ? .html : .xml }
        return text.hasPrefix("<") ? .html : .text
    }

    /// Whether a text is a mail, and then whether S/MIME has a part in it; `nil` when it is none.
    private static func mail(_ text: String) -> Bool? {
        let fields = [
            "from:", "received:", "return-path:", "mime-version:", "content-type:", "message-id:", "subject:", "date:",
        ]
        let header = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).prefix { !$0.isEmpty }
        let count = header.filter { line in fields.contains { line.hasPrefix($0) } }.count
        guard let first = header.first, first.prefix(while: { $0 != ":" }).allSatisfy({ !$0.isWhitespace }),
            count >= 2 || count == 1 && header.contains(where: { $0.hasPrefix("content-type:") })
        else { return nil }
        return text.contains("pkcs7-")
    }

    /// Tells the structures of this field apart by reading them.
    private static func structure(_ file: Bytes) -> PFXLookalike? {
        if (try? Certificate.syntax.decode(file, rules: .ber)) != nil { return .certificate }
        if (try? EncryptedPrivateKeyInfo.syntax.decode(file, rules: .ber)) != nil { return .encryptedPrivateKey }
        if (try? PrivateKeyInfo.syntax.decode(SecretSlice(file), rules: .ber)) != nil { return .privateKey }
        if (try? CertificateList.syntax.decode(file, rules: .ber)) != nil { return .revocationList }
        if (try? CertificationRequest(file)) != nil { return .certificationRequest }
        if (try? SubjectPublicKeyInfo.syntax.decode(file, rules: .ber)) != nil { return .publicKey }
        if (try? OCSPResponse(file)) != nil { return .ocspResponse }
        if (try? OCSPRequest(file)) != nil { return .ocspRequest }
        if (try? TimeStampReq.syntax.decode(file, rules: .ber)) != nil { return .timeStampRequest }
        if (try? TimeStampResp.syntax.decode(file, rules: .ber)) != nil { return .timeStampResponse }
        if let start = try? Beginning.syntax.decode(file, rules: .ber) {
            switch start {
            case .contentInfo(let identifier): return Self.contentTypes.contains(identifier) ? .cms : nil
            // RSAPrivateKey has version 0 and a modulus of many bytes, ECPrivateKey version 1 and an OCTET STRING.
            case .version(0, .integer), .version(1, .octetString): return .privateKey
            case .version: return nil
            }
        }
        return nil
    }

    // RFC 5652 §4 to §10, RFC 8551 §2.4.
    private static let contentTypes: Set<ObjectIdentifier> = [
        "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2", "1.2.840.113549.1.7.3", "1.2.840.113549.1.7.5",
        "1.2.840.113549.1.7.6", "1.2.840.113549.1.9.16.1.2", "1.2.840.113549.1.9.16.1.9",
        "1.2.840.113549.1.9.16.1.23",
    ]

    /// The first elements of a SEQUENCE, whatever follows them.
    private enum Beginning {
        case contentInfo(ObjectIdentifier)
        case version(Int, Tag?)

        static let syntax: Syntax<Beginning> = Syntax<Beginning>(.sequence) { reader throws(ASN1Error) in
            defer { _ = reader.takeRemaining() }
            if reader.nextTag == .objectIdentifier {
                return .contentInfo(try Syntax<ObjectIdentifier>.objectIdentifier.read(&reader))
            }
            let version = try Syntax<Int>.smallInteger.read(&reader)
            return .version(version, reader.nextTag)
        } write: { _, _ in
            preconditionFailure("only read")
        }
    }
}

extension PFXLookalike: CustomStringConvertible {
    /// What it is, after "it".
    public var description: String {
        switch self {
        case .empty: "is empty"
        case .html: "is a web page"
        case .xml: "is XML"
        case .pem(let label): "is PEM with \("AEIOU".contains(label.first ?? " ") ? "an" : "a") \(label) in it"
        case .mail(let isSMIME): "is \(isSMIME ? "an S/MIME mail" : "a mail"): save what is attached to it"
        case .text: "is text"
        case .utf16: "is text in UTF-16"
        case .takenForText:
            "was saved or sent as text, which changes the bytes of a file: get it again, as a binary file"
        case .zeros: "is nothing but zeros, as a download leaves them that did not end"
        case .unrelated(let name): "is \(name)"
        case .zip: "is a ZIP archive"
        case .encryptedZip: "is a ZIP archive under a password: unpack it first"
        case .pdf: "is a PDF document"
        case .javaKeystore: "is a Java keystore in its older format"
        case .certificate: "is a certificate, without a private key"
        case .cms: "is a CMS (PKCS #7) message or certificate bundle"
        case .privateKey: "is a private key alone"
        case .encryptedPrivateKey: "is an encrypted private key alone"
        case .publicKey: "is a public key alone"
        case .certificationRequest: "is a request for a certificate"
        case .revocationList: "is a list of revoked certificates"
        case .ocspRequest: "is an OCSP request"
        case .ocspResponse: "is an OCSP response"
        case .timeStampRequest: "is a request for a time-stamp"
        case .timeStampResponse: "is a time-stamp"
        }
    }
}
