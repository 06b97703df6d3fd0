import SignetASN1
import SignetBytes

/// The extensions of a certificate, taken apart, and where to find each.
struct ExtensionList: Sendable {
    let all: [Extension]
    /// The first that has the identifier of one before it.
    private(set) var firstRepeated: Int?
    /// Where extension 2.5.29.n is (id-ce, RFC 5280 §4.2.1), which most are; below zero where there is none.
    private var places = SIMD64<Int8>(repeating: -1)

    init(_ all: [Extension]) {
        self.all = all
        // Hashing takes longer than comparing, as long as there are not very many.
        guard all.count <= Int(Int8.max) else {
            var seen: Set<ObjectIdentifier> = []
            firstRepeated = all.firstIndex { !seen.insert($0.id).inserted }
            return
        }
        for index in all.indices {
            let id = all[index].id
            let number = Self.number(of: id)
            let isRepeated = number.map { places[$0] >= 0 } ?? all[..<index].contains { $0.id == id }
            if isRepeated {
                firstRepeated = firstRepeated ?? index
            } else if let number {
                places[number] = Int8(index)
            }
        }
    }

    /// The last arc of an identifier below id-ce, as far as there are places for it.
    private static func number(of id: ObjectIdentifier) -> Int? {
        let contents = id.contents
        guard contents.count == 3, contents[0] == 0x55, contents[1] == 0x1D, contents[2] < 64 else { return nil }
        return Int(contents[2])
    }

    /// The extension with an identifier: the first, where there are more.
    subscript(id: ObjectIdentifier) -> Extension? {
        if all.count <= Int(Int8.max), let number = Self.number(of: id) {
            let place = places[number]
            return place < 0 ? nil : all[Int(place)]
        }
        return all.first { $0.id == id }
    }

    /// The value of the extension with an identifier; see `[Extension].value(of:)`.
    func value<Value>(
        of id: ObjectIdentifier, _ name: String, _ syntax: Syntax<Value>
    ) throws(X509Error) -> Value? {
        guard firstRepeated == nil else { return try all.value(of: id, name, syntax) }
        return try self[id]?.read(name, syntax)
    }
}
