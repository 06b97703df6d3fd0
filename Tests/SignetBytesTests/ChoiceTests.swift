import SignetBytes
import Testing

/// Truth tables of `Choice`, all of them.
@Suite struct ChoiceTests {
    @Test func bytesAreCompared() {
        for a in UInt8.min...UInt8.max {
            #expect(Choice(isZero: UInt(a)).declassified == (a == 0))
            for b in UInt8.min...UInt8.max {
                #expect(Choice(a, equals: b).declassified == (a == b))
                #expect(Choice(UInt(a), equals: UInt(b)).declassified == (a == b))
                #expect(Choice(UInt(a), isLessThan: UInt(b)).declassified == (a < b))
            }
        }
    }

    @Test func wordsAreComparedAtTheirEdges() {
        let edges: [UInt] = [0, 1, 2, 0x7F, 0x80, .max, .max - 1, .max >> 1, .max >> 1 + 1, .max >> 1 + 2]
        for a in edges {
            #expect(Choice(isZero: a).declassified == (a == 0))
            for b in edges {
                #expect(Choice(a, equals: b).declassified == (a == b))
                #expect(Choice(a, isLessThan: b).declassified == (a < b))
            }
        }
    }

    @Test func choicesCombineAndSelect() {
        for a in [Choice.yes, .no] {
            let isA = a.declassified
            #expect((!a).declassified == !isA)
            #expect(a.select(UInt(0xDEAD_BEEF), 5) == (isA ? 0xDEAD_BEEF : 5))
            #expect(a.select(UInt8(0xAB), UInt8(0xCD)) == (isA ? 0xAB : 0xCD))
            for b in [Choice.yes, .no] {
                #expect((a & b).declassified == (isA && b.declassified))
                #expect((a | b).declassified == (isA || b.declassified))
            }
        }
        #expect(Choice.yes.declassified && !Choice.no.declassified)
        for value in UInt8.min...UInt8.max {
            #expect(Choice.yes.select(value, ~value) == value)
            #expect(Choice.no.select(value, ~value) == ~value)
        }
    }

    @Test func spansAreCompared() {
        let bytes = Array(Randomness.bytes(count: 64))
        func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool { Choice(a.span, equals: b.span).declassified }
        #expect(areEqual(bytes, bytes) && areEqual([], []))
        #expect(!areEqual(bytes, bytes.dropLast()))
        for index in bytes.indices {
            for bit in 0..<8 {
                var other = bytes
                other[index] ^= 1 << bit
                #expect(!areEqual(bytes, other))
            }
        }
    }
}
