import SignetASN1
public import SignetBytes

extension PFX {
    /// Reads the structure of a file; nothing in it is decrypted or checked.
    ///
    /// DER and BER are read, and both in PEM under the label `PKCS12` and in bare Base64 too.
    ///
    /// - Throws: `PFXError.notAPFX`, or `.malformed` with the offset of the offending byte and the path of field names.
    public init(reading file: Bytes) throws(PFXError) {
        var facts = PFXFacts()
        var reader = LayerReader()
        try self.init(reading: file, &reader, &facts)
    }

    init(reading file: Bytes, _ reader: inout LayerReader, _ facts: inout PFXFacts) throws(PFXError) {
        let encoding = try Self.unwrapped(file, &facts)
        let pfx: PFX
        do throws(ASN1Error) {
            pfx = try Self.decode(encoding, &reader, &facts)
        } catch {
            if let lookalike = PFXLookalike(encoding) { throw .notAPFX(lookalike) }
            throw .malformed(error)
        }
        guard pfx.version == 3 else {
            throw .malformed(ASN1Error(.invalidValue("version \(pfx.version) is not 3"), at: 0).under("PFX.version"))
        }
        self = pfx
    }

    private static func decode(
        _ encoding: Bytes, _ reader: inout LayerReader, _ facts: inout PFXFacts
    ) throws(ASN1Error) -> PFX {
        do throws(ASN1Error) {
            return try reader.decode(file: syntax, encoding)
        } catch {
            // Files that were padded on their way, most often with zeros or a line end.
            guard case .trailingBytes(let count) = error.kind, error.path.isEmpty,
                error.offset + count == encoding.count
            else { throw error }
            let pfx = try reader.decode(file: syntax, encoding.prefix(error.offset))
            facts.note(.trailingBytes)
            return pfx
        }
    }

    /// The DER or BER of a file that may be PEM or Base64.
    private static func unwrapped(_ file: Bytes, _ facts: inout PFXFacts) throws(PFXError) -> Bytes {
        guard let first = file.first, first != 0x30 else { return file }
        let file = text(file)
        if PEM.isPresent(in: file) {
            guard let objects = try? PEM.decode(file) else { return file }
            guard let object = objects.first(where: { $0.label == "PKCS12" }) else {
                throw .notAPFX(.pem(label: objects[0].label))
            }
            facts.note(.pem)
            return object.contents.exposed
        }
        // A SEQUENCE of some length begins with M in Base64.
        guard file.first == 0x4D, let contents = try? Base64.decode(file.span) else { return file }
        facts.note(.base64)
        return contents.shared().exposed
    }

    /// A text without the marks that Windows puts in front, and in one byte a character where it has two; without white space
    /// in front. Whatever is no text stays as it is.
    private static func text(_ file: Bytes) -> Bytes {
        var start = 0
        if file.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
        if file.starts(with: [0xFF, 0xFE]), file.count.isMultiple(of: 2),
            stride(from: 3, to: file.count, by: 2).allSatisfy({ file[$0] == 0 })
        {
            return text(Bytes(stride(from: 2, to: file.count, by: 2).map { file[$0] }))
        }
        while start < file.count, [0x20, 0x09, 0x0A, 0x0D].contains(file[start]) { start += 1 }
        guard start > 0, start < file.count, file[start] == 0x4D || file[start] == 0x2D else { return file }
        return file[start..<file.count]
    }
}
