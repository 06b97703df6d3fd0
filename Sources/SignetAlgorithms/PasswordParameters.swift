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

/// `pkcs-12PbeParams` (RFC 7292 §C).
struct PKCS12Parameters: Hashable, Sendable {
    var salt: Bytes
    var iterations: Int
    static let syntax: Syntax<Self> = .sequence(
        "pkcs-12PbeParams", Self.init(salt:iterations:),
        .required("salt", \.salt, .octetString),
        .required("iterations", \.iterations, .smallInteger))
}
