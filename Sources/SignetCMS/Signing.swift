import SignetASN1
import SignetAlgorithms
public import SignetBytes
import SignetHash
import SignetKeys
import SignetRSA
public import SignetX509

extension SignedData {
    /// Signs content (RFC 5652 §5.4, §5.5).
    ///
    /// - Parameters:
    ///   - content: what is signed; a mail must be in canonical form already (RFC 8551 §3.1).
    ///   - contentType: what the content is.
    ///   - signers: who sign, each independently of the others.
    ///   - certificates: what else goes into the message, such as the signers' issuers; the signers' own certificates
    ///     always do. Each goes in once.
    ///   - detached: whether the content stays out of the message.
    /// - Throws: `CMSError.noSigners`, `.keyMismatch`, `.unusableCertificate`, `.noSubjectKeyIdentifier`, `.key`; `.algorithm`
    ///   for a padding that does not go with the signer's digest or key.
    public static func signing(
        _ content: Bytes, contentType: ContentType = .data, by signers: [CMSSigner], certificates: [Certificate] = [],
        detached: Bool
    ) throws(CMSError) -> SignedData {
        var digests = Digests()
        for signer in signers where digests[signer.digest] == nil {
            digests[signer.digest] = signer.digest.digest(of: content.span)
        }
        return try signing(
            digests: digests, content: detached ? nil : content, message: content, contentType: contentType,
            by: signers, certificates: certificates)
    }

    /// Signs content of which only the digests are at hand: one for each digest algorithm that a signer uses.
    ///
    /// - Parameters:
    ///   - content: what goes into the message; `nil` leaves it out.
    ///   - message: what is signed, if it is at hand; EdDSA without attributes needs it.
    static func signing(
        digests: Digests, content: Bytes?, message: Bytes?, contentType: ContentType,
        by signers: [CMSSigner], certificates: [Certificate]
    ) throws(CMSError) -> SignedData {
        guard !signers.isEmpty else { throw .noSigners }
        var signerInfos: [SignerInfo] = []
        var algorithms: [DigestAlgorithm] = []
        for signer in signers {
            guard let digest = digests[signer.digest] else { preconditionFailure("every signer's digest is made") }
            signerInfos.append(try SignerInfo(signing: digest, message, of: contentType, by: signer))
            if !algorithms.contains(signer.digest) { algorithms.append(signer.digest) }
        }
        return SignedData(
            digestAlgorithms: algorithms.map(\.identifier),
            encapContentInfo: EncapsulatedContentInfo(
                contentType: contentType, content: content.map(EncapsulatedContent.octetString)),
            certificates: distinct(signers.filter(\.includesCertificate).map(\.certificate) + certificates),
            signerInfos: signerInfos)
    }

    /// A message that only carries certificates (RFC 8551 §3.8): what `.p7c` and `.p7b` files hold.
    public static func certificatesOnly(_ certificates: [Certificate]) -> SignedData {
        SignedData(
            digestAlgorithms: [], encapContentInfo: EncapsulatedContentInfo(contentType: .data, content: nil),
            certificates: distinct(certificates), signerInfos: [])
    }

    static func distinct(_ certificates: [Certificate]) -> [CertificateChoices]? {
        var seen = Set<Certificate>()
        let choices = certificates.filter { seen.insert($0).inserted }.map(CertificateChoices.certificate)
        return choices.isEmpty ? nil : choices
    }
}

extension SignerInfo {
    /// Signs a content that has this digest.
    ///
    /// - Parameters:
    ///   - message: the content, if it is at hand; EdDSA without attributes needs it.
    ///   - contentType: what the content is; `nil` for the signature that a countersignature signs (RFC 5652 §11.4).
    init(
        signing digest: Digest, _ message: Bytes?, of contentType: ContentType?, by signer: CMSSigner
    ) throws(CMSError) {
        let scheme = try signer.scheme()
        // RFC 5652 §5.3: attributes must be there when the content is anything but data.
        let hasAttributes = signer.usesSignedAttributes || (contentType ?? .data) != .data
        let signedAttributes = hasAttributes ? Self.attributes(of: digest, contentType, signer, scheme) : nil
        let toBeSigned = signedAttributes.map { Self.attributes.encode($0) } ?? (scheme.signsMessage ? message : nil)
        let signature: Bytes
        do throws(KeyOperationError) {
            if let toBeSigned {
                signature = try signer.key.sign(toBeSigned.span, signer.digest, with: scheme)
            } else {
                signature = try signer.key.sign(digest, signer.digest, with: scheme)
            }
        } catch { throw .key(error) }

        self.init(
            version: signer.identifiesBy == .issuerAndSerialNumber ? 1 : 3,
            signerIdentifier: try SignerIdentifier(signer.certificate, by: signer.identifiesBy),
            digestAlgorithm: signer.digest.identifier,
            signedAttributes: signedAttributes.map(Self.attributes.implicit(0).preserving),
            signatureAlgorithm: scheme.identifier, signature: signature,
            unsignedAttributes: nil)
    }

