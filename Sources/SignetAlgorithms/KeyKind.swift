public import SignetEC
import SignetRSA

/// What kind of key to make, and how large.
public enum KeyKind: Hashable, Sendable {
    /// RSA with a modulus of so many bits
    case rsa(bitCount: Int)
    /// A key on a Weierstrass curve
    case ec(EllipticCurve)
    /// Ed25519
    case ed25519
    /// Ed448
    case ed448
    /// X25519
    case x25519
    /// X448
    case x448

    /// The kinds that the command line names.
    public static let all: [KeyKind] =
        [2048, 3072, 4096].map { .rsa(bitCount: $0) } + EllipticCurve.table.map { .ec($0.algorithm) }
        + [.ed25519, .ed448, .x25519, .x448]

    /// `rsa3072`, `p256`, `ed25519`
    public var name: String {
        switch self {
        case .rsa(let bitCount): "rsa\(bitCount)"
        case .ec(let curve): curve.name
        case .ed25519: PublicKeyAlgorithm.ed25519.name
        case .ed448: PublicKeyAlgorithm.ed448.name
        case .x25519: PublicKeyAlgorithm.x25519.name
        case .x448: PublicKeyAlgorithm.x448.name
        }
    }

    /// The kind with this name; RSA in any size, good or bad.
    public init?(named name: String) {
        let name = name.lowercased()
        if let kind = Self.all.first(where: { $0.name.lowercased() == name }) {
            self = kind
        } else if name.hasPrefix("rsa"), let bitCount = Int(name.dropFirst(3)) {
            self = .rsa(bitCount: bitCount)
        } else {
            return nil
        }
    }

    /// Whether keys of this kind sign.
    public var canSign: Bool { self != .x25519 && self != .x448 }
}

extension PrivateKey {
    /// A new key, from the system's random generator.
    ///
    /// - Throws: `KeyOperationError.rsa` for a size that is not made, `.ec(.faultDetected)`.
    public static func generate(_ kind: KeyKind) throws(KeyOperationError) -> PrivateKey {
        switch kind {
        case .rsa(let bitCount):
            do throws(RSAError) {
                return .rsa(try RSAPrivateKey.generate(bitCount: bitCount))
            } catch { throw .rsa(error) }
        case .ec(let curve):
            do throws(ECError) {
                return .ec(try ECPrivateKey.generate(curve))
            } catch { throw .ec(error) }
        case .ed25519: return .ed25519(Ed25519PrivateKey())
        case .ed448: return .ed448(Ed448PrivateKey())
        case .x25519: return .x25519(X25519PrivateKey())
        case .x448: return .x448(X448PrivateKey())
        }
    }
}
