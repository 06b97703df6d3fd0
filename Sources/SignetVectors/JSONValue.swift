internal import SignetBytes

/// A JSON value (RFC 8259), as vector files are written in. Read here, so that a file of a hundred megabytes takes a second
/// and a damaged one says where.
enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Why a file is no JSON, and where.
    struct Failure: Error, CustomStringConvertible {
        let offset: Int
        let reason: String
        var description: String { "not JSON: \(reason) at byte \(offset)" }
    }

    init(_ bytes: Bytes) throws(Failure) {
        var reader = JSONReader(bytes: [UInt8](bytes))
        self = try reader.document()
    }

    subscript(name: String) -> JSONValue? {
        if case .object(let members) = self, let value = members[name] { value } else { nil }
    }

    var string: String? { if case .string(let value) = self { value } else { nil } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    var object: [String: JSONValue]? { if case .object(let value) = self { value } else { nil } }

    /// A whole number, also where it was written as a string.
    var int: Int? {
        switch self {
        case .number(let value): Int(exactly: value)
        case .string(let text): Int(text)
        default: nil
        }
    }

    /// A string or number as text.
    var text: String? {
        switch self {
        case .string(let value): value
        case .number(let value): Int(exactly: value).map { "\($0)" } ?? "\(value)"
        case .bool(let value): "\(value)"
        default: nil
        }
    }
}

private struct JSONReader {
    let bytes: [UInt8]
    var position = 0
    var depth = 0

    func failure(_ reason: String) -> JSONValue.Failure { JSONValue.Failure(offset: position, reason: reason) }

    mutating func document() throws(JSONValue.Failure) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw failure("something follows the value") }
        return value
    }

    mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    mutating func next() throws(JSONValue.Failure) -> UInt8 {
        skipSpace()
        guard position < bytes.count else { throw failure("the file ends early") }
        return bytes[position]
    }

    mutating func expect(_ text: StaticString) throws(JSONValue.Failure) {
        let word = Array("\(text)".utf8)
        guard bytes[position...].starts(with: word) else { throw failure("no value") }
        position += word.count
    }

    mutating func value() throws(JSONValue.Failure) -> JSONValue {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 128 else { throw failure("nested more than 128 deep") }
        switch try next() {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"):
            try expect("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expect("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try expect("null")
            return .null
        default: return try number()
        }
    }

    mutating func object() throws(JSONValue.Failure) -> JSONValue {
        position += 1
        var members: [String: JSONValue] = [:]
        if try next() == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        while true {
            guard try next() == UInt8(ascii: "\"") else { throw failure("a member has no name") }
            let name = try string()
            guard try next() == UInt8(ascii: ":") else { throw failure("a member has no value") }
            position += 1
            members[name] = try value()
            let mark = try next()
            position += 1
            if mark == UInt8(ascii: "}") { return .object(members) }
            guard mark == UInt8(ascii: ",") else { throw failure("no comma") }
        }
    }

    mutating func array() throws(JSONValue.Failure) -> JSONValue {
        position += 1
        var elements: [JSONValue] = []
        if try next() == UInt8(ascii: "]") {
            position += 1
            return .array(elements)
        }
        while true {
            elements.append(try value())
            let mark = try next()
            position += 1
            if mark == UInt8(ascii: "]") { return .array(elements) }
            guard mark == UInt8(ascii: ",") else { throw failure("no comma") }
        }
    }

    mutating func string() throws(JSONValue.Failure) -> String {
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\") {
            position += 1
        }
        guard position < bytes.count else { throw failure("a string has no end") }
        if bytes[position] == UInt8(ascii: "\"") {
            position += 1
            return String(decoding: bytes[start..<position - 1], as: UTF8.self)
        }
        var content = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: content, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                content.append(byte)
                continue
            }
            guard position < bytes.count else { break }
            let escape = bytes[position]
            position += 1
            switch escape {
            case UInt8(ascii: "n"): content.append(0x0A)
            case UInt8(ascii: "r"): content.append(0x0D)
            case UInt8(ascii: "t"): content.append(0x09)
            case UInt8(ascii: "b"): content.append(0x08)
            case UInt8(ascii: "f"): content.append(0x0C)
            case UInt8(ascii: "u"): content.append(contentsOf: "\(try escapedScalar())".utf8)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(escape)
            default: throw failure("an unknown escape")
            }
        }
        throw failure("a string has no end")
    }

    mutating func codeUnit() throws(JSONValue.Failure) -> UInt32 {
        guard position + 4 <= bytes.count,
            let value = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw failure("an escape has no four digits") }
        position += 4
        return value
    }

    mutating func escapedScalar() throws(JSONValue.Failure) -> Unicode.Scalar {
        let first = try codeUnit()
        if (0xD800..<0xDC00).contains(first), bytes[position...].starts(with: Array("\\u".utf8)) {
            position += 2
            let second = try codeUnit()
            guard (0xDC00..<0xE000).contains(second) else { return "\u{FFFD}" }
            return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
        }
        return Unicode.Scalar(first) ?? "\u{FFFD}"
    }

    mutating func number() throws(JSONValue.Failure) -> JSONValue {
        let start = position
        while position < bytes.count, "+-.eE0123456789".utf8.contains(bytes[position]) { position += 1 }
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)) else {
            throw failure("no value")
        }
        return .number(value)
    }
}
