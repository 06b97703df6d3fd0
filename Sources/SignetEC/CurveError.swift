/// Why a key of an Edwards or Montgomery curve, or an operation with it, was refused. No case carries anything secret.
public enum CurveError: Error, Equatable, Sendable {
    /// The key has another length than the curve's keys have.
    case wrongKeyLength(byteCount: Int, expected: Int)
    /// The bytes are not the one encoding of a point on the curve (RFC 8032 §5.1.3, §5.2.3).
    case invalidPoint
    /// The point has a small order: every message would have signatures that anybody can make.
    case smallOrder
    /// The context of a signature has more than 255 bytes (RFC 8032 §5.1, §5.2).
    case contextTooLong(byteCount: Int)
    /// The other side's public key leads to a secret of zeros, whatever the private key (RFC 7748 §6.1, §6.2).
    case zeroSharedSecret
}

extension CurveError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .wrongKeyLength(let byteCount, let expected): "key of \(byteCount) bytes; this curve's have \(expected)"
        case .invalidPoint: "the public key is not the encoding of a point on the curve"
        case .smallOrder: "the public key is a point of small order, under which anybody can sign"
        case .contextTooLong(let byteCount): "context of \(byteCount) bytes; at most 255 are allowed"
        case .zeroSharedSecret: "the other public key leads to the same secret, zero, for everybody"
        }
    }
}
