public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetKeys

/// What stands in a file, element by element, with the names of the standards: certificates, requests, revocation lists, CMS,
/// PKCS #12 and keys, in DER, BER, PEM, Base64, hexadecimal or mail; with a key or password, what is encrypted in them too.
public struct AnnotatedDump: Sendable {
    /// Whether no grammar is to be used.
    public var isRaw = false
    /// The type of the file by name, when it is not to be guessed.
    public var type: DumpType?
    /// What opens encrypted keys, bags and contents.
    public var password: Password?
    /// What opens sealed contents.
    public var keys: [PrivateKey] = []
    /// Secret keys that both sides of a message have, or those of its content itself: each is tried as either.
    public var secretKeys: [SecretSlice] = []

    /// A dump that opens nothing.
    public init() {}

    /// One object of a file.
    public struct Object: Sendable {
        /// What the file says that it is: a PEM label, how it was wrapped.
        public let label: String?
        /// Which grammar is used.
        public let type: String?
        /// How many bytes it has.
        public let byteCount: Int
    }

    /// Shows every object of a file.
    ///
    /// - Parameters:
    ///   - file: DER, BER, PEM, base64, hexadecimal or a mail.
    ///   - begin: called before the lines of an object.
    ///   - line: called for every line.
    /// - Throws: `SignetError.malformed` after everything was shown that could be read.
    public func dump(
        _ file: Bytes, begin: (Object) -> Void, line: @escaping (DumpLine) -> Void
    ) throws(SignetError) {
        let (objects, failure) = try DumpInput.objects(in: file, isASN1: isRaw || type != nil)
        let damage = Damage()
        for object in objects {
            let bytes: Bytes
            switch contents(of: object) {
            case .plain(let contents): bytes = contents
            case .closed(let reason, let byteCount):
                let label = [object.label, "encrypted in the way of RFC 1421: \(reason)"].compactMap(\.self)
                begin(Object(label: label.joined(separator: ", "), type: nil, byteCount: byteCount))
                continue
            }
            let type = isRaw ? nil : type ?? DumpType.fitting(bytes, label: object.label)
            begin(Object(label: object.label, type: type?.name, byteCount: bytes.count))
            dumper.dump(bytes, as: type?.grammar) {
                damage.note($0)
                line($0)
            }
        }
        if let failure { throw failure }
        if let first = damage.first { throw SignetError(.malformed(.asn1(first))) }
    }

    /// The first line that is malformed.
    private final class Damage {
        var first: ASN1Error?

        func note(_ line: DumpLine) {
            guard first == nil else { return }
            for case .malformed(let reason) in line.notes { first = ASN1Error(.invalidValue(reason), at: line.offset) }
        }
    }

    private var dumper: Dumper {
        var dumper = Dumper()
        guard !isRaw else { return dumper }
        dumper.meaning = DumpMeaning.grammar
        dumper.keyedNames = DumpMeaning.keyedNames
        dumper.identifierName = DumpMeaning.name
        dumper.remarks = DumpMeaning.remarks
        let copy = self
        dumper.unseal = { copy.unseal($0, $1, $2) }
        return dumper
    }
}
