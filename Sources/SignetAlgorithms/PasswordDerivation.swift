import SignetASN1
import SignetBytes
import SignetHash

/// How a key comes from a password, with the parameters of one use of it.
enum PasswordDerivation: Hashable, Sendable {
    /// PBKDF2 (RFC 8018 §5.2)
    case pbkdf2(PBKDF2Parameters, PseudorandomFunction)
    /// scrypt (RFC 7914)
    case scrypt(ScryptParameters)
    /// PBKDF1 (RFC 8018 §5.1)
    case pbkdf1(PKCS12Parameters, DigestAlgorithm)
    /// The derivation of PKCS #12 (RFC 7292 §B)
    case pkcs12(PKCS12Parameters, DigestAlgorithm)

    /// The derivation that PBES2 or PBMAC1 names.
    ///
    /// - Throws: `AlgorithmError.unsupported`, `.invalidParameters`.
    init(_ identifier: AlgorithmIdentifier) throws(AlgorithmError) {
        let encoding = identifier.parameters ?? Bytes()
        switch identifier.algorithm {
        case PBKDF2Parameters.identifier:
            let parameters = try PBKDF2Parameters.syntax.parameters(encoding, "pbkdf2")
            self = .pbkdf2(parameters, try PseudorandomFunction(parameters.prf))
        case ScryptParameters.identifier:
            let parameters = try ScryptParameters.syntax.parameters(encoding, "scrypt")
            // RFC 7914 §6; the memory is bounded when it is run.
            guard parameters.costParameter > 1, parameters.costParameter < 1 << 32,
                parameters.costParameter & (parameters.costParameter - 1) == 0,
                (1..<1 << 20).contains(parameters.blockSize),
                (1..<1 << 20).contains(parameters.parallelizationParameter)
            else { throw .invalidParameters(name: "scrypt", nil) }
            guard parameters.memoryByteCount <= Scrypt.usualMemoryLimit else {
                throw .tooMuchWork(
                    name: "scrypt", iterations: parameters.costParameter,
                    limit: Scrypt.usualMemoryLimit / (128 * parameters.blockSize))
            }
            self = .scrypt(parameters)
        default:
            throw .unsupported(role: "key derivation function", name: identifier.algorithm.description)
        }
    }

    /// The name for people.
    var name: String {
        switch self {
        case .pbkdf2(_, let prf): "pbkdf2 \(prf.name)"
        case .scrypt: "scrypt"
        case .pbkdf1(_, let digest): "pbkdf1 \(digest.name)"
        case .pkcs12(_, let digest): "pkcs12 \(digest.name)"
        }
    }

    /// How much it may be trusted.
    var standing: Standing {
        switch self {
        case .pbkdf2(_, let prf): prf.standing
        case .scrypt: .recommended
        case .pbkdf1, .pkcs12: .legacy
        }
    }

    /// How often it is iterated: what a file makes its reader do. A mixing of one block of scrypt counts for one.
    var iterations: Int {
        switch self {
        case .pbkdf2(let parameters, _): parameters.iterationCount
        case .scrypt(let parameters): parameters.workload
        case .pbkdf1(let parameters, _), .pkcs12(let parameters, _): parameters.iterations
        }
    }

    /// The length of the key, where the parameters state it.
    var keyByteCount: Int? {
        switch self {
        case .pbkdf2(let parameters, _): parameters.keyLength
        case .scrypt(let parameters): parameters.keyLength
        case .pbkdf1, .pkcs12: nil
        }
    }

    /// What the password goes in as.
    var input: Password.Input { if case .pkcs12 = self { .characters } else { .octets } }

    /// Derives so many bytes. Iterations and sizes were checked when the parameters were read.
    func derive(_ password: Password, _ purpose: PKCS12KDF.Purpose, byteCount: Int) -> SecretBytes {
        let bytes = password.bytes(for: input) ?? password.utf8
        PasswordWork.note(iterations)
        do throws(KDFError) {
            return try derive(bytes, purpose, byteCount)
        } catch {
            preconditionFailure("iterations and sizes were checked when the parameters were read: \(error)")
        }
    }

    private func derive(
        _ password: SecretSlice, _ purpose: PKCS12KDF.Purpose, _ byteCount: Int
    ) throws(KDFError) -> SecretBytes {
        switch self {
        case .pbkdf2(let parameters, let prf):
            try PBKDF2.derive(
                password: password.span, salt: parameters.salt.span, iterations: parameters.iterationCount,
                byteCount: byteCount, algorithm: prf.digestAlgorithm)
        case .scrypt(let parameters):
            try Scrypt.derive(
                password: password.span, salt: parameters.salt.span, cost: parameters.costParameter,
                blockSize: parameters.blockSize, parallelization: parameters.parallelizationParameter,
                byteCount: byteCount)
        case .pbkdf1(let parameters, let digest):
            try PBKDF1.derive(
                password: password.span, salt: parameters.salt.span, iterations: parameters.iterations,
                byteCount: byteCount, algorithm: digest)
        case .pkcs12(let parameters, let digest):
            try PKCS12KDF.derive(
                password: password.span, salt: parameters.salt.span, purpose: purpose,
                iterations: parameters.iterations, byteCount: byteCount, algorithm: digest)
        }
    }
}

/// What is spent on passwords, for whoever wants to prove how much it is.
package enum PasswordWork {
    /// Is told the iterations of every derivation, before it is run.
    @TaskLocal package static var watch: (@Sendable (Int) -> Void)?

    static func note(_ iterations: Int) { watch?(iterations) }
}

extension Syntax {
    /// The parameters of an algorithm.
    func parameters(_ encoding: Bytes, _ name: String) throws(AlgorithmError) -> Value {
        do throws(ASN1Error) {
            return try decode(encoding, rules: .tolerant)
        } catch {
            throw .invalidParameters(name: name, error)
        }
    }
}
