import SignetASN1
import SignetBytes

/// Reads one layer of a file after another, each of which may be BER in its own right, and remembers what was let pass.
struct LayerReader {
    private(set) var tolerances: Tolerances = []
    private(set) var sawBER = false
    /// The outermost layer, from whose start errors count where they can.
    private var file = Bytes()

    /// Reads the outermost layer, which must be all of `encoding`.
    mutating func decode<Value>(file syntax: Syntax<Value>, _ encoding: Bytes) throws(ASN1Error) -> Value {
        file = encoding
        return try decode(syntax, encoding)
    }

    /// Reads a layer, which must be all of `encoding`.
    ///
    /// - Throws: `ASN1Error` with the offset in the file, as long as the layers around this one are DER and not encrypted;
    ///   else with the offset in this layer.
    mutating func decode<Value>(_ syntax: Syntax<Value>, _ encoding: Bytes) throws(ASN1Error) -> Value {
        try decode(syntax, encoding, from: encoding)
    }

    /// Reads a layer that may hold secrets: what the value keeps stays in memory that will be erased.
    mutating func decode<Value>(secret syntax: Syntax<Value>, _ encoding: Bytes) throws(ASN1Error) -> Value {
        try decode(syntax, SecretSlice(encoding).exposed, from: encoding)
    }

    /// Where a part lies in the file; `nil` when a layer around it is BER or encrypted.
    func place(of part: Bytes) -> String? {
        file.offset(of: part).map { "bytes \($0) to \($0 + max(part.count, 1) - 1)" }
    }

    private mutating func decode<Value>(
        _ syntax: Syntax<Value>, _ encoding: Bytes, from original: Bytes
    ) throws(ASN1Error) -> Value {
        var tolerated = tolerances
        if let value = try? syntax.decode(encoding, rules: .tolerant, tolerated: &tolerated) {
            tolerances = tolerated
            return value
        }
        do throws(ASN1Error) {
            let value = try syntax.decode(encoding, rules: .ber, tolerated: &tolerances)
            sawBER = true
            return value
        } catch { throw error.shifted(by: file.offset(of: original) ?? 0) }
    }
}
