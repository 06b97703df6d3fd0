import Foundation
import SignetASN1
import SignetBytes
import TestSupport
import Testing

/// Bytes from hexadecimal.
func hex(_ text: String) -> Bytes { Bytes(Hex.decode(text) ?? []) }

/// What a reading throws, `nil` when it throws nothing.
func refusal<Value>(_ body: () throws(ASN1Error) -> Value) -> ASN1Error? {
    do throws(ASN1Error) {
        _ = try body()
        return nil
    } catch { return error }
}

/// The kind and the offset of what a reading throws, as `kind@offset`; `ok` when it throws nothing.
func outcome<Value>(_ body: () throws(ASN1Error) -> Value) -> String {
    refusal(body).map { "\($0.kind) at \($0.offset)" } ?? "ok"
}

/// The rows of one of the answer files in `Vectors/asn1`.
func answers<Row: Decodable>(_ name: String, as type: Row.Type) throws -> [Row] {
    try JSONDecoder().decode([Row].self, from: Data(try TestFiles.vector("asn1/\(name).json")))
}

/// A row of JSON values of different types.
struct Row: Decodable, Sendable {
    private let cells: [Cell]
    private enum Cell: Decodable, Sendable {
        case text(String)
        case number(Int)
        case flag(Bool)
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }
    init(from decoder: any Decoder) throws { cells = try decoder.singleValueContainer().decode([Cell].self) }
    func text(_ index: Int) -> String { if case .text(let text) = cells[index] { text } else { "" } }
    func number(_ index: Int) -> Int { if case .number(let number) = cells[index] { number } else { 0 } }
    func flag(_ index: Int) -> Bool { if case .flag(let flag) = cells[index] { flag } else { false } }
}

/// Every file below a folder of the corpora, by its path, in order; none when the corpora are absent.
func corpusFiles(_ folder: String) throws -> [(path: String, bytes: [UInt8])] {
    guard let corpora = TestFiles.corpora else { return [] }
    let root = corpora.appending(path: folder)
    let names = (FileManager.default.enumerator(atPath: root.path)?.allObjects as? [String] ?? []).sorted()
    return try names.compactMap { name in
        let values = try root.appending(path: name).resourceValues(forKeys: [.isRegularFileKey])
        return values.isRegularFile == true ? (name, try TestFiles.corpus("\(folder)/\(name)")) : nil
    }
}

/// The inputs of a file of `corpora/fuzz`, by name.
func fuzzInputs(_ name: String) throws -> [String: Bytes] {
    struct Inputs: Decodable { var inputs_base64: [String: String] }
    let file = try JSONDecoder().decode(Inputs.self, from: Data(try TestFiles.corpus("fuzz/\(name)")))
    return file.inputs_base64.mapValues { Bytes([UInt8](Data(base64Encoded: $0) ?? Data())) }
}

/// Walks an element and everything in it by the strict reader; returns how many elements there are. Strings in pieces,
/// which every grammar refuses for their tags, are refused here too.
func walk(_ reader: inout DERReader) throws(ASN1Error) -> Int {
    let strings: Set<UInt32> = [3, 4, 7, 12, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 30]
    var count = 0
    while !reader.isAtEnd {
        if let tag = reader.nextTag, tag.tagClass == .universal, tag.isConstructed, strings.contains(tag.number) {
            throw reader.failure(.unexpectedTag(expected: tag.primitive, found: tag))
        }
        guard let tag = reader.nextTag, tag.isConstructed else {
            _ = try reader.element()
            count += 1
            continue
        }
        count += try reader.element(tag) { (inner) throws(ASN1Error) in try walk(&inner) } + 1
    }
    return count
}

/// CRC-32 (ITU-T V.42), to compare with what Python's zlib says.
func crc32(_ bytes: Bytes) -> Int {
    var remainder: UInt32 = .max
    for byte in bytes {
        remainder ^= UInt32(byte)
        for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return Int(~remainder)
}
