import SignetHash

/// The digests of one content, by their algorithms: one or two, as a rule, and so a list. A dictionary would have the runtime
/// search all conformances of the program for that of its keys, as long as a short message takes to be hashed forty times.
struct Digests: Sendable {
    private var entries: [(algorithm: DigestAlgorithm, digest: Digest)] = []

    init() {}

    /// The digest by an algorithm; `nil` when it was not taken.
    subscript(algorithm: DigestAlgorithm) -> Digest? {
        get {
            for entry in entries where entry.algorithm == algorithm { return entry.digest }
            return nil
        }
        set {
            entries.removeAll { $0.algorithm == algorithm }
            if let newValue { entries.append((algorithm, newValue)) }
        }
    }

    /// Adds the digests of the same content by other algorithms.
    mutating func add(_ others: Digests) { for (algorithm, digest) in others.entries { self[algorithm] = digest } }
}

extension Digests: Equatable {
    static func == (a: Digests, b: Digests) -> Bool {
        a.entries.count == b.entries.count && a.entries.allSatisfy { b[$0.algorithm] == $0.digest }
    }
}
