internal import SignetBigNum
public import SignetBytes
internal import SignetHash

extension RSAPrivateKey {
    /// Decrypts a message of any length that was padded by OAEP (RFC 8017 §7.1.2).
    ///
    /// For whoever must know whether it worked. Keys of messages go through `unwrap`, which does not tell.
    ///
    /// - Throws: `.undecryptable` for everything that can be wrong inside, found out in one time whatever it is (J. Manger,
    ///   CRYPTO 2001); `.wrongCiphertextLength`, `.ciphertextOutOfRange`, `.keyTooSmall`, `.faultDetected`.
    public func decrypt(_ ciphertext: Span<UInt8>, padding: OAEPPadding) throws(RSAError) -> SecretBytes {
        try publicKey.checkRoom(for: padding)
        let block = try open(ciphertext)
        let data = padding.unmask(block)
        var isGood = data.isGood
        var isBefore = Choice.yes
        var start: UInt = 0
        // DB = lHash ‖ PS ‖ 01 ‖ M, where PS is zeros, or nothing.
        for index in padding.digest.digestByteCount..<data.bytes.count {
            let byte = data.bytes.span[index]
            let isEnd = isBefore & Choice(byte, equals: 0x01)
            start = isEnd.select(UInt(index + 1), start)
            isGood = isGood & (!isBefore | isEnd | Choice(byte, equals: 0x00))
            isBefore = isBefore & !isEnd
        }
        isGood = isGood & !isBefore
        // From here on it is known whether it worked, and how long the message is.
        guard isGood.declassified else { throw .undecryptable }
        return SecretBytes(copying: data.bytes.span.extracting(droppingFirst: Int(start)))
    }
}

extension RSAPublicKey {
    /// - Throws: `.keyTooSmall` when not even an empty message fits.
    func checkRoom(for padding: OAEPPadding) throws(RSAError) {
        guard byteCount >= padding.overheadByteCount else {
            throw .keyTooSmall(bitCount: bitCount, minimum: 8 * padding.overheadByteCount - 7)
        }
    }
}

/// A block without what hid it: a message, with padding before it whose form is known, and whether it is right so far.
struct OpenedBlock: ~Copyable {
    let bytes: SecretBytes
    let isGood: Choice
}

extension OAEPPadding {
    /// `00 ‖ maskedSeed ‖ maskedDB` around a message that fits (EME-OAEP encoding, RFC 8017 §7.1.1 step 2), with a fresh
    /// seed.
    func pad(_ message: Span<UInt8>, byteCount: Int) -> SecretBytes {
        pad(message, byteCount: byteCount, seed: Randomness.secret(count: digest.digestByteCount))
    }

    private func pad(_ message: Span<UInt8>, byteCount: Int, seed: borrowing SecretBytes) -> SecretBytes {
        let dataByteCount = byteCount - seed.count - 1
        let labelDigest = digest.digest(of: label.span)
        let mask = MGF1.mask(seed: seed.span, byteCount: dataByteCount, maskDigest)
        // DB = lHash ‖ 00 … 00 ‖ 01 ‖ M.
        var plain = SecretBytes(capacity: dataByteCount) { output in
            output.append(labelDigest)
            output.append(repeating: 0, count: dataByteCount - labelDigest.count - message.count - 1)
            output.append(0x01)
            output.append(copying: message)
        }
        var data = plain.mutableSpan
        for index in 0..<dataByteCount { data[index] ^= mask.span[index] }
        let seedMask = MGF1.mask(seed: plain.span, byteCount: seed.count, maskDigest)
        return SecretBytes(capacity: byteCount) { output in
            output.append(0x00)
            for index in 0..<seed.count { output.append(seed.span[index] ^ seedMask.span[index]) }
            output.append(copying: plain.span)
        }
    }

    /// DB, and whether the first byte of the block and the digest of the label are right (RFC 8017 §7.1.2 steps 3.a to 3.g).
    func unmask(_ block: borrowing SecretBytes) -> OpenedBlock {
        let seedByteCount = digest.digestByteCount
        let maskedSeed = block.span.extracting(1..<1 + seedByteCount)
        let maskedData = block.span.extracting(droppingFirst: 1 + seedByteCount)
        let seedMask = MGF1.mask(seed: maskedData, byteCount: seedByteCount, maskDigest)
        let seed = SecretBytes(capacity: seedByteCount) { output in
            for index in maskedSeed.indices { output.append(maskedSeed[index] ^ seedMask.span[index]) }
        }
        let mask = MGF1.mask(seed: seed.span, byteCount: maskedData.count, maskDigest)
        let data = SecretBytes(capacity: maskedData.count) { output in
            for index in maskedData.indices { output.append(maskedData[index] ^ mask.span[index]) }
        }
        let isLabelRight = digest.digest(of: label.span).withSpan {
            Choice(data.span.extracting(first: seedByteCount), equals: $0)
        }
        let isFirstRight = Choice(block.span[0], equals: 0x00)
        return OpenedBlock(bytes: data, isGood: isFirstRight & isLabelRight)
    }

    /// The block that must end in a message of this length (the rest of step 3.g).
    func open(_ block: borrowing SecretBytes, messageByteCount: Int) -> OpenedBlock {
        let data = unmask(block)
        var isGood = data.isGood
        let end = data.bytes.count - messageByteCount - 1
        for index in digest.digestByteCount..<end { isGood = isGood & Choice(data.bytes.span[index], equals: 0x00) }
        isGood = isGood & Choice(data.bytes.span[end], equals: 0x01)
        return OpenedBlock(bytes: data.bytes.duplicate(), isGood: isGood)
    }
}
