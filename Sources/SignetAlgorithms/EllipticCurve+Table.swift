public import SignetASN1
public import SignetBytes
public import SignetEC

extension EllipticCurve: AlgorithmRole {
    /// `elliptic curve`
    public static var role: String { "elliptic curve" }

    /// Named curves. Their identifiers stand in the parameters of `ec` keys.
    public static let table: [AlgorithmRow<EllipticCurve>] = [
        .init(.p256, "p256", "1.2.840.10045.3.1.7", .absent, .recommended, "RFC 5480 §2.1.1.1"),
        .init(.p384, "p384", "1.3.132.0.34", .absent, .recommended, "RFC 5480 §2.1.1.1"),
        .init(.p521, "p521", "1.3.132.0.35", .absent, .acceptable, "RFC 5480 §2.1.1.1"),
        .init(.p224, "p224", "1.3.132.0.33", .absent, .acceptable, "RFC 5480 §2.1.1.1"),
        .init(.brainpoolP256r1, "brainpoolP256r1", "1.3.36.3.3.2.8.1.1.7", .absent, .acceptable, "RFC 5639 §4.1"),
        .init(.brainpoolP384r1, "brainpoolP384r1", "1.3.36.3.3.2.8.1.1.11", .absent, .acceptable, "RFC 5639 §4.1"),
        .init(.brainpoolP512r1, "brainpoolP512r1", "1.3.36.3.3.2.8.1.1.13", .absent, .acceptable, "RFC 5639 §4.1"),
        .init(.brainpoolP320r1, "brainpoolP320r1", "1.3.36.3.3.2.8.1.1.9", .absent, .acceptable, "RFC 5639 §4.1"),
        .init(.brainpoolP224r1, "brainpoolP224r1", "1.3.36.3.3.2.8.1.1.5", .absent, .acceptable, "RFC 5639 §4.1"),
        .init(.brainpoolP192r1, "brainpoolP192r1", "1.3.36.3.3.2.8.1.1.3", .absent, .legacy, "RFC 5639 §4.1"),
        .init(.brainpoolP160r1, "brainpoolP160r1", "1.3.36.3.3.2.8.1.1.1", .absent, .legacy, "RFC 5639 §4.1"),
        .init(.secp256k1, "secp256k1", "1.3.132.0.10", .absent, .acceptable, "SEC 2 §2.4.1"),
    ]

    /// Curves that other software uses.
    public static var knownButUnsupported: [ObjectIdentifier: String] {
        [
            "1.2.840.10045.3.1.1": "p192", "1.3.132.0.31": "secp192k1",
            "1.3.132.0.32": "secp224k1", "1.3.132.0.6": "secp112r1", "1.3.132.0.28": "secp128r1",
            "1.3.132.0.8": "secp160r1", "1.3.132.0.9": "secp160k1", "1.3.132.0.30": "secp160r2",
            "1.2.840.10045.3.1.2": "prime192v2", "1.2.840.10045.3.1.3": "prime192v3",
            "1.2.840.10045.3.1.4": "prime239v1", "1.2.840.10045.3.1.5": "prime239v2",
            "1.2.840.10045.3.1.6": "prime239v3", "1.3.132.0.1": "sect163k1", "1.3.132.0.15": "sect163r2",
            "1.3.132.0.26": "sect233k1", "1.3.132.0.27": "sect233r1", "1.3.132.0.16": "sect283k1",
            "1.3.132.0.17": "sect283r1", "1.3.132.0.36": "sect409k1", "1.3.132.0.37": "sect409r1",
            "1.3.132.0.38": "sect571k1", "1.3.132.0.39": "sect571r1",
            "1.3.36.3.3.2.8.1.1.8": "brainpoolP256t1",
            "1.3.36.3.3.2.8.1.1.12": "brainpoolP384t1",
            "1.3.36.3.3.2.8.1.1.14": "brainpoolP512t1", "1.2.156.10197.1.301": "sm2",
        ]
    }

    /// What a key on this curve is named by (RFC 5480 §2.1.1).
    public var keyIdentifier: AlgorithmIdentifier {
        AlgorithmIdentifier(
            algorithm: PublicKeyAlgorithm.ec.row.identifier,
            parameters: Syntax<ObjectIdentifier>.objectIdentifier.encode(row.identifier))
    }

    /// The curve that the `ECParameters` of a key name (RFC 5480 §2.1.1), which must be there.
    ///
    /// RFC 5480 forbids to spell a curve out; old Java and OpenSSL do. It is read where it is one of these to the last number,
    /// and written by name.
    ///
    /// - Throws: `AlgorithmError.unsupported` for a curve that Signet does not have. `.invalidParameters`.
    public init(parameters: Bytes?) throws(AlgorithmError) {
        let name = PublicKeyAlgorithm.ec.name
        guard let parameters else { throw .invalidParameters(name: name, nil) }
        if parameters.first == 0x30 {
            guard let curve = try SpecifiedECDomain.syntax.parameters(parameters, name).namedCurve else {
                throw .unsupported(role: Self.role, name: "with explicit parameters")
            }
            self = curve
            return
        }
        let identifier: ObjectIdentifier
        do throws(ASN1Error) {
            identifier = try Syntax<ObjectIdentifier>.objectIdentifier.decode(parameters, rules: .tolerant)
        } catch { throw .invalidParameters(name: name, error) }
        self = try EllipticCurve(AlgorithmIdentifier(algorithm: identifier, parameters: nil))
    }
}
