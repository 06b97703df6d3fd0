internal import SignetBytes

/// A part of a file of `name = value` lines: NIST's CAVP response files and OpenSSL's `evp_test` files.
struct Stanza: Sendable {
    /// The lines in brackets that hold here: `ENCRYPT`, `L = 32`, `P-256,SHA-256`. Those that stand together replace the
    /// ones before them.
    var sections: [String] = []
    /// The lines, in order; a name may come twice.
    var fields: [(name: String, value: String)] = []
    /// The number of the first line.
    var line = 0

    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// The value of a setting in brackets: `L` of `[L = 32]`.
    func setting(_ name: String) -> String? {
        for section in sections {
            let parts = section.split(separator: "=", maxSplits: 1).map(Self.trimmed)
            if parts.count == 2, parts[0].lowercased() == name.lowercased() { return parts[1] }
        }
        return nil
    }

    static func trimmed(_ text: some StringProtocol) -> String {
        var text = Substring(text)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        return String(text)
    }
}

/// A file of such lines.
struct StanzaFile: Sendable {
    /// What `#` lines say.
    var comments: [String] = []
    var stanzas: [Stanza] = []
    /// Keys in PEM that have a name (`PrivateKey = NAME`, then the PEM).
    var keys: [String: String] = [:]

    /// - Parameter isKeyed: whether a name may start a new case when it comes again: CAVP files of some kinds have no blank
    ///   line between cases.
    init(_ bytes: Bytes) {
        var current = Stanza()
        var sections: [String] = []
        var lastWasSection = false
        var pem: (name: String?, text: String)?
        func finish(_ stanzas: inout [Stanza]) {
            if !current.fields.isEmpty { stanzas.append(current) }
            current = Stanza(sections: sections)
        }
        let text = String(decoding: [UInt8](bytes), as: UTF8.self)
        var number = 0
        for raw in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            let line = Stanza.trimmed(raw)
            if pem != nil {
                pem?.text += line + "\n"
                if line.hasPrefix("-----END") {
                    if let name = pem?.name { keys[name] = pem?.text }
                    pem = nil
                }
                continue
            }
            if line.hasPrefix("-----BEGIN") {
                pem = (current.fields.last { $0.name == "PrivateKey" || $0.name == "PublicKey" }?.value, line + "\n")
                continue
            }
            if line.isEmpty {
                finish(&stanzas)
            } else if line.hasPrefix("#") {
                comments.append(Stanza.trimmed(line.drop { $0 == "#" }))
            } else if line.hasPrefix("["), let end = line.lastIndex(of: "]") {
                finish(&stanzas)
                if !lastWasSection { sections = [] }
                sections.append(Stanza.trimmed(line[line.index(after: line.startIndex)..<end]))
                current.sections = sections
                lastWasSection = true
                continue
            } else {
                if current.fields.isEmpty { current.line = number }
                if let mark = line.firstIndex(of: "=") {
                    let name = Stanza.trimmed(line[..<mark])
                    current.fields.append((name, Stanza.trimmed(line[line.index(after: mark)...])))
                } else {
                    current.fields.append((line, ""))
                }
            }
            if !line.isEmpty { lastWasSection = false }
        }
        finish(&stanzas)
    }

    /// The first names of the file, for those who find out what it is.
    var names: Set<String> { Set(stanzas.prefix(200).flatMap { $0.fields.map(\.name) }) }
}
