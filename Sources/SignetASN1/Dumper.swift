public import SignetBytes

/// Shows what stands in a message, element by element, with the names that its grammar gives. It reads everything that can be
/// read and says what cannot: lengths that go too far, elements that no grammar expects, what DER forbids.
public struct Dumper {
    /// Where an open type, or an OCTET STRING or BIT STRING that may hold elements, stands.
    public struct Place: Sendable {
        /// The names of the structures around it, outermost first.
        public let path: [String]
        /// The name of the component that it is.
        public let component: String?
        /// The OBJECT IDENTIFIER that stands before it in the same structure, or first in a structure there.
        public let identifier: ObjectIdentifier?
    }

    /// What came out of an encrypted structure.
    public enum Unsealed {
        /// Its contents, and what they are.
        case opened(String, Bytes, Grammar?)
        /// Why it stays closed.
        case closed(String)
    }

    /// What an open type, or a string at this place, holds; `nil` when nobody knows.
    public var meaning: (Place) -> Grammar? = { _ in nil }
    /// The names of the two components that a `keyed` type has in a structure.
    public var keyedNames: (_ structure: String) -> (key: String, value: String)? = { _ in nil }
    /// The name of an object identifier.
    public var identifierName: (ObjectIdentifier) -> String? = { _ in nil }
    /// What stands in an OCTET STRING at this place that holds something else than elements, a line each.
    public var remarks: (Place, Bytes) -> [String] = { _, _ in [] }
    /// Opens a structure with this name and encoding, if it is one that encrypts something.
    public var unseal: (_ structure: String, _ encoding: Bytes, Place) -> Unsealed? = { _, _, _ in nil }
    /// Elements deeper than this are shown as bytes.
    public var maximumDepth = 128

    /// A dumper that knows only the universal types.
    public init() {}

    /// Shows every element of a message, one after the other to its end.
    ///
    /// - Returns: whether everything could be read.
    @discardableResult
    public func dump(_ message: Bytes, as grammar: Grammar? = nil, _ emit: @escaping (DumpLine) -> Void) -> Bool {
        var walk = DumpWalk(self, message, emit)
        walk.message(as: grammar)
        return walk.isReadable
    }
}
