import Foundation
import SignetBytes
import SignetCipher
import TestSupport
import Testing

/// Whole blocks through `CBCEncryption`, cut after `first` blocks; the same at every level.
func encrypt(
    _ plaintext: [UInt8], _ algorithm: CipherAlgorithm, key: [UInt8], iv: [UInt8], cutAfter count: Int? = nil
) throws -> [UInt8] {
    let outputs = try CPU.levels.map { level in
        var encryption = try CBCEncryption(algorithm, key: key.span, iv: iv.span, level: level)
        var (head, tail) = cut(plaintext, count.map { $0 * algorithm.blockByteCount })
        var first = head.mutableSpan
        try encryption.update(&first)
        var rest = tail.mutableSpan
        try encryption.update(&rest)
        return head + tail
    }
    #expect(outputs.allSatisfy { $0 == outputs[0] })
    return outputs[0]
}

/// Whole blocks through `CBCDecryption`, cut after `first` blocks; the same at every level.
func decrypt(
    _ ciphertext: [UInt8], _ algorithm: CipherAlgorithm, key: [UInt8], iv: [UInt8], cutAfter count: Int? = nil
) throws -> [UInt8] {
    let outputs = try CPU.levels.map { level in
        var decryption = try CBCDecryption(algorithm, key: key.span, iv: iv.span, level: level)
        var (head, tail) = cut(ciphertext, count.map { $0 * algorithm.blockByteCount })
        var first = head.mutableSpan
        try decryption.update(&first)
        var rest = tail.mutableSpan
        try decryption.update(&rest)
        return head + tail
    }
    #expect(outputs.allSatisfy { $0 == outputs[0] })
    return outputs[0]
}

private func cut(_ bytes: [UInt8], _ count: Int?) -> ([UInt8], [UInt8]) {
    let count = min(count ?? bytes.count, bytes.count)
    return (Array(bytes[..<count]), Array(bytes[count...]))
}

func aes(_ keyByteCount: Int) -> CipherAlgorithm? {
    switch keyByteCount {
    case 16: .aes128
    case 24: .aes192
    case 32: .aes256
    default: nil
    }
}

@Suite("CBC: examples from the standards")
struct CBCExamples {
    /// SP 800-38A §F.2.1, §F.2.3, §F.2.5 (AES), FIPS 81 Table C1 (DES), and OpenSSL's `destest` (triple DES), RFC 2268 §5
    /// (RC2, one block and a zero vector).
    @Test(arguments: [
        (
            CipherAlgorithm.aes128, "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f",
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
            "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
                + "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7"
        ),
        (
            .aes192, "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", "000102030405060708090a0b0c0d0e0f",
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
            "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a"
        ),
        (
            .aes256, "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
            "000102030405060708090a0b0c0d0e0f",
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
            "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
        ),
        (
            .des, "0123456789abcdef", "1234567890abcdef", "4e6f77206973207468652074696d6520666f7220616c6c20",
            "e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6"
        ),
        (
            .tripleDES, "0123456789abcdeff1e0d3c2b5a49786fedcba9876543210", "fedcba9876543210",
            "37363534333231204E6F77206973207468652074696D6520666F722000000000",
            "3FE301C962AC01D02213763C1CBD4CDC799657C064ECF5D41C673812CFDE9675"
        ),
        (.rc2(effectiveBits: 63), "0000000000000000", "0000000000000000", "0000000000000000", "ebb773f993278eff"),
        (.rc2(effectiveBits: 64), "ffffffffffffffff", "0000000000000000", "ffffffffffffffff", "278b27e42e2f0d49"),
        (.rc2(effectiveBits: 64), "3000000000000000", "0000000000000000", "1000000000000001", "30649edf9be7d2c2"),
        (.rc2(effectiveBits: 64), "88", "0000000000000000", "0000000000000000", "61a8a244adacccf0"),
        (.rc2(effectiveBits: 64), "88bca90e90875a", "0000000000000000", "0000000000000000", "6ccf4308974c267f"),
        (
            .rc2(effectiveBits: 64), "88bca90e90875a7f0f79c384627bafb2", "0000000000000000", "0000000000000000",
            "1a807d272bbe5db1"
        ),
        (
            .rc2(effectiveBits: 128), "88bca90e90875a7f0f79c384627bafb2", "0000000000000000", "0000000000000000",
            "2269552ab0f85ca6"
        ),
        (
            .rc2(effectiveBits: 129), "88bca90e90875a7f0f79c384627bafb216f80a6f85920584c42fceb0be255daf1e",
            "0000000000000000", "0000000000000000", "5b78d3a43dfff1f1"
        ),
    ])
    func example(
        _ algorithm: CipherAlgorithm, _ key: String, _ iv: String, _ plaintext: String, _ ciphertext: String
    ) throws {
        let key = try #require(Hex.decode(key))
        let iv = try #require(Hex.decode(iv))
        let plaintext = try #require(Hex.decode(plaintext))
        let ciphertext = try #require(Hex.decode(ciphertext))
        #expect(try encrypt(plaintext, algorithm, key: key, iv: iv) == ciphertext)
        #expect(try decrypt(ciphertext, algorithm, key: key, iv: iv) == plaintext)
    }
}

