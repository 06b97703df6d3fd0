import Foundation
import Signet
import TestSupport
import Testing

/// Small inputs, cut off at every byte and with every byte changed, through the library: each ends in a report or a
/// `SignetError`, never in a trap, and nothing that was signed comes out changed.
@Suite("Damage")
struct DamageTests {
    /// A way to read a file.
    struct Reading: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sample: @Sendable () throws -> Bytes
        let read: @Sendable (Bytes) throws -> Void
    }

    private static func letter() throws -> Bytes {
        Bytes(Array("From: alice@example.org\r\nTo: bob@example.org\r\nSubject: Tea\r\n\r\nAt four.\r\n".utf8))
    }

    private static func signed(_ form: SignedForm) throws -> Bytes {
        var options = SigningOptions()
        options.form = form
        options.includesChain = false
        return try Peers.alice.sign(try letter(), options)
    }

    /// Whatever is called good still says what was signed.
    @Sendable private static func verifyLetter(_ mail: Bytes) throws { try verify(mail, saying: "At four.") }

    private static func verify(_ mail: Bytes, saying words: String) throws {
        var options = ReadingOptions(trusting: TrustStore([Peers.alice.certificate]))
        options.untrusted = [try Peers.certificate("issuing")]
        options.identities = { isRecipient throws(SignetError) in isRecipient(Peers.bob.certificate) ? [Peers.bob] : []
        }
        let opened = try Signet.read(mail, options)
        guard opened.report.verdict == .good || opened.report.signers.contains(where: { $0.signature == .good }) else {
            return
        }
        let text = String(decoding: opened.message ?? Bytes(), as: UTF8.self)
        #expect(text.contains(words) || opened.message == nil)
    }

    static let readings: [Reading] = [
        Reading(testDescription: "clear mail", sample: { try signed(.clear) }, read: verifyLetter),
        Reading(testDescription: "opaque mail", sample: { try signed(.opaque) }, read: verifyLetter),
        Reading(
            testDescription: "sealed mail", sample: { try seal(try letter(), for: [Peers.bob.certificate]) },
            read: verifyLetter),
        Reading(
            testDescription: "bare CMS", sample: { Bytes(try TestFiles.vector("peers/signed/nss-opaque-bare.p7m")) },
            read: { try verify($0, saying: "nine o'clock") }),
        Reading(
            testDescription: "certificate", sample: { Peers.alice.certificate.encoding },
            read: { _ = try CertificateReading.certificates(in: $0).map(Report.CertificateSummary.init) }),
        Reading(
            testDescription: "certificate in PEM", sample: { Bytes(try TestFiles.vector("peers/pki/alice.pem")) },
            read: { _ = try CertificateReading.certificates(in: $0) }),
        Reading(
            testDescription: "bundle", sample: { Bytes(try TestFiles.vector("peers/certs/openssl30.p7c")) },
            read: { _ = try CertificateReading.certificates(in: $0) }),
        Reading(
            testDescription: "request", sample: { try request.get() },
            read: { _ = try CertificationRequest(reading: $0) }),
        Reading(
            testDescription: ".pfx without a password",
            sample: { Bytes(try TestFiles.vector("peers/pfx/openssl30-default.p12")) },
            read: { try DigitalID.checkIsPFX($0) }),
    ]

    private static let request = Result { () throws -> Bytes in
        var pem = Bytes()
        try withHome { home in
            pem =
                try home.makeRequest(
                    for: "a@example.org", name: "A", keyset: "k", kind: .rsa(bitCount: 2048), passphrase: Password("p")
                ).pem
        }
        return pem
    }

    @Test("cut off at every byte", arguments: readings)
    func truncated(_ reading: Reading) throws {
        let sample = try reading.sample()
        var refused = 0
        for count in 0..<sample.count {
            do { try reading.read(Bytes(Array(sample[0..<count]))) } catch let error as SignetError {
                #expect(!"\(error)".isEmpty)
                refused += 1
            }
        }
        print("\(reading.testDescription): \(sample.count) truncations, \(refused) refused")
    }

    @Test("every byte changed", arguments: readings)
    func flipped(_ reading: Reading) throws {
        let sample = Array(try reading.sample())
        var refused = 0
        for index in sample.indices {
            var changed = sample
            changed[index] ^= 1 << (index % 8)
            do { try reading.read(Bytes(changed)) } catch let error as SignetError {
                #expect(!"\(error)".isEmpty)
                refused += 1
            }
        }
        print("\(reading.testDescription): \(sample.count) changed bytes, \(refused) refused")
    }
}
