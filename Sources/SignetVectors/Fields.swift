internal import SignetBytes

/// The fields of a case, or of its group, wherever they were read from.
struct Fields: Sendable {
    private let test: [String: JSONValue]
    private let group: [String: JSONValue]

    init(_ test: JSONValue, in group: JSONValue = .null) {
        self.test = test.object ?? [:]
        self.group = group.object ?? [:]
    }

    /// The value, from the case or else from its group.
    subscript(name: String) -> JSONValue? { test[name] ?? group[name] }

    func has(_ name: String) -> Bool { self[name] != nil }

    func text(_ name: String) throws(Unable) -> String {
        guard let value = self[name]?.text else { throw .field(name) }
        return value
    }

    func int(_ name: String) throws(Unable) -> Int {
        guard let value = self[name]?.int else { throw .field(name) }
        return value
    }

    func bool(_ name: String) -> Bool? { self[name]?.bool }

    /// Hexadecimal, with an odd number of digits too.
    func hex(_ name: String) throws(Unable) -> [UInt8] {
        guard let value = self[name]?.text, let bytes = Hexadecimal.bytes(value) else { throw .field(name) }
        return bytes
    }

    func hexIfPresent(_ name: String) -> [UInt8]? { self[name]?.text.flatMap(Hexadecimal.bytes) }
}

/// Hexadecimal as vector files write it.
enum Hexadecimal {
    /// Bytes; a missing first zero is put back.
    static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.hasPrefix("0x") ? String(text.dropFirst(2)) : text
        return Hex.decode(digits.utf8.count % 2 == 0 ? digits : "0" + digits)
    }

    /// A number as bytes of this length; `nil` when it has more.
    static func number(_ bytes: [UInt8], byteCount: Int) -> [UInt8]? {
        let significant = bytes.drop { $0 == 0 }
        guard significant.count <= byteCount else { return nil }
        return [UInt8](repeating: 0, count: byteCount - significant.count) + significant
    }
}
