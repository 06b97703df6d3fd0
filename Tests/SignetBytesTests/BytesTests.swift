import SignetBytes
import Testing

/// `Bytes` and `ByteBuilder`.
@Suite struct BytesTests {
    private let sample = Bytes((0..<100).map { UInt8($0) })

    @Test func partsLieInTheSameMemory() {
        let part = sample[10..<20]
        #expect(part.count == 10 && part[0] == 10 && part.startIndex == 0 && part.endIndex == 10)
        #expect(sample.offset(of: part) == 10 && sample.offset(of: part[3..<4]) == 13)
        #expect(part.offset(of: sample) == nil && sample.offset(of: Bytes(Array(part))) == nil)
        #expect(sample.offset(of: sample[100..<100]) == 100 && sample.offset(of: Bytes()) == nil)
        let indices = part.span.indices
        #expect(Array(part) == Array(10..<20) && indices == 0..<10)
        #expect(sample.prefix(3) == [0, 1, 2] && sample.prefix(1000) == sample && sample.prefix(0).isEmpty)
        #expect(
            sample.dropFirst(98) == [98, 99] && sample.dropFirst(1000).isEmpty && sample.dropFirst() == sample[1..<100])
        #expect(sample.suffix(2) == [98, 99] && sample.dropLast(99) == [0] && sample.last == 99)
        #expect(part.prefix { $0 < 13 } == [10, 11, 12] && part.drop { $0 < 13 }.count == 7)
        #expect(part.firstIndex(of: 15) == 5 && part.reversed().first == 19)
        #expect(part.split(separator: 15).map { Array($0) } == [[10, 11, 12, 13, 14], [16, 17, 18, 19]])
    }

    @Test func contentsAreComparedAndHashed() {
        let copy = Bytes(Array(sample))
        #expect(copy == sample && Set([copy, sample]).count == 1)
        for index in 0..<100 {
            var other = Array(sample)
            other[index] ^= 0x80
            #expect(Bytes(other) != sample)
            #expect((Bytes(other) < sample) == (other[index] < sample[index]))
            #expect((sample < Bytes(other)) == (sample[index] < other[index]))
        }
        #expect(sample.dropLast() != sample && sample.dropLast() < sample && !(sample < sample))
        #expect(Bytes() == [] && Bytes() < [0] && [0x7F] < ([0x80] as Bytes))
        #expect([[2], [1, 5], [], [1]].map { Bytes($0) }.sorted() == [[], [1], [1, 5], [2]])
    }

    @Test func descriptionsAreShort() {
        #expect(Bytes([0xAB, 1]).description == "ab01")
        #expect(sample.description.hasSuffix("1e1f… (100 bytes)"))
    }

    @Test func fillingMayThrow() {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try Bytes(capacity: 10) { output throws(Stop) in
                output.append(1)
                throw Stop()
            }
        }
        let filled = Bytes(capacity: 10) { $0.append(copying: sample[1..<3].span) }
        let empty = Bytes(capacity: 0) { _ in }
        #expect(filled == [1, 2] && empty.isEmpty)
    }

    @Test(arguments: [0, 1, 2, 255, 256, 257, 5_000])
    func buildersGrow(_ count: Int) {
        for capacity in [0, 1, 256] {
            var builder = ByteBuilder(capacity: capacity)
            var expected: [UInt8] = []
            while builder.count < count {
                let byte = UInt8(truncatingIfNeeded: builder.count)
                builder.append(byte)
                expected.append(byte)
                builder.append(copying: [byte, 7].span)
                expected += [byte, 7]
            }
            #expect(builder.count == expected.count)
            #expect(Array(builder.finish()) == expected)
        }
    }

    @Test func buildersInsert() {
        var expected: [UInt8] = []
        var builder = ByteBuilder(capacity: 2)
        var generator = SystemRandomNumberGenerator()
        for round in 0..<300 {
            let piece = [UInt8](repeating: UInt8(truncatingIfNeeded: round), count: round % 9)
            let index = Int.random(in: 0...expected.count, using: &generator)
            builder.insert(piece.span, at: index)
            expected.insert(contentsOf: piece, at: index)
        }
        builder[5] = 0xEE
        expected[5] = 0xEE
        #expect(builder[5] == 0xEE && builder.count == expected.count)
        #expect(Array(builder.finish()) == expected)
    }

    @Test func arraysAndSpans() {
        var array = [UInt8](copying: sample.span)
        array.append(copying: sample[0..<3].span)
        #expect(array == Array(sample) + [0, 1, 2])
        let nothing = [UInt8](copying: Bytes().span)
        #expect(nothing.isEmpty)
    }

    @Test func randomBytesDiffer() {
        #expect(Randomness.bytes(count: 0).isEmpty)
        for count in [16, 255, 256, 257, 1_000] {
            let (a, b) = (Randomness.bytes(count: count), Randomness.bytes(count: count))
            #expect(a.count == count && a != b)
            // No run of zeros where a call to the system fell short.
            #expect(!a.suffix(16).allSatisfy { $0 == 0 })
            #expect(Randomness.secret(count: count).count == count)
        }
    }
}
