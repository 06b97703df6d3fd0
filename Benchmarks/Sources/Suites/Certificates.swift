import SignetASN1
import SignetBytes
import SignetX509

extension Suite {
    static let certificates = Suite(name: "certificates") {
        var groups: [(String, [[UInt8]])] = [
            ("RSA leaf", [try Fixture.file("rsa-leaf.der")]), ("P-256 leaf", [try Fixture.file("p256-leaf.der")]),
        ]
        if let bundle = Fixture.authorities() { groups.append(("bundle of \(bundle.der.count)", bundle.der)) }
        var rows: [Row] = []
        for (name, certificates) in groups {
            let inputs = certificates.map { Bytes($0) }
            for deeply in [false, true] {
                rows.append(
                    Row(
                        "decode \(name)\(deeply ? ", extensions and key" : "")",
                        [
                            Contender("signet") {
                                var count = 0
                                for input in inputs {
                                    let certificate = try Certificate(input)
                                    if deeply { try certificate.readAll() }
                                    count += 1
                                }
                                return [UInt8(count)]
                            },
                            Libcrypto.decode(certificates, deeply: deeply),
                            SwiftCertificates.decode(certificates, deeply: deeply),
                            deeply ? nil : Python.contender(.decode, on: certificates),
                        ]))
            }
            rows.append(
                Row(
                    "decode \(name), every extension typed, and encode again",
                    [
                        Contender("signet") {
                            var count = 0
                            for input in inputs {
                                guard try Certificate(input).isRewritten() else { continue }
                                count += 1
                            }
                            return [UInt8(count)]
                        },
                        Python.contender(.rewrite, on: certificates),
                    ]))
        }
        return rows
    }

    static let paths = Suite(name: "paths") {
        var rows: [Row] = []
        for family in ["rsa", "p256"] {
            let leaf = try Fixture.file("\(family)-leaf.der")
            let authority = try Fixture.file("\(family)-ca.der")
            let root = try Fixture.file("\(family)-root.der")
            rows.append(
                Row(
                    "\(family) path of 3, decoded and validated",
                    [
                        try SignetPath.contender(leaf, authority, root),
                        try Libcrypto.path(leaf, authority, root: root),
                        try SwiftCertificates.path(leaf, authority, root: root),
                    ]))
        }
        return rows
    }
}

/// Signet's validation of a path from bytes.
enum SignetPath {
    static func contender(_ leaf: [UInt8], _ authority: [UInt8], _ root: [UInt8]) throws -> Contender? {
        let anchor = try Certificate(Bytes(root))
        let (leaf, authority) = (Bytes(leaf), Bytes(authority))
        let time = try Certificate(leaf).validity.notBefore.instant
        let contender = Contender("signet") {
            let validator = PathValidator(
                anchors: [anchor], untrusted: [try Certificate(authority)], time: time, purpose: .any)
            return [validator.validate(try Certificate(leaf)).isTrusted ? 1 : 0]
        }
        return try contender.answer() == [1] ? contender : nil
    }
}

extension Certificate {
    /// Reads every extension whose type is known, and encodes it and all of the certificate again: the same bytes.
    func isRewritten() throws -> Bool {
        for one in extensions {
            // Some authorities' are not DER: they stay as they are.
            guard let written = try? X509Grammar.rewritten(one.value, of: one.id) else { continue }
            guard written == one.value else { return false }
        }
        return TBSCertificate.syntax.encode(toBeSigned.value) == toBeSigned.encoding
            && Certificate.syntax.encode(self) == encoding
    }

    /// Reads every extension that the library knows, and the key.
    func readAll() throws {
        blackHole(try publicKey())
        blackHole(try subjectKeyIdentifier())
        blackHole(try authorityKeyIdentifier())
        blackHole(try keyUsage())
        blackHole(try extendedKeyUsage())
        blackHole(try basicConstraints())
        blackHole(try subjectAltName())
        blackHole(try nameConstraints())
        blackHole(try policyConstraints())
    }
}
