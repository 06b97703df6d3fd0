internal import SignetBytes
internal import SignetCipher

/// What files ask of ciphers, over bytes in memory. `nil` is a refusal.
enum Ciphering {
    /// An authenticated cipher.
    enum AEAD: String {
        case gcm = "AES-GCM"
        case ccm = "AES-CCM"
        case chacha = "ChaCha20-Poly1305"

        /// SP 800-38D §5.2.1.2 has tags of 32 and 64 bits, which CMS has not (RFC 5084 §3.2), nor has `AESGCM`: they are cut
        /// from whole ones.
        private func hasShortTag(_ byteCount: Int) -> Bool { self == .gcm && (byteCount == 4 || byteCount == 8) }

        func seal(_ plaintext: [UInt8], key: [UInt8], nonce: [UInt8], aad: [UInt8], tagByteCount: Int)
            throws(CipherError) -> (ciphertext: [UInt8], tag: [UInt8])
        {
            if hasShortTag(tagByteCount) {
                let whole = try seal(plaintext, key: key, nonce: nonce, aad: aad, tagByteCount: 16)
                return (whole.ciphertext, Array(whole.tag.prefix(tagByteCount)))
            }
            let sealed: (ciphertext: Bytes, tag: AuthenticationTag) =
                switch self {
                case .gcm:
                    try AESGCM.seal(
                        plaintext.span, key: key.span, nonce: nonce.span, additionalData: aad.span,
                        tagByteCount: tagByteCount)
                case .ccm:
                    try AESCCM.seal(
                        plaintext.span, key: key.span, nonce: nonce.span, additionalData: aad.span,
                        tagByteCount: tagByteCount)
                case .chacha:
                    try ChaChaPoly.seal(
                        plaintext.span, key: key.span, nonce: nonce.span, additionalData: aad.span)
                }
            return ([UInt8](sealed.ciphertext), [UInt8](sealed.tag.bytes))
        }

        func open(_ ciphertext: [UInt8], tag: [UInt8], key: [UInt8], nonce: [UInt8], aad: [UInt8])
            throws(CipherError) -> [UInt8]
        {
            if hasShortTag(tag.count) {
                // Sealed once more, a ciphertext is the plaintext: both are added to the same key stream.
                let plaintext = try seal(ciphertext, key: key, nonce: nonce, aad: aad, tagByteCount: 16).ciphertext
                let again = try seal(plaintext, key: key, nonce: nonce, aad: aad, tagByteCount: tag.count)
                guard again.tag == tag else { throw .authenticationFailed }
                return plaintext
            }
            let opened =
                switch self {
                case .gcm:
                    try AESGCM.open(
                        ciphertext.span, tag: tag.span, key: key.span, nonce: nonce.span, additionalData: aad.span)
                case .ccm:
                    try AESCCM.open(
                        ciphertext.span, tag: tag.span, key: key.span, nonce: nonce.span, additionalData: aad.span)
                case .chacha:
                    try ChaChaPoly.open(
                        ciphertext.span, tag: tag.span, key: key.span, nonce: nonce.span, additionalData: aad.span)
                }
            return [UInt8](opened.declassified())
        }
    }

    static func aes(keyByteCount: Int) throws(Unable) -> CipherAlgorithm {
        switch keyByteCount {
        case 16: .aes128
        case 24: .aes192
        case 32: .aes256
        default: throw .skip("AES has no key of \(8 * keyByteCount) bits")
        }
    }

    /// Whole blocks in CBC mode, without padding.
    static func cbc(_ algorithm: CipherAlgorithm, key: [UInt8], iv: [UInt8], _ input: [UInt8], encrypts: Bool)
        throws(CipherError) -> [UInt8]
    {
        var output = input
        var blocks = output.mutableSpan
        if encrypts {
            var cipher = try CBCEncryption(algorithm, key: key.span, iv: iv.span)
            try cipher.update(&blocks)
        } else {
            var cipher = try CBCDecryption(algorithm, key: key.span, iv: iv.span)
            try cipher.update(&blocks)
        }
        return output
    }

    /// A message in CBC mode, padded.
    static func paddedCBC(_ algorithm: CipherAlgorithm, key: [UInt8], iv: [UInt8], _ input: [UInt8], encrypts: Bool)
        throws(CipherError) -> [UInt8]
    {
        if encrypts { return [UInt8](try CBC.encrypt(input.span, algorithm, key: key.span, iv: iv.span)) }
        let plaintext = try CBC.decrypt(input.span, algorithm, key: key.span, iv: iv.span)
        return [UInt8](plaintext.declassified())
    }

    /// Whole blocks in ECB mode, which no message has: each is a CBC message with a zero IV, so that its answers test the
    /// cipher itself.
    static func ecb(_ algorithm: CipherAlgorithm, key: [UInt8], _ input: [UInt8], encrypts: Bool)
        throws(CipherError) -> [UInt8]
    {
        let size = algorithm.blockByteCount
        guard input.count % size == 0 else { throw .unalignedByteCount(input.count, blockByteCount: size) }
        let iv = [UInt8](repeating: 0, count: size)
        var output: [UInt8] = []
        for start in stride(from: 0, to: input.count, by: size) {
            output += try cbc(algorithm, key: key, iv: iv, Array(input[start..<start + size]), encrypts: encrypts)
        }
        return output
    }

    static func ctr(key: [UInt8], counter: [UInt8], _ input: [UInt8]) throws(CipherError) -> [UInt8] {
        var output = input
        var bytes = output.mutableSpan
        var cipher = try CTR(key: key.span, counter: counter.span)
        cipher.update(&bytes)
        return output
    }

    static func cmac(key: [UInt8], _ message: [UInt8]) throws(CipherError) -> [UInt8] {
        [UInt8](try CMAC.authenticate(message.span, key: key.span).bytes)
    }

    static func gmac(key: [UInt8], nonce: [UInt8], _ message: [UInt8], tagByteCount: Int) throws(CipherError) -> [UInt8]
    {
        if tagByteCount == 4 || tagByteCount == 8 {
            return Array(try gmac(key: key, nonce: nonce, message, tagByteCount: 16).prefix(tagByteCount))
        }
        var code = try GMAC(key: key.span, nonce: nonce.span)
        code.update(message.span)
        return [UInt8](try code.finalize(tagByteCount: tagByteCount).bytes)
    }
}
