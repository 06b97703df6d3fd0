import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetKeys

/// Finding the private key in whatever people have it in: PKCS #8 or PKCS #1, in DER or PEM, encrypted or not.
public enum KeyReading {
    /// The first private key in a file.
    ///
    /// - Throws: `SignetError.passwordNeeded`, `.wrongPassword`, `.unsupported`, `.malformed`.
    public static func privateKey(
        in input: SecretSlice, password: Password?, file: String? = nil
    ) throws(SignetError) -> PrivateKey {
        var encoding = input
        if PEM.isPresent(in: input.exposed) {
            let objects: [PEM]
            do throws(PEMError) {
                objects = try PEM.decode(input.exposed)
            } catch { throw SignetError(.malformed(.pem(error)), file: file) }
            guard let object = objects.first(where: { $0.label.hasSuffix("PRIVATE KEY") }) else {
                throw SignetError(
                    .malformed(.unrecognised(expected: "a private key", found: objects[0].label)), file: file)
            }
            guard object.headers.isEmpty else {
                throw SignetError(
                    .unsupported(.unsupported(role: "key encryption", name: "Proc-Type: 4,ENCRYPTED")), file: file)
            }
            encoding = object.contents
        }
        do throws(KeyError) {
            guard let encrypted = try? EncryptedPrivateKeyInfo.syntax.decode(encoding, rules: .ber) else {
                return try PrivateKey(decoding: encoding)
            }
            guard let password else { throw KeyError.passwordNeeded }
            return try encrypted.open(password)
        } catch {
            var translated = SignetError(wrapping: error)
            translated.file = file
            throw translated
        }
    }
}
