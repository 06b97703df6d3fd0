internal import SignetBytes
internal import SignetDSA
internal import SignetEC
internal import SignetHash
internal import SignetRSA

extension CAVP {
    func publicKeyKind() -> Kind? {
        let names = file.names
        if says("x9.31") { return skipped("RSA X9.31", "RSA signatures of ANSI X9.31: not part of CMS", "S") }
        if names.isSuperset(of: ["R", "S", "Qx"]) { return ecdsa }
        if names.isSuperset(of: ["R", "S", "Y"]) { return dsa }
        if names.isSuperset(of: ["d", "Qx", "Qy"]) { return ecKeyPair }
        if names.isSuperset(of: ["Qx", "Result"]) { return ecKeyCheck }
        if names.contains("QsCAVSx") || names.contains("QCAVSx") || names.contains("QeCAVSx") { return ecAgreement }
        if names.isSuperset(of: ["dA", "x_qB"]) { return brainpool }
        if names.isSuperset(of: ["SHAAlg", "Msg", "S"]) { return rsa }
        if names.isSuperset(of: ["xp1", "Xp"]) {
            return skipped(
                "RSA key generation", "primes from seeds (FIPS 186-4 §B.3.6): keys are made another way", "n")
        }
        if names.isSuperset(of: ["SECRET", "PUBLIC", "SIGNATURE"]) { return ed448 }
        if names.contains("INPUT_SCALAR") { return montgomery }
        if names.contains("OAEPDigest") { return oaep }
        if says("mldsa", "ml-dsa") { return skipped("ML-DSA", Unimplemented.reason("ML-DSA"), "pk") }
        if says("mlkem", "ml-kem") { return skipped("ML-KEM", Unimplemented.reason("ML-KEM"), "pk") }
        return nil
    }

    /// `[P-256,SHA-256]`, `[K-256,SHA-384]`, `[P-192]`
    private static func curve(_ record: Record) throws(Unable) -> EllipticCurve {
        let name = String((record.stanza.sections.first ?? "").split(separator: ",").first ?? "")
        return try Named.requiredCurve(name == "K-256" ? "secp256k1" : name)
    }

    private var ecdsa: Kind {
        Kind("ECDSA", "R") { record in
            let curve = try CAVP.curve(record)
            let names = (record.stanza.sections.first ?? "").split(separator: ",").map(Stanza.trimmed)
            // `[P-224]` alone is of FIPS 186-2, which had SHA-1 only.
            let digest = names.count > 1 ? try Named.requiredDigest(names[1]) : .sha1
            let key = try? PublicKeys.point(curve, x: try record.bytes("Qx"), y: try record.bytes("Qy"))
            let (r, s, message) = (try record.bytes("R"), try record.bytes("S"), try record.bytes("Msg"))
            let accepted = key.map { PublicKeys.accepts(r: r, s: s, message, by: $0, digest) } ?? false
            return .judge(accepted, expected: !record.mustFail)
        }
    }

    private var ecKeyPair: Kind {
        Kind("EC key pair", "Qx") { record in
            let curve = try CAVP.curve(record)
            let key = try PublicKeys.scalar(curve, try record.bytes("d"))
            let point = try PublicKeys.point(curve, x: try record.bytes("Qx"), y: try record.bytes("Qy"))
            return .compare([UInt8](key.publicKey.encoded), [UInt8](point.encoded))
        }
    }

    private var ecKeyCheck: Kind {
        Kind("EC public key", "Qx") { record in
            let curve = try CAVP.curve(record)
            let key = try? PublicKeys.point(curve, x: try record.bytes("Qx"), y: try record.bytes("Qy"))
            return .judge(key != nil, expected: !record.mustFail)
        }
    }

