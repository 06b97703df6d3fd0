internal import SignetBytes
internal import SignetEC
internal import SignetHash

/// Vectors of RFC 6979 and RFC 8032 as JSON arrays, and of SLH-DSA as OpenSSL's stanzas in JSON.
enum RFCVectors {
    static let name = "RFC 6979, RFC 8032 and the like in JSON"

    static func isOne(_ file: JSONValue) -> Bool {
        if let first = file.array?.first {
            return first["cases"]?.array != nil && first["curve"] != nil
                || first["secretKey"] != nil && first["signature"] != nil
        }
        return file["tests"]?.array?.first?["parameterSet"] != nil
    }

    /// - Parameter path: tells the variant of EdDSA, which the file does not.
    static func cases(_ file: JSONValue, path: String) -> [VectorCase] {
        if let tests = file["tests"]?.array {
            return tests.enumerated().map { index, test in
                let name = test["parameterSet"]?.string ?? "?"
                return VectorCase(id: "case \(index + 1)", algorithm: name) {
                    throw Unable.skip(Unimplemented.reason(name))
                }
            }
        }
        let entries = file.array ?? []
        if entries.first?["cases"] != nil { return entries.flatMap(deterministic) }
        let lower = path.lowercased()
        return entries.map { entry in
            VectorCase(
                id: entry["name"]?.text ?? "?", algorithm: lower.contains("448") ? "Ed448" : "Ed25519"
            ) {
                let fields = Fields(entry)
                let seed = try fields.hex("secretKey")
                let context = fields.hexIfPresent("context") ?? []
                let variant: EdDSAVariant =
                    if lower.contains("ph.") || lower.contains("ph-") {
                        .prehashed(context: Bytes(context))
                    } else if lower.contains("ctx") {
                        .context(Bytes(context))
                    } else { context.isEmpty ? .pure : .context(Bytes(context)) }
                let message = try fields.hex("message")
                let (key, signature) =
                    seed.count == 57
                    ? try PublicKeys.ed448(seed, message, variant) : try PublicKeys.ed25519(seed, message, variant)
                return .compare(key + signature, try fields.hex("publicKey") + fields.hex("signature"))
            }
        }
    }

    private static func deterministic(_ entry: JSONValue) -> [VectorCase] {
        let name = entry["curve"]?.string ?? "?"
        return (entry["cases"]?.array ?? []).map { test in
            let fields = Fields(test, in: entry)
            let message = test["message"]?.string ?? ""
            return VectorCase(
                id: "\(name) \(test["hash"]?.string ?? "?") \"\(message)\"", algorithm: "deterministic ECDSA"
            ) {
                let curve = try Named.requiredCurve(name)
                let digest = try Named.requiredDigest(try fields.text("hash"))
                let key = try PublicKeys.scalar(curve, try fields.hex("private"))
                let bytes = [UInt8](message.utf8)
                let signature = try key.sign(digest.digest(of: bytes.span), drawingWith: digest)
                let numbers = [try fields.hex("r"), try fields.hex("s")].map {
                    Hexadecimal.number($0, byteCount: curve.byteCount) ?? $0
                }
                return .compare([UInt8](signature.concatenated), numbers[0] + numbers[1])
            }
        }
    }
}

/// `Ed25519`'s original test file: a line a case, secret and public key, public key, message, signature and message.
enum ColonLines {
    static let name = "Ed25519 sign.input"

    static func isOne(_ text: String) -> Bool {
        guard let line = text.split(separator: "\n", maxSplits: 1).first(where: { !$0.hasPrefix("#") }) else {
            return false
        }
        let parts = line.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count >= 4 && parts[0].utf8.count == 128 && parts[1].utf8.count == 64
    }

    static func cases(_ text: String) -> [VectorCase] {
        text.split(separator: "\n").enumerated().compactMap { index, line in
            let parts = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count >= 4, !line.hasPrefix("#") else { return nil }
            return VectorCase(id: "line \(index + 1)", algorithm: "Ed25519") {
                guard let secret = Hexadecimal.bytes(parts[0]), let message = Hexadecimal.bytes(parts[2]),
                    let signed = Hexadecimal.bytes(parts[3]), let point = Hexadecimal.bytes(parts[1])
                else { throw Unable.field("the line") }
                let (key, signature) = try PublicKeys.ed25519(Array(secret.prefix(32)), message, .pure)
                let judged = try Edwards.accepts(Array(signed.prefix(64)), message, by: point, is448: false)
                guard judged else { return .judge(false, expected: true) }
                return .compare(key + signature, point + signed.prefix(64))
            }
        }
    }
}
