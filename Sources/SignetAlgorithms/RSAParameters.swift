import SignetASN1
import SignetBytes
import SignetHash
public import SignetRSA

/// `RSASSA-PSS-params` (RFC 4055 §3.1).
struct PSSParameters: Sendable {
    var hashAlgorithm: AlgorithmIdentifier
    var maskGenAlgorithm: AlgorithmIdentifier
    var saltLength: Int
    var trailerField: Int

    static let syntax: Syntax<Self> = .sequence(
        "RSASSA-PSS-params", Self.init(hashAlgorithm:maskGenAlgorithm:saltLength:trailerField:),
        .defaulted("hashAlgorithm", \.hashAlgorithm, AlgorithmIdentifier.syntax.explicit(0), sha1),
        .defaulted("maskGenAlgorithm", \.maskGenAlgorithm, AlgorithmIdentifier.syntax.explicit(1), MGF1Identifier.sha1),
        .defaulted("saltLength", \.saltLength, .smallInteger.explicit(2), 20),
        .defaulted("trailerField", \.trailerField, .smallInteger.explicit(3), 1))
}

/// `RSAES-OAEP-params` (RFC 4055 §4.1).
struct OAEPParameters: Sendable {
    var hashFunc: AlgorithmIdentifier
    var maskGenFunc: AlgorithmIdentifier
    var pSourceFunc: AlgorithmIdentifier

    static let syntax: Syntax<Self> = .sequence(
        "RSAES-OAEP-params", Self.init(hashFunc:maskGenFunc:pSourceFunc:),
        .defaulted("hashFunc", \.hashFunc, AlgorithmIdentifier.syntax.explicit(0), sha1),
        .defaulted("maskGenFunc", \.maskGenFunc, AlgorithmIdentifier.syntax.explicit(1), MGF1Identifier.sha1),
        .defaulted("pSourceFunc", \.pSourceFunc, AlgorithmIdentifier.syntax.explicit(2), specified(Bytes())))

    /// `id-pSpecified`: the label itself.
    static let specified: ObjectIdentifier = "1.2.840.113549.1.1.9"

    static func specified(_ label: Bytes) -> AlgorithmIdentifier {
        AlgorithmIdentifier(algorithm: specified, parameters: Syntax<Bytes>.octetString.encode(label))
    }
}

/// What both take for granted (RFC 4055 §2.1).
private let sha1 = DigestAlgorithm.sha1.identifierInRSAParameters

/// `id-mgf1` with the hash that it masks with (RFC 4055 §2.2).
private enum MGF1Identifier {
    static let identifier: ObjectIdentifier = "1.2.840.113549.1.1.8"
    static let sha1 = encode(.sha1)

    static func encode(_ digest: DigestAlgorithm) -> AlgorithmIdentifier {
        AlgorithmIdentifier(
            algorithm: identifier, parameters: AlgorithmIdentifier.syntax.encode(digest.identifierInRSAParameters))
    }

    static func decode(_ identifier: AlgorithmIdentifier) throws(AlgorithmError) -> DigestAlgorithm {
        guard identifier.algorithm == self.identifier else {
            throw .unsupported(role: "mask generation function", name: identifier.algorithm.description)
        }
        let hash: AlgorithmIdentifier
        do throws(ASN1Error) {
            hash = try AlgorithmIdentifier.syntax.decode(identifier.parameters ?? Bytes(), rules: .tolerant)
        } catch { throw .invalidParameters(name: "mgf1", error) }
        let digest = try DigestAlgorithm(hash)
        // RFC 8702 §3.1: where SHAKE masks, it is no hash of MGF1.
        guard digest != .shake128, digest != .shake256 else {
            throw .unsupported(role: "mask generation function", name: "mgf1 with \(digest)")
        }
        return digest
    }
}

extension DigestAlgorithm {
    /// RFC 4055 §2.1 and §6 write NULL in these structures, and everyone reads it; either is read here too.
    fileprivate var identifierInRSAParameters: AlgorithmIdentifier {
        AlgorithmIdentifier(algorithm: row.identifier, parameters: AlgorithmIdentifier.null)
    }
}

