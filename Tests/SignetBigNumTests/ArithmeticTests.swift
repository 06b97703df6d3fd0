import SignetBigNum
import SignetBytes
import TestSupport
import Testing

@Suite("Arithmetic beside Python's")
struct ArithmeticTests {
    /// Sizes in bits around the edges of limbs, small and large.
    static let sizes = [1, 2, 63, 64, 65, 127, 128, 129, 512, 1000, 1024, 1536, 2047, 2048, 3072, 4096, 4113]

    /// A line for Python to compute, and what we say it gives.
    struct Question {
        let expression: String
        let answer: String
    }

    @Test(.enabled(if: Programs.exists("python3")), arguments: 0..<4)
    func random(round: Int) throws {
        var questions: [Question] = []
        func ask(_ expression: String, _ answer: String) {
            questions.append(Question(expression: expression, answer: answer))
        }
        for size in Self.sizes {
            let otherSize = Self.sizes.randomElement()!
            let (a, b) = (Natural.random(bitCount: size), Natural.random(bitCount: otherSize))
            let m = Natural.randomOdd(bitCount: size)
            let width = SecretNatural.limbCount(bitCount: max(size, otherSize) + 1)
            let secretA = SecretNatural(a, limbCount: width)
            let secretB = SecretNatural(b, limbCount: width)
            let modulus = SecretModulus(m)!
            let (x, y, z) = ("0x\(a.hexadecimal)", "0x\(b.hexadecimal)", "0x\(m.hexadecimal)")

            ask("\(x) + \(y)", secretA.adding(secretB).hexadecimal)
            ask("abs(\(x) - \(y))", (a < b ? secretB.subtracting(secretA) : secretA.subtracting(secretB)).hexadecimal)
            ask(
                "\(x) * \(y)",
                secretA.multiplied(by: SecretNatural(b, limbCount: max(1, (b.byteCount + 7) / 8))).hexadecimal)
            ask("\(x) // \(z)", secretA.divided(by: modulus).hexadecimal)
            ask("\(y) % \(z)", modulus.remainder(of: secretB).hexadecimal)
            ask("\(x) // 2", secretA.halved().hexadecimal)
            ask("\(x).bit_length()", Natural(UInt64(secretA.declassifiedBitCount())).hexadecimal)
            ask("int(\(x) < \(y))", secretA.isLess(than: secretB).declassified ? "1" : "0")
            ask("int(\(x) == \(y))", secretA.equals(secretB).declassified ? "1" : "0")
            let reducedA = modulus.remainder(of: secretA)
            let reducedB = modulus.remainder(of: secretB)
            ask("(\(x) * \(y)) % \(z)", modulus.product(reducedA, reducedB).hexadecimal)
            ask("(\(x) - \(y)) % \(z)", modulus.difference(reducedA, reducedB).hexadecimal)
            ask("gcd(\(x), \(z))", secretA.greatestCommonDivisor(withOdd: modulus.number).hexadecimal)
            ask(
                "pow(\(x), \(y), \(z))",
                modulus.power(secretA, secretB, exponentBitCount: width * 64).hexadecimal)
            ask("inverse(\(x), \(z))", hexadecimal(modulus.inverse(of: reducedA)))
            guard let publicModulus = PublicModulus(m) else { continue }
            let reduced = reducedA.declassified()
            for exponent in [3, 17, 65537, UInt64.random(in: 0...UInt64.max) | 1] {
                ask("pow(\(x), \(exponent), \(z))", publicModulus.power(reduced, exponent).hexadecimal)
            }
            ask("inverse(\(x), \(z))", publicModulus.inverse(of: reduced)?.hexadecimal ?? "0")
        }
        let script = """
            import sys
            from math import gcd
            def inverse(a, m): return pow(a, -1, m) if gcd(a, m) == 1 and m > 1 else 0
            for line in sys.stdin: print(format(eval(line), 'x'))
            """
        let input = questions.map { $0.expression + "\n" }.joined()
        let output = try #require(try Programs.run("python3", ["-c", script], input: [UInt8](input.utf8)))
        let answers = String(decoding: output, as: UTF8.self).split(separator: "\n")
        #expect(answers.count == questions.count)
        for (question, answer) in zip(questions, answers) {
            #expect(
                Natural(hexadecimal: question.answer) == Natural(hexadecimal: answer), "\(question.expression)")
        }
        TestFiles.report("Arithmetic beside Python's, round \(round)", ran: answers.count)
    }

    @Test("Powers of and to zero and one")
    func edges() {
        let modulus = SecretModulus(Natural.randomOdd(bitCount: 1024))!
        let zero = SecretNatural(zeros: modulus.limbCount)
        let any = modulus.randomRemainder()
        #expect(modulus.power(zero, any, exponentBitCount: 1024).isZero.declassified)
        #expect(modulus.power(any, zero, exponentBitCount: 1024).equals(1).declassified)
        #expect(modulus.power(any, zero.adding(1), exponentBitCount: 1024).equals(any).declassified)
        if SecretModulus(Natural(0)) != nil { Issue.record("zero is a modulus") }
        #expect(PublicModulus(Natural(1)) == nil)
        #expect(PublicModulus(Natural(2)) == nil)
    }

    @Test("Bytes come out as they went in, padded and cut to the width asked for")
    func bytes() {
        for count in 0...40 {
            let bytes = [UInt8](copying: Randomness.bytes(count: count).span)
            let number = SecretNatural(bigEndian: bytes.span, limbCount: 5)
            #expect([UInt8](copying: number.bytes(count: count).span) == bytes)
            #expect([UInt8](copying: number.bytes(count: 50).span) == [UInt8](repeating: 0, count: 50 - count) + bytes)
            let natural = Natural(bigEndian: bytes.span)
            #expect([UInt8](natural.bytes(count: count)) == bytes)
            #expect([UInt8](natural.bytes()) == Array(bytes.drop { $0 == 0 }))
            #expect(number.declassified() == natural)
            #expect(SecretNatural(natural, limbCount: 7).equals(number).declassified)
        }
    }
}
