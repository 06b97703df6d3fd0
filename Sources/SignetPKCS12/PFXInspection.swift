import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetCMS
import SignetKeys
import SignetX509

/// What a `.pfx` shows to anyone, without a password. Nothing vouches for it: only `open` checks the file.
public struct PFXInspection: Sendable {
    /// What the file is made of, as far as it is not encrypted.
    public internal(set) var facts = PFXFacts()
    /// The certificates that are not encrypted.
    public internal(set) var certificates: [PFXContents.CertificateEntry] = []
    /// The names that private keys have outside of their encryption.
    public internal(set) var keyNames: [String?] = []
    /// What is named and Signet does not have.
    public internal(set) var unsupported: [AlgorithmError] = []

    /// Whether some part does not open without a password, or some password proves the file whole.
    public var needsPassword: Bool {
        facts.mac != nil || facts.safes.contains { $0.encryption != nil || $0.keys.contains { $0 != nil } }
    }

    /// Whether some part does not open without a password or a private key.
    public var isEncrypted: Bool { needsPassword || facts.safes.contains(where: \.isEnveloped) }
}

extension PFX {
    /// Reads what a file shows without a password, and does not stop at an algorithm that Signet does not have.
    ///
    /// - Throws: `PFXError.notAPFX`, `.malformed`.
    public static func inspect(_ file: Bytes) throws(PFXError) -> PFXInspection {
        var facts = PFXFacts()
        var reader = LayerReader()
        let pfx = try PFX(reading: file, &reader, &facts)
        var inspecting = Inspecting(reader: reader)
        inspecting.result.facts = facts
        try inspecting.inspect(pfx)
        return inspecting.result
    }
}

private struct Inspecting {
    var reader: LayerReader
    var result = PFXInspection()

    mutating func inspect(_ pfx: PFX) throws(PFXError) {
        if let macData = pfx.macData {
            do throws(AlgorithmError) {
                let mac = try PasswordMAC(
                    macData.mac.digestAlgorithm, salt: macData.macSalt, iterations: macData.iterations,
                    maximumIterations: .max)
                result.facts.mac = PFXFacts.Protection(mac)
            } catch { result.facts.mac = note(error) }
        }
        if case .signedData = pfx.authSafe { result.facts.signer = (try? pfx.checkedSigner()) ?? nil }
        let content = try pfx.authenticatedContent
        let infos: [ContentInfo]
        do throws(ASN1Error) {
            infos = try reader.decode(AuthenticatedSafe.syntax, content).contents
        } catch { throw .malformed(error.under("AuthenticatedSafe")) }
        for info in infos { try inspect(info) }
        result.facts.encodingTolerances = reader.tolerances
        if reader.sawBER { result.facts.note(.ber) }
    }

    private mutating func inspect(_ info: ContentInfo) throws(PFXError) {
        switch info {
        case .data(let content):
            result.facts.safes.append(PFXFacts.Safe(encryption: nil))
            do throws(ASN1Error) {
                try collect(try reader.decode(secret: SafeContents.syntax, content))
            } catch { throw .malformed(error.under("SafeContents")) }
        case .encryptedData(let encrypted):
            result.facts.safes.append(
                PFXFacts.Safe(
                    encryption: protection(encrypted.encryptedContentInfo.contentEncryptionAlgorithm)))
        case .envelopedData(let envelope):
            var safe = PFXFacts.Safe(encryption: nil)
            safe.recipients = envelope.recipientInfos.map(\.description)
            result.facts.safes.append(safe)
        default:
            let error = AlgorithmError.unsupported(role: "protection of a safe", name: info.contentType.description)
            result.facts.safes.append(PFXFacts.Safe(encryption: note(error)))
        }
    }

    private mutating func collect(_ safe: SafeContents) throws(ASN1Error) {
        for bag in safe.bags {
            let attributes = bag.attributes?.detached ?? []
            result.facts.noteBag(bag.value.name)
            switch bag.value {
            case .key:
                result.facts.noteKey(nil)
                result.keyNames.append(attributes.friendlyName)
            case .shroudedKey(let encrypted):
                result.facts.noteKey(protection(encrypted.encryptionAlgorithm))
                result.keyNames.append(attributes.friendlyName)
            case .certificate(let bag):
                if let certificate = try? bag.certificate() {
                    result.certificates.append(.init(certificate: certificate, attributes: attributes))
                }
            case .safeContents(let nested): try collect(nested)
            case .revocationList, .secret, .other: break
            }
        }
    }

    private mutating func protection(_ identifier: AlgorithmIdentifier) -> PFXFacts.Protection {
        do throws(AlgorithmError) {
            return PFXFacts.Protection(try PasswordEncryption(identifier, maximumIterations: .max))
        } catch { return note(error) }
    }

    private mutating func note(_ error: AlgorithmError) -> PFXFacts.Protection {
        if !result.unsupported.contains(error) { result.unsupported.append(error) }
        return PFXFacts.Protection(unsupported: error)
    }
}
