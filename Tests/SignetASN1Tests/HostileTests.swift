import SignetASN1
import SignetBytes
import Testing

/// Messages made to exhaust the reader. A hang or a crash is the failure; time is not measured.
@Suite struct HostileTests {
    private static let size = 1 << 20

    private func repeated(_ pattern: String, _ count: Int, before: String = "", after: String = "") -> Bytes {
        let unit = [UInt8](copying: hex(pattern).span)
        var octets = [UInt8](copying: hex(before).span)
        octets.reserveCapacity(count * unit.count + 16)
        for _ in 0..<count { octets += unit }
        return Bytes(octets + [UInt8](copying: hex(after).span))
    }

    @Test(arguments: ["30 80", "24 80", "23 80", "A0 80", "31 80", "3F 81 00 80", "30 82 FF FF"])
    func deepNestingIsRefusedAtOnce(_ pattern: String) {
        let message = repeated(pattern, Self.size / 2)
        let error = refusal { () throws(ASN1Error) in try BER.rewritten(message) }
        #expect(error?.kind == .nestedTooDeeply || error?.kind == .truncated)
        #expect((error?.offset ?? .max) < 1_000)
        #expect(throws: ASN1Error.self) { try Syntax<Bytes>.octetString.decode(message, rules: .ber) }
    }

    /// Half a million tiny elements each, DER or not, whole or cut off.
    @Test(arguments: [
        ("05 00", true), ("05 81 00", true), ("30 00", true), ("30 80 00 00", true), ("24 00", true),
        ("24 80 00 00", true),
        ("23 02 23 00", true), ("23 80 00 00", true), ("2C 80 04 00 00 00", true), ("00", false), ("FF", false),
        ("1F", false), ("04 81", true),
    ])
    func tinyElementsTakeLinearTime(_ pattern: String, _ isWellFormed: Bool) throws {
        let message = repeated(pattern, Self.size / 2, before: "30 80", after: "00 00")
        let rewritten = try? BER.rewritten(message)
        #expect((rewritten != nil) == (isWellFormed && pattern != "04 81"))
        #expect(throws: ASN1Error.self) { try BER.rewritten(message.prefix(message.count - 2)) }
        guard let rewritten else { return }
        #expect(rewritten.der.count <= message.count + 8)
        #expect(rewritten.originalOffset(of: rewritten.der.count - 1) <= message.count)
        var reader = DERReader(rewritten.der)
        #expect(try walk(&reader) > Self.size / 4)
    }

    @Test func aStringInHalfAMillionPiecesIsJoined() throws {
        let octets = repeated("04 01 AA", Self.size / 2, before: "24 80", after: "00 00")
        #expect(try Syntax<Bytes>.octetString.decode(octets, rules: .ber).count == Self.size / 2)
        let bits = repeated("03 02 00 AA", Self.size / 2, before: "23 80", after: "00 00")
        #expect(try Syntax<BitString>.bitString.decode(bits, rules: .ber).bytes.count == Self.size / 2)
        let implicit = repeated("04 01 AA", Self.size / 2, before: "A0 80", after: "00 00")
        #expect(try Syntax<Bytes>.octetString.implicit(0).decode(implicit, rules: .ber).count == Self.size / 2)
    }

    @Test func aHugeSetIsReadInOrder() throws {
        var octets: [UInt8] = []
        for number in 0..<100_000 {
            octets += [0x02, 0x03, UInt8(number >> 16) | 0x40, UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)]
        }
        let encoding = Syntax<Bytes>.contents(.set).encode(Bytes(octets))
        let values = try Syntax<[Int]>.set(of: .smallInteger).decode(encoding)
        #expect(values.count == 100_000)
        #expect(Syntax<[Int]>.set(of: .smallInteger).encode(values.reversed()) == encoding)
    }

    @Test func aDeferredTypeIsBoundedByDepth() {
        #expect(
            outcome { () throws(ASN1Error) in try Tree.syntax.decode(repeated("30 80", 100_000), rules: .ber) }
                == "nested too deeply at 128")
        var nested: [UInt8] = []
        for _ in 0..<70 { nested = [UInt8](copying: Syntax<Bytes>.contents(.sequence).encode(Bytes(nested)).span) }
        let error = refusal { () throws(ASN1Error) in try Tree.syntax.decode(Bytes(nested)) }
        #expect(error?.kind == .nestedTooDeeply)
    }
}

/// A type that contains itself.
struct Tree: Hashable, Sendable {
    var branches: [Tree]
    static let syntax: Syntax<Tree> = Syntax<[Tree]>.sequence(of: .deferred(.sequence) { Tree.syntax })
        .map(Tree.init(branches:), \.branches)
}
