public import SignetASN1
public import SignetAlgorithms
public import SignetKeys

/// Why a certificate, a request or what they hold could not be read or made.
public enum X509Error: Error, Equatable, Sendable {
    /// Its encoding is damaged.
    case malformed(ASN1Error)
    /// It names an algorithm that Signet does not have, or refuses.
    case algorithm(AlgorithmError)
    /// Its public key cannot be used.
    case key(KeyError)
    /// Its signature does not verify.
    case badSignature
}

extension X509Error: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .malformed(let error): "\(error)"
        case .algorithm(let error): "\(error)"
        case .key(let error): "\(error)"
        case .badSignature: "the signature does not verify"
        }
    }
}
