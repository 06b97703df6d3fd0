internal import Foundation
internal import SignetBytes

/// One case of a vector file written as lines of `name = value`, cases parted by blank lines: the form of NIST's
/// CAVP response files and of OpenSSL's `evp_test` files.
public struct Stanza: Sendable {
    /// The last line in brackets before the case, without them: `ENCRYPT`, `L = 32`.
    public let section: String
    /// The lines, in order; a name may come twice.
    public let fields: [(name: String, value: String)]
    /// The number of the case's first line.
    public let line: Int

    /// The value of the first line that has this name.
    public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// That value as bytes: text in quotation marks, or hexadecimal.
    public func bytes(_ name: String) -> [UInt8]? { self[name].flatMap(Stanza.bytes(of:)) }

    /// That value as a number.
    public func number(_ name: String) -> Int? { self[name].flatMap { Int($0) } }

    /// Text in quotation marks, or hexadecimal, as bytes.
    public static func bytes(of value: String) -> [UInt8]? {
        if value.hasPrefix("\""), value.hasSuffix("\""), value.count >= 2 {
            return [UInt8](value.dropFirst().dropLast().utf8)
        }
        return Hex.decode(value)
    }

    /// The cases of a file.
    public static func read(_ text: [UInt8]) -> [Stanza] {
        var stanzas: [Stanza] = []
        var section = ""
        var fields: [(name: String, value: String)] = []
        var start = 0
        func end() {
            if !fields.isEmpty { stanzas.append(Stanza(section: section, fields: fields, line: start)) }
            fields = []
        }
        let lines = String(decoding: text, as: UTF8.self).split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.hasPrefix("#") { continue }
            if line.isEmpty {
                end()
            } else if line.hasPrefix("[") {
                end()
                section = line.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
            } else {
                if fields.isEmpty { start = index + 1 }
                let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let name = parts[0].trimmingCharacters(in: .whitespaces)
                fields.append((name, parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""))
            }
        }
        end()
        return stanzas
    }
}

extension TestFiles {
    /// The cases of a file of `name = value` lines below the corpora.
    public static func stanzas(_ path: String) throws -> [Stanza] { Stanza.read(try corpus(path)) }
}