@Suite("CBC: NIST, Wycheproof and OpenSSL", .enabled(if: TestFiles.corpora != nil))
struct CBCCorpora {
    /// CAVP, electronic codebook being chaining of one block under a zero vector.
    @Test(arguments: ["GFSbox", "KeySbox", "MMT", "VarKey", "VarTxt"], [128, 192, 256])
    func aesCAVP(_ kind: String, _ bitCount: Int) throws {
        var count = 0
        for mode in ["CBC", "ECB"] {
            for stanza in try TestFiles.stanzas("vectors/cavp/ciphers/AES/\(mode)/\(mode)\(kind)\(bitCount).rsp") {
                guard let key = stanza.bytes("KEY") else { continue }
                let algorithm = try #require(aes(key.count))
                try check(stanza, algorithm, key: key, isChained: mode == "CBC")
                count += 1
            }
        }
        #expect(count > 0)
        TestFiles.report("CAVP AES \(kind)\(bitCount)", ran: count)
    }

    @Test(arguments: ["CBC", "ECB"])
    func tripleDESCAVP(_ mode: String) throws {
        var count = 0
        for kind in ["MMT1", "MMT2", "MMT3", "invperm", "permop", "subtab", "varkey", "vartext"] {
            let name = "T\(mode)\(kind)"
            for stanza in try TestFiles.stanzas("vectors/cavp/ciphers/3DES/\(mode)/\(name).rsp") {
                let key: [UInt8]
                if let one = stanza.bytes("KEYs") {
                    key = one + one + one
                } else if let one = stanza.bytes("KEY1"), let two = stanza.bytes("KEY2"),
                    let three = stanza.bytes("KEY3")
                {
                    key = one + two + three
                } else {
                    continue
                }
                try check(stanza, .tripleDES, key: key, isChained: mode == "CBC")
                if key[..<8] == key[16...] {
                    try check(stanza, .tripleDES, key: Array(key[..<16]), isChained: mode == "CBC")
                }
                if key[..<8] == key[8..<16] {
                    try check(stanza, .des, key: Array(key[16...]), isChained: mode == "CBC")
                }
                count += 1
            }
        }
        #expect(count > 0)
        TestFiles.report("CAVP 3DES \(mode)", ran: count)
    }

