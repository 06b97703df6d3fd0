import Foundation
import SignetBytes
import SignetCipher
import TestSupport
import Testing

/// The authenticated modes, which have the same form.
enum AuthenticatedMode: String, CaseIterable, Sendable {
    case gcm, ccm, chacha

    var keyByteCounts: [Int] { self == .chacha ? [32] : [16, 24, 32] }

    /// Seals a message at every level, and again in two pieces.
    func seal(
        _ plaintext: [UInt8], key: [UInt8], nonce: [UInt8], data: [UInt8], tagByteCount: Int = 16
    ) throws -> (ciphertext: [UInt8], tag: [UInt8]) {
        var results: [[UInt8]] = []
        for level in CPU.levels {
            var message = plaintext
            var span = message.mutableSpan
            let tag: AuthenticationTag
            switch self {
            case .gcm:
                var cipher = try AESGCM(key: key.span, level: level)
                tag = try cipher.seal(
                    &span, nonce: nonce.span, additionalData: data.span, tagByteCount: tagByteCount)
            case .ccm:
                var cipher = try AESCCM(key: key.span, level: level)
                tag = try cipher.seal(
                    &span, nonce: nonce.span, additionalData: data.span, tagByteCount: tagByteCount)
            case .chacha:
                var cipher = try ChaChaPoly(key: key.span, level: level)
                tag = try cipher.seal(&span, nonce: nonce.span, additionalData: data.span)
            }
            results.append(message + [UInt8](tag.bytes))
        }
        let first = results[0]
        #expect(results.allSatisfy { $0 == first })
        #expect(try sealInPieces(plaintext, key: key, nonce: nonce, data: data, tagByteCount) == first)
        return (Array(first[..<plaintext.count]), Array(first[plaintext.count...]))
    }

    private func sealInPieces(
        _ plaintext: [UInt8], key: [UInt8], nonce: [UInt8], data: [UInt8], _ tagByteCount: Int
    ) throws -> [UInt8] {
        var (head, tail) = (Array(plaintext.prefix(plaintext.count / 3)), Array(plaintext[(plaintext.count / 3)...]))
        var first = head.mutableSpan
        var second = tail.mutableSpan
        let tag: AuthenticationTag
        switch self {
        case .gcm:
            var sealing = try GCMSealing(key: key.span, nonce: nonce.span, additionalData: data.span)
            try sealing.update(&first)
            try sealing.update(&second)
            tag = try sealing.finalize(tagByteCount: tagByteCount)
        case .ccm:
            var sealing = try CCMSealing(
                key: key.span, nonce: nonce.span, additionalData: data.span, byteCount: UInt64(plaintext.count),
                tagByteCount: tagByteCount)
            try sealing.update(&first)
            try sealing.update(&second)
            tag = try sealing.finalize()
        case .chacha:
            var sealing = try ChaChaPolySealing(key: key.span, nonce: nonce.span, additionalData: data.span)
            try sealing.update(&first)
            try sealing.update(&second)
            tag = sealing.finalize()
        }
        return head + tail + [UInt8](tag.bytes)
    }

    /// Opens a message at every level, and in pieces, or finds everywhere that it is not whole. What is not opened is
    /// left as it was.
    func open(
        _ ciphertext: [UInt8], tag: [UInt8], key: [UInt8], nonce: [UInt8], data: [UInt8]
    ) throws -> [UInt8]? {
        var results: [[UInt8]?] = []
        for level in CPU.levels {
            var message = ciphertext
            var span = message.mutableSpan
            do throws(CipherError) {
                switch self {
                case .gcm:
                    var cipher = try AESGCM(key: key.span, level: level)
                    try cipher.open(&span, tag: tag.span, nonce: nonce.span, additionalData: data.span)
                case .ccm:
                    var cipher = try AESCCM(key: key.span, level: level)
                    try cipher.open(&span, tag: tag.span, nonce: nonce.span, additionalData: data.span)
                case .chacha:
                    var cipher = try ChaChaPoly(key: key.span, level: level)
                    try cipher.open(&span, tag: tag.span, nonce: nonce.span, additionalData: data.span)
                }
                results.append(message)
            } catch .authenticationFailed {
                #expect(message == ciphertext)
                results.append(nil)
            } catch { throw error }
        }
        let first = results[0]
        #expect(results.allSatisfy { $0 == first })
        #expect(try openInPieces(ciphertext, tag: tag, key: key, nonce: nonce, data: data) == first)
        if self == .gcm { try openElsewhere(ciphertext, tag: tag, key: key, nonce: nonce, data: data, first) }
        return first
    }