extension PSSPadding {
    /// Reads the parameters of RSASSA-PSS (RFC 4055 §3.1). DEFAULT values may be written out, as some do.
    ///
    /// - Throws: `AlgorithmError.unsupported` for a hash or mask that Signet does not have, `.invalidParameters`.
    init(decoding encoding: Bytes) throws(AlgorithmError) {
        let name = SignatureAlgorithm.rsaPSS.name
        let parameters: PSSParameters
        do throws(ASN1Error) {
            parameters = try PSSParameters.syntax.decode(encoding, rules: .tolerant)
        } catch { throw .invalidParameters(name: name, error) }
        // 1 stands for the byte BC, the only trailer there is (RFC 8017 §A.2.3).
        guard parameters.saltLength >= 0, parameters.trailerField == 1 else {
            throw .invalidParameters(name: name, nil)
        }
        let digest = try DigestAlgorithm(parameters.hashAlgorithm)
        let maskDigest = try MGF1Identifier.decode(parameters.maskGenAlgorithm)
        self.init(digest, maskDigest: maskDigest, saltByteCount: parameters.saltLength)
    }

    /// The parameters of RSASSA-PSS.
    var encoding: Bytes {
        PSSParameters.syntax.encode(
            PSSParameters(
                hashAlgorithm: digest.identifierInRSAParameters, maskGenAlgorithm: MGF1Identifier.encode(maskDigest),
                saltLength: saltByteCount, trailerField: 1))
    }

    /// What a key that is for RSASSA-PSS alone is named by: with the padding that it is restricted to, or none (RFC 4055
    /// §1.2, §3.1).
    public static func keyIdentifier(restrictedTo padding: PSSPadding?) -> AlgorithmIdentifier {
        AlgorithmIdentifier(algorithm: PublicKeyAlgorithm.rsaPSS.row.identifier, parameters: padding?.encoding)
    }

    /// The padding that a key for RSASSA-PSS alone is restricted to; `nil` when it may be used with any.
    ///
    /// - Throws: as for the parameters of a signature.
    public static func restriction(
        in keyIdentifier: AlgorithmIdentifier
    ) throws(AlgorithmError) -> PSSPadding? {
        guard let parameters = keyIdentifier.parameters else { return nil }
        return try PSSPadding(decoding: parameters)
    }

    /// Whether a key that is restricted to this padding may sign with `other` (RFC 4055 §3.3): the same hashes, and a salt
    /// that is no shorter.
    func allows(_ other: PSSPadding) -> Bool {
        digest == other.digest && maskDigest == other.maskDigest && saltByteCount <= other.saltByteCount
    }
}

extension OAEPPadding {
    /// Reads the parameters of RSAES-OAEP (RFC 4055 §4.1).
    ///
    /// - Throws: `AlgorithmError.unsupported` for a hash, mask or source of the label that Signet does not have,
    ///   `.invalidParameters`.
    init(decoding encoding: Bytes) throws(AlgorithmError) {
        let name = KeyTransport.rsaOAEP.name
        let parameters: OAEPParameters
        let label: Bytes
        do throws(ASN1Error) {
            parameters = try OAEPParameters.syntax.decode(encoding, rules: .tolerant)
            label = try Syntax<Bytes>.octetString.decode(parameters.pSourceFunc.parameters ?? Bytes(), rules: .tolerant)
        } catch { throw .invalidParameters(name: name, error) }
        guard parameters.pSourceFunc.algorithm == OAEPParameters.specified else {
            throw .unsupported(role: "label source", name: parameters.pSourceFunc.algorithm.description)
        }
        let digest = try DigestAlgorithm(parameters.hashFunc)
        let maskDigest = try MGF1Identifier.decode(parameters.maskGenFunc)
        self.init(digest, maskDigest: maskDigest, label: label)
    }

    /// What a key that is for RSAES-OAEP alone is named by (RFC 4055 §1.2, §4.1).
    public static func keyIdentifier(restrictedTo padding: OAEPPadding?) -> AlgorithmIdentifier {
        AlgorithmIdentifier(algorithm: PublicKeyAlgorithm.rsaOAEP.row.identifier, parameters: padding?.encoding)
    }

    /// The padding that a key for RSAES-OAEP alone is restricted to; `nil` when it may be used with any.
    ///
    /// - Throws: as for the parameters of key transport.
    public static func restriction(
        in keyIdentifier: AlgorithmIdentifier
    ) throws(AlgorithmError) -> OAEPPadding? {
        guard let parameters = keyIdentifier.parameters else { return nil }
        return try OAEPPadding(decoding: parameters)
    }

    /// The parameters of RSAES-OAEP.
    var encoding: Bytes {
        OAEPParameters.syntax.encode(
            OAEPParameters(
                hashFunc: digest.identifierInRSAParameters, maskGenFunc: MGF1Identifier.encode(maskDigest),
                pSourceFunc: OAEPParameters.specified(label)))
    }
}
