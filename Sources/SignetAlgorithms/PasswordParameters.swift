import SignetASN1
import SignetBytes

/// `PBES2-params` (RFC 8018 §A.4).
struct PBES2Parameters: Hashable, Sendable {
    var keyDerivationFunc: AlgorithmIdentifier
    var encryptionScheme: AlgorithmIdentifier
    static let syntax: Syntax<Self> = .sequence(
        "PBES2-params", Self.init(keyDerivationFunc:encryptionScheme:),
        .required("keyDerivationFunc", \.keyDerivationFunc, AlgorithmIdentifier.syntax),
        .required("encryptionScheme", \.encryptionScheme, AlgorithmIdentifier.syntax))
}

/// `PBKDF2-params` (RFC 8018 §A.2), with the salt given, as it always is.
struct PBKDF2Parameters: Hashable, Sendable {
    var salt: Bytes
    var iterationCount: Int
    var keyLength: Int?
    var prf: AlgorithmIdentifier

    static let identifier: ObjectIdentifier = "1.2.840.113549.1.5.12"
    static let syntax: Syntax<Self> = .sequence(
        "PBKDF2-params", Self.init(salt:iterationCount:keyLength:prf:),
        .required("salt", \.salt, .octetString),
        .required("iterationCount", \.iterationCount, .smallInteger),
        .optional("keyLength", \.keyLength, .smallInteger),
        .defaulted("prf", \.prf, AlgorithmIdentifier.syntax, PseudorandomFunction.hmacSHA1.identifier))
}

/// `scrypt-params` (RFC 7914 §7.1).
struct ScryptParameters: Hashable, Sendable {
    var salt: Bytes
    var costParameter: Int
    var blockSize: Int
    var parallelizationParameter: Int
    var keyLength: Int?

    static let identifier: ObjectIdentifier = "1.3.6.1.4.1.11591.4.11"
    static let syntax: Syntax<Self> = .sequence(
        "scrypt-params", Self.init(salt:costParameter:blockSize:parallelizationParameter:keyLength:),
        .required("salt", \.salt, .octetString),
        .required("costParameter", \.costParameter, .smallInteger),
        .required("blockSize", \.blockSize, .smallInteger),
        .required("parallelizationParameter", \.parallelizationParameter, .smallInteger),
        .optional("keyLength", \.keyLength, .smallInteger))

    /// What it takes of memory; the parameters were checked to be small.
    var memoryByteCount: Int {
        let (bytes, overflows) = (128 * blockSize).multipliedReportingOverflow(
            by: costParameter + parallelizationParameter + 2)
        return overflows ? Int.max : bytes
    }

    /// How many blocks are mixed, each twice.
    var workload: Int {
        let (count, overflows) = (2 * costParameter * blockSize).multipliedReportingOverflow(
            by: parallelizationParameter)
        return overflows ? Int.max : count
    }
}

/// `pkcs-12PbeParams` (RFC 7292 §C), and `PBEParameter` of PBES1 (RFC 8018 §A.3), which looks the same.
struct PKCS12Parameters: Hashable, Sendable {
    var salt: Bytes
    var iterations: Int
    static let syntax: Syntax<Self> = .sequence(
        "pkcs-12PbeParams", Self.init(salt:iterations:),
        .required("salt", \.salt, .octetString),
        .required("iterations", \.iterations, .smallInteger))
}
