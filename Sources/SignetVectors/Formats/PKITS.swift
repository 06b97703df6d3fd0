internal import SignetASN1
internal import SignetBytes
internal import SignetX509

/// NIST's PKITS: a folder with `certs` and `crls`, and a `cases.json` that says which belong together and what is right.
enum PKITS {
    static let name = "PKITS"

    static func isOne(_ file: JSONValue) -> Bool {
        guard let first = file["cases"]?.array?.first else { return false }
        return first["certs"] != nil && first["should_validate"] != nil
    }

    static func cases(
        _ file: JSONValue, folder: String, read: @escaping @Sendable (String) throws -> Bytes
    ) -> [VectorCase] {
        (file["cases"]?.array ?? []).map { test in
            VectorCase(
                id: "\(test["test"]?.text ?? "?") \(test["title"]?.string ?? "")", algorithm: "path validation",
                flags: [test["section"]?.string].compactMap(\.self)
            ) {
                try judge(test, folder, read)
            }
        }
    }

    private static func judge(
        _ test: JSONValue, _ folder: String, _ read: @Sendable (String) throws -> Bytes
    ) throws -> Outcome {
        var certificates: [Certificate] = []
        for name in (test["certs"]?.array ?? []).compactMap(\.string) {
            certificates.append(try Certificate(try read("\(folder)/certs/\(name).crt")))
        }
        var lists: [CertificateList] = []
        for name in (test["crls"]?.array ?? []).compactMap(\.string) {
            lists.append(try CertificateList(try read("\(folder)/crls/\(name).crl")))
        }
        guard let anchor = certificates.first, let leaf = certificates.last else { throw Unable.field("certs") }
        let settings = PolicySettings(
            acceptable: policies(test["SetInitialPolicySet"]?.string),
            requiresExplicitPolicy: test["SetInitialExplicitPolicy"]?.bool ?? false,
            inhibitsMapping: test["SetInitialPolicyMappingInhibit"]?.bool ?? false,
            inhibitsAnyPolicy: test["SetInitialInhibitAnyPolicy"]?.bool ?? false)
        return try judge(
            leaf, anchor: anchor, untrusted: Array(certificates.dropFirst().dropLast()), lists: lists, settings,
            expected: test["should_validate"]?.bool ?? false)
    }

    /// Whether a path is found to be what the suite says, at a time when its certificates were valid.
    static func judge(
        _ leaf: Certificate, anchor: Certificate, untrusted: [Certificate], lists: [CertificateList],
        _ settings: PolicySettings, expected: Bool
    ) throws(Unable) -> Outcome {
        guard let time = Instant(year: 2015, month: 6, day: 1) else { throw Unable.field("time") }
        let validator = PathValidator(
            anchors: [anchor], untrusted: untrusted, time: time, purpose: .any, policies: settings,
            revocation: RevocationSettings(.required, lists: lists))
        let report = validator.validate(leaf)
        if report.isTrusted == expected { return .passed }
        let got = report.failure.map { "refused: \($0)" } ?? "trusted"
        return .failed(expected: expected ? "trusted" : "refused", got: got)
    }

    /// `NIST-test-policy-1,NIST-test-policy-2`
    private static func policies(_ names: String?) -> Set<ObjectIdentifier>? {
        guard let names else { return nil }
        var identifiers: Set<ObjectIdentifier> = []
        for name in names.split(separator: ",") {
            let text = name == "anyPolicy" ? "2.5.29.32.0" : testPolicy(name.split(separator: "-").last ?? "")
            if let identifier = ObjectIdentifier(text) { identifiers.insert(identifier) }
        }
        return identifiers
    }

    /// `NIST-test-policy-N`
    static func testPolicy(_ number: some StringProtocol) -> String { "2.16.840.1.101.3.2.1.48.\(number)" }
}
