internal import FoundationEssentials
internal import SignetASN1
internal import SignetBytes
internal import SignetX509

/// C2SP's x509-limbo: paths with one thing wrong, or looking so.
enum Limbo {
    static let name = "x509-limbo"

    static func isOne(_ file: JSONValue) -> Bool {
        file["testcases"]?.array?.first?["peer_certificate"] != nil
    }

    static func cases(_ file: JSONValue) -> [VectorCase] {
        (file["testcases"]?.array ?? []).map { test in
            let id = test["id"]?.string ?? "?"
            return VectorCase(
                id: id, algorithm: "path validation", flags: (test["features"]?.array ?? []).compactMap(\.string)
            ) {
                if id.hasPrefix("webpki::") { throw Unable.skip("rules of the Web PKI alone") }
                if id == "rfc5280::ca-as-leaf-wrong-san" {
                    throw Unable.skip("host names are matched by TLS clients")
                }
                let isGood = test["expected_result"]?.string == "SUCCESS"
                let refusal = try refusal(test)
                if (refusal == nil) == isGood { return .passed }
                let got = refusal.map { "refused: \($0)" } ?? "trusted"
                return .failed(expected: isGood ? "trusted" : "refused", got: got)
            }
        }
    }

    private static func refusal(_ test: JSONValue) throws -> String? {
        let purposes: [String: ObjectIdentifier] = [
            "serverAuth": "1.3.6.1.5.5.7.3.1", "clientAuth": "1.3.6.1.5.5.7.3.2",
        ]
        func decoded(_ name: String) throws -> [Bytes] {
            var contents: [Bytes] = []
            for text in (test[name]?.array ?? []).compactMap(\.string) { contents.append(try pem(text)) }
            return contents
        }
        do {
            let lists = try decoded("crls").map { try CertificateList($0) }
            var limits = PathValidator.Limits()
            // Theirs counts what lies between.
            if let depth = test["max_chain_depth"]?.int { limits.depth = min(limits.depth, max(0, depth) + 2) }
            let purpose = (test["extended_key_usage"]?.array ?? []).first?.string.flatMap { purposes[$0] }
            let validator = PathValidator(
                anchors: try decoded("trusted_certs").map { try Certificate($0) },
                untrusted: try decoded("untrusted_intermediates").map { try Certificate($0) },
                time: try time(test["validation_time"]?.string),
                purpose: purpose.map { .extendedKeyUsage($0) } ?? .any,
                revocation: RevocationSettings(lists.isEmpty ? .none : .required, lists: lists), conformance: .strict,
                limits: limits)
            guard let leaf = test["peer_certificate"]?.string else { throw Unable.field("peer_certificate") }
            return validator.validate(try Certificate(pem(leaf))).failure.map { "\($0)" }
        } catch let error as X509Error { return "\(error)" }
    }

    private static func pem(_ text: String) throws(Unable) -> Bytes {
        guard let der = PublicKeys.pem(text) else { throw .field("a certificate in PEM") }
        return Bytes(der)
    }

    /// ISO 8601, fractions cut off; now, when the case does not say.
    private static func time(_ text: String?) throws(Unable) -> Instant {
        guard let text else { return Instant(secondsSince1970: Int64(Date().timeIntervalSince1970)) }
        let part = text.split { !$0.isNumber }.compactMap { Int($0) }
        guard part.count >= 6,
            let time = Instant(
                year: part[0], month: part[1], day: part[2], hour: part[3], minute: part[4], second: part[5])
        else { throw .field("validation_time") }
        return time
    }
}
