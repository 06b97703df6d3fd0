public import SignetASN1
public import SignetAlgorithms
public import SignetRSA

/// Why a key could not be read.
public enum KeyError: Error, Equatable, Sendable {
    /// Its encoding is damaged, or is no key.
    case malformed(ASN1Error)
    /// It is for an algorithm that Signet does not have, or encrypted with one.
    case algorithm(AlgorithmError)
    /// Its numbers do not fit together.
    case invalid(RSAError)
    /// The password is wrong, or the encrypted key is damaged: nothing tells the two apart.
    case wrongPassword
    /// It is encrypted, and no password was given.
    case passwordNeeded
}

extension KeyError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .malformed(let error): "the key is damaged: \(error)"
        case .algorithm(let error): "\(error)"
        case .invalid(let error): "the key is not sound: \(error)"
        case .wrongPassword: "the password is wrong, or the key is damaged"
        case .passwordNeeded: "the key is encrypted, and needs a password"
        }
    }
}