    private func openInPieces(
        _ ciphertext: [UInt8], tag: [UInt8], key: [UInt8], nonce: [UInt8], data: [UInt8]
    ) throws -> [UInt8]? {
        let cut = ciphertext.count / 3
        var (head, tail) = (Array(ciphertext.prefix(cut)), Array(ciphertext[cut...]))
        var first = head.mutableSpan
        var second = tail.mutableSpan
        do throws(CipherError) {
            switch self {
            case .gcm:
                var opening = try GCMOpening(key: key.span, nonce: nonce.span, additionalData: data.span)
                try opening.update(first.span)
                try opening.update(second.span)
                var decryption = try opening.verify(tag: tag.span)
                decryption.update(&first)
                decryption.update(&second)
            case .ccm:
                var opening = try CCMOpening(
                    key: key.span, nonce: nonce.span, additionalData: data.span,
                    byteCount: UInt64(ciphertext.count), tagByteCount: tag.count)
                try opening.update(first.span)
                try opening.update(second.span)
                var decryption = try opening.verify(tag: tag.span)
                decryption.update(&first)
                decryption.update(&second)
            case .chacha:
                var opening = try ChaChaPolyOpening(key: key.span, nonce: nonce.span, additionalData: data.span)
                try opening.update(first.span)
                try opening.update(second.span)
                var decryption = try opening.verify(tag: tag.span)
                decryption.update(&first)
                decryption.update(&second)
            }
            return head + tail
        } catch .authenticationFailed { return nil } catch { throw error }
    }

    /// GCM into other memory, at every level: what is expected, or zeros; and none where the sizes differ.
    private func openElsewhere(
        _ ciphertext: [UInt8], tag: [UInt8], key: [UInt8], nonce: [UInt8], data: [UInt8], _ expected: [UInt8]?
    ) throws {
        for level in CPU.levels {
            var cipher = try AESGCM(key: key.span, level: level)
            var plaintext = [UInt8](repeating: 0xA5, count: ciphertext.count)
            var target = plaintext.mutableSpan
            do throws(CipherError) {
                try cipher.open(
                    ciphertext.span, into: &target, tag: tag.span, nonce: nonce.span, additionalData: data.span)
                #expect(plaintext == expected)
            } catch {
                #expect(error == .authenticationFailed)
                #expect(expected == nil && plaintext.allSatisfy { $0 == 0 })
            }
            var longer = [UInt8](repeating: 0xA5, count: ciphertext.count + 1)
            var wrong = longer.mutableSpan
            do throws(CipherError) {
                try cipher.open(
                    ciphertext.span, into: &wrong, tag: tag.span, nonce: nonce.span, additionalData: data.span)
                Issue.record("memory of another size was written to")
            } catch {
                #expect(
                    error
                        == .messageByteCount(UInt64(ciphertext.count + 1), expected: UInt64(ciphertext.count)))
            }
        }
    }
}

private func random(_ count: Int) -> [UInt8] { [UInt8](Randomness.bytes(count: count)) }

@Suite("GCM and CCM: known answers")
struct AuthenticatedModeExamples {
    /// SP 800-38C Appendix C, examples 1 to 3, and the GCM submission's test cases 2, 4 and 6 (nonces of 12 and 60 bytes).
    @Test(arguments: [
        (
            AuthenticatedMode.ccm, "404142434445464748494a4b4c4d4e4f", "10111213141516", "0001020304050607",
            "20212223", "7162015b", "4dac255d"
        ),
        (
            .ccm, "404142434445464748494a4b4c4d4e4f", "1011121314151617", "000102030405060708090a0b0c0d0e0f",
            "202122232425262728292a2b2c2d2e2f", "d2a1f0e051ea5f62081a7792073d593d", "1fc64fbfaccd"
        ),
        (
            .ccm, "404142434445464748494a4b4c4d4e4f", "101112131415161718191a1b",
            "000102030405060708090a0b0c0d0e0f10111213", "202122232425262728292a2b2c2d2e2f3031323334353637",
            "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5", "484392fbc1b09951"
        ),
        (
            .gcm, "00000000000000000000000000000000", "000000000000000000000000", "",
            "00000000000000000000000000000000", "0388dace60b6a392f328c2b971b2fe78", "ab6e47d42cec13bdf53a67b21257bddf"
        ),
        (
            .gcm, "feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
            "5bc94fbc3221a5db94fae95ae7121a47"
        ),
        (
            .gcm, "feffe9928665731c6d6a8f9467308308",
            "9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728"
                + "c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            "8ce24998625615b603a033aca13fb894be9112a5c3a211a8ba262a3cca7e2ca7"
                + "01e4a9a4fba43c90ccdcb281d48c7c6fd62875d2aca417034c34aee5",
            "619cc5aefffe0bfa462af43c1699d050"
        ),
    ])
    func examples(
        _ mode: AuthenticatedMode, _ key: String, _ nonce: String, _ data: String, _ plaintext: String,
        _ ciphertext: String, _ tag: String
    ) throws {
        let key = try #require(Hex.decode(key))
        let nonce = try #require(Hex.decode(nonce))
        let data = try #require(Hex.decode(data))
        let plaintext = try #require(Hex.decode(plaintext))
        let sealed = try mode.seal(plaintext, key: key, nonce: nonce, data: data, tagByteCount: tag.count / 2)
        #expect(Hex.encode(sealed.ciphertext.span) == ciphertext)
        #expect(Hex.encode(sealed.tag.span) == tag)
        let opened = try mode.open(sealed.ciphertext, tag: sealed.tag, key: key, nonce: nonce, data: data)
        #expect(opened == plaintext)
    }

