internal import SignetBytes

/// OpenSSL's `evp_test` stanzas.
struct EVP: Sendable {
    static let name = "OpenSSL evp_test"

    let file: StanzaFile
    /// Keys by name, in PEM or raw.
    let keys: EVPKeys

    init(_ file: StanzaFile) {
        self.file = file
        keys = EVPKeys(file)
    }

    private static let operations = [
        "Digest", "Cipher", "MAC", "KDF", "PBE", "Encoding", "Sign", "Verify", "VerifyRecover", "Decrypt", "Encrypt",
        "Derive",
        "DigestSign", "DigestVerify", "OneShotDigestSign", "OneShotDigestVerify", "PrivPubKeyPair", "KeyGen", "Kem",
        "Verify-Message-Public", "Sign-Message", "ParamGen",
    ]

    static func isOne(_ file: StanzaFile) -> Bool {
        file.stanzas.prefix(50).contains { stanza in
            stanza.fields.contains { operations.contains($0.name) || $0.name == "Availablein" } && stanza["Msg"] == nil
        }
    }

    func cases() -> [VectorCase] {
        file.stanzas.compactMap { stanza in
            guard let operation = stanza.fields.first(where: { Self.operations.contains($0.name) }) else { return nil }
            let title: String =
                switch operation.name {
                case "Digest", "Cipher", "MAC", "KDF", "PBE": operation.value
                case "Encoding": "Base64"
                default: operation.name
                }
            let keys = keys
            return VectorCase(
                id: "line \(stanza.line)", algorithm: title, flags: [stanza["Result"]].compactMap(\.self)
            ) {
                let record = EVPRecord(stanza)
                try record.checkApplies()
                switch operation.name {
                case "Digest": return try record.digest(operation.value)
                case "Cipher": return try record.cipher(operation.value)
                case "MAC": return try record.mac(operation.value)
                case "KDF": return try record.kdf(operation.value)
                case "PBE": return try record.pbe(operation.value)
                case "Encoding": return record.base64(operation.value)
                default: return try record.publicKey(operation.name, operation.value, keys)
                }
            }
        }
    }
}

/// A stanza, with its settings taken apart.
struct EVPRecord: Sendable {
    let stanza: Stanza
    /// `Ctrl = digest:SHA256`, `Ctrl.hexkey = hexkey:00`
    let settings: [String: String]

    init(_ stanza: Stanza) {
        self.stanza = stanza
        var settings: [String: String] = [:]
        for field in stanza.fields
        where field.name == "Ctrl" || field.name.hasPrefix("Ctrl.") || field.name == "CtrlInit" {
            let parts = field.value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            // `hexinfo` may come in pieces.
            let name = String(parts[0])
            settings[name] = (name == "hexinfo" ? settings[name] ?? "" : "") + parts[1]
        }
        self.settings = settings
    }

    /// Whether the stanza wants an error.
    var mustFail: Bool { stanza["Result"] != nil }

    func checkApplies() throws(Unable) {
        if stanza["Availablein"] == "fips" || stanza["Unapproved"] != nil || stanza["Securitycheck"] != nil {
            throw .skip("a rule of OpenSSL's FIPS provider")
        }
        if let result = stanza["Result"], result.hasSuffix("CTRL_ERROR") || result.hasSuffix("INIT_ERROR") {
            throw .skip("a rule of OpenSSL's on parameters (\(result))")
        }
    }

    /// Text in quotation marks, or hexadecimal.
    static func bytes(_ text: String) -> [UInt8]? {
        guard text.hasPrefix("\"") else { return Hexadecimal.bytes(text) }
        return [UInt8](text.dropFirst().dropLast(text.hasSuffix("\"") ? 1 : 0).replacing("\\n", with: "\n").utf8)
    }

    func bytes(_ name: String) throws(Unable) -> [UInt8] {
        guard let text = stanza[name], let bytes = Self.bytes(text) else { throw .field(name) }
        return bytes
    }

    func optional(_ name: String) -> [UInt8]? { stanza[name].flatMap(Self.bytes) }

    /// A setting as bytes: `hexsalt:00ff` or `salt:NaCl`.
    func setting(_ name: String) -> [UInt8]? {
        settings["hex" + name].flatMap(Hexadecimal.bytes) ?? settings[name].map { [UInt8]($0.utf8) }
    }

    func number(_ name: String) throws(Unable) -> Int {
        guard let value = (settings[name] ?? stanza[name]).flatMap({ Int($0) }) else { throw .field(name) }
        return value
    }

    func outcome(_ expected: [UInt8], _ operation: () throws -> [UInt8]) throws -> Outcome {
        let got: [UInt8]?
        do { got = try operation() } catch let error as Unable { throw error } catch { got = nil }
        if mustFail { return got == nil || got != expected ? .passed : .judge(true, expected: false) }
        return .compare(got, expected)
    }
}
