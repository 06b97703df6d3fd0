import SignetASN1
import SignetBytes
import Testing

/// The laws of `Syntax`, on a structure that uses every combinator.
@Suite struct GrammarTests {
    @Test(arguments: Letter.samples)
    func valuesComeBack(_ letter: Letter) throws {
        let encoding = Letter.syntax.encode(letter)
        #expect(try Letter.syntax.decode(encoding) == letter)
        #expect(try Letter.syntax.decode(encoding, rules: .ber) == letter)
        #expect(Letter.syntax.encodeSecret(letter).declassified() == encoding)
        #expect(try Letter.syntax.decode(SecretSlice(encoding)) == letter)
        var reader = DERReader(encoding)
        #expect(try walk(&reader) >= 8)
    }

    @Test func shortLetterIsWrittenAsXAndYOrderSay() {
        #expect(
            Letter.syntax.encode(.short)
                == hex(
                    """
                    30 29 02 01 05 31 00 85 01 FF 30 07 06 03 88 37 01 0C 00 30 05 30 03 02 01 01 30 00
                    17 0D 37 30 30 31 30 31 30 30 30 30 30 30 5A
                    """))
    }

    @Test(arguments: Letter.samples)
    func everyTruncationIsRefused(_ letter: Letter) {
        let encoding = Letter.syntax.encode(letter)
        for length in 0..<encoding.count {
            #expect(throws: ASN1Error.self) { try Letter.syntax.decode(encoding[0..<length]) }
            #expect(throws: ASN1Error.self) { try Letter.syntax.decode(encoding[0..<length], rules: .ber) }
        }
    }

    /// DER has one encoding for a value: what the strict reader accepts, it writes back as it was.
    @Test(arguments: Letter.samples)
    func everyChangedByteIsRefusedOrComesBack(_ letter: Letter) throws {
        let encoding = [UInt8](copying: Letter.syntax.encode(letter).span)
        var accepted = 0
        for index in encoding.indices {
            for mask in 1...255 {
                var changed = encoding
                changed[index] ^= UInt8(mask)
                guard let value = try? Letter.syntax.decode(Bytes(changed)) else { continue }
                accepted += 1
                #expect(Letter.syntax.encode(value) == Bytes(changed))
            }
        }
        #expect(accepted > 100)
    }

    @Test(arguments: Letter.samples)
    func noChangedByteTrapsTheTolerantReaders(_ letter: Letter) {
        let encoding = [UInt8](copying: Letter.syntax.encode(letter).span)
        for index in encoding.indices {
            for mask in 1...255 {
                var changed = encoding
                changed[index] ^= UInt8(mask)
                for rules in [EncodingRules.tolerant, .ber] {
                    let error = refusal { () throws(ASN1Error) in try Letter.syntax.decode(Bytes(changed), rules: rules)
                    }
                    if let error { #expect((0...changed.count).contains(error.offset)) }
                }
            }
        }
    }

    @Test func errorsNameTheFieldAndTheByte() {
        let encoding = [UInt8](copying: Letter.syntax.encode(.short).span)
        func path(_ index: Int, _ value: UInt8) -> String {
            var changed = encoding
            changed[index] = value
            return refusal { () throws(ASN1Error) in try Letter.syntax.decode(Bytes(changed)) }?.description ?? "ok"
        }
        #expect(path(0, 0x31) == "expected SEQUENCE, found SET at byte 0")
        #expect(path(2, 0x03) == "Letter.serial: expected INTEGER, found BIT STRING at byte 2")
        #expect(path(3, 0x00) == "Letter.serial: INTEGER is not minimal at byte 4")
        #expect(path(6, 0x7F) == "Letter.names: ends too early at byte 6")
        #expect(path(7, 0x86) == "Letter.sender: [6] is not allowed here at byte 7")
        #expect(path(10, 0x31) == "Letter.contents: expected SEQUENCE, found SET at byte 10")
        #expect(path(12, 0x05) == "Letter.contents.Contents.body: expected OBJECT IDENTIFIER, found NULL at byte 12")
        #expect(path(17, 0x0D) == "Letter.contents.Contents.body: expected UTF8String, found RELATIVE-OID at byte 17")
        #expect(path(23, 0x03) == "Letter.history.History.[0]: expected INTEGER, found BIT STRING at byte 23")
        #expect(path(30, 0x41) == "Letter.date: not a valid time at byte 30")
    }

    @Test func pathsAndOffsetsHoldInBER() {
        // The same letter, its outer length indefinite and its serial number's too long; then with a broken date.
        let encoding = Letter.syntax.encode(.short)
        var written: [UInt8] = [0x30, 0x80, 0x02, 0x82, 0x00, 0x01, 0x05]
        written += encoding.dropFirst(5)
        let dateIndex = written.count - 1
        written[dateIndex] = 0x5B
        written += [0, 0]
        let error = refusal { () throws(ASN1Error) in try Letter.syntax.decode(Bytes(written), rules: .ber) }
        #expect(error?.description == "Letter.date: not a valid time at byte \(dateIndex - 12)")
        let moved = error?.shifted(by: 100).under("Envelope")
        #expect(moved?.description == "Envelope.Letter.date: not a valid time at byte \(dateIndex + 88)")
    }

    @Test func defaultsAndSetsAreStrict() throws {
        let urgentWritten = hex("30 03 01 01 00")
        let syntax: Syntax<Bool> = .sequence(
            "Flag", { @Sendable (flag: Bool) in flag },
            .defaulted("urgent", { @Sendable flag in flag }, .boolean, false))
        #expect(
            outcome { () throws(ASN1Error) in try syntax.decode(urgentWritten) }
                == "a DEFAULT value is written out at 2")
        var tolerated = Tolerances()
        #expect(try !syntax.decode(urgentWritten, rules: .tolerant, tolerated: &tolerated))
        #expect(tolerated == .defaultWritten)

        let set = Syntax<[Int]>.set(of: .smallInteger)
        #expect(set.encode([300, 2, 1]) == hex("31 0A 02 01 01 02 01 02 02 02 01 2C"))
        #expect(try set.decode(hex("31 06 02 01 01 02 01 01")) == [1, 1])
        let error = refusal { () throws(ASN1Error) in try set.decode(hex("31 09 02 01 01 02 01 03 02 01 02")) }
        #expect(error?.description == "[2]: SET OF is not in order at byte 8")
        #expect(try set.decode(hex("31 06 02 01 02 02 01 01"), rules: .tolerant, tolerated: &tolerated) == [2, 1])
        #expect(tolerated == [.defaultWritten, .unsortedSet])
    }

    @Test func preservedBytesAreWrittenBack() throws {
        let syntax = Syntax<[Int]>.set(of: .smallInteger).preserved
        let unsorted = hex("31 06 02 01 02 02 01 01")
        let value = try syntax.decode(unsorted, rules: .tolerant)
        #expect(value.encoding == unsorted && unsorted.offset(of: value.encoding) == 0)
        #expect(syntax.encode(value) == unsorted)
        let renamed = Syntax<Int>.smallInteger.preserved(as: { $0 }, \.encoding)
        #expect(renamed.encode(try renamed.decode(hex("02 02 00 05"), rules: .tolerant)) == hex("02 02 00 05"))
    }

    @Test func secretsInSetsAreWrittenInErasingMemory() {
        let syntax = Syntax<[SecretSlice]>.set(of: .secretOctetString)
        let secrets = [SecretSlice(hex("BB")), SecretSlice(hex("AA"))]
        #expect(syntax.encodeSecret(secrets).declassified() == hex("31 06 04 01 AA 04 01 BB"))
    }

    @Test func theGrammarTellsTheFieldNames() {
        func names(_ grammar: Grammar, _ depth: Int = 0) -> [String] {
            guard depth < 12 else { return [] }
            return switch grammar {
            case .primitive, .named, .any: []
            case .structure(let name, let parts), .set(let name, let parts):
                [name] + parts.flatMap { ["." + $0.name + ($0.isOptional ? "?" : "")] + names($0.grammar, depth + 1) }
            case .collection(_, let element, _): names(element, depth + 1)
            case .implicit(_, let inner), .explicit(_, let inner): names(inner, depth + 1)
            case .choice(let alternatives): alternatives.flatMap { names($0, depth + 1) }
            case .keyed(let rows): rows.values.flatMap { names($0, depth + 1) }
            case .deferred: ["…"]
            }
        }
        #expect(
            names(Letter.syntax.grammar) == [
                "Letter", ".version?", ".serial", ".urgent?", ".names", ".sender", ".copy?", ".contents", "Contents",
                ".body", ".note?", ".seal?", ".history", "History", ".History", ".thread", "…", ".date", ".anything?",
            ])
        if case .collection(.sequence, .deferred(let make), _) = Tree.syntax.grammar,
            case .collection(.sequence, .deferred, _) = make()
        {
        } else {
            Issue.record("a deferred grammar unfolds")
        }
    }
}
