import SignetASN1
import SignetAlgorithms
public import SignetBytes
import SignetHash
import SignetKeys
public import SignetX509

extension SignedData {
    /// Signs content (RFC 5652 §5.4, §5.5).
    ///
    /// - Parameters:
    ///   - content: what is signed; a mail must be in canonical form already (RFC 8551 §3.1).
    ///   - certificates: what else goes into the message, such as the signers' issuers; the signers' own
    ///     certificates always do. Each goes in once.
    ///   - detached: whether the content stays out of the message.
    /// - Throws: `CMSError.noSigners`, `.keyMismatch`, `.unusableCertificate`, `.noSubjectKeyIdentifier`, `.key`; `.algorithm`
    ///   for a padding that does not go with the signer's digest or key.
    public static func signing(
        _ content: Bytes, contentType: ContentType = .data, by signers: [CMSSigner], certificates: [Certificate] = [],
        detached: Bool
    ) throws(CMSError) -> SignedData {
        var digests: [DigestAlgorithm: Digest] = [:]
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
        digests: [DigestAlgorithm: Digest], content: Bytes?, message: Bytes?, contentType: ContentType,
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
            certificates: distinct(signers.map(\.certificate) + certificates), signerInfos: signerInfos)
    }

    /// A message that only carries certificates (RFC 8551 §3.8): what `.p7c` and `.p7b` files hold.
    public static func certificatesOnly(_ certificates: [Certificate]) -> SignedData {
        SignedData(
            digestAlgorithms: [], encapContentInfo: EncapsulatedContentInfo(contentType: .data, content: nil),
            certificates: distinct(certificates), signerInfos: [])
    }

    private static func distinct(_ certificates: [Certificate]) -> [CertificateChoices] {
        var seen = Set<Certificate>()
        return certificates.filter { seen.insert($0).inserted }.map(CertificateChoices.certificate)
    }
}

extension SignerInfo {
    fileprivate init(
        signing digest: Digest, _ message: Bytes?, of contentType: ContentType, by signer: CMSSigner
    ) throws(CMSError) {
        let publicKey: PublicKey
        do throws(X509Error) {
            publicKey = try signer.certificate.publicKey()
        } catch { throw .unusableCertificate(signer.certificate, error) }
        guard publicKey.isSameKey(as: signer.key.publicKey) else { throw .keyMismatch(signer.certificate) }

        let scheme: SignatureScheme
        do throws(AlgorithmError) {
            scheme = try SignatureScheme(signingMessagesWith: publicKey, signer)
        } catch { throw .algorithm(error) }

        // RFC 5652 §5.3: attributes must be there when the content is anything but data.
        let hasAttributes = signer.usesSignedAttributes || contentType != .data
        let signedAttributes = hasAttributes ? Self.attributes(of: digest, contentType, signer) : nil
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

    /// RFC 5652 §11.1–§11.3, RFC 8551 §2.5.2.
    private static func attributes(
        of digest: Digest, _ contentType: ContentType, _ signer: CMSSigner
    ) -> [Attribute] {
        var attributes = [
            Attribute(CMSAttribute.contentType, ContentType.syntax, contentType),
            Attribute(CMSAttribute.messageDigest, .octetString, Bytes(digest.bytes)),
        ]
        if let signingTime = signer.signingTime {
            attributes.append(Attribute(CMSAttribute.signingTime, Time.syntax, Time(signingTime)))
        }
        if let capabilities = signer.capabilities {
            attributes.append(Attribute(CMSAttribute.smimeCapabilities, SMIMECapabilities.syntax, capabilities))
        }
        return attributes + signer.otherAttributes
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
