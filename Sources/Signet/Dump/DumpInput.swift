import SignetASN1
import SignetBytes
import SignetMIME
import SignetPKCS12

/// One ASN.1 object of a file, and what the file says that it is.
struct DumpInput {
    /// The bytes, from which offsets count.
    var bytes: Bytes
    /// What the file says: a PEM label, or how it was wrapped.
    var label: String?
    /// The headers of RFC 1421, which say how it is encrypted as a whole.
    var headers: [String] = []

    /// Every object of a file, as far as it can be read, and why not further.
    ///
    /// - Parameters:
    ///   - file: what to look into.
    ///   - isASN1: whether someone said that it is ASN.1, so that bytes which look like nothing are taken for it.
    /// - Returns: the objects, and what stopped the reading.
    /// - Throws: `SignetError.malformed` when there is none at all.
    static func objects(in file: Bytes, isASN1: Bool) throws(SignetError) -> (
        objects: [DumpInput], failure: SignetError?
    ) {
        switch InputForm(file) {
        case .empty: throw SignetError(.malformed(.unrecognised(expected: "ASN.1", found: "an empty file")))
        case .pem: return try pem(file)
        case .mail: if let object = try? mail(file) { return ([object], nil) }
        case .der: return ([DumpInput(bytes: file)], nil)
        case .html, .zip, .vCard, .text, .binary: break
        }
        if let text = printable(file) {
            if let bytes = Hex.decode(text.filter { !$0.isWhitespace && $0 != ":" }), looksLikeElement(bytes) {
                return ([DumpInput(bytes: Bytes(bytes), label: "hexadecimal")], nil)
            }
            if let bytes = try? Base64.decode(file.span).shared().exposed, looksLikeElement(Array(bytes.prefix(16))) {
                return ([DumpInput(bytes: bytes, label: "Base64")], nil)
            }
        }
        if PEM.isPresent(in: file) { return try pem(file) }
        if isASN1, printable(file) == nil { return ([DumpInput(bytes: file)], nil) }
        // Of what is known to be something else, the first bytes are not taken for a tag.
        if let foreign = PFXLookalike(file), [.zip, .encryptedZip, .utf16, .pdf].contains(foreign) {
            let found = foreign.foreignName ?? "\(InputForm(file))"
            throw SignetError(.malformed(.unrecognised(expected: "ASN.1", found: found)))
        }
        // Whatever it is, its first byte may be a tag; of a text it is a letter.
        guard looksLikeElement(Array(file.prefix(16))), printable(file) == nil || isOneElement(file) else {
            throw SignetError(.malformed(.unrecognised(expected: "ASN.1", found: "\(InputForm(file))")))
        }
        return ([DumpInput(bytes: file)], nil)
    }

    /// The file as text of digits, letters and blanks, if that is what it is.
    private static func printable(_ file: Bytes) -> String? {
        guard file.count < 1 << 28, file.allSatisfy({ (0x20...0x7E).contains($0) || (0x09...0x0D).contains($0) }) else {
            return nil
        }
        return String(decoding: file, as: UTF8.self)
    }

    /// Whether a universal or tagged element may begin so: with a tag that types have, and a length.
    private static func looksLikeElement(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2, bytes[0] & 0xDF != 0 else { return false }
        // A tag number from 31 on takes more octets, of which the last is below 80.
        let lengthStart = bytes[0] & 0x1F == 0x1F ? 2 + bytes.dropFirst().prefix { $0 >= 0x80 }.count : 1
        guard lengthStart < bytes.count else { return false }
        // A length has 127 octets at most, of which all but the last few are zeros.
        let (length, octets) = (bytes[lengthStart], bytes.dropFirst(lengthStart + 1))
        return length <= 0x88 || (length < 0xFF && octets.prefix(Int(length & 0x7F) - 8).allSatisfy { $0 == 0 })
    }

    private static func isOneElement(_ file: Bytes) -> Bool { (try? BER.rewritten(file)) != nil }

    private static func pem(_ file: Bytes) throws(SignetError) -> (objects: [DumpInput], failure: SignetError?) {
        // What these hold has a grammar of its own.
        if let kind = PEM.firstLabel(in: file).flatMap(FileKind.init(label:)), [.openPGP, .openSSHKey].contains(kind) {
            throw SignetError(.malformed(.unrecognised(expected: "ASN.1", found: "\(kind)")))
        }
        do throws(PEMError) {
            return (try PEM.decode(file).map(DumpInput.init), nil)
        } catch {
            let failure = SignetError(.malformed(.pem(error)))
            let before = (try? PEM.decode(file.prefix(error.offset))) ?? []
            guard !before.isEmpty else { throw failure }
            return (before.map(DumpInput.init), failure)
        }
    }

    private init(_ object: PEM) {
        self.init(bytes: object.contents.exposed, label: object.label, headers: object.headers)
    }

    init(bytes: Bytes, label: String? = nil, headers: [String] = []) {
        self.bytes = bytes
        self.label = label
        self.headers = headers
    }

    private static func mail(_ file: Bytes) throws(SignetError) -> DumpInput {
        let form: SMIMEForm
        do throws(MIMEError) {
            form = try Message(parsing: file).entity.smimeForm()
        } catch { throw SignetError(.malformed(.mime(error))) }
        switch form {
        case .multipartSigned(_, let signature, _): return DumpInput(bytes: signature, label: "the signature of a mail")
        case .pkcs7(let object, _): return DumpInput(bytes: object, label: "the CMS object of a mail")
        case .plain: throw SignetError(.malformed(.unrecognised(expected: "ASN.1", found: "a plain mail")))
        }
    }
}
