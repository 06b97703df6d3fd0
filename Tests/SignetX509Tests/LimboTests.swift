import Foundation
import SignetASN1
import SignetBytes
import SignetX509
import TestSupport
import Testing

/// C2SP's x509-limbo: paths with one thing wrong, or looking so.
@Suite(.enabled(if: Corpus.isPresent)) struct LimboTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        var id: String
        var trusted_certs: [String]
        var untrusted_intermediates: [String]
        var peer_certificate: String
        var validation_time: String?
        var extended_key_usage: [String]
        var max_chain_depth: Int?
        var crls: [String]
        var expected_result: String

        var testDescription: String { id }
        var isGood: Bool { expected_result == "SUCCESS" }
    }

    struct File: Decodable { var testcases: [Case] }

    static let cases: [Case] =
        (try? Corpus.json("x509/limbo/limbo.json", as: File.self).testcases) ?? []

    /// What is not asked of a judge of mail certificates, and why.
    static func reasonToSkip(_ id: String) -> String? {
        let hostNames = "host names are matched by TLS clients"
        return switch id {
        case "rfc5280::ca-as-leaf-wrong-san": hostNames
        case let id where id.hasPrefix("webpki::"): "rules of the Web PKI alone"
        default: nil
        }
    }

    static func decode(_ pem: String) throws -> Bytes {
        Bytes(Array(try PEM.decode(Bytes(Array(pem.utf8)))[0].contents.exposed))
    }

    /// Fractions of a second are cut off.
    static func time(_ text: String?) -> Instant {
        guard let text else { return Instant(secondsSince1970: Int64(Date().timeIntervalSince1970)) }
        let part = text.split { !$0.isNumber }.compactMap { Int($0) }
        return Instant(
            year: part[0], month: part[1], day: part[2], hour: part[3], minute: part[4], second: part[5])!
    }

    /// Why a case is refused; `nil` when it is not.
    static func judge(_ test: Case, _ conformance: PathValidator.Conformance = .strict) throws -> String? {
        let purposes: [String: ObjectIdentifier] = [
            "serverAuth": "1.3.6.1.5.5.7.3.1", "clientAuth": "1.3.6.1.5.5.7.3.2",
        ]
        do {
            let lists = try test.crls.map { try CertificateList(decode($0)) }
            var limits = PathValidator.Limits()
            // Theirs counts what lies between.
            if let depth = test.max_chain_depth { limits.depth = min(limits.depth, depth + 2) }
            let validator = PathValidator(
                anchors: try test.trusted_certs.map { try Certificate(decode($0)) },
                untrusted: try test.untrusted_intermediates.map { try Certificate(decode($0)) },
                time: time(test.validation_time),
                purpose: test.extended_key_usage.first.flatMap { purposes[$0] }.map { .extendedKeyUsage($0) } ?? .any,
                revocation: RevocationSettings(lists.isEmpty ? .none : .required, lists: lists),
                conformance: conformance, limits: limits)
            return validator.validate(try Certificate(decode(test.peer_certificate))).failure?.description
        } catch let error as X509Error { return error.description }
    }

    @Test(arguments: cases.filter { reasonToSkip($0.id) == nil })
    func decides(_ test: Case) throws {
        let refusal = try Self.judge(test)
        #expect((refusal == nil) == test.isGood, "\(refusal ?? "good")")
    }

    @Test func counts() {
        TestFiles.report("limbo", ran: Self.cases.filter { Self.reasonToSkip($0.id) == nil }.count)
        for (reason, cases) in Dictionary(grouping: Self.cases, by: { Self.reasonToSkip($0.id) ?? "" })
        where !reason.isEmpty { print("limbo: \(cases.count) left out: \(reason)") }
    }
}
