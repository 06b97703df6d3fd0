public import SignetBytes
public import SignetHash

/// How RSAES-OAEP pads what it encrypts (RFC 8017 §7.1): what both sides must agree on.
public struct OAEPPadding: Hashable, Sendable {
    /// The hash of the label, and the size of the seed.
    public var digest: DigestAlgorithm
    /// The hash that MGF1 masks with.
    public var maskDigest: DigestAlgorithm
    /// What the message belongs to; mostly empty. It is not part of the ciphertext.
    public var label: Bytes

    /// The mask follows the digest unless told otherwise (RFC 4055 §4.1).
    public init(_ digest: DigestAlgorithm, maskDigest: DigestAlgorithm? = nil, label: Bytes = Bytes()) {
        self.digest = digest
        self.maskDigest = maskDigest ?? digest
        self.label = label
    }

    /// How many bytes of the block are not the message: `2·hLen + 2` (RFC 8017 §7.1.1 step 1.b).
    var overheadByteCount: Int { 2 * digest.digestByteCount + 2 }
}