    struct Wycheproof: Decodable {
        struct Group: Decodable { let tests: [Case] }
        struct Case: Decodable {
            let tcId: Int, flags: [String], key: String, iv: String?, aad: String?, msg: String, ct: String?
            let tag: String, result: String
        }
        let testGroups: [Group]

        static func read(_ file: String) throws -> [Case] {
            let data = Data(try TestFiles.corpus("vectors/wycheproof/\(file)_test.json"))
            return try JSONDecoder().decode(Wycheproof.self, from: data).testGroups.flatMap(\.tests)
        }
    }

    @Test(.enabled(if: TestFiles.corpora != nil), arguments: AuthenticatedMode.allCases)
    func wycheproof(_ mode: AuthenticatedMode) throws {
        var count = 0
        for test in try Wycheproof.read(mode == .chacha ? "chacha20_poly1305" : "aes_\(mode.rawValue)") {
            // CCM's short tags are RFC 3610's to give; whether to take them is up to the caller.
            if test.flags.contains("InsecureTagSize") { continue }
            let key = try #require(Hex.decode(test.key))
            let nonce = try #require(test.iv.flatMap { Hex.decode($0) })
            let data = try #require(test.aad.flatMap { Hex.decode($0) })
            let message = try #require(Hex.decode(test.msg))
            let ciphertext = try #require(test.ct.flatMap { Hex.decode($0) })
            let tag = try #require(Hex.decode(test.tag))
            let opened: [UInt8]?
            do {
                opened = try mode.open(ciphertext, tag: tag, key: key, nonce: nonce, data: data)
            } catch let error as CipherError {
                // Sizes that the mode does not have.
                #expect(test.flags.contains { $0.hasPrefix("Invalid") || $0.hasPrefix("ZeroLength") }, "\(error)")
                opened = nil
            }
            #expect((opened == message) == (test.result == "valid"), "\(test.tcId)")
            if test.result == "valid" {
                let sealed = try mode.seal(message, key: key, nonce: nonce, data: data, tagByteCount: tag.count)
                #expect(sealed.ciphertext == ciphertext && sealed.tag == tag, "\(test.tcId)")
            }
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("Wycheproof \(mode.rawValue)", ran: count)
    }

    /// GMAC is GCM of nothing but additional data.
    @Test(.enabled(if: TestFiles.corpora != nil))
    func gmac() throws {
        let tests = try Wycheproof.read("aes_gmac")
        for test in tests {
            let key = try #require(Hex.decode(test.key))
            let nonce = try #require(test.iv.flatMap { Hex.decode($0) })
            let data = try #require(Hex.decode(test.msg))
            let tag = try #require(Hex.decode(test.tag))
            let opened = try AuthenticatedMode.gcm.open([], tag: tag, key: key, nonce: nonce, data: data)
            #expect((opened != nil) == (test.result == "valid"), "\(test.tcId)")
            for level in CPU.levels {
                var code = try GMAC(key: key.span, nonce: nonce.span, level: level)
                code.update(data.span.extracting(first: data.count / 3))
                code.update(data.span.extracting(droppingFirst: data.count / 3))
                let matches = try code.finalize().matches(tag.span)
                #expect(matches == (test.result == "valid"), "\(test.tcId), \(level)")
            }
        }
        TestFiles.report("Wycheproof aes_gmac", ran: tests.count)
    }

    /// CAVP, both ways. Tags of 4 and 8 bytes, which SP 800-38D §5.2.1.2 keeps for special uses, are not made.
    @Test(.enabled(if: TestFiles.corpora != nil), arguments: ["gcmDecrypt", "gcmEncryptExtIV"], [128, 192, 256])
    func gcmCAVP(_ kind: String, _ bitCount: Int) throws {
        var (count, skipped) = (0, 0)
        for stanza in try TestFiles.stanzas("vectors/cavp/ciphers/AES/GCM/\(kind)\(bitCount).rsp") {
            guard let key = stanza.bytes("Key"), let nonce = stanza.bytes("IV"), let tag = stanza.bytes("Tag") else {
                continue
            }
            let (data, ciphertext) = (stanza.bytes("AAD") ?? [], stanza.bytes("CT") ?? [])
            guard tag.count >= 12 else {
                skipped += 1
                continue
            }
            let opened = try AuthenticatedMode.gcm.open(ciphertext, tag: tag, key: key, nonce: nonce, data: data)
            if stanza["FAIL"] != nil || stanza.fields.contains(where: { $0.name == "FAIL" }) {
                #expect(opened == nil, "line \(stanza.line)")
            } else {
                let plaintext = stanza.bytes("PT") ?? []
                #expect(opened == plaintext, "line \(stanza.line)")
                let sealed = try AuthenticatedMode.gcm.seal(
                    plaintext, key: key, nonce: nonce, data: data, tagByteCount: tag.count)
                #expect(sealed.ciphertext == ciphertext && sealed.tag == tag, "line \(stanza.line)")
            }
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("CAVP \(kind)\(bitCount) (\(skipped) with shorter tags left out)", ran: count)
    }

    /// OpenSSL's: RFC 8439 §A.5 and others.
    @Test(.enabled(if: TestFiles.corpora != nil))
    func chachaEVP() throws {
        var count = 0
        for stanza in try TestFiles.stanzas("vectors/openssl-evp/evpciph_chacha.txt") {
            guard stanza["Cipher"] == "chacha20-poly1305", let key = stanza.bytes("Key"),
                let nonce = stanza.bytes("IV"),
                let data = stanza.bytes("AAD"), let tag = stanza.bytes("Tag"), tag.count == 16, nonce.count == 12,
                let plaintext = stanza.bytes("Plaintext"), let ciphertext = stanza.bytes("Ciphertext")
            else { continue }
            let opened = try AuthenticatedMode.chacha.open(
                ciphertext, tag: tag, key: key, nonce: nonce, data: data)
            #expect(opened == (stanza["Result"] == nil ? plaintext : nil), "line \(stanza.line)")
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("OpenSSL evpciph_chacha.txt", ran: count)
    }

    /// CAVP: what stands in brackets holds for the cases after it, as do keys and nonces that stand alone.
    @Test(
        .enabled(if: TestFiles.corpora != nil), arguments: ["DVPT", "VADT", "VNT", "VPT", "VTT"], [128, 192, 256])
    func ccmCAVP(_ kind: String, _ bitCount: Int) throws {
        var known: [String: String] = [:]
        var count = 0
        for stanza in try TestFiles.stanzas("vectors/cavp/ciphers/AES/CCM/\(kind)\(bitCount).rsp") {
            for part in stanza.section.split(separator: ",") {
                let pair = part.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
                if pair.count == 2 { known[pair[0]] = pair[1] }
            }
            for (name, value) in stanza.fields { known[name] = value }
            guard let sealed = stanza.bytes("CT"), let key = known["Key"].flatMap({ Hex.decode($0) }),
                let nonce = known["Nonce"].flatMap({ Hex.decode($0) }),
                let tagByteCount = known["Tlen"].flatMap({ Int($0) }),
                let dataByteCount = known["Alen"].flatMap({ Int($0) }),
                let byteCount = known["Plen"].flatMap({ Int($0) })
            else { continue }
            let data = Array(try #require(stanza.bytes("Adata")).prefix(dataByteCount))
            let (ciphertext, tag) = (Array(sealed.dropLast(tagByteCount)), Array(sealed.suffix(tagByteCount)))
            let opened = try AuthenticatedMode.ccm.open(ciphertext, tag: tag, key: key, nonce: nonce, data: data)
            if stanza["Result"]?.hasPrefix("Fail") == true {
                #expect(opened == nil, "line \(stanza.line)")
            } else {
                let plaintext = Array(try #require(stanza.bytes("Payload")).prefix(byteCount))
                #expect(opened == plaintext, "line \(stanza.line)")
                let again = try AuthenticatedMode.ccm.seal(
                    plaintext, key: key, nonce: nonce, data: data, tagByteCount: tagByteCount)
                #expect(again.ciphertext == ciphertext && again.tag == tag, "line \(stanza.line)")
            }
            count += 1
        }
        #expect(count > 0)
        TestFiles.report("CAVP CCM \(kind)\(bitCount)", ran: count)
    }
}

@Suite("GCM and CCM: laws")
struct AuthenticatedModeLaws {
    /// Every length and chunking comes back; levels agree; any flipped bit is found and nothing is released.
    @Test(arguments: AuthenticatedMode.allCases, [16, 24, 32])
    func roundTrips(_ mode: AuthenticatedMode, _ keyByteCount: Int) throws {
        guard mode.keyByteCounts.contains(keyByteCount) else { return }
        let (key, nonce) = (random(keyByteCount), random(12))
        for count in [Int](0...70) + [
            127, 128, 129, 239, 240, 255, 256, 257, 271, 272, 511, 513, 1023, 4095, 4096, 4099, 9_001,
        ] {
            let (message, data) = (random(count), random(count % 37))
            let sealed = try mode.seal(message, key: key, nonce: nonce, data: data)
            func open(_ ciphertext: [UInt8], _ tag: [UInt8], _ data: [UInt8]) throws -> [UInt8]? {
                try mode.open(ciphertext, tag: tag, key: key, nonce: nonce, data: data)
            }
            #expect(try open(sealed.ciphertext, sealed.tag, data) == message)
            #expect(try open(sealed.ciphertext, sealed.tag, data + [0]) == nil)
            #expect(try open(sealed.ciphertext + [0], sealed.tag, data) == nil)
            var tag = sealed.tag
            tag[count % 16] ^= 1
            #expect(try open(sealed.ciphertext, tag, data) == nil)
            if count > 0 {
                var altered = sealed.ciphertext
                altered[count * 7 / 11] ^= 0x10
                #expect(try open(altered, sealed.tag, data) == nil)
            }
        }
    }

    @Test func refusals() throws {
        let (key, empty) = (random(16), [UInt8]())
        #expect(throws: CipherError.keyByteCount(17, allowed: 16...32)) {
            let key = random(17)
            _ = try AESGCM.seal(empty.span, key: key.span, nonce: empty.span, additionalData: empty.span)
        }
        #expect(throws: CipherError.nonceByteCount(0, allowed: 1...Int(Int32.max))) {
            _ = try AESGCM.seal(empty.span, key: key.span, nonce: empty.span, additionalData: empty.span)
        }
        #expect(throws: CipherError.tagByteCount(8, allowed: 12...16)) {
            let nonce = random(12)
            _ = try AESGCM.seal(
                empty.span, key: key.span, nonce: nonce.span, additionalData: empty.span, tagByteCount: 8)
        }
        #expect(throws: CipherError.nonceByteCount(14, allowed: 7...13)) {
            let nonce = random(14)
            _ = try AESCCM.seal(empty.span, key: key.span, nonce: nonce.span, additionalData: empty.span)
        }
        #expect(throws: CipherError.tagByteCount(7, allowed: 4...16)) {
            let nonce = random(12)
            _ = try AESCCM.seal(
                empty.span, key: key.span, nonce: nonce.span, additionalData: empty.span, tagByteCount: 7)
        }
        for count in [0, 12, 15, 17] {
            let (key, nonce, tag) = (random(32), random(12), random(count))
            #expect(throws: CipherError.tagByteCount(count, allowed: 16...16)) {
                _ = try ChaChaPoly.open(
                    empty.span, tag: tag.span, key: key.span, nonce: nonce.span, additionalData: empty.span)
            }
            #expect(throws: CipherError.tagByteCount(count, allowed: 16...16)) {
                let opening = try ChaChaPolyOpening(key: key.span, nonce: nonce.span, additionalData: empty.span)
                _ = try opening.verify(tag: tag.span)
            }
        }
        #expect(throws: CipherError.messageTooLong) {
            let nonce = random(13)
            let message = [UInt8](repeating: 0, count: 65_536)
            _ = try AESCCM.seal(message.span, key: key.span, nonce: nonce.span, additionalData: empty.span)
        }
        #expect(throws: CipherError.messageByteCount(3, expected: 4)) {
            let nonce = random(12)
            var message = random(3)
            var sealing = try CCMSealing(key: key.span, nonce: nonce.span, additionalData: empty.span, byteCount: 4)
            var span = message.mutableSpan
            try sealing.update(&span)
            _ = try sealing.finalize()
        }
    }
}
