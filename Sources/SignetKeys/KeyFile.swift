import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetCipher
import SignetRSA

/// A key as a file has it: PKCS #8, PKCS #1, SEC 1 or SubjectPublicKeyInfo, in DER, BER or PEM, encrypted or not.
public struct KeyFile: Sendable {
    /// How a key is written.
    public enum Form: Hashable, Sendable {
        /// `PrivateKeyInfo` (RFC 5208), or `OneAsymmetricKey` of version 1 (RFC 5958)
        case pkcs8(version: Int)
        /// `EncryptedPrivateKeyInfo` (RFC 5958 §3)
        case encryptedPKCS8(PasswordEncryption)
        /// `RSAPrivateKey` (RFC 8017 §A.1.2)
        case pkcs1
        /// `ECPrivateKey` (RFC 5915)
        case sec1
        /// OpenSSL's own for DSA
        case dsa
        /// One of the three before, in PEM as OpenSSL used to encrypt it
        case encryptedPEM(LegacyPEMEncryption)
        /// `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7)
        case subjectPublicKeyInfo
        /// `RSAPublicKey` (RFC 8017 §A.1.1)
        case pkcs1Public
    }

    /// How it is written.
    public let form: Form
    /// Whether the file is PEM.
    public let isPEM: Bool
    /// What is said of a private key that is not encrypted.
    public let attributes: [Attribute]
    private let contents: SecretSlice

    /// Finds the key in a file: in PEM the first private one, else the first public one.
    ///
    /// - Throws: `KeyError.malformed`; `.algorithm` for an encryption that Signet does not have; `.notAKey`.
    public init(reading file: SecretSlice) throws(KeyError) {
        guard PEM.isPresent(in: file.exposed) else {
            isPEM = false
            contents = file
            (form, attributes) = try Self.form(of: file)
            return
        }
        let objects: [PEM]
        do throws(PEMError) {
            objects = try PEM.decode(file.exposed)
        } catch { throw .pem(error) }
        let object =
            objects.first { $0.label.hasSuffix("PRIVATE KEY") } ?? objects.first { $0.label.hasSuffix("PUBLIC KEY") }
        guard let object else { throw .notAKey(found: "PEM with a \(objects[0].label)") }
        isPEM = true
        contents = object.contents
        do throws(AlgorithmError) {
            if let encryption = try LegacyPEMEncryption(headers: object.headers) {
                (form, attributes) = (.encryptedPEM(encryption), [])
                return
            }
        } catch { throw .algorithm(error) }
        (form, attributes) = try Self.form(of: object.contents)
    }

    private static func form(of encoding: SecretSlice) throws(KeyError) -> (Form, [Attribute]) {
        let info: PrivateKeyInfo
        do throws(ASN1Error) {
            info = try PrivateKeyInfo.syntax.decode(encoding, rules: .ber)
            return (.pkcs8(version: info.version), info.attributes ?? [])
        } catch {
            if let encrypted = try? EncryptedPrivateKeyInfo.syntax.decode(encoding, rules: .ber) {
                do throws(AlgorithmError) {
                    return (.encryptedPKCS8(try PasswordEncryption(encrypted.encryptionAlgorithm)), [])
                } catch { throw .algorithm(error) }
            }
            if (try? RSAPrivateKeyStructure.syntax.decode(encoding, rules: .ber)) != nil { return (.pkcs1, []) }
            if (try? ECPrivateKeyStructure.syntax.decode(encoding, rules: .ber)) != nil { return (.sec1, []) }
            if (try? DSAPrivateKeyStructure.syntax.decode(encoding, rules: .ber)) != nil { return (.dsa, []) }
            let bytes = encoding.exposed
            if (try? SubjectPublicKeyInfo.syntax.decode(bytes, rules: .ber)) != nil {
                return (.subjectPublicKeyInfo, [])
            }
            if (try? RSAPublicKeyStructure.syntax.decode(bytes, rules: .ber)) != nil { return (.pkcs1Public, []) }
            throw .malformed(error)
        }
    }

