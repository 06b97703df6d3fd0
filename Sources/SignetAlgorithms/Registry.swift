public import SignetASN1
import SignetBytes

/// How the parameters of an `AlgorithmIdentifier` look, and how Signet writes them.
public enum ParameterRule: Hashable, Sendable {
    /// No parameters.
    case absent
    /// NULL.
    case null
    /// Either is read; one is written, the one that the reference prefers.
    case either(writes: Preferred)
    /// An OCTET STRING with an initialisation vector of so many bytes.
    case iv(Int)
    /// A structure of the algorithm's own.
    case structured
    /// The same, or none.
    case structuredOrAbsent

    /// Which of two equal ways is written.
    public enum Preferred: Hashable, Sendable {
        /// No parameters.
        case absent
        /// NULL.
        case null
    }
}

/// How much an algorithm may still be trusted.
public enum Standing: String, Hashable, Comparable, Sendable {
    /// What Signet chooses.
    case recommended
    /// Sound; chosen when a correspondent needs it.
    case acceptable
    /// Read and reported; never chosen unless asked for by name.
    case legacy
    /// Neither read nor written.
    case refused

    /// From better to worse.
    public static func < (a: Standing, b: Standing) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .recommended: 0
        case .acceptable: 1
        case .legacy: 2
        case .refused: 3
        }
    }
}

/// One row of the table of a role.
public struct AlgorithmRow<Algorithm: Sendable>: Sendable {
    /// The case that stands for it in programs.
    public let algorithm: Algorithm
    /// The name that people use for it.
    public let name: String
    /// Its object identifier.
    public let identifier: ObjectIdentifier
    /// How its parameters look.
    public let parameters: ParameterRule
    /// How much it may be trusted.
    public let standing: Standing
    /// Where it is specified.
    public let reference: String

    init(
        _ algorithm: Algorithm, _ name: String, _ identifier: ObjectIdentifier, _ parameters: ParameterRule,
        _ standing: Standing, _ reference: String
    ) {
        self.algorithm = algorithm
        self.name = name
        self.identifier = identifier
        self.parameters = parameters
        self.standing = standing
        self.reference = reference
    }
}

/// A role that algorithms play, with the one table of those that can play it.
public protocol AlgorithmRole: CaseIterable, Hashable, Sendable {
    /// What the role is called in errors.
    static var role: String { get }
    /// A row for every case.
    static var table: [AlgorithmRow<Self>] { get }
    /// Other identifiers, with their parameters, that mean one of these.
    static var aliases: [AlgorithmIdentifier: Self] { get }
    /// Shorter names that other programs use, in small letters without hyphens.
    static var shortNames: [String: Self] { get }
    /// Names of algorithms of this role that Signet knows and does not have, for errors.
    static var knownButUnsupported: [ObjectIdentifier: String] { get }
}

extension AlgorithmRole {
    /// None.
    public static var aliases: [AlgorithmIdentifier: Self] { [:] }
    /// None.
    public static var shortNames: [String: Self] { [:] }
    /// None.
    public static var knownButUnsupported: [ObjectIdentifier: String] { [:] }

    /// The row of this algorithm.
    public var row: AlgorithmRow<Self> {
        let table = Self.table
        guard let number = Self.first(of: table.count, where: { table[$0].algorithm == self }) else {
            preconditionFailure("every algorithm has a row; a test says so")
        }
        return table[number]
    }

    /// The number of the first row that is meant. A search by `Collection` would have the runtime look for each table's
    /// conformance, which takes longer than signing a short message does, and copy every row that it passes.
    private static func first(of rowCount: Int, where isMeant: (Int) -> Bool) -> Int? {
        for number in 0..<rowCount where isMeant(number) { return number }
        return nil
    }

    /// The name that people use for it.
    public var name: String { row.name }
    /// How much it may be trusted.
    public var standing: Standing { row.standing }

    /// The algorithm with this name; `nil` when there is none. Case and hyphens do not count: `AES256-CBC`, `sha-256`.
    public init?(named name: String) {
        func letters(_ name: String) -> String { name.filter { $0.isLetter || $0.isNumber }.lowercased() }
        let (table, wanted) = (Self.table, letters(name))
        if let number = Self.first(of: table.count, where: { letters(table[$0].name) == wanted }) {
            self = table[number].algorithm
        } else if let short = Self.shortNames[wanted] {
            self = short
        } else {
            return nil
        }
    }

    /// The algorithm that an identifier names, its parameters checked against the rule of its row.
    ///
    /// - Throws: `AlgorithmError.unsupported` with the best name there is, or `.invalidParameters`.
    public init(_ identifier: AlgorithmIdentifier) throws(AlgorithmError) {
        let table = Self.table
        guard let number = Self.first(of: table.count, where: { table[$0].identifier == identifier.algorithm }) else {
            if let alias = Self.aliases[identifier] {
                self = alias
                return
            }
            throw .unsupported(role: Self.role, name: Self.name(of: identifier.algorithm))
        }
        let isAcceptable =
            switch table[number].parameters {
            case .absent: identifier.parameters == nil
            // RFC 8017 §A.2.4 and others say NULL; what leaves it out is met in the wild and means the same.
            case .null, .either: identifier.parameters == nil || identifier.parameters == AlgorithmIdentifier.null
            case .structuredOrAbsent: true
            case .iv, .structured: identifier.parameters != nil
            }
        guard isAcceptable else { throw .invalidParameters(name: table[number].name, nil) }
        self = table[number].algorithm
    }

    /// The identifier that Signet writes. An algorithm with structured parameters writes its own.
    public var identifier: AlgorithmIdentifier {
        let parameters: Bytes? =
            switch row.parameters {
            case .null, .either(writes: .null): AlgorithmIdentifier.null
            default: nil
            }
        return AlgorithmIdentifier(algorithm: row.identifier, parameters: parameters)
    }

    /// What to call an object identifier in this role.
    public static func name(of identifier: ObjectIdentifier) -> String {
        let table = Self.table
        return first(of: table.count) { table[$0].identifier == identifier }.map { table[$0].name }
            ?? knownButUnsupported[identifier] ?? identifier.description
    }
}
