import Foundation
import SignetBytes
import TestSupport
import Testing

@testable import SignetBigNum

@Suite("Primes")
struct PrimeTests {
    @Test("π(2^16) − 1 odd primes below 2^16")
    func smallPrimes() {
        let primes = SmallPrimes.vectors.flatMap { vector in vector.indices.map { vector[$0] } }
        #expect(Set(primes).count == 6541)
        #expect(primes.prefix(6) == [3, 5, 7, 11, 13, 17] && primes.last == 65521)
    }

    @Test(
        "The sieve leaves what trial division leaves", .enabled(if: Programs.exists("python3")),
        arguments: [512, 1024, 1537])
    func sieve(bitCount: Int) throws {
        var bytes = [UInt8](copying: Natural.randomOdd(bitCount: bitCount).bytes().span)
        bytes[bytes.count - 1] |= 3
        let base = Natural(bigEndian: bytes.span)
        var sieve = PrimeSieve(base: SecretNatural(base), count: 1000)
        var offsets: [String] = []
        while let offset = sieve.next() { offsets.append("\(offset)") }
        let script = """
            base = 0x\(base.hexadecimal)
            primes = [p for p in range(3, 65536, 2) if all(p % d for d in range(3, int(p ** 0.5) + 1, 2))]
            print('\\n'.join(str(4 * i) for i in range(1000) if all((base + 4 * i) % p for p in primes)))
            """
        let output = try #require(try Programs.run("python3", ["-c", script]))
        #expect(offsets == String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init))
    }

    @Test("Random primes are prime, of the size asked for and 3 modulo 4", arguments: [512, 777, 1024, 1536])
    func random(bitCount: Int) throws {
        for exponent in [3, 65537] as [UInt64] {
            let prime = SecretModulus.randomPrime(bitCount: bitCount, exponent: exponent)
            let number = prime.number.declassified()
            #expect(number.bitCount == bitCount && prime.bitCount == bitCount)
            #expect(number.limbs[0] & 3 == 3)
            // The product of two has all its bits.
            #expect(Natural.powerOfTwo(bitCount - 1) < number)
            #expect(prime.number.limbs[(bitCount - 2) / 64] >> UInt((bitCount - 2) % 64) & 1 == 1)
            let one = SecretModulus(Natural(exponent))!.remainder(of: prime.number).equals(1)
            #expect(!one.declassified)
            guard Programs.exists("openssl") else { continue }
            let verdict = try #require(try Programs.run("openssl", ["prime", "-hex", number.hexadecimal]))
            #expect(String(decoding: verdict, as: UTF8.self).contains("is prime"))
        }
    }

    @Test("Primes that differ late are refused as a pair")
    func distance() {
        let prime = SecretModulus.randomPrime(bitCount: 512, exponent: 3)
        let near = SecretModulus(prime.number.adding(4))!
        let other = SecretModulus.randomPrime(bitCount: 512, exponent: 3)
        let verdicts = [
            prime.isFar(from: near), near.isFar(from: prime), prime.isFar(from: prime), prime.isFar(from: other),
            other.isFar(from: prime),
        ]
        #expect(verdicts == [false, false, false, true, true])
    }

    struct Primality: Decodable {
        struct Group: Decodable { let tests: [Case] }
        struct Case: Decodable { let tcId: Int, value: String, result: String }
        let testGroups: [Group]
    }

    /// The file writes two's complements.
    func isNegative(_ value: String) -> Bool { value.first.map { $0.hexDigitValue! >= 8 } ?? false }

    /// Those of the cases that are 3 modulo 4, which is what the test is for, and too large for a random base to be 0.
    @Test("Wycheproof primality", .enabled(if: TestFiles.corpora != nil))
    func wycheproof() throws {
        let file = try TestFiles.corpus("vectors/wycheproof/primality_test.json")
        var count = 0
        for test in try JSONDecoder().decode(Primality.self, from: Data(file)).testGroups.flatMap(\.tests) {
            let number = Natural(hexadecimal: test.value)
            guard let low = number.limbs.first, low & 3 == 3, number.bitCount > 64, !isNegative(test.value),
                let candidate = SecretModulus(number)
            else { continue }
            count += 1
            let isPrime = candidate.isProbablePrime(rounds: 30)
            #expect(isPrime == (test.result == "valid"), "case \(test.tcId)")
        }
        TestFiles.report("Wycheproof primality", ran: count)
    }
}
