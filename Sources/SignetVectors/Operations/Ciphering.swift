internal import SignetBytes
internal import SignetCipher

/// What files ask of ciphers, over bytes in memory. `nil` is a refusal.
enum Ciphering {
    /// An authenticated cipher.
    enum AEAD: String {
        case gcm = "AES-GCM"
        case ccm = "AES-CCM"
        case chacha = "ChaCha20-Poly1305"

        func seal(_ plaintext: [UInt8], key: [UInt8], nonce: [UInt8], aad: [UInt8], tagByteCount: Int)
            throws(CipherError) -> (ciphertext: [UInt8], tag: [UInt8])
        {
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

        /// Says why a size is none that messages have; not a reason to fail a file that tries all.
        func check(tagByteCount: Int) throws(Unable) {
            if self == .gcm, tagByteCount < 12 {
                throw .skip("tag of \(8 * tagByteCount) bits: AES-GCM in CMS has 96 bits at least (RFC 5084 §3.2)")
            }
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
        var code = try GMAC(key: key.span, nonce: nonce.span)
        code.update(message.span)
        return [UInt8](try code.finalize(tagByteCount: tagByteCount).bytes)
    }

    /// Key wraps.
    enum Wrap: String {
        case aes = "AES-KW"
        case aesPadded = "AES-KWP"

        func wrap(_ key: [UInt8], under wrapping: [UInt8]) throws(CipherError) -> [UInt8] {
            switch self {
            case .aes: [UInt8](try AESKeyWrap.wrap(key.span, under: wrapping.span))
            case .aesPadded: [UInt8](try AESKeyWrap.wrapPadded(key.span, under: wrapping.span))
            }
        }

        func unwrap(_ wrapped: [UInt8], under wrapping: [UInt8]) throws(CipherError) -> [UInt8] {
            switch self {
            case .aes: [UInt8](try AESKeyWrap.unwrap(wrapped.span, under: wrapping.span).declassified())
            case .aesPadded: [UInt8](try AESKeyWrap.unwrapPadded(wrapped.span, under: wrapping.span).declassified())
            }
        }
    }
}

/// Which cipher a file means; the size of the key says the rest.
enum EVPCipher {
    case aes, tripleDES, des
    case rc2(Int)

    func cipher(keyByteCount: Int) throws(Unable) -> CipherAlgorithm {
        switch self {
        case .aes: try Ciphering.aes(keyByteCount: keyByteCount)
        case .tripleDES: .tripleDES
        case .des: .des
        case .rc2(let bits): .rc2(effectiveBits: bits)
        }
    }
}
