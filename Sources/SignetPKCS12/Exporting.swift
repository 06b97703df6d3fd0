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
    /// - Throws: `PFXError.nothingInside` when nothing is given, `.certificateOfAnotherKey`, `.keyElsewhere`, `.unsupported`.
    public static func export(
        _ identities: [PFXIdentity], certificates: [Certificate] = [], password: Password,
        profile: PFXProfile = .modern
    ) throws(PFXError) -> Bytes {
        guard !identities.isEmpty || !certificates.isEmpty else { throw .nothingInside }
        for identity in identities {
            guard (try? identity.certificate.publicKey())?.isSameKey(as: identity.key.publicKey) == true else {
                throw .certificateOfAnotherKey
            }
        }
        var bags: [SafeBag] = []
        var written: Set<Certificate> = []
        for identity in identities where written.insert(identity.certificate).inserted {
            bags.append(SafeBag(.certificate(CertBag(identity.certificate)), attributes: attributes(of: identity)))
        }
        for certificate in identities.flatMap(\.chain) + certificates where written.insert(certificate).inserted {
            // Java shows a store by the names of what is in it.
            let attributes = profile.carriesKeys ? nil : [BagAttribute.friendlyName(certificate.subject.title)]
            bags.append(SafeBag(.certificate(CertBag(certificate)), attributes: attributes))
        }
        var keys: [KeyToWrite] = []
        for identity in identities where profile.carriesKeys {
            guard let info = try? identity.key.encode() else { throw .keyElsewhere }
            keys.append(KeyToWrite(info: info.shared(), attributes: attributes(of: identity)))
        }
        return try write(bags, keys, password, profile)
    }

    /// Writes what was in another file for other readers: every key, certificate, list and secret with its attributes, in
    /// the order that it had.
    ///
    /// - Throws: `PFXError.privateKeyNeeded` when a part of the other file was not opened; `.nothingInside` when the
    ///   profile carries none of it; `.unsupported`.
    public static func export(
        _ contents: PFXContents, password: Password, profile: PFXProfile
    ) throws(PFXError) -> Bytes {
        guard contents.closedSafeCount == 0 else { throw .privateKeyNeeded }
        var bags: [SafeBag] = []
        for entry in contents.certificates {
            bags.append(SafeBag(.certificate(CertBag(entry.certificate)), attributes: entry.attributes.orNone))
        }
        for entry in contents.unreadableCertificates {
            bags.append(SafeBag(.certificate(entry.bag), attributes: entry.attributes.orNone))
        }
        bags += contents.revocationEntries.map {
            SafeBag(.revocationList($0.bag), attributes: $0.attributes.orNone)
        }
        var keys: [KeyToWrite] = []
        if profile.carriesKeys {
            bags += contents.secretEntries.map { SafeBag(.secret($0.bag), attributes: $0.attributes.orNone) }
            bags += contents.otherBags
            for (info, attributes) in contents.keys.map({ ($0.info, $0.attributes) })
                + contents.unusableKeys.map({ ($0.info, $0.attributes) })
            {
                let encoding = PrivateKeyInfo.syntax.encodeSecret(info)
                keys.append(KeyToWrite(info: encoding.shared(), attributes: attributes.orNone))
            }
        }
        guard !bags.isEmpty || !keys.isEmpty else { throw .nothingInside }
        return try write(bags, keys, password, profile)
    }

    /// A private key as PKCS #8, and what is said of it.
    private struct KeyToWrite {
        let info: SecretSlice
        let attributes: [Attribute]?
    }

    private static func write(
        _ bags: [SafeBag], _ keys: [KeyToWrite], _ password: Password, _ profile: PFXProfile
    ) throws(PFXError) -> Bytes {
        do throws(AlgorithmError) {
            var safes: [ContentInfo] = []
            if !bags.isEmpty { safes.append(try safe(SafeContents(bags: bags), password, profile)) }
            if !keys.isEmpty, profile.carriesKeys { safes.append(try keySafe(keys, password, profile)) }
            let content = AuthenticatedSafe.syntax.encode(AuthenticatedSafe(contents: safes))
            var macData: MacData?
            if let code = profile.code {
                macData = try MacData(over: content, password, code, iterations: profile.macIterations)
            }
            return syntax.encode(PFX(authSafe: .data(content), macData: macData))
        } catch { throw PFXError(error) }
    }

    private static func safe(
        _ safe: SafeContents, _ password: Password, _ profile: PFXProfile
    ) throws(AlgorithmError) -> ContentInfo {
        guard let certificateEncryption = profile.certificateEncryption else {
            return .data(SafeContents.syntax.encode(profile.carriesKeys ? safe : safe.markedAsTrusted))
        }
        let plaintext = SafeContents.syntax.encodeSecret(safe)
        let encryption = try PasswordEncryption(certificateEncryption, iterations: profile.iterations)
        do throws(CMSError) {
            return .encryptedData(try EncryptedData.encrypting(plaintext, with: encryption, password: password))
        } catch { throw .invalidParameters(name: encryption.name, nil) }
    }

    private static func keySafe(
        _ keys: [KeyToWrite], _ password: Password, _ profile: PFXProfile
    ) throws(AlgorithmError) -> ContentInfo {
        var bags: [SafeBag] = []
        for key in keys {
            let encryption = try PasswordEncryption(profile.keyEncryption, iterations: profile.iterations)
            do throws(KeyError) {
                let encrypted = try EncryptedPrivateKeyInfo(key.info, with: encryption, password: password)
                bags.append(SafeBag(.shroudedKey(encrypted), attributes: key.attributes))
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
    fileprivate init(
        over content: Bytes, _ password: Password, _ code: PFXProfile.Code, iterations: Int
    ) throws(AlgorithmError) {
        let mac =
            switch code {
            case .pkcs12(let digest): try PasswordMAC(pkcs12: digest, iterations: iterations)
            case .pbmac1(let function): try PasswordMAC(pbmac1: function, iterations: iterations)
            }
        let value = mac.authenticate(content.span, password: password)
        // RFC 9879 §5: PBMAC1 has its own iterations, and 1 is written here.
        self.init(
            mac: DigestInfo(digestAlgorithm: mac.identifier, digest: Bytes(value.bytes)), macSalt: mac.salt,
            iterations: mac.isPBMAC1 ? 1 : mac.iterations)
    }
}

extension [Attribute] {
    /// RFC 7292 §4.2: a set of attributes is left out, or has some.
    fileprivate var orNone: [Attribute]? { isEmpty ? nil : self }
}

extension SafeContents {
    /// The same with every certificate marked as trusted for every purpose, the way Java's keytool marks entries.
    fileprivate var markedAsTrusted: SafeContents {
        SafeContents(
            bags: bags.map { bag in
                guard case .certificate = bag.value else { return bag }
                let attributes = bag.attributes ?? []
                guard !attributes.contains(where: { $0.type == BagAttribute.trustedKeyUsage }) else { return bag }
                return SafeBag(bag.value, attributes: attributes + [BagAttribute.trustedForAnything])
            })
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
