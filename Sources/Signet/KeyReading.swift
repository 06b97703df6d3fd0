import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetKeys

/// Finding the key in whatever people have it in: PKCS #8, PKCS #1 or SEC 1, in DER or PEM, encrypted in any way or not; in base64
/// alone, too.
public enum KeyReading {
    /// The first private key in a file.
    ///
    /// - Throws: `SignetError.passwordNeeded`, `.wrongPassword`, `.unsupported`, `.malformed`.
    public static func privateKey(
        in input: SecretSlice, password: Password?, file: String? = nil
    ) throws(SignetError) -> PrivateKey {
        do throws(KeyError) {
            return try KeyFile(reading: InputForm.content(ofBase64: input.exposed) ?? input).privateKey(
                password: password)
        } catch {
            throw SignetError(
                misread: input.exposed, expected: "a private key", SignetError(wrapping: error), file: file)
        }
    }

    /// What key a file holds, and how it is written.
    ///
    /// - Throws: `SignetError.unsupported`, `.malformed`.
    public static func file(_ input: SecretSlice, name: String? = nil) throws(SignetError) -> KeyFile {
        do throws(KeyError) {
            return try KeyFile(reading: InputForm.content(ofBase64: input.exposed) ?? input)
        } catch {
            throw SignetError(misread: input.exposed, expected: "a key", SignetError(wrapping: error), file: name)
        }
    }
}

/// A key file in words.
public struct KeyDetails: Details, Codable {
    /// `private` or `public`.
    public let kind: String
    /// `RSA 3072`, `EC P-256`; `nil` while it is encrypted.
    public let key: String?
    /// How it is written.
    public let form: String
    /// Whether the file is PEM.
    public let isPEM: Bool
    /// How it is encrypted.
    public let encryption: String?
    /// How often the derivation of its key is iterated.
    public let iterations: Int?
    /// `recommended`, `acceptable` or `legacy`: how much the encryption may be trusted.
    public let encryptionStanding: String?
    /// SHA-256 of the SubjectPublicKeyInfo.
    public let publicKeySHA256: String?
    /// SHA-1 of the key's bits (RFC 5280 §4.2.1.2 (1)), by which certificates most often name it.
    public let keyIdentifier: String?
    /// The types of the attributes that it has.
    public let attributes: [String]

    /// What there is to tell of a key; of an encrypted one without its password, how it is encrypted.
    ///
    /// - Throws: `SignetError.wrongPassword`, `.unsupported`, `.malformed`.
    public init(_ file: KeyFile, password: Password?) throws(SignetError) {
        kind = file.isPrivate ? "private" : "public"
        form = file.form.description
        isPEM = file.isPEM
        switch file.form {
        case .encryptedPKCS8(let encryption):
            (self.encryption, iterations) = (encryption.name, encryption.iterations)
            encryptionStanding = encryption.standing.rawValue
        case .encryptedPEM(let encryption):
            (self.encryption, iterations) = ("\(encryption.name), MD5", 1)
            encryptionStanding = Standing.legacy.rawValue
        default: (encryption, iterations, encryptionStanding) = (nil, nil, nil)
        }
        attributes = file.attributes.map(\.type.description)
        guard !file.isEncrypted || password != nil else {
            (key, publicKeySHA256, keyIdentifier) = (nil, nil, nil)
            return
        }
        let publicKey: PublicKey
        do throws(KeyError) {
            publicKey = try file.publicKey(password: password)
        } catch { throw SignetError(wrapping: error) }
        let info = SubjectPublicKeyInfo(publicKey)
        key = publicKey.description
        publicKeySHA256 = DigestAlgorithm.sha256.digest(of: SubjectPublicKeyInfo.syntax.encode(info).span).description
        keyIdentifier = DigestAlgorithm.sha1.digest(of: info.subjectPublicKey.bytes.span).description
    }

    /// The text, line by line.
    public var lines: [String] {
        ["\(key ?? "Encrypted") \(kind) key", "Form        \(form)\(isPEM ? ", PEM" : "")"]
            + (encryption.map { ["Encryption  \($0), \(iterations ?? 1) iterations (\(encryptionStanding ?? ""))"] }
                ?? [])
            + (publicKeySHA256.map { ["SHA-256     \($0) of the public key"] } ?? [])
            + (keyIdentifier.map { ["Identifier  \($0)"] } ?? [])
            + (attributes.isEmpty ? [] : ["Attributes  \(attributes.joined(separator: ", "))"])
    }
}
