import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetCipher
import SignetKeys
import SignetPKCS12

/// What is encrypted or compressed, opened so that it can be shown as well.
extension AnnotatedDump {
    func unseal(_ structure: String, _ encoding: Bytes, _ place: Dumper.Place) -> Dumper.Unsealed? {
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
            return decrypted(content, info.contentEncryptionAlgorithm, grammar) ?? opened(info, grammar)
        case "EnvelopedData":
            guard let envelope = try? EnvelopedData.syntax.decode(encoding, rules: .ber) else { return nil }
            return opened { () throws(CMSError) in try envelope.open(with: openingKeys) }
        case "AuthEnvelopedData":
            guard let envelope = try? AuthEnvelopedData.syntax.decode(encoding, rules: .ber) else { return nil }
            return opened { () throws(CMSError) in try envelope.open(with: openingKeys) }
        case "CompressedData":
            guard let message = try? CompressedData.syntax.decode(encoding, rules: .ber) else { return nil }
            do throws(CMSError) {
                // Shown in memory.
                let content = try message.uncompressed(limits: MessageLimits(uncompressedByteCount: 64 << 20))
                let type = message.encapContentInfo.contentType.identifier
                return .opened("uncompressed", content, DumpMeaning.content(type))
            } catch { return .closed("not uncompressed: \(error)") }
        default: return nil
        }
    }

    private var openingKeys: [OpeningKey] {
        keys.map { .privateKey($0) } + (password.map { [.password($0)] } ?? [])
            + secretKeys.flatMap { [.keyEncryptionKey($0, identifier: nil), .contentKey($0)] }
    }

    private func opened(_ open: () throws(CMSError) -> OpenedContent) -> Dumper.Unsealed {
        guard !openingKeys.isEmpty else { return .closed("sealed; --key, --password-file or --secret-key opens it") }
        do throws(CMSError) {
            let content = try open()
            return .opened("decrypted", content.content, DumpMeaning.content(content.contentType.identifier))
        } catch { return .closed("not opened: \(error)") }
    }

    /// A content under a key of its own.
    private func opened(_ info: EncryptedContentInfo, _ grammar: Grammar?) -> Dumper.Unsealed {
        guard !secretKeys.isEmpty else { return .closed("encrypted; --secret-key opens it") }
        let message = EncryptedData(encryptedContentInfo: info)
        for key in secretKeys {
            if let content = try? message.open(key: SecretBytes(copying: key.span)) {
                return .opened("decrypted", content.shared().exposed, grammar)
            }
        }
        return .closed("not opened: the key is wrong")
    }

    /// What stands in an object of a PEM file.
    enum Contents {
        case plain(Bytes)
        case closed(String, byteCount: Int)
    }

    /// The contents of an object, decrypted when the headers of PEM say that they are encrypted.
    func contents(of object: DumpInput) -> Contents {
        let encryption: LegacyPEMEncryption?
        do throws(AlgorithmError) {
            encryption = try LegacyPEMEncryption(headers: object.headers)
        } catch { return .closed("\(error)", byteCount: object.bytes.count) }
        guard let encryption else { return .plain(object.bytes) }
        guard let password else { return .closed("--password-file opens it", byteCount: object.bytes.count) }
        guard let plaintext = try? encryption.decrypt(object.bytes.span, password: password) else {
            return .closed("not opened: the password is wrong", byteCount: object.bytes.count)
        }
        let contents = plaintext.shared().exposed
        guard (try? BER.rewritten(contents)) != nil else {
            return .closed("not opened: the password is wrong", byteCount: object.bytes.count)
        }
        return .plain(contents)
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