    /// The primitive alone; a test that also hands out a hash of the secret wants it judged.
    private var ecAgreement: Kind {
        let curves = ["ea": "P-192", "eb": "P-224", "ec": "P-256", "ed": "P-384", "ee": "P-521"]
        return Kind("ECDH", "QsCAVSx", "QCAVSx", "QeCAVSx") { record in
            let section = record.section
            let letters = String(section.prefix(2))
            let curve = try Named.requiredCurve(
                curves[letters].flatMap { section.hasPrefix("p-") ? nil : $0 } ?? section)
            guard let key = try? PublicKeys.scalar(curve, try record.bytes("dIUT", "dsIUT", "deIUT")),
                let point = try? PublicKeys.point(
                    curve, x: try record.bytes("QCAVSx", "QsCAVSx", "QeCAVSx"),
                    y: try record.bytes("QCAVSy", "QsCAVSy", "QeCAVSy")),
                let secret = try? key.sharedSecret(with: point)
            else { return .judge(false, expected: !record.mustFail) }
            // The tester's own public key may be the damaged one.
            if let own = record.optional("QsIUTx") ?? record.optional("QeIUTx"),
                let ownY = record.optional("QsIUTy") ?? record.optional("QeIUTy"),
                let ownKey = try? PublicKeys.point(curve, x: own, y: ownY), ownKey == key.publicKey
            {
                // It fits the private key.
            } else if record.has("QsIUTx") || record.has("QeIUTx") {
                return .judge(false, expected: !record.mustFail)
            }
            let value = [UInt8](secret.declassified())
            if let hashed = record.optional("CAVSHashZZ"), let name = section.split(separator: " ").last {
                let got = Hashing.digest(try Named.requiredDigest(String(name)), value)
                return .judge(got == hashed, expected: !record.mustFail)
            }
            let stated = Hexadecimal.number(try record.bytes("ZIUT", "Z"), byteCount: curve.byteCount) ?? []
            if record.mustFail {
                guard value == stated else { return .passed }
                throw Unable.skip("what is wrong is in a derivation that CMS has not (SP 800-56A concatenation)")
            }
            return .compare(value, stated)
        }
    }

    private var brainpool: Kind {
        Kind("ECDH", "x_Z") { record in
            let curve = try Named.requiredCurve(record.text("curve") ?? "")
            let key = try PublicKeys.scalar(curve, try record.bytes("dA"))
            let point = try PublicKeys.point(curve, x: try record.bytes("x_qB"), y: try record.bytes("y_qB"))
            return .compare([UInt8](try key.sharedSecret(with: point).declassified()), try record.bytes("x_Z"))
        }
    }

    private var rsa: Kind {
        let isPSS = says("pss")
        let headerSalt = file.comments.first { $0.hasPrefix("Salt len:") }
            .flatMap { Int(Stanza.trimmed($0.dropFirst("Salt len:".count))) }
        return Kind(isPSS ? "RSASSA-PSS" : "RSASSA-PKCS1-v1_5", "S") { record in
            let key = try PublicKeys.rsa(modulus: try record.bytes("n"), exponent: try record.bytes("e"))
            let digest = try Named.requiredDigest(record.text("SHAAlg") ?? "")
            let (message, signature) = (try record.bytes("Msg"), try record.bytes("S"))
            guard isPSS else {
                return .judge(PublicKeys.accepts(signature, message, by: key, digest), expected: !record.mustFail)
            }
            let salt = record.stanza["SaltVal"].flatMap(Hexadecimal.bytes)
            // A salt of one zero byte stands for none.
            let byteCount = salt.map { $0 == [0] ? 0 : $0.count } ?? headerSalt ?? 0
            let padding = PSSPadding(digest, saltByteCount: byteCount)
            return .judge(
                key.accepts(signature.span, of: digest.digest(of: message.span), padding: padding),
                expected: !record.mustFail)
        }
    }

    private var dsa: Kind {
        Kind("DSA", "R") { record in
            let name =
                record.stanza.sections.joined(separator: ",").split(separator: ",").last.map(Stanza.trimmed) ?? ""
            // `[mod = 1024]` alone is of FIPS 186-2, which had SHA-1 only.
            let digest = name.lowercased().contains("sha") ? try Named.requiredDigest(name) : .sha1
            let key = try? PublicKeys.dsa(
                p: try record.bytes("P"), q: try record.bytes("Q"), g: try record.bytes("G"), y: try record.bytes("Y"))
            let signature = DSASignature(r: Bytes(try record.bytes("R")), s: Bytes(try record.bytes("S")))
            let message = try record.bytes("Msg")
            guard let key else { return .judge(false, expected: !record.mustFail) }
            let accepted = key.accepts(signature, digest.digest(of: message.span))
            return .judge(accepted, expected: !record.mustFail)
        }
    }

