import SignetBigNum
import SignetBytes
import SignetRSA
import TestSupport
import Testing

@Suite("RSA keys")
struct KeyTests {
    /// A component, what is done to it, and what must be said of it.
    static let brokenNumbers: [(index: Int, add: UInt8, flaw: KeyFlaw)] = [
        (0, 1, .evenModulus), (0, 2, .modulusIsNotProductOfPrimes), (1, 1, .publicExponent), (1, 2, .privateExponent),
        (2, 2, .privateExponent), (3, 1, .primes), (3, 2, .modulusIsNotProductOfPrimes), (4, 1, .primes),
        (4, 2, .modulusIsNotProductOfPrimes), (5, 2, .exponent1), (6, 2, .exponent2), (7, 1, .coefficient),
    ]

    @Test("A key is refused for the congruence that does not hold", arguments: brokenNumbers)
    func flaws(index: Int, add: UInt8, flaw: KeyFlaw) throws {
        var numbers = try SharedKeys.generated.get().components.numbers
        numbers[index] = adding(add, to: numbers[index])
        #expect(throws: RSAError.invalidKey(flaw)) { try RSAPrivateKey(RSAPrivateKey.Components(numbers)) }
    }

    @Test("Numbers out of their ranges are refused even where the congruences hold")
    func ranges() throws {
        let good = try SharedKeys.generated.get().components.numbers
        func expect(_ flaw: KeyFlaw, _ index: Int, _ value: [UInt8]) {
            var numbers = good
            numbers[index] = value
            #expect(throws: RSAError.invalidKey(flaw)) { try RSAPrivateKey(RSAPrivateKey.Components(numbers)) }
        }
        expect(.privateExponentOutOfRange, 2, good[0])
        expect(.privateExponentOutOfRange, 2, [1] + [UInt8](repeating: 0, count: 2000))
        expect(.exponent1, 5, [1] + [UInt8](repeating: 0, count: 200) + good[5])
        expect(.exponent2, 6, [1] + [UInt8](repeating: 0, count: 200) + good[6])
        expect(.coefficient, 7, [1] + [UInt8](repeating: 0, count: 200) + good[7])
        expect(.coefficient, 7, sum(good[7], good[3]))
        expect(.exponent1, 5, sum(good[5], adding(255, to: good[3])))
        for index in 3...4 {
            expect(.primes, index, [])
            expect(.primes, index, [0])
            expect(.primes, index, [1])
            expect(.primes, index, good[0])
        }
        for index in [2, 5, 6, 7] {
            for value in [[], [0], [1]] as [[UInt8]] {
                var numbers = good
                numbers[index] = value
                #expect(throws: RSAError.self) { try RSAPrivateKey(RSAPrivateKey.Components(numbers)) }
            }
        }
        // 1·n = n.
        var numbers = good
        (numbers[3], numbers[4]) = (good[0], [1])
        #expect(throws: RSAError.invalidKey(.primes)) { try RSAPrivateKey(RSAPrivateKey.Components(numbers)) }
    }

    @Test("Leading zeros, and the primes the other way round, are taken")
    func tolerated() throws {
        let key = try SharedKeys.generated.get()
        let numbers = key.components.numbers
        let padded = try RSAPrivateKey(numbers.map { [0, 0, 0] + $0 })
        #expect(padded.components.numbers == numbers)

        let prime = SecretModulus(natural(numbers[4]))!
        let inverse = prime.inverse(of: prime.remainder(of: SecretNatural(natural(numbers[3]))))!
        var swapped = numbers
        swapped.swapAt(3, 4)
        swapped.swapAt(5, 6)
        swapped[7] = [UInt8](inverse.declassified().bytes())
        let other = try RSAPrivateKey(swapped)
        let digestInfo = DigestInfo.encode([UInt8](repeating: 7, count: 32), "sha256")
        #expect(try other.sign(digestInfo) == key.sign(digestInfo))
    }

    @Test("n, e and d are enough")
    func completion() throws {
        let numbers = try SharedKeys.generated.get().components.numbers
        func complete(_ d: [UInt8]) throws -> RSAPrivateKey {
            try RSAPrivateKey(
                modulus: Bytes(numbers[0]), publicExponent: Bytes(numbers[1]), privateExponent: SecretSlice(d))
        }
        #expect(try complete(numbers[2]).components.numbers == numbers)
        for wrong in [[], [0], [1], adding(2, to: numbers[2]), adding(1, to: numbers[2])] {
            #expect(throws: RSAError.invalidKey(.notFactored)) { try complete(wrong) }
        }
        #expect(throws: RSAError.invalidKey(.privateExponentOutOfRange)) { try complete(numbers[0]) }
    }

    @Test("A key whose file has nothing but n, e and d")
    func withoutPrimes() throws {
        let numbers = try SharedKeys.generated.get().components.numbers
        for empty in [[], [0], [0, 0]] as [[UInt8]] {
            let key = try RSAPrivateKey(Array(numbers[..<3]) + [[UInt8]](repeating: empty, count: 5))
            #expect(key.components.numbers == numbers)
        }
    }

