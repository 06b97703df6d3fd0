public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetCMS
import SignetCipher
import SignetKeys
import SignetPKCS12
import SignetX509

/// What stands in a file, element by element, with the names of the standards: certificates, requests, revocation lists, CMS,
/// PKCS #12 and keys, in DER, BER, PEM, Base64, hexadecimal or mail; with a key or password, what is encrypted in them too.
public struct AnnotatedDump: Sendable {
    /// Whether no grammar is to be used.
    public var isRaw = false
    /// The type of the file by name, when it is not to be guessed.
    public var type: DumpType?
    /// What opens encrypted keys, bags and contents.
    public var password: Password?
    /// What opens sealed contents.
    public var keys: [PrivateKey] = []

    /// A dump that opens nothing.
    public init() {}

    /// One object of a file.
    public struct Object: Sendable {
        /// What the file says that it is: a PEM label, how it was wrapped.
        public let label: String?
        /// Which grammar is used.
        public let type: String?
        /// How many bytes it has.
        public let byteCount: Int
    }

    /// Shows every object of a file.
    ///
    /// - Parameters:
    ///   - file: DER, BER, PEM, base64, hexadecimal or a mail.
    ///   - begin: called before the lines of an object.
    ///   - line: called for every line.
    /// - Throws: `SignetError.malformed` after everything was shown that could be read.
    public func dump(
        _ file: Bytes, begin: (Object) -> Void, line: @escaping (DumpLine) -> Void
    ) throws(SignetError) {
        let (objects, failure) = try DumpInput.objects(in: file)
        let damage = Damage()
        for object in objects {
            guard !object.isEncrypted else {
                begin(Object(label: object.label, type: "encrypted by RFC 1421", byteCount: object.bytes.count))
                continue
            }
            let type = isRaw ? nil : type ?? DumpType.fitting(object.bytes, label: object.label)
            begin(Object(label: object.label, type: type?.name, byteCount: object.bytes.count))
            dumper.dump(object.bytes, as: type?.grammar) {
                damage.note($0)
                line($0)
            }
        }
        if let failure { throw failure }
        if let first = damage.first { throw SignetError(.malformed(.asn1(first))) }
    }

    /// The first line that is malformed.
    private final class Damage {
        var first: ASN1Error?

        func note(_ line: DumpLine) {
            guard first == nil else { return }
            for case .malformed(let reason) in line.notes { first = ASN1Error(.invalidValue(reason), at: line.offset) }
        }
    }

    private var dumper: Dumper {
        var dumper = Dumper()
        guard !isRaw else { return dumper }
        dumper.meaning = DumpMeaning.grammar
        dumper.keyedNames = DumpMeaning.keyedNames
        dumper.identifierName = DumpMeaning.name
        let copy = self
        dumper.unseal = { copy.unseal($0, $1, $2) }
        return dumper
    }

    private func unseal(_ structure: String, _ encoding: Bytes, _ place: Dumper.Place) -> Dumper.Unsealed? {
        switch structure {
        case "EncryptedPrivateKeyInfo":
            guard let info = try? EncryptedPrivateKeyInfo.syntax.decode(encoding, rules: .ber) else { return nil }
            return decrypted(info.encryptedData, info.encryptionAlgorithm, PrivateKeyInfo.syntax.grammar)
        case "EncryptedData":
            guard let info = try? EncryptedData.syntax.decode(encoding, rules: .ber).encryptedContentInfo,
                let content = info.encryptedContent
            else { return nil }
            let grammar =
                place.path.contains("PFX")
                ? SafeContents.syntax.grammar : DumpMeaning.content(info.contentType.identifier)
            guard let outcome = decrypted(content, info.contentEncryptionAlgorithm, grammar) else {
                return .closed(
                    "encrypted; whoever has the key of the content opens it: signet cms decrypt --secret-key")
            }
            return outcome
        case "EnvelopedData":
            guard let envelope = try? EnvelopedData.syntax.decode(encoding, rules: .ber) else { return nil }
            return opened { () throws(CMSError) in try envelope.open(with: openingKeys) }
        case "AuthEnvelopedData":
            guard let envelope = try? AuthEnvelopedData.syntax.decode(encoding, rules: .ber) else { return nil }
            return opened { () throws(CMSError) in try envelope.open(with: openingKeys) }
        default: return nil
        }
    }

    private var openingKeys: [OpeningKey] {
        keys.map { .privateKey($0) } + (password.map { [.password($0)] } ?? [])
    }

    private func opened(_ open: () throws(CMSError) -> OpenedContent) -> Dumper.Unsealed {
        guard !openingKeys.isEmpty else { return .closed("sealed; --key or --password-file opens it") }
        do throws(CMSError) {
            let content = try open()
            return .opened("decrypted", content.content, DumpMeaning.content(content.contentType.identifier))
        } catch { return .closed("not opened: \(error)") }
    }

    /// Tries every reading of the password: what comes out must be the beginning of a structure. `nil` when the algorithm takes
    /// no password.
    private func decrypted(
        _ ciphertext: Bytes, _ algorithm: AlgorithmIdentifier, _ grammar: Grammar?
    ) -> Dumper.Unsealed? {
        let encryption: PasswordEncryption
        do throws(AlgorithmError) {
            encryption = try PasswordEncryption(algorithm)
        } catch {
            if PasswordScheme.table.contains(where: { $0.identifier == algorithm.algorithm }) {
                return .closed("not opened: \(error)")
            }
            return nil
        }
        guard let password else { return .closed("encrypted; --password-file opens it") }
        for reading in password.readings(for: encryption.passwordInput) {
            guard let plaintext = try? encryption.decrypt(ciphertext.span, password: reading) else { continue }
            let content = plaintext.shared().exposed
            if (try? BER.rewritten(content)) != nil { return .opened("decrypted", content, grammar) }
        }
        return .closed("not opened: the password is wrong")
    }
}
