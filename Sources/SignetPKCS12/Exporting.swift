import SignetASN1
public import SignetAlgorithms
public import SignetBytes
import SignetCMS
import SignetHash
import SignetKeys
public import SignetX509

extension PFX {
    /// Writes identities as a file, in DER, laid out as OpenSSL does: a safe of certificates, each identity's own first, and
    /// then a safe with the encrypted keys.
    ///
    /// A key and its certificate are tied by `localKeyID`, the SHA-1 digest of the certificate, and both have the friendly
    /// name.
    ///
    /// - Parameters:
    ///   - identities: Keys with their certificates and chains.
    ///   - certificates: Others to carry along.
    ///   - password: The password, which should be long: whoever has the file can try passwords as fast as he can compute.
    ///   - profile: For whom the file is written.
    /// - Throws: `PFXError.nothingInside` when nothing is given, `.certificateOfAnotherKey`, `.unsupported`.
    public static func export(
        _ identities: [PFXIdentity], certificates: [Certificate] = [], password: Password,
        profile: PFXProfile = .modern
    ) throws(PFXError) -> Bytes {
        guard !identities.isEmpty || !certificates.isEmpty else { throw .nothingInside }
        for identity in identities {
            guard (try? identity.certificate.publicKey()) == identity.key.publicKey else {
                throw .certificateOfAnotherKey
            }
        }
        do throws(AlgorithmError) {
            var safes = [try certificateSafe(identities, certificates, password, profile)]
            if !identities.isEmpty { safes.append(try keySafe(identities, password, profile)) }
            let content = AuthenticatedSafe.syntax.encode(AuthenticatedSafe(contents: safes))
            let pfx = PFX(authSafe: .data(content), macData: try MacData(over: content, password, profile))
            return syntax.encode(pfx)
        } catch { throw PFXError(error) }
    }

    private static func certificateSafe(
        _ identities: [PFXIdentity], _ others: [Certificate], _ password: Password, _ profile: PFXProfile
    ) throws(AlgorithmError) -> ContentInfo {
        var written: Set<Certificate> = []
        var bags: [SafeBag] = []
        for identity in identities where written.insert(identity.certificate).inserted {
            bags.append(SafeBag(.certificate(CertBag(identity.certificate)), attributes: attributes(of: identity)))
        }
        for certificate in identities.flatMap(\.chain) + others where written.insert(certificate).inserted {
            bags.append(SafeBag(.certificate(CertBag(certificate))))
        }
        let safe = SafeContents(bags: bags)
        guard let certificateEncryption = profile.certificateEncryption else {
            return .data(SafeContents.syntax.encode(safe))
        }
        let plaintext = SafeContents.syntax.encodeSecret(safe)
        let encryption = try PasswordEncryption(certificateEncryption, iterations: profile.iterations)
        do throws(CMSError) {
            return .encryptedData(try EncryptedData.encrypting(plaintext, with: encryption, password: password))
        } catch { throw .invalidParameters(name: encryption.name, nil) }
    }

    private static func keySafe(
        _ identities: [PFXIdentity], _ password: Password, _ profile: PFXProfile
    ) throws(AlgorithmError) -> ContentInfo {
        var bags: [SafeBag] = []
        for identity in identities {
            let encryption = try PasswordEncryption(profile.keyEncryption, iterations: profile.iterations)
            do throws(KeyError) {
                let encrypted = try EncryptedPrivateKeyInfo(identity.key, with: encryption, password: password)
                bags.append(SafeBag(.shroudedKey(encrypted), attributes: attributes(of: identity)))
            } catch { throw .invalidParameters(name: encryption.name, nil) }
        }
        return .data(SafeContents.syntax.encode(SafeContents(bags: bags)))
    }

    private static func attributes(of identity: PFXIdentity) -> [Attribute] {
        let digest = DigestAlgorithm.sha1.digest(of: identity.certificate.encoding.span)
        let localKeyID = BagAttribute.localKeyID(Bytes(digest.bytes))
        return (identity.friendlyName.map { [BagAttribute.friendlyName($0)] } ?? []) + [localKeyID]
    }
}

extension MacData {
    /// The code of an `AuthenticatedSafe` (RFC 7292 §5.1 step 5.B).
    init(over content: Bytes, _ password: Password, _ profile: PFXProfile) throws(AlgorithmError) {
        let mac = try PasswordMAC(pkcs12: profile.macDigest, iterations: profile.macIterations)
        let code = mac.authenticate(content.span, password: password)
        self.init(
            mac: DigestInfo(digestAlgorithm: mac.identifier, digest: Bytes(code.bytes)), macSalt: mac.salt,
            iterations: mac.iterations)
    }
}

extension PasswordEncryption {
    /// The encryption of a profile about to be used.
    init(_ encryption: PFXProfile.Encryption, iterations: Int) throws(AlgorithmError) {
        switch encryption {
        case .pbes2(let cipher, let prf): try self.init(pbes2: cipher, prf: prf, iterations: iterations)
        case .pkcs12(let scheme): try self.init(pkcs12: scheme, iterations: iterations)
        }
    }
}
