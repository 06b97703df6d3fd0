import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetKeys

/// Writing a key in another form than it had.
public enum KeyWriting {
    /// How a key is to be written.
    public enum Form: String, Sendable, CaseIterable {
        /// PKCS #8 (RFC 5958)
        case pkcs8
        /// PKCS #1 (RFC 8017 §A.1.2), for RSA
        case pkcs1
        /// SEC 1 (RFC 5915), for elliptic curves
        case sec1
        /// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), the public key
        case spki
    }

    /// The key of a file, written anew.
    ///
    /// - Parameters:
    ///   - file: the key.
    ///   - password: what the file is encrypted under, if it is.
    ///   - form: the structure to write.
    ///   - newPassword: what PKCS #8 is encrypted under, with PBES2 and AES-256; `nil` leaves it plain.
    ///   - isPEM: whether PEM is written, and not DER.
    /// - Throws: `SignetError.passwordNeeded`, `.wrongPassword`, `.malformed`, `.unsuitable` for a form that the key has not.
    public static func write(
        _ file: KeyFile, password: Password?, as form: Form, newPassword: Password?, isPEM: Bool
    ) throws(SignetError) -> Bytes {
        let (label, contents): (String, SecretSlice)
        do throws(KeyError) {
            if form == .spki {
                let info = SubjectPublicKeyInfo(try file.publicKey(password: password))
                (label, contents) = ("PUBLIC KEY", SecretSlice(SubjectPublicKeyInfo.syntax.encode(info)))
            } else {
                let key = try file.privateKey(password: password)
                (label, contents) = try write(key, as: form, newPassword)
            }
        } catch {
            if case .notAKey(let found) = error { throw SignetError(.unsuitable("there is only \(found)")) }
            throw SignetError(wrapping: error)
        }
        guard isPEM else { return contents.exposed }
        return PEM(label: label, contents: contents).encode().declassified()
    }

    private static func write(
        _ key: PrivateKey, as form: Form, _ newPassword: Password?
    ) throws(KeyError) -> (String, SecretSlice) {
        guard form == .pkcs8 else {
            guard let bare = key.encodeBare(), (bare.label == PEM.Label.rsaPrivateKey) == (form == .pkcs1) else {
                throw .algorithm(.wrongKeyType(name: form.rawValue))
            }
            return bare
        }
        guard let newPassword else { return (PEM.Label.privateKey, try key.encode().shared()) }
        let encrypted = try EncryptedPrivateKeyInfo(key, with: try .forStore(), password: newPassword)
        return (
            PEM.Label.encryptedPrivateKey, SecretSlice(EncryptedPrivateKeyInfo.syntax.encode(encrypted))
        )
    }
}
