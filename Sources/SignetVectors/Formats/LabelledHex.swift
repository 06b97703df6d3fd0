internal import SignetAlgorithms
internal import SignetBytes
internal import SignetHash
internal import SignetRSA

/// RSA Laboratories' `pkcs-1v2-1d2-vec` and what pyca made after it: `# Modulus:` and lines of hexadecimal.
enum LabelledHex {
    static let name = "RSA vectors of PKCS #1"

    static func isOne(_ text: String) -> Bool {
        text.contains("# Modulus:") && text.contains("# Prime 1:")
    }

    private struct Key: Sendable {
        var fields: [String: [UInt8]] = [:]

        func privateKey() throws -> RSAPrivateKey {
            func part(_ name: String) throws(Unable) -> [UInt8] {
                guard let bytes = fields[name] else { throw .field(name) }
                return bytes
            }
            do {
                return try RSAPrivateKey(
                    .init(
                        modulus: Bytes(try part("modulus")), publicExponent: Bytes(try part("public exponent")),
                        privateExponent: SecretSlice(Bytes(try part("exponent"))),
                        prime1: SecretSlice(Bytes(try part("prime 1"))),
                        prime2: SecretSlice(Bytes(try part("prime 2"))),
                        exponent1: SecretSlice(Bytes(try part("prime exponent 1"))),
                        exponent2: SecretSlice(Bytes(try part("prime exponent 2"))),
                        coefficient: SecretSlice(Bytes(try part("coefficient")))))
            } catch { throw PublicKeys.sized(error) }
        }
    }

    static func cases(_ text: String, path: String) -> [VectorCase] {
        var key = Key()
        var values: [String: [UInt8]] = [:]
        var label = ""
        var title = ""
        var cases: [VectorCase] = []
        let lines = text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline)
        func finish() {
            if let made = makeCase(title, values, key, path) { cases.append(made) }
            values = [:]
        }
        for line in lines {
            let line = Stanza.trimmed(line)
            if line.hasPrefix("#") {
                let words = Stanza.trimmed(line.drop { $0 == "#" })
                if words.hasSuffix(":") {
                    label = words.dropLast().lowercased()
                    if label == "modulus" { key = Key() }
                } else {
                    label = ""
                    if words.contains("Example") {
                        finish()
                        title = words
                    }
                }
                continue
            }
            guard !label.isEmpty, let bytes = Hexadecimal.bytes(line.filter { !$0.isWhitespace }) else { continue }
            switch label {
            case "modulus", "public exponent", "exponent", "prime 1", "prime 2", "prime exponent 1", "prime exponent 2",
                "coefficient":
                key.fields[label, default: []] += bytes
            default: values[label, default: []] += bytes
            }
        }
        finish()
        return cases
    }

    private static func makeCase(_ title: String, _ values: [String: [UInt8]], _ key: Key, _ path: String)
        -> VectorCase?
    {
        let message = values["message"] ?? values["message to be signed"]
        if let signature = values["signature"], let message {
            let isPSS = title.contains("PSS")
            let saltCount = values["salt"]?.count ?? 20
            return VectorCase(id: title, algorithm: isPSS ? "RSASSA-PSS" : "RSASSA-PKCS1-v1_5") {
                let rsa = try key.privateKey()
                let digest = DigestAlgorithm.sha1.digest(of: message.span)
                if isPSS {
                    let padding = PSSPadding(.sha1, saltByteCount: saltCount)
                    return .judge(rsa.publicKey.accepts(signature.span, of: digest, padding: padding), expected: true)
                }
                let digestInfo = DigestAlgorithm.sha1.digestInfo(digest)
                return .compare([UInt8](try rsa.sign(digestInfo: digestInfo.span)), signature)
            }
        }
        guard let ciphertext = values["encryption"], let message else { return nil }
        let isOAEP = title.contains("OAEP") && !title.contains("PKCS#1 v1.5")
        return VectorCase(id: title, algorithm: isOAEP ? "RSAES-OAEP" : "RSAES-PKCS1-v1_5") {
            let rsa = try key.privateKey()
            guard isOAEP else {
                return .compare(
                    [UInt8](try rsa.unwrap(ciphertext.span, keyByteCount: message.count).declassified()), message)
            }
            func named(_ prefix: String) -> DigestAlgorithm? {
                title.split(separator: " ").first { $0.hasPrefix(prefix) }.flatMap {
                    Named.digest(String($0.dropFirst(prefix.count)))
                }
            }
            let padding = OAEPPadding(named("alg=") ?? .sha1, maskDigest: named("mgf1=") ?? named("alg=") ?? .sha1)
            return .compare([UInt8](try rsa.decrypt(ciphertext.span, padding: padding).declassified()), message)
        }
    }
}