    /// Whether the key is a private one.
    public var isPrivate: Bool { form != .subjectPublicKeyInfo && form != .pkcs1Public }

    /// Whether it takes a password to read it.
    public var isEncrypted: Bool {
        switch form {
        case .encryptedPKCS8, .encryptedPEM: true
        default: false
        }
    }

    /// The private key. A password that is not needed does no harm.
    ///
    /// - Throws: `KeyError.passwordNeeded`, `.wrongPassword`; `.notAKey` for a public key; `.malformed`, `.algorithm`,
    ///   `.invalid`, `.publicKeyMismatch`.
    public func privateKey(password: Password?) throws(KeyError) -> PrivateKey {
        switch form {
        case .pkcs8, .pkcs1, .sec1, .dsa: return try PrivateKey(decoding: contents)
        case .subjectPublicKeyInfo, .pkcs1Public: throw .notAKey(found: "a public key alone")
        case .encryptedPKCS8:
            guard let password else { throw .passwordNeeded }
            let info: EncryptedPrivateKeyInfo
            do throws(ASN1Error) {
                info = try EncryptedPrivateKeyInfo.syntax.decode(contents, rules: .ber)
            } catch { throw .malformed(error) }
            return try info.open(password)
        case .encryptedPEM(let encryption):
            guard let password else { throw .passwordNeeded }
            guard let plaintext = try? encryption.decrypt(contents.span, password: password) else {
                throw .wrongPassword
            }
            do throws(KeyError) {
                return try PrivateKey(decoding: plaintext.shared())
            } catch .malformed {
                throw .wrongPassword  // noise whose padding happened to look right
            } catch { throw error }
        }
    }

    /// The public key: the file's own, or the private key's other half.
    ///
    /// - Throws: as for `privateKey`.
    public func publicKey(password: Password?) throws(KeyError) -> PublicKey {
        guard !isPrivate else { return try privateKey(password: password).publicKey }
        guard form == .subjectPublicKeyInfo else {
            let bits = BitString(contents.exposed)
            return try SubjectPublicKeyInfo(algorithm: PublicKeyAlgorithm.rsa.identifier, subjectPublicKey: bits)
                .publicKey()
        }
        let info: SubjectPublicKeyInfo
        do throws(ASN1Error) {
            info = try SubjectPublicKeyInfo.syntax.decode(contents.exposed, rules: .ber)
        } catch { throw .malformed(error) }
        return try info.publicKey()
    }
}

extension KeyFile.Form: CustomStringConvertible {
    /// The name of the form.
    public var description: String {
        switch self {
        case .pkcs8(0): "PKCS #8"
        case .pkcs8(let version): "PKCS #8, version \(version + 1)"
        case .encryptedPKCS8: "PKCS #8, encrypted"
        case .pkcs1: "PKCS #1"
        case .sec1: "SEC 1"
        case .dsa: "OpenSSL's DSA key"
        case .encryptedPEM: "older PEM, encrypted"
        case .subjectPublicKeyInfo: "SubjectPublicKeyInfo"
        case .pkcs1Public: "PKCS #1 public key"
        }
    }
}

extension PrivateKey {
    /// Writes the key in the form of its own kind, without PKCS #8 around it: PKCS #1 or SEC 1, with the PEM label that
    /// goes with it; `nil` for a kind that has none.
    public func encodeBare() -> (label: String, contents: SecretSlice)? {
        switch self {
        case .rsa(let key), .rsaPSS(let key, _), .rsaOAEP(let key, _):
            let structure = RSAPrivateKeyStructure(key.components)
            return (PEM.Label.rsaPrivateKey, RSAPrivateKeyStructure.syntax.encodeSecret(structure).shared())
        case .ec(let key):
            let structure = ECPrivateKeyStructure(key, isAlone: true)
            return ("EC PRIVATE KEY", ECPrivateKeyStructure.syntax.encodeSecret(structure).shared())
        case .ed25519, .ed448, .x25519, .x448, .dsa, .elsewhere: return nil
        }
    }
}
