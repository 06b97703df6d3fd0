#if os(Linux)
import SignetBytes
import SignetCipher
import TestSupport
import Testing

/// What must not be left in memory, looked for in the memory. The code under test is optimised, in debug builds too.
@Suite("Erasure of keys and plaintexts")
struct CipherErasure {
    private func secret(_ scan: MemoryScan) -> SecretBytes {
        SecretBytes(capacity: scan.count) { output in for index in 0..<scan.count { output.append(scan[index]) } }
    }

    /// An expanded key begins with the key, but for AES where its round keys are planes.
    @Test(arguments: CPU.levels)
    func keys(_ level: CPU.Level) throws {
        let iv = [UInt8](repeating: 3, count: 16)
        for (algorithm, byteCount) in [(CipherAlgorithm.aes128, 16), (.aes256, 32), (.tripleDES, 24)] {
            let scan = MemoryScan(count: byteCount)
            do {
                let key = secret(scan)
                let size = algorithm.blockByteCount
                var encryption = try CBCEncryption(
                    algorithm, key: key.span, iv: iv.span.extracting(first: size), level: level)
                var decryption = try CBCDecryption(
                    algorithm, key: key.span, iv: iv.span.extracting(first: size), level: level)
                #expect(scan.occurrences! >= (level == .portable && size == 16 ? 1 : 2))
                var blocks = [UInt8](repeating: 0, count: 600 * size)
                var span = blocks.mutableSpan
                try encryption.update(&span)
                try decryption.update(&span)
            }
            #expect(scan.occurrences == 0)
        }
    }

    @Test(arguments: CPU.levels)
    func authenticatedKeys(_ level: CPU.Level) throws {
        let (nonce, data) = ([UInt8](repeating: 3, count: 12), [UInt8](repeating: 4, count: 40))
        let scan = MemoryScan(count: 32)
        do {
            let key = secret(scan)
            var message = [UInt8](repeating: 0, count: 3000)
            var gcm = try AESGCM(key: key.span, level: level)
            var ccm = try AESCCM(key: key.span, level: level)
            var chacha = try ChaChaPoly(key: key.span, level: level)
            var span = message.mutableSpan
            _ = try gcm.seal(&span, nonce: nonce.span, additionalData: data.span)
            _ = try ccm.seal(&span, nonce: nonce.span, additionalData: data.span)
            _ = try chacha.seal(&span, nonce: nonce.span, additionalData: data.span)
        }
        #expect(scan.occurrences == 0)
    }

    /// A key that was wrapped and unwrapped, under every wrap.
    @Test func unwrappedKeys() throws {
        let (kek, iv) = ([UInt8](repeating: 9, count: 16), [UInt8](repeating: 5, count: 16))
        let scan = MemoryScan(count: 24)
        do {
            var key = secret(scan)
            DESKey.setOddParity(&key)
            let wanted = MemoryScan(key.span)
            do {
                let key = key
                let wrapped = try AESKeyWrap.wrap(key.span, under: kek.span)
                let padded = try AESKeyWrap.wrapPadded(key.span, under: kek.span)
                let triple = try TripleDESKeyWrap.wrap(key.span, under: kek.span)
                let rc2 = try RC2KeyWrap.wrap(key.span, under: kek.span)
                let password = try PasswordKeyWrap.wrap(key.span, .aes128, under: kek.span, iv: iv.span)
                _ = try AESKeyWrap.unwrap(wrapped.span, under: kek.span)
                _ = try AESKeyWrap.unwrapPadded(padded.span, under: kek.span)
                _ = try TripleDESKeyWrap.unwrap(triple.span, under: kek.span)
                _ = try RC2KeyWrap.unwrap(rc2.span, under: kek.span)
                _ = try PasswordKeyWrap.unwrap(password.span, .aes128, under: kek.span, iv: iv.span)
                #expect(wanted.occurrences == 1)
            }
            #expect(wanted.occurrences == 0)
        }
    }

    /// A plaintext that padding is taken off, and one whose end is held back.
    @Test func plaintexts() throws {
        let (key, iv) = ([UInt8](repeating: 9, count: 16), [UInt8](repeating: 5, count: 16))
        let scan = MemoryScan(count: 1000)
        let ciphertext: Bytes
        do {
            let message = secret(scan)
            ciphertext = try CBC.encrypt(message.span, .aes128, key: key.span, iv: iv.span)
        }
        #expect(scan.occurrences == 0)
        do {
            let opened = try CBC.decrypt(ciphertext.span, .aes128, key: key.span, iv: iv.span)
            #expect(scan.occurrences == 1)
            let count = opened.count
            #expect(count == 1000)
        }
        #expect(scan.occurrences == 0)
    }
}
#endif
