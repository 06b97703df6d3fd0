internal import SignetBigNum
public import SignetBytes
public import SignetHash

/// RSASSA-PSS (RFC 8017 §8.1).
extension RSAPrivateKey {
    /// Signs a digest (RFC 8017 §8.1.1) with a fresh salt. The signature is as long as the modulus.
    ///
    /// - Parameters:
    ///   - digest: of the message, by `padding.digest`.
    ///   - padding: digest, mask generation and length of the salt.
    /// - Throws: `.keyTooSmall` when the block cannot hold digest and salt, or `.faultDetected`.
    public func sign(_ digest: Digest, padding: PSSPadding) throws(RSAError) -> Bytes {
        let minimum = padding.minimumBitCount
        guard publicKey.bitCount >= minimum else {
            throw .keyTooSmall(bitCount: publicKey.bitCount, minimum: minimum)
        }
        let salt = Randomness.bytes(count: padding.saltByteCount)
        return try sign(digest, padding: padding, salt: salt.span)
    }

    /// Signs with this salt, of the length that the padding says. For tests: their answers name the salt.
    package func sign(_ digest: Digest, padding: PSSPadding, salt: Span<UInt8>) throws(RSAError) -> Bytes {
        precondition(
            digest.count == padding.digest.digestByteCount && salt.count == padding.saltByteCount,
            "PSS: a digest or salt of another length than the padding's")
        guard publicKey.bitCount >= padding.minimumBitCount else {
            throw .keyTooSmall(bitCount: publicKey.bitCount, minimum: padding.minimumBitCount)
        }
        let block = EncodedMessage(digest, padding, salt: salt, bitCount: publicKey.bitCount - 1).bytes
        let message = SecretNatural(bigEndian: block.span, limbCount: publicKey.modulusNumber.limbCount)
        return try secrets.power(message).declassified().bytes(count: publicKey.byteCount)
    }
}

extension RSAPublicKey {
    /// Whether `signature` is this key's signature over a digest, padded just so (RFC 8017 §8.1.2).
    ///
    /// The salt is as long as the padding says and no other length is taken: RFC 8017 §9.1.2 step 10 has no choice there.
    public func accepts(_ signature: Span<UInt8>, of digest: Digest, padding: PSSPadding) -> Bool {
        guard signature.count == byteCount, digest.count == padding.digest.digestByteCount,
            bitCount >= padding.minimumBitCount, let number = representative(signature)
        else { return false }
        let message = modulusNumber.power(number, exponent)
        let blockByteCount = (bitCount - 1 + 7) / 8
        guard message.byteCount <= blockByteCount else { return false }
        return EncodedMessage(message.bytes(count: blockByteCount), bitCount: bitCount - 1)
            .isConsistent(with: digest, padding)
    }
}

/// The block EM of EMSA-PSS, `maskedDB ‖ H ‖ BC` (RFC 8017 §9.1): public, like the signature that shows it to everyone.
private struct EncodedMessage {
    let bytes: Bytes
    /// emBits, which the leftmost bits of the first byte are too many for.
    let bitCount: Int

    init(_ bytes: Bytes, bitCount: Int) {
        self.bytes = bytes
        self.bitCount = bitCount
    }

    /// Which bits of the first byte may be set.
    private static func firstByteMask(bitCount: Int) -> UInt8 { 0xFF >> UInt8((8 - bitCount % 8) % 8) }

    /// EMSA-PSS-ENCODE (RFC 8017 §9.1.1), from step 5 on.
    init(_ digest: Digest, _ padding: PSSPadding, salt: Span<UInt8>, bitCount: Int) {
        let byteCount = (bitCount + 7) / 8
        let hash = Self.hash(digest, padding, salt: salt)
        // DB = 00 … 00 01 salt.
        let start = byteCount - hash.count - 1 - salt.count - 1
        let mask = MGF1.mask(
            seed: hash.bytes.span, byteCount: byteCount - hash.count - 1, padding.maskDigest)
        self.init(
            Bytes(capacity: byteCount) { output in
                for index in 0..<mask.count {
                    let plain = index < start ? 0 : index == start ? 0x01 : salt[index - start - 1]
                    output.append(plain ^ mask.span[index])
                    if index == 0 { output[0] &= Self.firstByteMask(bitCount: bitCount) }
                }
                output.append(hash)
                output.append(0xBC)
            }, bitCount: bitCount)
    }

    /// EMSA-PSS-VERIFY (RFC 8017 §9.1.2), from step 4 on.
    func isConsistent(with digest: Digest, _ padding: PSSPadding) -> Bool {
        let hashByteCount = padding.digest.digestByteCount
        let dataByteCount = bytes.count - hashByteCount - 1
        let firstByteMask = Self.firstByteMask(bitCount: bitCount)
        guard bytes[bytes.count - 1] == 0xBC, bytes[0] & ~firstByteMask == 0 else { return false }
        let hash = bytes[dataByteCount..<dataByteCount + hashByteCount]
        let mask = MGF1.mask(seed: hash.span, byteCount: dataByteCount, padding.maskDigest)
        let data = Bytes(capacity: dataByteCount) { output in
            for index in 0..<dataByteCount { output.append(bytes[index] ^ mask.span[index]) }
            output[0] &= firstByteMask
        }
        let start = dataByteCount - padding.saltByteCount - 1
        guard data.prefix(start).allSatisfy({ $0 == 0 }), data[start] == 0x01 else { return false }
        return Self.hash(digest, padding, salt: data.dropFirst(start + 1).span).matches(hash.span)
    }

    /// H = Hash(00 00 00 00 00 00 00 00 ‖ mHash ‖ salt).
    private static func hash(_ digest: Digest, _ padding: PSSPadding, salt: Span<UInt8>) -> Digest {
        var hash = Hash(padding.digest)
        let zeros = Bytes([UInt8](repeating: 0, count: 8))
        hash.update(zeros.span)
        hash.update(digest)
        hash.update(salt)
        return hash.finalize()
    }
}
