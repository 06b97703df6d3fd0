#if Program
import Signet

/// Private keys and their certificates, in whatever files people have them.
enum KeyFile {
    /// A private key, and its certificate when there is one.
    struct Pair {
        let certificate: Certificate?
        let key: PrivateKey
    }

    /// Pairs certificates with keys: one after the other, or, where no key is given, each with the key in its own file.
    /// Keys that are left over stand alone.
    static func pairs(
        certificates: [String], keys: [String], password: Password?
    ) throws(SignetError) -> [Pair] {
        var pairs: [Pair] = []
        for (index, file) in certificates.enumerated() {
            let content = try FileSystem.readSecret(file)
            let certificate: Certificate
            do throws(SignetError) {
                certificate = try CertificateReading.certificates(in: content.exposed)[0]
            } catch { throw error.about(file) }
            let key =
                index < keys.count
                ? try self.key(in: try FileSystem.readSecret(keys[index]), keys[index], password)
                : try self.key(in: content, file, password)
            guard (try? certificate.publicKey()).map({ $0.isSameKey(as: key.publicKey) }) ?? false else {
                throw SignetError(
                    .unsuitable("the private key does not belong to the certificate of \(certificate.subject.title)"),
                    file: index < keys.count ? keys[index] : file)
            }
            pairs.append(Pair(certificate: certificate, key: key))
        }
        for file in keys.dropFirst(certificates.count) {
            pairs.append(Pair(certificate: nil, key: try key(in: try FileSystem.readSecret(file), file, password)))
        }
        return pairs
    }

    /// The key in a file; its password is asked for when none was given and it needs one.
    private static func key(
        in content: SecretSlice, _ file: String, _ password: Password?
    ) throws(SignetError) -> PrivateKey {
        do throws(SignetError) {
            return try KeyReading.privateKey(in: content, password: password, file: file)
        } catch {
            guard case .passwordNeeded = error.kind, password == nil else { throw error }
            let typed = try PasswordSource.password(for: file, file: nil, variable: nil, isNew: false)
            return try KeyReading.privateKey(in: content, password: typed, file: file)
        }
    }

    /// The Digital IDs in a `.pfx`.
    static func identities(
        inPFX content: Bytes, password: Password, file: String
    ) throws(SignetError) -> [DigitalID] {
        do throws(SignetError) {
            return try DigitalID.all(inPFX: content, password: password)
        } catch { throw error.about(file) }
    }
}
#endif
