internal import SignetBigNum
public import SignetBytes

/// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2). What is signed is a DigestInfo, already encoded: algorithms know no OIDs.
extension RSAPrivateKey {
    /// Signs a DER-encoded DigestInfo (RFC 8017 §8.2.1). The signature is as long as the modulus.
    ///
    /// - Throws: `.messageTooLong`, or `.faultDetected`.
    public func sign(digestInfo: Span<UInt8>) throws(RSAError) -> Bytes {
        let byteCount = publicKey.byteCount
        guard let block = signatureBlock(digestInfo: digestInfo, byteCount: byteCount) else {
            throw .messageTooLong(byteCount: digestInfo.count, maximum: byteCount - signatureOverheadByteCount)
        }
        let message = SecretNatural(bigEndian: block.span, limbCount: publicKey.modulusNumber.limbCount)
        return try secrets.power(message).declassified().bytes(count: byteCount)
    }
}

extension RSAPublicKey {
    /// Whether `signature` is this key's signature over a DER-encoded DigestInfo (RFC 8017 §8.2.2).
    ///
    /// The block that a signature must stand for is built and compared, never taken apart: there is nothing for a forger
    /// to play with (Bleichenbacher 2006). The signature is as long as the modulus and, as a number, less than it.
    public func accepts(_ signature: Span<UInt8>, digestInfo: Span<UInt8>) -> Bool {
        guard signature.count == byteCount, let number = representative(signature),
            let block = signatureBlock(digestInfo: digestInfo, byteCount: byteCount)
        else { return false }
        return modulusNumber.power(number, exponent) == Natural(bigEndian: block.span)
    }
}

/// 00 01, eight bytes FF at least, and 00.
private let signatureOverheadByteCount = 11

/// EMSA-PKCS1-v1_5 (RFC 8017 §9.2): `00 01 FF … FF 00 DigestInfo`, with eight FF at least; nil when that does not fit.
private func signatureBlock(digestInfo: Span<UInt8>, byteCount: Int) -> Bytes? {
    let paddingByteCount = byteCount - digestInfo.count - 3
    guard paddingByteCount >= 8 else { return nil }
    return Bytes(capacity: byteCount) { output in
        output.append(0x00)
        output.append(0x01)
        output.append(repeating: 0xFF, count: paddingByteCount)
        output.append(0x00)
        output.append(copying: digestInfo)
    }
}
