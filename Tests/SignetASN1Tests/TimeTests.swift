import SignetASN1
import SignetBytes
import TestSupport
import Testing

/// UTCTime and GeneralizedTime (X.690 §11.7, §11.8; RFC 5280 §4.1.2.5).
@Suite struct TimeTests {
    private static func encoding(_ tag: UInt8, _ text: String) -> Bytes {
        Bytes([tag, UInt8(text.utf8.count)] + Array(text.utf8))
    }

    @Test func momentsAreThoseOfPython() throws {
        let rows = try answers("times", as: Row.self)
        for row in rows {
            let (text, seconds, fitsUTCTime) = (row.text(0), Int64(row.number(1)), row.flag(2))
            let instant = Instant(secondsSince1970: seconds)
            let general = Self.encoding(0x18, text)
            #expect(try Syntax<Time>.generalizedTime.decode(general).instant == instant)
            #expect(Syntax<Time>.generalizedTime.encode(Time(instant, form: .generalizedTime)) == general)
            // RFC 5280 §4.1.2.5: UTCTime through 2049.
            let expected = fitsUTCTime ? Self.encoding(0x17, String(text.dropFirst(2))) : general
            #expect(Time.syntax.encode(Time(instant)) == expected)
            #expect(try Time.syntax.decode(expected).instant == instant)
            #expect(try Time.syntax.decode(expected) == Time(instant))
            #expect(instant.description.filter(\.isNumber) == text.filter(\.isNumber))
        }
        TestFiles.report("times against Python", ran: rows.count)
    }

    /// What is strict, what is tolerated (with its moment), what is no time.
    @Test(arguments: [
        ("17", "500101000000Z", "strict", "1950-01-01 00:00:00 UTC"),
        ("17", "491231235959Z", "strict", "2049-12-31 23:59:59 UTC"),
        ("17", "000229000000Z", "strict", "2000-02-29 00:00:00 UTC"),
        ("17", "010229000000Z", "never", ""),
        ("17", "9912312359Z", "tolerant", "1999-12-31 23:59:00 UTC"),
        ("17", "991231235960Z", "never", ""),
        ("17", "991231245959Z", "never", ""),
        ("17", "991231236059Z", "never", ""),
        ("17", "991331235959Z", "never", ""),
        ("17", "990031235959Z", "never", ""),
        ("17", "990431000000Z", "never", ""),
        ("17", "991231235959", "never", ""),
        ("17", "991231235959z", "never", ""),
        ("17", "991231235959ZZ", "never", ""),
        ("17", "99123123595 Z", "never", ""),
        ("17", "991231235959.5Z", "never", ""),
        // X.690 §11.8 allows only Z; X.680 §47.3 offsets too.
        ("17", "991231235959+0000", "tolerant", "1999-12-31 23:59:59 UTC"),
        ("17", "820102070000-0500", "tolerant", "1982-01-02 12:00:00 UTC"),
        ("17", "8201021200-0500", "tolerant", "1982-01-02 17:00:00 UTC"),
        ("17", "820102070000+2400", "never", ""),
        ("17", "820102070000+0060", "never", ""),
        ("17", "820102070000+05", "never", ""),
        ("17", "820102070000+-500", "never", ""),
        ("17", "", "never", ""),
        ("17", "Z", "never", ""),
        ("18", "19851106210627Z", "strict", "1985-11-06 21:06:27 UTC"),
        ("18", "19851106210627.3Z", "strict", "1985-11-06 21:06:27 UTC"),
        ("18", "19851106210627.30Z", "tolerant", "1985-11-06 21:06:27 UTC"),
        ("18", "19851106210627.Z", "never", ""),
        ("18", "19851106210627.0Z", "tolerant", "1985-11-06 21:06:27 UTC"),
        ("18", "198511062106Z", "tolerant", "1985-11-06 21:06:00 UTC"),
        ("18", "198511062106.5Z", "never", ""),
        ("18", "19851106210627.3-0500", "tolerant", "1985-11-07 02:06:27 UTC"),
        ("18", "19851106210627.3", "never", ""),
        ("18", "20240229000000Z", "strict", "2024-02-29 00:00:00 UTC"),
        ("18", "21000229000000Z", "never", ""),
        ("18", "20161231235960Z", "never", ""),
        ("18", "99991231235959Z", "strict", "9999-12-31 23:59:59 UTC"),
        ("18", "00000101000000Z", "strict", "0000-01-01 00:00:00 UTC"),
        ("18", "99991231235959-2359", "tolerant", "10000-01-01 23:58:59 UTC"),
        ("18", "850101000000Z", "never", ""),
    ])
    func formsAreJudged(_ tag: String, _ text: String, _ verdict: String, _ moment: String) throws {
        let encoding = Self.encoding(UInt8(tag, radix: 16)!, text)
        let strict = refusal { () throws(ASN1Error) in try Time.syntax.decode(encoding) }
        #expect((strict == nil) == (verdict == "strict"))
        if let strict { #expect(strict.kind == .invalidTime && strict.offset == 2) }
        var tolerated = Tolerances()
        let loose = try? Time.syntax.decode(encoding, rules: .tolerant, tolerated: &tolerated)
        #expect((loose != nil) == (verdict != "never"))
        #expect(tolerated == (verdict == "tolerant" ? .looseTime : []))
        guard let loose else { return }
        #expect(loose.instant.description == moment)
        // It is written back as it was read.
        #expect(Time.syntax.encode(loose) == encoding)
    }

    @Test func momentsWithoutADateAreWrittenAsTheNearestOne() {
        #expect(
            Time.syntax.encode(Time(Instant(secondsSince1970: .max))).dropFirst(2)
                == Bytes(Array("99991231235959Z".utf8)))
        #expect(
            Time.syntax.encode(Time(Instant(secondsSince1970: .min))).dropFirst(2)
                == Bytes(Array("00000101000000Z".utf8)))
        #expect(Instant(secondsSince1970: .max) + 1 == Instant(secondsSince1970: .max))
        #expect(Instant(secondsSince1970: .min) + -1 == Instant(secondsSince1970: .min))
        #expect(
            !Instant(secondsSince1970: .min).description.isEmpty && !Instant(secondsSince1970: .max).description.isEmpty
        )
        #expect(Instant(year: 2023, month: 2, day: 29) == nil && Instant(year: 10000, month: 1, day: 1) == nil)
    }
}
