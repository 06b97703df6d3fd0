import Signet
import Testing

/// Times as people write them.
@Suite struct InstantTests {
    @Test(arguments: [
        ("2024-03-01", 1_709_251_200), ("2024-03-01T00:00:00Z", 1_709_251_200),
        ("2024-03-01 00:00:00 UTC", 1_709_251_200), ("2024-03-01T00:00:00.999+00:00", 1_709_251_200),
        ("2024-03-01T01:30:00+01:30", 1_709_251_200), ("2024-02-29T22:00:00-02:00", 1_709_251_200),
        ("20240301000000Z", 1_709_251_200), ("1709251200", 1_709_251_200),
    ])
    func reads(_ text: String, _ seconds: Int64) {
        #expect(Instant(written: text)?.secondsSince1970 == seconds)
    }

    @Test(arguments: [
        "", "2024-03", "2024-02-30", "2024-03-01T00:00:00", "2024-03-01T00:00Z", "2024-03-01T00:00:00+1",
        "2024-03-01T00:00:00.Z", "2024-03-01T00:00:00ZZ", "2024-03-01x", "now", "２０２４-03-01", "2024-03-01T25:00:00Z",
    ])
    func refuses(_ text: String) { #expect(Instant(written: text) == nil) }
}
