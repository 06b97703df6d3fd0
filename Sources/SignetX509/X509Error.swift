public import SignetASN1
public import SignetAlgorithms
public import SignetKeys

/// Why a certificate, a request or what they hold could not be read or made.
public enum X509Error: Error, Equatable, Sendable {
    /// Its encoding is damaged.
    case malformed(ASN1Error)
    /// It names an algorithm that Signet does not have, or refuses.
    case algorithm(AlgorithmError)
    /// Its public key cannot be used, or the private key could not sign.
    case key(KeyError)
    /// Its signature does not verify.
    case badSignature
    /// An attribute of a name cannot be written: what it is called, and why.
    case invalidAttribute(name: String, reason: String)
    /// What is to stand in a certificate as a mailbox is none.
    case invalidMailbox(String)
    /// A validity that ends before it begins.
    case invalidValidity
    /// A certificate must say whom it is about, by a name or a mailbox.
    case noSubject
    /// The serial number is not a positive number of at most 20 bytes (RFC 5280 §4.1.2.2).
    case invalidSerialNumber
    /// A challenge password has from 1 to 255 characters (RFC 2985 §5.4.1).
    case invalidChallengePassword
    /// The issuer's certificate does not let him issue (RFC 5280 §4.2.1.3, §4.2.1.9).
    case issuerIsNoAuthority(Name)
    /// A critical extension that is not known: what has it must not be used.
    case unknownCriticalExtension(ObjectIdentifier)
    /// The private key does not belong to the issuer's certificate.
    case wrongIssuerKey(Name)
}

extension X509Error: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .malformed(let error): "\(error)"
        case .algorithm(let error): "\(error)"
        case .key(let error): "\(error)"
        case .badSignature: "the signature does not verify"
        case .invalidAttribute(let name, let reason): "\(name) cannot be part of a name: \(reason)"
        case .invalidMailbox(let text): "\(text.printable) is not a mailbox that a certificate can hold"
        case .invalidValidity: "the validity ends before it begins"
        case .noSubject: "neither a name nor a mailbox says whom the certificate is about"
        case .invalidSerialNumber: "a serial number is a positive number of at most 20 bytes"
        case .invalidChallengePassword: "a challenge password has from 1 to 255 characters"
        case .issuerIsNoAuthority(let name): "\(name) is not allowed to issue certificates"
        case .unknownCriticalExtension(let id):
            "a critical extension that is not known (\(Extension.ID.names[id] ?? id.description))"
        case .wrongIssuerKey(let name): "the private key does not belong to the certificate of \(name)"
        }
    }
}