    /// A signer info as long as the one that this signer will make; `nil` when that cannot be foretold.
    init?(likeThatOf signer: CMSSigner, _ contentType: ContentType) throws(CMSError) {
        guard let byteCount = signer.signatureByteCount else { return nil }
        let scheme = try signer.scheme()
        let digest = Digest(copying: [UInt8](repeating: 0, count: signer.digest.digestByteCount).span)
        let hasAttributes = signer.usesSignedAttributes || contentType != .data
        self.init(
            version: signer.identifiesBy == .issuerAndSerialNumber ? 1 : 3,
            signerIdentifier: try SignerIdentifier(signer.certificate, by: signer.identifiesBy),
            digestAlgorithm: signer.digest.identifier,
            signedAttributes: hasAttributes
                ? Self.attributes.implicit(0).preserving(Self.attributes(of: digest, contentType, signer, scheme))
                : nil,
            signatureAlgorithm: scheme.identifier, signature: Bytes([UInt8](repeating: 0, count: byteCount)),
            unsignedAttributes: nil)
    }

    /// RFC 5652 §11.1–§11.3, RFC 8551 §2.5.2, RFC 6211 §2, RFC 5035 §3.
    private static func attributes(
        of digest: Digest, _ contentType: ContentType?, _ signer: CMSSigner, _ scheme: SignatureScheme
    ) -> [Attribute] {
        var attributes = [Attribute(CMSAttribute.messageDigest, .octetString, Bytes(digest.bytes))]
        if let contentType {
            attributes.insert(Attribute(CMSAttribute.contentType, ContentType.syntax, contentType), at: 0)
        }
        if let signingTime = signer.signingTime {
            attributes.append(Attribute(CMSAttribute.signingTime, Time.syntax, Time(signingTime)))
        }
        if let capabilities = signer.capabilities {
            attributes.append(Attribute(CMSAttribute.smimeCapabilities, SMIMECapabilities.syntax, capabilities))
        }
        if signer.protectsAlgorithms {
            attributes.append(
                Attribute(
                    CMSAttribute.cmsAlgorithmProtection, CMSAlgorithmProtection.syntax,
                    CMSAlgorithmProtection(
                        digestAlgorithm: signer.digest.identifier, signatureAlgorithm: scheme.identifier,
                        macAlgorithm: nil)))
        }
        if signer.namesCertificate {
            attributes.append(
                Attribute(
                    CMSAttribute.signingCertificateV2, SigningCertificateV2.syntax,
                    SigningCertificateV2(certificates: [ESSCertIDv2(signer.certificate)], policies: nil)))
        }
        return attributes + signer.otherAttributes
    }
}

extension CMSSigner {
    /// What the signer signs with.
    ///
    /// - Throws: `CMSError.unusableCertificate`, `.keyMismatch`, `.algorithm`.
    func scheme() throws(CMSError) -> SignatureScheme {
        let publicKey: PublicKey
        do throws(X509Error) {
            publicKey = try certificate.publicKey()
        } catch { throw .unusableCertificate(certificate, error) }
        guard publicKey.isSameKey(as: key.publicKey) else { throw .keyMismatch(certificate) }
        do throws(AlgorithmError) {
            return try SignatureScheme(signingMessagesWith: publicKey, self)
        } catch { throw .algorithm(error) }
    }

    /// How long the signature will be, if that can be said beforehand: an ECDSA signature is two numbers of any length.
    fileprivate var signatureByteCount: Int? {
        switch key.publicKey {
        case .rsa(let key), .rsaPSS(let key, _): key.byteCount
        case .ed25519: 64
        case .ed448: 114
        default: nil
        }
    }
}

extension SignatureScheme {
    /// What a message is signed with. For RSA the plain rsaEncryption: RFC 3370 §3.2 and RFC 5754 §3.2 oblige everybody to
    /// read it whatever the digest, and leave the identifiers that name a digest to choice.
    fileprivate init(signingMessagesWith key: PublicKey, _ signer: CMSSigner) throws(AlgorithmError) {
        if case .rsa = key, signer.padding == nil {
            self = .rsa
        } else {
            try self.init(for: key, digest: signer.digest, padding: signer.padding)
            guard !signsMessage || signer.digest == key.digestAlgorithm() else {
                throw .wrongDigest(name: name, digest: signer.digest.name)
            }
        }
    }
}
