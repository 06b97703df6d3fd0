public import SignetASN1

/// What can be wrong with an algorithm that a message names.
public enum AlgorithmError: Error, Hashable, Sendable {
    /// Signet does not have it, or not in this role. `name` is the standard's name where it is known, else the number.
    case unsupported(role: String, name: String)
    /// Its parameters are missing, needless or malformed.
    case invalidParameters(name: String, ASN1Error?)
    /// Policy does not let it be used for making something.
    case refused(role: String, name: String)
    /// A work factor beyond what this policy lets a stranger's file ask for.
    case tooMuchWork(name: String, iterations: Int, limit: Int)
    /// A key of another kind than the algorithm needs.
    case wrongKeyType(name: String)
    /// The key may be used with this algorithm, but not with these parameters (RFC 4055 §3.3).
    case restrictedKey(name: String)
    /// The algorithm asks for another digest.
    case wrongDigest(name: String, digest: String)
    /// The algorithm signs the message itself, and only its digest is at hand (RFC 8032 §5.1, RFC 8419 §2).
    case messageNeeded(name: String)
}

extension AlgorithmError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .unsupported(let role, let name): "\(role) \(name) is not supported"
        case .invalidParameters(let name, let error):
            "the parameters of \(name) are not valid" + (error.map { " (\($0))" } ?? "")
        case .refused(let role, let name): "\(role) \(name) is too weak to be used"
        case .tooMuchWork(let name, let iterations, let limit):
            "\(name) asks for \(iterations) iterations; at most \(limit) are allowed"
        case .restrictedKey(let name): "the key may not be used with these parameters of \(name)"
        case .wrongDigest(let name, let digest): "\(name) does not go with the digest \(digest)"
        case .messageNeeded(let name): "\(name) signs the message itself, and only its digest is at hand"
        case .wrongKeyType(let name): "the key is of another kind than \(name) needs"
        }
    }
}
