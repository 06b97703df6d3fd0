/// Why an elliptic curve key or operation was refused. No case carries anything secret.
public enum ECError: Error, Equatable, Sendable {
    /// The first byte of an encoded point says neither uncompressed (04) nor compressed (02, 03): infinity (00) and
    /// the hybrid forms (06, 07) among them.
    case unsupportedPointForm(UInt8?)
    /// The encoded point has not the length that its form and curve ask for.
    case wrongPointLength(byteCount: Int, expected: Int)
    /// A coordinate is not less than the field's prime.
    case coordinateOutOfRange
    /// No such point lies on the curve.
    case pointNotOnCurve
    /// The private key is 0, or not less than the order of the group.
    case privateKeyOutOfRange
    /// The key has another length than the keys of its curve, or a private number more bytes than the order of the group.
    case wrongKeyLength(byteCount: Int, expected: Int)
    /// The bytes are not the one encoding of a point on an Edwards curve (RFC 8032 §5.1.3, §5.2.3).
    case invalidPoint
    /// The point has a small order: every message would have signatures that anybody can make.
    case smallOrder
    /// The two keys lie on different curves.
    case differentCurves(EllipticCurve, EllipticCurve)
    /// The two halves of a signature, one after another, have not the length that the curve asks for.
    case wrongSignatureLength(byteCount: Int, expected: Int)
    /// The context of a signature has more than 255 bytes (RFC 8032 §5.1, §5.2).
    case contextTooLong(byteCount: Int)
    /// The other side's public key leads to a secret of zeros, whatever the private key (RFC 7748 §6.1, §6.2).
    case zeroSharedSecret
    /// The public key that came with a private one is not the one that belongs to it.
    case publicKeyMismatch
    /// A computed point does not lie on the curve: the machine erred, or somebody made it err, and the result, which could
    /// give the key away, was dropped.
    case faultDetected
}

extension ECError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .unsupportedPointForm(nil): "the encoded point is empty"
        case .unsupportedPointForm(let form?):
            "point form \(form); 4 (uncompressed), 2 and 3 (compressed) are read"
        case .wrongPointLength(let byteCount, let expected):
            "encoded point of \(byteCount) bytes; this curve and form take \(expected)"
        case .coordinateOutOfRange: "a coordinate of the point is not less than the prime of the field"
        case .pointNotOnCurve: "the point does not lie on the curve"
        case .privateKeyOutOfRange: "the private key is not a number from 1 to the order of the group, less 1"
        case .wrongKeyLength(let byteCount, let expected):
            "key of \(byteCount) bytes; this curve's have \(expected)"
        case .invalidPoint: "the public key is not the encoding of a point on the curve"
        case .smallOrder: "the public key is a point of small order, under which anybody can sign"
        case .differentCurves(let a, let b): "the keys lie on different curves, \(a) and \(b)"
        case .wrongSignatureLength(let byteCount, let expected):
            "signature of \(byteCount) bytes; this curve's have \(expected)"
        case .contextTooLong(let byteCount): "context of \(byteCount) bytes; at most 255 are allowed"
        case .zeroSharedSecret: "the other public key leads to the same secret, zero, for everybody"
        case .publicKeyMismatch: "the public key does not belong to the private key"
        case .faultDetected: "the result failed its own check and was dropped; the hardware may be faulty"
        }
    }
}
