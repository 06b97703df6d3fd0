import Foundation
import SignetBytes
import SignetHash
import SignetRSA
import TestSupport
import Testing

@Suite("RSAES-OAEP")
struct OAEPTests {
    /// The good ones decrypt and unwrap; the bad ones say nothing but that they are bad, and unwrap to something else.
    @Test(
        "Wycheproof",
        arguments: WycheproofFile.names("rsa_oaep_", "_test") + WycheproofFile.names("rsa_three_primes_", "_test"))
    func wycheproof(name: String) throws {
        var count = 0
        for group in try WycheproofFile.read(name).testGroups {
            let digest = try #require(DigestInfo.algorithm(group.sha))
            let maskDigest = try #require(DigestInfo.algorithm(group.mgfSha))
            let key = try #require(group.privateKey).privateKey()
            for test in group.tests {
                let label = try #require(test.label.flatMap { Hex.decode($0) })
                let padding = OAEPPadding(digest, maskDigest: maskDigest, label: Bytes(label))
                let ciphertext = try #require(test.ct.flatMap { Hex.decode($0) })
                let message = try #require(Hex.decode(test.msg))
                count += 1
                if test.result != "invalid" {
                    #expect(try key.decrypt(ciphertext, padding) == message, "case \(test.tcId): \(test.comment)")
                    #expect(try key.unwrap(ciphertext, message.count, .oaep(padding)) == message)
                    continue
                }
                let isPublic =
                    ciphertext.count != key.publicKey.byteCount
                    || !ciphertext.lexicographicallyPrecedes(key.publicKey.modulus)
                #expect("case \(test.tcId): \(test.comment)") {
                    try key.decrypt(ciphertext, padding)
                } throws: { error in
                    isPublic ? error as? RSAError != .undecryptable : error as? RSAError == .undecryptable
                }
                guard !isPublic else { continue }
                for keyByteCount in [16, 24, 32] {
                    let substitute = try key.unwrap(ciphertext, keyByteCount, .oaep(padding))
                    #expect(substitute.count == keyByteCount)
                    if !message.isEmpty { #expect(substitute != Array(message.suffix(keyByteCount))) }
                }
            }
        }
        TestFiles.report("Wycheproof \(name)", ran: count)
    }

    private static let laboratoryFiles: [String] = {
        let names = ["sha1", "sha224", "sha256", "sha384", "sha512"]
        var files = ["pkcs-1v2-1d2-vec/oaep-vect.txt"]
        for mask in names {
            for digest in names where digest != "sha1" || mask != "sha1" {
                files.append("oaep-custom/oaep-\(mask)-\(digest).txt")
            }
        }
        return files
    }()

    @Test(
        "RSA Laboratories' ciphertexts, and pyca's with every pair of hashes", .enabled(if: TestFiles.corpora != nil),
        arguments: laboratoryFiles)
    func laboratories(path: String) throws {
        var (count, number) = (0, [String: [UInt8]]())
        let names = path.split { "-.".contains($0) }.compactMap { DigestInfo.algorithms[String($0)] }
        // pyca's names have the mask's hash first.
        let padding = OAEPPadding(names.last ?? .sha1, maskDigest: names.first ?? .sha1)
        var key: RSAPrivateKey?
        for (name, value) in try CAVP.blocks(path) {
            number[name] = value
            if name == "Coefficient" { key = try RSAPrivateKey(number.key) }
            guard name == "Encryption", let key, value.count == key.publicKey.byteCount else { continue }
            #expect(try key.decrypt(value, padding) == number["Message"]!)
            count += 1
        }
        TestFiles.report(path, ran: count)
    }

