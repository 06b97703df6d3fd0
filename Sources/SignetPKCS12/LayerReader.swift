import SignetASN1
import SignetBytes

/// Reads one layer of a file after another, each of which may be BER in its own right, and remembers what was let pass.
struct LayerReader {
    private(set) var tolerances: Tolerances = []
    private(set) var sawBER = false

    /// Reads a layer, which must be all of `encoding`.
    mutating func decode<Value>(_ syntax: Syntax<Value>, _ encoding: Bytes) throws(ASN1Error) -> Value {
        var tolerated = tolerances
        if let value = try? syntax.decode(encoding, rules: .tolerant, tolerated: &tolerated) {
            tolerances = tolerated
            return value
        }
        let value = try syntax.decode(encoding, rules: .ber, tolerated: &tolerances)
        sawBER = true
        return value
    }

    /// Reads a layer that may hold secrets: what the value keeps stays in memory that will be erased.
    mutating func decode<Value>(_ syntax: Syntax<Value>, _ encoding: SecretSlice) throws(ASN1Error) -> Value {
        try decode(syntax, encoding.exposed)
    }
}