    private func check(_ stanza: Stanza, _ algorithm: CipherAlgorithm, key: [UInt8], isChained: Bool) throws {
        let plaintext = try #require(stanza.bytes("PLAINTEXT") ?? stanza.bytes("Plaintext"))
        let ciphertext = try #require(stanza.bytes("CIPHERTEXT") ?? stanza.bytes("Ciphertext"))
        let size = algorithm.blockByteCount
        if isChained {
            let iv = try #require(stanza.bytes("IV"))
            #expect(try encrypt(plaintext, algorithm, key: key, iv: iv) == ciphertext, "line \(stanza.line)")
            #expect(try decrypt(ciphertext, algorithm, key: key, iv: iv) == plaintext, "line \(stanza.line)")
        } else {
            let zeros = [UInt8](repeating: 0, count: size)
            for start in stride(from: 0, to: plaintext.count, by: size) {
                let (plain, cipher) = (Array(plaintext[start..<start + size]), Array(ciphertext[start..<start + size]))
                #expect(try encrypt(plain, algorithm, key: key, iv: zeros) == cipher, "line \(stanza.line)")
                #expect(try decrypt(cipher, algorithm, key: key, iv: zeros) == plain, "line \(stanza.line)")
            }
        }
    }

    /// OpenSSL's `evp_test` for DES, triple DES, RC2; and pyca's RC2 vector.
    @Test(arguments: [
        "openssl-evp/evpciph_des.txt", "openssl-evp/evpciph_des3_common.txt", "openssl-evp/evpciph_rc2.txt",
        "cavp/ciphers/RC2/rc2-cbc.txt",
    ])
    func evp(_ file: String) throws {
        var count = 0
        for stanza in try TestFiles.stanzas("vectors/\(file)") {
            guard let key = stanza.bytes("Key"), stanza["Result"] == nil else { continue }
            let name = stanza["Cipher"] ?? "RC2-CBC"
            let algorithm: CipherAlgorithm
            switch name {
            case "DES-ECB", "DES-CBC": algorithm = .des
            case "DES-EDE-ECB", "DES-EDE3-CBC", "DES-EDE3-ECB", "DES-EDE-CBC": algorithm = .tripleDES
            case "RC2-ECB", "RC2-CBC": algorithm = .rc2(effectiveBits: stanza.number("KeyBits") ?? 128)
            case "RC2-40-CBC": algorithm = .rc2(effectiveBits: stanza.number("KeyBits") ?? 40)
            case "RC2-64-CBC": algorithm = .rc2(effectiveBits: stanza.number("KeyBits") ?? 64)
            default: continue
            }
            try check(stanza, algorithm, key: key, isChained: name.hasSuffix("CBC"))
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("\(file)", ran: count)
    }

    private struct Wycheproof: Decodable {
        struct Group: Decodable { let tests: [Case] }
        struct Case: Decodable { let tcId: Int, key: String, iv: String, msg: String, ct: String, result: String }
        let testGroups: [Group]
    }

    private func open(_ ciphertext: [UInt8], _ algorithm: CipherAlgorithm, key: [UInt8], iv: [UInt8]) -> [UInt8]? {
        do throws(CipherError) {
            let plaintext = try CBC.decrypt(ciphertext.span, algorithm, key: key.span, iv: iv.span)
            return [UInt8](copying: plaintext.span)
        } catch {
            #expect(error == .badPadding || error == .emptyCiphertext)
            return nil
        }
    }

    @Test func wycheproof() throws {
        let file = try TestFiles.corpus("vectors/wycheproof/aes_cbc_pkcs5_test.json")
        let tests = try JSONDecoder().decode(Wycheproof.self, from: Data(file)).testGroups.flatMap(\.tests)
        for test in tests {
            let key = try #require(Hex.decode(test.key))
            let iv = try #require(Hex.decode(test.iv))
            let message = try #require(Hex.decode(test.msg))
            let ciphertext = try #require(Hex.decode(test.ct))
            let algorithm = try #require(aes(key.count))
            let opened = open(ciphertext, algorithm, key: key, iv: iv)
            if test.result == "valid" {
                #expect(opened == message, "\(test.tcId)")
                let sealed = try CBC.encrypt(message.span, algorithm, key: key.span, iv: iv.span)
                #expect([UInt8](sealed) == ciphertext, "\(test.tcId)")
            } else {
                #expect(opened == nil, "\(test.tcId)")
            }
        }
        #expect(!tests.isEmpty)
        TestFiles.report("Wycheproof aes_cbc_pkcs5", ran: tests.count)
    }
}
