public import SignetAlgorithms
public import SignetBytes
import SignetCMS
public import SignetHash
import SignetMIME

/// The two forms of a signed message (RFC 8551 §3.5).
public enum SignedForm: String, Sendable, Hashable {
    /// `multipart/signed`: readers without S/MIME can read it.
    case clear
    /// `application/pkcs7-mime` (`smime.p7m`): nothing on its way changes it.
    case opaque
}

/// How to sign.
public struct SigningOptions: Sendable {
    /// Clear or opaque.
    public var form: SignedForm = .clear
    /// The digest, unless the key asks for a longer one or one of its own.
    public var digest: DigestAlgorithm = Policy.modern.digest
    /// The moment that the signature claims; `nil` claims none.
    public var signingTime: Instant? = .now
    /// Whether the certificates above the signer's go with the signature.
    public var includesChain = true
    /// What the signer's software can read, best first; it goes with the signature.
    public var capabilities: [ContentCipher] = Policy.modern.announcedCiphers

    /// A clear signature with SHA-256, now, with the chain.
    public init() {}

    fileprivate func checkDigest() throws(SignetError) {
        guard digest.standing < .legacy else {
            throw SignetError(.refused("\(digest.name) is too weak to sign with; it is only verified"))
        }
    }
}

extension DigitalID {
    /// Signs a mail (RFC 8551 §3.5), which may be one that is signed or sealed already.
    ///
    /// The fields that tell of the content move inside; all others stay outside. The result has CRLF line ends.
    ///
    /// - Throws: `SignetError.malformed` when `mail` is no mail; `.refused` for a digest that policy does not allow.
    public func sign(
        _ mail: some Collection<UInt8>, _ options: SigningOptions = SigningOptions()
    ) throws(SignetError) -> Bytes {
        try options.checkDigest()
        let prepared: PreparedMessage
        do throws(MIMEError) {
            prepared = try Message(parsing: Bytes(collection: mail)).prepared()
        } catch { throw SignetError(wrapping: error) }
        let digest = privateKey.publicKey.digestAlgorithm(preferring: options.digest)
        let signature = try signature(over: prepared.content, isDetached: options.form == .clear, options)
        switch options.form {
        case .opaque: return prepared.enclosed(in: signature, as: .signedData)
        case .clear:
            do throws(MIMEError) {
                return try prepared.clearSigned(signature: signature, micalg: digest.micalg)
            } catch { throw SignetError(wrapping: error) }
        }
    }

    /// A signature apart from what it is over, byte for byte: a `ContentInfo` with `SignedData` in DER (RFC 5652 §5).
    ///
    /// For files and commits; a mail is signed with `sign`. `options.form` does not matter.
    public func detachedSignature(
        over content: some Collection<UInt8>, _ options: SigningOptions = SigningOptions()
    ) throws(SignetError) -> Bytes {
        try options.checkDigest()
        return try signature(over: Bytes(collection: content), isDetached: true, options)
    }

    private func signature(
        over content: Bytes, isDetached: Bool, _ options: SigningOptions
    ) throws(SignetError) -> Bytes {
        let signer = CMSSigner(
            certificate: certificate, key: privateKey,
            digest: privateKey.publicKey.digestAlgorithm(preferring: options.digest),
            capabilities: SMIMECapabilities(options.capabilities), signingTime: options.signingTime)
        do throws(CMSError) {
            let signedData = try SignedData.signing(
                content, by: [signer], certificates: [certificate] + (options.includesChain ? chain : []),
                detached: isDetached)
            return ContentInfo.signedData(signedData).encode()
        } catch { throw SignetError(wrapping: error) }
    }
}
