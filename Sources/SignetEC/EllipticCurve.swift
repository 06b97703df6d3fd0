/// The curves: y² = x³ + ax + b over a prime field, with a group of prime order, so that the cofactor is 1.
public enum EllipticCurve: CaseIterable, Hashable, Sendable {
    /// P-224, also secp224r1 (SP 800-186 §3.2.1.2).
    case p224
    /// P-256, also secp256r1 and prime256v1 (SP 800-186 §3.2.1.3).
    case p256
    /// P-384, also secp384r1 (SP 800-186 §3.2.1.4).
    case p384
    /// P-521, also secp521r1 (SP 800-186 §3.2.1.5).
    case p521
    /// secp256k1 (SEC 2 §2.4.1).
    case secp256k1
    /// brainpoolP160r1 (RFC 5639 §3.1): too small for anything new, as is the next.
    case brainpoolP160r1
    /// brainpoolP192r1 (RFC 5639 §3.2).
    case brainpoolP192r1
    /// brainpoolP224r1 (RFC 5639 §3.3).
    case brainpoolP224r1
    /// brainpoolP256r1 (RFC 5639 §3.4).
    case brainpoolP256r1
    /// brainpoolP320r1 (RFC 5639 §3.5).
    case brainpoolP320r1
    /// brainpoolP384r1 (RFC 5639 §3.6).
    case brainpoolP384r1
    /// brainpoolP512r1 (RFC 5639 §3.7).
    case brainpoolP512r1

    /// The size, in bits, of the field, and of the order of the group: the size of a key.
    public var bitCount: Int {
        switch self {
        case .brainpoolP160r1: 160
        case .brainpoolP192r1: 192
        case .p224, .brainpoolP224r1: 224
        case .p256, .secp256k1, .brainpoolP256r1: 256
        case .brainpoolP320r1: 320
        case .p384, .brainpoolP384r1: 384
        case .p521: 521
        case .brainpoolP512r1: 512
        }
    }

    /// The size, in bytes, of a coordinate, of a private key, of a shared secret, and of each half of a signature.
    public var byteCount: Int { (bitCount + 7) / 8 }
}

extension EllipticCurve: CustomStringConvertible {
    /// The name in common use.
    public var description: String {
        switch self {
        case .p224: "P-224"
        case .p256: "P-256"
        case .p384: "P-384"
        case .p521: "P-521"
        case .secp256k1: "secp256k1"
        case .brainpoolP160r1: "brainpoolP160r1"
        case .brainpoolP192r1: "brainpoolP192r1"
        case .brainpoolP224r1: "brainpoolP224r1"
        case .brainpoolP256r1: "brainpoolP256r1"
        case .brainpoolP320r1: "brainpoolP320r1"
        case .brainpoolP384r1: "brainpoolP384r1"
        case .brainpoolP512r1: "brainpoolP512r1"
        }
    }
}
