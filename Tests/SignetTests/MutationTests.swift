import Foundation
import Signet
import SignetMIME
import TestSupport
import Testing

/// Mails changed at random, in the ways that mail is damaged and attacked: they are judged, opened and signed, or refused, and
/// nothing traps or takes for ever. `SIGNET_FUZZ_SECONDS` lets it go on; a failure prints the seed to repeat it with.
@Suite("Mutations")
struct MutationTests {
    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            // SplitMix64
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let fragments = [
        "\r\n", "\n", "\r", "\r\n\r\n", "--", "--b", "--b--", "From ", ">From ",
        "Content-Type: multipart/mixed; boundary=b\r\n",
        "Content-Type: multipart/signed; boundary=\"\"\r\n", "Content-Type: message/rfc822\r\n\r\n", "hp=\"cipher\"; ",
        "hp-legacy-display=1; ", "HP-Outer: Subject: x\r\n", "Content-Transfer-Encoding: base64\r\n",
        "Content-Transfer-Encoding: quoted-printable\r\n", "=?utf-8?B?", "?=", "charset=utf-16; ", "smime-type=",
        "<div class=\"",
        "header-protection-legacy-display", "<body", "</div>", "\u{0}", "é", "(", "\"", ";", "=", " ",
    ].map { Array($0.utf8) }

    private static func seeds() throws -> [[UInt8]] {
        var options = SigningOptions()
        options.headers = .noConfidentiality
        options.receiptsTo = ["alice@example.org"]
        var sealing = SealingOptions()
        sealing.headers = .baseline
        let signed = try Peers.alice.sign(Peers.letter, options)
        options.form = .opaque
        let html =
            "From: alice@example.org\r\nTo: bob@example.org\r\nSubject: x\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
            + "--b\r\n\r\nplain\r\n--b\r\nContent-Type: text/html\r\n\r\n<body>x</body>\r\n--b--\r\n"
        let recipients = [Recipient(Peers.bob.certificate)]
        return [
            Array(signed), Array(try Peers.alice.sign(Peers.letter, options)), Array(Peers.letter), Array(html.utf8),
            Array(try seal(signed, for: recipients, sealing)),
            Array(try seal(Array(html.utf8), for: recipients, with: .aes128GCM)),
            Array(try seal(Array(html.utf8), for: recipients, sealing)),
        ]
    }

    @Test("whatever comes, an answer or a refusal")
    func survives() throws {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["SIGNET_FUZZ_SECONDS"].flatMap { Double($0) } ?? 2
        let seed = environment["SIGNET_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
        let seeds = try Self.seeds()
        var options = ReadingOptions(trusting: Peers.root)
        options.identities = { _ throws(SignetError) in [Peers.bob] }
        let end = Date.now.addingTimeInterval(seconds)
        var count = 0
        var number = seed
        while Date.now < end {
            var random = Random(state: number)
            var mail = seeds[Int(number % UInt64(seeds.count))]
            for _ in 0..<Int.random(in: 1...6, using: &random) { Self.mutate(&mail, seeds, &random) }
            if ProcessInfo.processInfo.environment["SIGNET_FUZZ_PRINT"] != nil { print("seed \(number)") }
            if let opened = try? read(mail, options) {
                #expect(!opened.report.text.isEmpty && !opened.report.json.isEmpty)
            }
            if count % 8 == 0 {
                _ = try? Message(parsing: Bytes(mail)).prepared(
                    protectingHeader: HeaderProtection(.shy, isSealed: true))
                _ = try? Message(parsing: Bytes(mail)).entity.explainChange(budget: 4 << 20) { _ in false }
            }
            count += 1
            number &+= 1
        }
        print("\(count) mutated mails from seed \(seed)")
    }

    private static func mutate(_ mail: inout [UInt8], _ seeds: [[UInt8]], _ random: inout Random) {
        guard !mail.isEmpty else { return }
        let place = Int.random(in: 0..<mail.count, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: mail[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: mail[place] = UInt8.random(in: 0...255, using: &random)
        case 2: mail.removeSubrange(place..<min(mail.count, place + Int.random(in: 1...200, using: &random)))
        case 3: mail.insert(contentsOf: fragments.randomElement(using: &random) ?? [], at: place)
        case 4: mail = Array(mail[..<place])
        case 5:
            let other = seeds.randomElement(using: &random) ?? []
            let from = Int.random(in: 0..<max(1, other.count), using: &random)
            mail.insert(contentsOf: other[from..<min(other.count, from + 400)], at: place)
        case 6:
            let end = min(mail.count, place + Int.random(in: 1...400, using: &random))
            mail.insert(contentsOf: mail[place..<end], at: place)
        default:
            // In a header, where most of the grammar is.
            let head = min(mail.count, 600)
            mail.insert(
                contentsOf: fragments.randomElement(using: &random) ?? [], at: Int.random(in: 0..<head, using: &random))
        }
    }
}