    @Test("Three primes: what they say of each congruence that does not hold")
    func threePrimes() throws {
        guard TestFiles.corpora != nil else { return }
        let group = try WycheproofFile.read("rsa_three_primes_oaep_2048_sha1_mgf1sha1_test").testGroups[0]
        let key = try #require(group.privateKey).privateKey()
        let digestInfo = DigestInfo.encode([UInt8](repeating: 7, count: 32), "sha256")
        #expect(key.publicKey.accepts(try key.sign(digestInfo), digestInfo))
        let good = key.components
        #expect(good.otherPrimes.count == 1)
        func flaw(_ change: (inout RSAPrivateKey.OtherPrime) -> Void) -> KeyFlaw? {
            var components = good
            change(&components.otherPrimes[0])
            do throws(RSAError) {
                _ = try RSAPrivateKey(components)
                return nil
            } catch {
                if case .invalidKey(let flaw) = error { return flaw }
                return nil
            }
        }
        func changed(_ number: SecretSlice, _ addend: UInt8) -> SecretSlice {
            SecretSlice(adding(addend, to: number.bytes))
        }
        #expect(flaw { $0.prime = changed($0.prime, 1) } == .primes)
        #expect(flaw { $0.prime = changed($0.prime, 2) } == .modulusIsNotProductOfPrimes)
        #expect(flaw { $0.exponent = changed($0.exponent, 2) } == .otherExponent)
        #expect(flaw { $0.coefficient = changed($0.coefficient, 1) } == .otherCoefficient)
        var many = good
        many.otherPrimes += [RSAPrivateKey.OtherPrime](repeating: good.otherPrimes[0], count: 8)
        #expect(throws: RSAError.invalidKey(.primes)) { try RSAPrivateKey(many) }
        var fewer = good
        fewer.otherPrimes = []
        #expect(throws: RSAError.invalidKey(.modulusIsNotProductOfPrimes)) { try RSAPrivateKey(fewer) }
    }

    @Test("Public keys that are none")
    func publicKeys() throws {
        let modulus = [UInt8](try SharedKeys.generated.get().publicKey.modulus)
        #expect(throws: RSAError.invalidKey(.evenModulus)) { try RSAPublicKey(modulus.dropLast() + [0], [3]) }
        for exponent in [[], [0], [1], [2], [1, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0, 1]] as [[UInt8]] {
            #expect(throws: RSAError.invalidKey(.publicExponent)) { try RSAPublicKey(modulus, exponent) }
        }
        #expect(try RSAPublicKey(modulus, [0, 0, 1, 0, 1]) == RSAPublicKey([0, 0] + modulus, [1, 0, 1]))
        #expect(try RSAPublicKey(modulus, [1, 0, 1]) != RSAPublicKey(modulus, [3]))
        #expect(try RSAPublicKey(modulus, [255, 255, 255, 255, 255, 255, 255, 255]).bitCount == 2048)
        let small = [UInt8](repeating: 0x7F, count: 128)
        #expect(throws: RSAError.keyTooSmall(bitCount: 1023, minimum: 1024)) { try RSAPublicKey(small, [3]) }
        #expect(throws: RSAError.keyTooSmall(bitCount: 0, minimum: 1024)) { try RSAPublicKey([], [3]) }
        #expect(try RSAPublicKey(small, [3], minimumBitCount: 512).bitCount == 1023)
        let tiny = [UInt8](repeating: 0x7F, count: 64)
        #expect(throws: RSAError.keyTooSmall(bitCount: 511, minimum: 512)) {
            try RSAPublicKey(tiny, [3], minimumBitCount: 8)
        }
        let large = [1] + [UInt8](repeating: 0xFF, count: 2048)
        #expect(throws: RSAError.keyTooLarge(bitCount: 16385, maximum: 16384)) { try RSAPublicKey(large, [3]) }
    }

    @Test(
        "Generated keys stand OpenSSL's check", .enabled(if: Programs.exists("openssl")),
        arguments: [2048, 3072, 4096, 2050])
    func generated(bitCount: Int) throws {
        let key = try RSAPrivateKey.generate(
            bitCount: bitCount, publicExponent: bitCount == 2050 ? 0xFFFF_FFFF_FFFF_FFF1 : 65537)
        #expect(key.publicKey.bitCount == bitCount)
        // What is made here is taken here.
        #expect(try RSAPrivateKey(key.components).components.numbers == key.components.numbers)
        let output = try Programs.run("openssl", ["rsa", "-inform", "DER", "-check", "-noout"], input: key.der)
        #expect(String(decoding: try #require(output), as: UTF8.self).contains("RSA key ok"))
    }

    @Test("Sizes and exponents that keys are not made with")
    func generationRefusals() {
        for bitCount in [-1, 0, 1024, 2046, 2049, 16386] {
            #expect(throws: RSAError.unsupportedKeySize(bitCount: bitCount)) {
                try RSAPrivateKey.generate(bitCount: bitCount)
            }
        }
        for exponent in [0, 1, 3, 65535, 65538] as [UInt64] {
            #expect(throws: RSAError.invalidKey(.publicExponent)) {
                try RSAPrivateKey.generate(bitCount: 2048, publicExponent: exponent)
            }
        }
    }

    @Test("A key tells its size and nothing else")
    func description() throws {
        let key = try SharedKeys.generated.get()
        #expect("\(key)" == "RSA private key (2048 bits)")
        #expect(
            String(reflecting: key.components.prime1) == "secret (128 bytes)"
                || !"\(key.components.prime1)".contains("["))
    }
}

/// `number + addend`.
func adding(_ addend: UInt8, to number: [UInt8]) -> [UInt8] { sum(number, [addend]) }

func sum(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
    let width = max(a.count, b.count) / 8 + 2
    let sum = SecretNatural(natural(a), limbCount: width).adding(SecretNatural(natural(b), limbCount: width))
    return [UInt8](sum.declassified().bytes())
}

func natural(_ bytes: [UInt8]) -> Natural { Natural(bigEndian: bytes.span) }
