#if Program
import Signet

/// Private keys and their certificates, in whatever files people have them.
enum KeyFile {
    /// A private key, and its certificate when there is one.
    struct Pair {
        let certificate: Certificate?
        let key: PrivateKey

        /// `the key of Alice Liddell is EC P-256`
        var description: String {
            "the key\(certificate.map { " of \($0.subject.title)" } ?? "") is \(key.publicKey.description)"
        }
    }

    /// Pairs certificates with keys: one after the other, or, where no key is given, each with the key in its own file.
    /// Keys that are left over stand alone.
    static func pairs(
        certificates: [String], keys: [String], password: Password?
    ) throws(SignetError) -> [Pair] {
        var pairs: [Pair] = []
        for (index, file) in certificates.enumerated() {
            let content = try FileSystem.readSecret(file)
            let chain: [Certificate]
            do throws(SignetError) {
                chain = try CertificateReading.chain(in: content.exposed)
            } catch { throw error.about(file) }
            let key =
                index < keys.count
                ? try self.key(in: try FileSystem.readSecret(keys[index]), keys[index], password)
                : try keyBeside(chain[0], in: content, file, password)
            let certificate = chain.first { (try? $0.publicKey())?.isSameKey(as: key.publicKey) ?? false }
            guard let certificate else {
                throw SignetError(
                    .unsuitable("the private key does not belong to the certificate of \(chain[0].subject.title)"),
                    file: index < keys.count ? keys[index] : file)
            }
            pairs.append(Pair(certificate: certificate, key: key))
        }
        for file in keys.dropFirst(certificates.count) {
            pairs.append(Pair(certificate: nil, key: try key(in: try FileSystem.readSecret(file), file, password)))
        }
        return pairs
    }

    /// The key in the file of a certificate, when none was named.
    private static func keyBeside(
        _ certificate: Certificate, in content: SecretSlice, _ file: String, _ password: Password?
    ) throws(SignetError) -> PrivateKey {
        do throws(SignetError) {
            return try key(in: content, file, password)
        } catch {
            guard case .malformed(.unrecognised) = error.kind else { throw error }
            throw SignetError(
                .usage("the file holds no private key of \(certificate.subject.title); say where it is: --key"),
                file: file)
        }
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

extension PrivateKey {
    /// Whether it signs with one digest alone, as RFC 8419 has it.
    var isEdwards: Bool {
        switch publicKey {
        case .ed25519, .ed448: true
        default: false
        }
    }
}
#endif