    @Test(
        "Both ways with OpenSSL", .enabled(if: Programs.exists("openssl")),
        arguments: ["sha1", "sha224", "sha256", "sha384", "sha512", "sha512-256"], ["sha1", "sha256", "sha512"])
    func openSSL(digest: String, maskDigest: String) throws {
        let key = try SharedKeys.generated.get()
        try Programs.withFolder { folder in
            let file = folder.appending(path: "key.der")
            try Data(key.der).write(to: file)
            for label in [[], Array("label".utf8)] {
                let padding = OAEPPadding(
                    DigestInfo.algorithms[digest.replacing("-", with: "_")]!,
                    maskDigest: DigestInfo.algorithms[maskDigest]!, label: Bytes(label))
                var options = [
                    "-inkey", file.path, "-keyform", "DER", "-pkeyopt", "rsa_padding_mode:oaep",
                    "-pkeyopt", "rsa_oaep_md:\(digest)", "-pkeyopt", "rsa_mgf1_md:\(maskDigest)",
                ]
                if !label.isEmpty { options += ["-pkeyopt", "rsa_oaep_label:\(Hex.encode(label.span))"] }
                let longest = 256 - 2 * padding.digest.digestByteCount - 2
                for count in [1, 32, longest] {
                    let message = [UInt8](copying: Randomness.bytes(count: count).span)
                    let ours = try key.publicKey.wrap(message, .oaep(padding))
                    #expect(try Programs.run("openssl", ["pkeyutl", "-decrypt"] + options, input: ours) == message)
                    let theirs = try #require(
                        try Programs.run("openssl", ["pkeyutl", "-encrypt"] + options, input: message))
                    #expect(try key.decrypt(theirs, padding) == message)
                    #expect(try key.unwrap(theirs, count, .oaep(padding)) == message)
                }
            }
        }
    }

    @Test("What fits a block, and what does not")
    func sizes() throws {
        let key = try SharedKeys.generated.get()
        let padding = OAEPPadding(.sha256)
        for count in [0, 1, 189, 190] {
            let message = [UInt8](repeating: 1, count: count)
            #expect(try key.decrypt(key.publicKey.wrap(message, .oaep(padding)), padding) == message)
            #expect(try key.unwrap(key.publicKey.wrap(message, .oaep(padding)), count, .oaep(padding)) == message)
        }
        let tooLong = RSAError.messageTooLong(byteCount: 191, maximum: 190)
        #expect(throws: tooLong) { try key.publicKey.wrap([UInt8](repeating: 1, count: 191), .oaep(padding)) }
        #expect(throws: tooLong) { try key.unwrap([UInt8](repeating: 0, count: 256), 191, .oaep(padding)) }
        let small = try RSAPrivateKey(
            pem: #require(try Programs.run("openssl", ["genrsa", "-traditional", "1024"])))
        let tooSmall = RSAError.keyTooSmall(bitCount: 1024, minimum: 1033)
        #expect(throws: tooSmall) { try small.publicKey.wrap([], .oaep(OAEPPadding(.sha512))) }
        #expect(throws: tooSmall) { try small.decrypt([UInt8](repeating: 0, count: 128), OAEPPadding(.sha512)) }
        #expect(throws: tooSmall) {
            try small.unwrap([UInt8](repeating: 0, count: 128), 0, .oaep(OAEPPadding(.sha512)))
        }
    }

    @Test("Another length, label, hash or padding gives other bytes, always the same, and no error")
    func implicitRejection() throws {
        let key = try SharedKeys.generated.get()
        let secret = [UInt8](copying: Randomness.bytes(count: 24).span)
        let padding = OAEPPadding(.sha256)
        let ciphertext = try key.publicKey.wrap(secret, .oaep(padding))
        for other in [
            OAEPPadding(.sha256, label: [1]), OAEPPadding(.sha256, maskDigest: .sha1), OAEPPadding(.sha512_256),
            OAEPPadding(.sha1),
        ] {
            #expect(throws: RSAError.undecryptable) { try key.decrypt(ciphertext, other) }
            let substitute = try key.unwrap(ciphertext, 24, .oaep(other))
            #expect(substitute != secret)
            #expect(try key.unwrap(ciphertext, 24, .oaep(other)) == substitute)
        }
        #expect(try key.unwrap(ciphertext, 24) != secret)
        for count in [1, 16, 23, 25, 32] where count > 8 {
            #expect(try key.unwrap(ciphertext, count, .oaep(padding)) != Array(secret.suffix(count)))
        }
    }
}
