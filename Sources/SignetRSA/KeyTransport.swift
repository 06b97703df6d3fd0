internal import SignetBigNum
public import SignetBytes
internal import SignetHash

/// How a key is padded before it is encrypted to an RSA key.
public enum KeyTransportPadding: Hashable, Sendable {
    /// RSAES-PKCS1-v1_5 (RFC 8017 §7.2).
    case pkcs1v15
    /// RSAES-OAEP (RFC 8017 §7.1).
    case oaep(OAEPPadding)

    /// How many bytes of the block are not the key.
    private var overheadByteCount: Int {
        switch self {
        case .pkcs1v15: transportOverheadByteCount
        case .oaep(let padding): padding.overheadByteCount
        }
    }

    /// - Throws: `.messageTooLong` for what a block of the key cannot hold, `.keyTooSmall` when it can hold nothing.
    fileprivate func check(_ keyByteCount: Int, for key: RSAPublicKey) throws(RSAError) {
        if case .oaep(let padding) = self { try key.checkRoom(for: padding) }
        let maximum = key.byteCount - overheadByteCount
        guard keyByteCount >= 0, keyByteCount <= maximum else {
            throw .messageTooLong(byteCount: keyByteCount, maximum: maximum)
        }
    }
}

extension RSAPublicKey {
    /// Encrypts a key to the owner of this one (RFC 8017 §7.1.1, §7.2.1). The result is as long as the modulus.
    ///
    /// - Throws: `.messageTooLong` when the key is longer than the modulus less 11 bytes, or for OAEP less two digests and 2
    ///   bytes; `.keyTooSmall` when OAEP leaves no room at all.
    public func wrap(_ key: Span<UInt8>, padding: KeyTransportPadding = .pkcs1v15) throws(RSAError) -> Bytes {
        try padding.check(key.count, for: self)
        let block =
            switch padding {
            case .pkcs1v15: encryptionBlock(key, byteCount: byteCount)
            case .oaep(let padding): padding.pad(key, byteCount: byteCount)
            }
        let message = SecretNatural(bigEndian: block.span, limbCount: modulusNumber.limbCount)
        return modulusNumber.power(message, exponent).declassified().bytes(count: byteCount)
    }
}

extension RSAPrivateKey {
    /// Decrypts a key that was encrypted to this one (RFC 8017 §7.1.2, §7.2.2), of `keyByteCount` bytes.
    ///
    /// When the padding is wrong, or the key inside has another length, the result is `keyByteCount` other bytes, always the
    /// same for a ciphertext, which nobody without this private key can foretell: implicit rejection, so that what follows
    /// fails as it fails for any wrong key, and a sender who tries many ciphertexts, or one many times, learns nothing from
    /// the answers (Bleichenbacher 1998, Manger 2001; RFC 3218 §2.3.2). The two cases take the same time.
    ///
    /// - Throws: only what the sender knows anyway: `.wrongCiphertextLength`, `.ciphertextOutOfRange`, and
    ///   `.messageTooLong` or `.keyTooSmall` for a `keyByteCount` that no block of this key can hold; `.faultDetected`.
    public func unwrap(
        _ ciphertext: Span<UInt8>, keyByteCount: Int, padding: KeyTransportPadding = .pkcs1v15
    ) throws(RSAError) -> SecretBytes {
        try publicKey.check(ciphertext)
        try padding.check(keyByteCount, for: publicKey)
        let block = try open(ciphertext)
        let opened =
            switch padding {
            case .pkcs1v15: openEncryptionBlock(block, keyByteCount: keyByteCount)
            case .oaep(let padding): padding.open(block, messageByteCount: keyByteCount)
            }
        let start = opened.bytes.count - keyByteCount
        let substitute = secrets.substitute(for: ciphertext, keyByteCount: keyByteCount)
        return SecretBytes(capacity: keyByteCount) { output in
            for index in 0..<keyByteCount {
                output.append(opened.isGood.select(opened.bytes.span[start + index], substitute.span[index]))
            }
        }
    }

    /// The padded block inside a ciphertext, as long as the modulus.
    ///
    /// - Throws: `.wrongCiphertextLength`, `.ciphertextOutOfRange`, `.faultDetected`.
    func open(_ ciphertext: Span<UInt8>) throws(RSAError) -> SecretBytes {
        let number = try publicKey.check(ciphertext)
        let message = try secrets.power(SecretNatural(number, limbCount: publicKey.modulusNumber.limbCount))
        return message.bytes(count: publicKey.byteCount)
    }
}

extension RSAPublicKey {
    /// The number that a ciphertext is, which must be as long as the modulus and less than it.
    @discardableResult
    fileprivate func check(_ ciphertext: Span<UInt8>) throws(RSAError) -> Natural {
        guard ciphertext.count == byteCount else {
            throw .wrongCiphertextLength(byteCount: ciphertext.count, expected: byteCount)
        }
        guard let number = representative(ciphertext) else { throw .ciphertextOutOfRange }
        return number
    }
}

/// EM = 00 02 PS 00 M, where PS is random and has no zero in it (RFC 8017 §7.2.1 step 2).
private func encryptionBlock(_ key: Span<UInt8>, byteCount: Int) -> SecretBytes {
    SecretBytes(capacity: byteCount) { output in
        output.append(0x00)
        output.append(0x02)
        var left = byteCount - key.count - 3
        while left > 0 {
            let random = Randomness.secret(count: left)
            for index in 0..<random.count where random.span[index] != 0 {
                output.append(random.span[index])
                left -= 1
            }
        }
        output.append(0x00)
        output.append(copying: key)
    }
}

/// EM = 00 02 PS 00 M, where PS is at least eight bytes, none of them zero (RFC 8017 §7.2.2 step 3). The length of M is
/// known, and with it the place of everything.
private func openEncryptionBlock(_ block: consuming SecretBytes, keyByteCount: Int) -> OpenedBlock {
    let start = block.count - keyByteCount
    var isGood = Choice(block.span[0], equals: 0x00) & Choice(block.span[1], equals: 0x02)
    for index in 2..<start - 1 { isGood = isGood & !Choice(block.span[index], equals: 0x00) }
    isGood = isGood & Choice(block.span[start - 1], equals: 0x00)
    return OpenedBlock(bytes: block, isGood: isGood)
}

extension RSASecrets {
    /// What is given in place of a key that was not there: `HMAC-SHA-256(d, ciphertext ‖ 1) ‖ HMAC-SHA-256(d, ciphertext ‖ 2)
    /// ‖ …`, which is PBKDF2 with one round.
    ///
    /// Random bytes would do once. But the same message opened twice would be garbage of two kinds when its padding is wrong
    /// and of one kind when it is right, and that can be told apart.
    fileprivate func substitute(for ciphertext: Span<UInt8>, keyByteCount: Int) -> SecretBytes {
        let key = privateExponent.bytes(count: publicKey.byteCount)
        do throws(KDFError) {
            return try PBKDF2.derive(
                password: key.span, salt: ciphertext, iterations: 1, byteCount: keyByteCount, algorithm: .sha256)
        } catch {
            // A key shorter than the modulus is never too long to derive.
            preconditionFailure("\(error)")
        }
    }
}

/// 00 02, eight bytes of padding at least, and 00.
private let transportOverheadByteCount = 11
