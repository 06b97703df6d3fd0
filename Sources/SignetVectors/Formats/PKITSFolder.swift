internal import SignetASN1
internal import SignetBytes
internal import SignetX509

/// NIST's PKITS as it is published, without an index: every certificate of the suite may help to build a path, and every list
/// may tell of revocation. Which verdict is right follows from the names of the certificates (`Valid…`, `Invalid…`) and, where
/// settings matter, from the suite's document.
enum PKITSFolder {
    /// What tells such a folder.
    static let anchor = "certs/TrustAnchorRootCertificate.crt"

    /// The settings of sections 4.8, 4.10 and 4.12: a digit is a policy that will do, `e` wants an explicit policy, `m` has
    /// no mapping, `a` no anyPolicy.
    private static let settings: [String: [String: Bool]] = [
        "ValidCertificatePathTest1EE": ["": true, "e": true, "e1": true, "e2": false, "e12": true],
        "AllCertificatesNoPoliciesTest2EE": ["": true, "e": false],
        "DifferentPoliciesTest3EE": ["": true, "e": false, "e12": false],
        "DifferentPoliciesTest4EE": ["": false],
        "DifferentPoliciesTest5EE": ["": false],
        "OverlappingPoliciesTest6EE": ["": true, "1": true, "2": false],
        "DifferentPoliciesTest7EE": ["": false],
        "DifferentPoliciesTest8EE": ["": false],
        "DifferentPoliciesTest9EE": ["": false],
        "AllCertificatesSamePoliciesTest10EE": ["": true, "1": true, "2": true],
        "AllCertificatesanyPolicyTest11EE": ["": true, "1": true],
        "DifferentPoliciesTest12EE": ["": false],
        "AllCertificatesSamePoliciesTest13EE": ["1": true, "2": true, "3": true],
        "AnyPolicyTest14EE": ["1": true, "2": false],
        "UserNoticeQualifierTest15EE": ["": true],
        "UserNoticeQualifierTest16EE": ["": true],
        "UserNoticeQualifierTest17EE": ["": true],
        "UserNoticeQualifierTest18EE": ["1": true, "2": true],
        "UserNoticeQualifierTest19EE": ["": true],
        "CPSPointerQualifierTest20EE": ["": true],
        "ValidPolicyMappingTest1EE": ["1": true, "2": false, "m": false],
        "InvalidPolicyMappingTest2EE": ["": false, "m": false],
        "ValidPolicyMappingTest3EE": ["1": false, "2": true],
        "ValidPolicyMappingTest5EE": ["1": true, "6": false],
        "ValidPolicyMappingTest6EE": ["1": true, "6": false],
        "ValidPolicyMappingTest12EE": ["1": true, "2": true],
        "ValidPolicyMappingTest13EE": ["": true, "12": true, "2": false],
        "inhibitAnyPolicyTest3EE": ["": true, "a": false],
    ]

    static func cases(
        _ folder: String, _ list: (String) -> [String], read: @escaping @Sendable (String) throws -> Bytes
    ) -> [VectorCase] {
        var certificates: [String: Certificate] = [:]
        for name in list("\(folder)/certs") where name.hasSuffix(".crt") {
            if let file = try? read("\(folder)/certs/\(name)"), let certificate = try? Certificate(file) {
                certificates[String(name.dropLast(4))] = certificate
            }
        }
        let lists = list("\(folder)/crls").compactMap { name -> CertificateList? in
            (try? read("\(folder)/crls/\(name)")).flatMap { try? CertificateList($0) }
        }
        let pool = certificates.sorted { $0.key < $1.key }.map(\.value)
        let anchor = certificates["TrustAnchorRootCertificate"]
        let paths = list("\(folder)/certs").filter { $0.hasSuffix("EE.crt") }.flatMap { file -> [VectorCase] in
            let name = String(file.dropLast(4))
            let rows = settings[name] ?? ["": name.hasPrefix("Valid")]
            return rows.sorted { $0.key < $1.key }.map { letters, expected in
                let leaf = certificates[name]
                return VectorCase(id: name, algorithm: "path validation", flags: flags(letters)) {
                    guard let anchor, let leaf else { throw Unable.field("certificate") }
                    return try PKITS.judge(
                        leaf, anchor: anchor, untrusted: pool, lists: lists, policySettings(letters), expected: expected
                    )
                }
            }
        }
        return paths + bags(folder, list, certificates, read) + mails(folder, list)
    }

    private static func policySettings(_ letters: String) -> PolicySettings {
        let policies = letters.filter(\.isNumber).compactMap { ObjectIdentifier(PKITS.testPolicy(String($0))) }
        return PolicySettings(
            acceptable: policies.isEmpty ? nil : Set(policies), requiresExplicitPolicy: letters.contains("e"),
            inhibitsMapping: letters.contains("m"), inhibitsAnyPolicy: letters.contains("a"))
    }

    private static func flags(_ letters: String) -> [String] {
        let names: [Character: String] = ["e": "explicit policy", "m": "no mapping", "a": "no anyPolicy"]
        return letters.map { names[$0] ?? "policy \($0)" }
    }

    /// The keys of the suite: each opens with the same password, and is that of a certificate.
    private static func bags(
        _ folder: String, _ list: (String) -> [String], _ certificates: [String: Certificate],
        _ read: @escaping @Sendable (String) throws -> Bytes
    ) -> [VectorCase] {
        list("\(folder)/pkcs12").filter { $0.hasSuffix(".p12") }.map { file in
            let certificate = certificates[String(file.dropLast(4))]
            return VectorCase(id: file, algorithm: "PKCS #12") {
                try PKCS12Folder.holds(certificate, in: try read("\(folder)/pkcs12/\(file)"), password: "password")
            }
        }
    }

    private static func mails(_ folder: String, _ list: (String) -> [String]) -> [VectorCase] {
        list("\(folder)/smime").filter { $0.hasSuffix(".eml") }.map { file in
            VectorCase(id: file, algorithm: "signed mail") { .skipped("a signed mail: signet verify judges it") }
        }
    }
}
