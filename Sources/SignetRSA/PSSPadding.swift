public import SignetHash

/// How RSASSA-PSS pads a digest (RFC 8017 §9.1): what signer and verifier must agree on.
public struct PSSPadding: Hashable, Sendable {
    /// The hash of the message, and of the block that is made of it.
    public var digest: DigestAlgorithm
    /// The hash that MGF1 masks with.
    public var maskDigest: DigestAlgorithm
    /// How many random bytes take part: as many as a digest has, as a rule; with none, a message has one signature.
    public var saltByteCount: Int

    /// Everything follows the digest unless told otherwise (RFC 4055 §3.1: the two hashes should be the same, the salt as
    /// long as the digest).
    public init(_ digest: DigestAlgorithm, maskDigest: DigestAlgorithm? = nil, saltByteCount: Int? = nil) {
        precondition(saltByteCount ?? 0 >= 0, "PSSPadding: a salt has no negative length")
        self.digest = digest
        self.maskDigest = maskDigest ?? digest
        self.saltByteCount = saltByteCount ?? digest.digestByteCount
    }

    /// The size of modulus, in bits, that this padding needs at least: `emLen ≥ hLen + sLen + 2`, where emLen is the number
    /// of bytes that one bit less than the modulus takes (RFC 8017 §9.1.1 step 3).
    public var minimumBitCount: Int {
        // A salt of absurd length is met in messages by strangers: no overflow.
        let byteCount = digest.digestByteCount + 1
        return saltByteCount > RSAPublicKey.acceptedBitCounts.upperBound
            ? Int.max : 8 * (byteCount + saltByteCount) + 2
    }
}