    private var ed448: Kind {
        Kind("EdDSA", "SIGNATURE") { record in
            let (seed, message) = (try record.bytes("SECRET"), try record.bytes("MESSAGE"))
            let context = record.stanza["CONTEXT"].flatMap(Hexadecimal.bytes) ?? []
            let variant = ACVPReadings.variant(isPrehashed: false, context: context, is448: seed.count == 57)
            let (point, signature) =
                seed.count == 57
                ? try PublicKeys.ed448(seed, message, variant) : try PublicKeys.ed25519(seed, message, variant)
            return .compare(point + signature, try record.bytes("PUBLIC") + record.bytes("SIGNATURE"))
        }
    }

    private var montgomery: Kind {
        Kind("XDH", "OUTPUT_U") { record in
            let scalar = try record.bytes("INPUT_SCALAR")
            return .compare(
                try Edwards.agree(scalar, try record.bytes("INPUT_U"), is448: scalar.count == 56),
                try record.bytes("OUTPUT_U"))
        }
    }

    private var oaep: Kind {
        Kind("RSAES-OAEP", "Output") { record in
            let key = try PublicKeys.rsaPrivate(try record.bytes("KEY"))
            let padding = OAEPPadding(
                try Named.requiredDigest(record.text("OAEPDigest") ?? ""), label: Bytes(try record.bytes("OAEPLabel")))
            let text = record.text("Output") ?? ""
            let expected =
                text.hasPrefix("\"") ? [UInt8](text.dropFirst().dropLast().utf8) : Hexadecimal.bytes(text) ?? []
            let ciphertext = try record.bytes("Input")
            return .compare([UInt8](try key.decrypt(ciphertext.span, padding: padding).declassified()), expected)
        }
    }

    // MARK: - Derivations

    func derivationKind() -> Kind? {
        let names = file.names
        if names.isSuperset(of: ["IKM", "OKM"]) {
            return Kind("HKDF", "OKM") { record in
                let digest = try Named.requiredDigest(record.text("Hash") ?? "")
                return .compare(
                    try Hashing.hkdf(
                        digest, secret: try record.bytes("IKM"), salt: try record.bytes("salt"),
                        info: try record.bytes("info"), byteCount: try record.int("L")), try record.bytes("OKM"))
            }
        }
        if names.isSuperset(of: ["N", "r", "p", "DERIVED_KEY"]) {
            return Kind("scrypt", "DERIVED_KEY") { record in
                .compare(
                    try Hashing.scrypt(
                        password: [UInt8]((record.text("PASSWORD") ?? "").utf8),
                        salt: [UInt8]((record.text("SALT") ?? "").utf8), cost: try record.int("N"),
                        blockSize: try record.int("r"), parallelization: try record.int("p"),
                        byteCount: try record.int("LENGTH")), try record.bytes("DERIVED_KEY"))
            }
        }
        if names.isSuperset(of: ["PASSWORD", "ITERATIONS", "DERIVED_KEY"]) {
            let algorithm = digest ?? .sha1
            return Kind("PBKDF2", "DERIVED_KEY") { record in
                // RFC 6070 has passwords with a zero byte, written \0.
                func text(_ name: String) -> [UInt8] {
                    [UInt8]((record.text(name) ?? "").replacing("\\0", with: "\0").replacing("\\x00", with: "\0").utf8)
                }
                return .compare(
                    try Hashing.pbkdf2(
                        algorithm, password: text("PASSWORD"), salt: text("SALT"),
                        iterations: try record.int("ITERATIONS"), byteCount: try record.int("LENGTH")),
                    try record.bytes("DERIVED_KEY"))
            }
        }
        if names.isSuperset(of: ["Z", "SharedInfo", "key_data"]) {
            return Kind("X9.63 KDF", "key_data") { record in
                let digest = try Named.requiredDigest(record.stanza.sections.first ?? "")
                let expected = try record.bytes("key_data")
                return .compare(
                    try Hashing.x963(
                        digest, secret: try record.bytes("Z"),
                        sharedInfo: record.stanza["SharedInfo"].flatMap(Hexadecimal.bytes) ?? [],
                        byteCount: expected.count), expected)
            }
        }
        return nil
    }
}
