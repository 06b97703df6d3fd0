public import SignetASN1
public import SignetAlgorithms
import SignetDSA
import SignetEC
import SignetRSA

/// Why a key could not be read.
public enum KeyError: Error, Equatable, Sendable {
    /// Its encoding is damaged, or is no key.
    case malformed(ASN1Error)
    /// The PEM that it is in is damaged.
    case pem(PEMError)
    /// It is for an algorithm that Signet does not have, or encrypted with one.
    case algorithm(AlgorithmError)
    /// Its numbers do not fit together.
    case invalid(KeyOperationError)
    /// The public key that comes with it belongs to another one.
    case publicKeyMismatch
    /// The password is wrong, or the encrypted key is damaged: nothing tells the two apart.
    case wrongPassword
    /// There is something else in the file.
    case notAKey(found: String)
    /// It is encrypted, and no password was given.
    case passwordNeeded
    /// On writing: it lives elsewhere, such as on a smart card, and is not to be had.
    case elsewhere
}

extension KeyError {
    /// An error of a layer below, as it is met while a key is read.
    init(wrapping error: any Error) {
        switch error {
        case let error as KeyError: self = error
        case let error as ASN1Error: self = .malformed(error)
        case let error as AlgorithmError: self = .algorithm(error)
        case let error as RSAError: self = .invalid(.rsa(error))
        case let error as ECError: self = .invalid(.ec(error))
        case let error as DSAError: self = .invalid(.dsa(error))
        default: self = .malformed(ASN1Error(.invalidValue("\(error)"), at: 0))
        }
    }
}

extension KeyError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .malformed(let error): "the key is damaged: \(error)"
        case .pem(let error): "the key is damaged: \(error)"
        case .algorithm(let error): "\(error)"
        case .invalid(let error): error.isAboutSize ? "\(error)" : "the key is not sound: \(error)"
        case .publicKeyMismatch: "the public key that comes with the key belongs to another one"
        case .wrongPassword: "the password is wrong, or the key is damaged"
        case .notAKey(let found): "there is no key in the file, but \(found)"
        case .passwordNeeded: "the key is encrypted, and needs a password"
        case .elsewhere: "the key lives elsewhere, and cannot be written"
        }
    }
}
