public import SignetDSA
public import SignetEC
public import SignetRSA

/// Why a key was refused, or did not do what it was asked to do. No case carries anything secret.
public enum KeyOperationError: Error, Equatable, Sendable {
    /// An RSA key, or what was done with it.
    case rsa(RSAError)
    /// A key of a curve, or what was done with it.
    case ec(ECError)
    /// A DSA key.
    case dsa(DSAError)
    /// A key of another kind than the work needs, or not for this algorithm.
    case algorithm(AlgorithmError)

    /// Whether the machine erred: the key and the input may both be good.
    public var isFault: Bool { self == .rsa(.faultDetected) || self == .ec(.faultDetected) }

    /// Whether the key may well be sound, and is only too short to be relied on, or too long to work with.
    public var isAboutSize: Bool {
        switch self {
        case .rsa(.keyTooSmall), .rsa(.keyTooLarge): true
        default: false
        }
    }
}

extension KeyOperationError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .rsa(let error): "\(error)"
        case .ec(let error): "\(error)"
        case .dsa(let error): "\(error)"
        case .algorithm(let error): "\(error)"
        }
    }
}
