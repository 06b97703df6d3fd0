public import SignetAlgorithms
public import SignetBytes
import SignetCMS
public import SignetHash
public import SignetMIME

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

    /// What is done with the header of a message that is not protected yet (RFC 9788). A signature hides nothing: it only
    /// protects the fields from being changed, unless the message is sealed afterwards.
    public var headers: HeaderConfidentiality = .none
    /// Whom signed receipts (RFC 2634) are to be sent to; none are asked for when empty.
    public var receiptsTo: [String] = []
    /// Whether the result is sealed in the same call, so that fields may be hidden.
    var isSealedAfterwards = false
    /// Whether a digest may be used that is otherwise only verified.
    public var allowsLegacy = false

    /// A clear signature with SHA-256, now, with the chain.
    public init() {}

    fileprivate func checkDigest() throws(SignetError) {
        guard digest.standing < .legacy || allowsLegacy else {
            throw SignetError(.refused("\(digest.name) is too weak to sign with; it is only verified"))
        }
    }
}

extension DigitalID {
    /// Signs a mail (RFC 8551 §3.5), which may be one that is signed or sealed already.
    ///
    /// The fields that tell of the content move inside; all others stay outside. The result has CRLF line ends.
    ///
    /// - Throws: `SignetError.malformed` when `mail` is no mail; `.refused` for a digest that policy does not allow, or a
    ///   certificate that is not for signing mail.
    public func sign(
        _ mail: some Collection<UInt8>, _ options: SigningOptions = SigningOptions()
    ) throws(SignetError) -> Bytes {
        try sign(Mail(mail), options).bytes()
    }

    /// The same, of any length.
    public func sign(_ mail: Mail, _ options: SigningOptions = SigningOptions()) throws(SignetError) -> Mail {
        let (signed, outer, folds) = try signAndSplit(mail, options)
        return Mail(text: outer.enclosing(signed), folds: folds)
    }

    /// The signed entity, and the header that stays outside.
    func signAndSplit(
        _ mail: Mail, _ options: SigningOptions
    ) throws(SignetError) -> (signed: Bytes, outer: OuterHeader, folds: Folds?) {
        try options.checkDigest()
        try checkIsForSigning()
        let message = try mail.message()
        var prepared: PreparedMessage
        do throws(MIMEError) {
            prepared = try message.prepared(
                protectingHeader: HeaderProtection(options.headers, isSealed: options.isSealedAfterwards))
        } catch { throw SignetError(wrapping: error) }
        let digest = privateKey.publicKey.digestAlgorithm(preferring: options.digest)
        let outer = OuterHeader(fields: prepared.outerHeader)
        let folds = mail.folds ?? Folds()
        prepared = PreparedMessage(outerHeader: Bytes(), content: prepared.content, folds: folds)
        let signature = try signature(
            over: folds.source(of: prepared.content), isDetached: options.form == .clear, options, folds)
        switch options.form {
        case .opaque: return (prepared.enclosed(in: signature, as: .signedData), outer, folds)
        case .clear:
            do throws(MIMEError) {
                return (try prepared.clearSigned(signature: signature, micalg: digest.micalg), outer, folds)
            } catch { throw SignetError(wrapping: error) }
        }
    }

    func checkIsForSigning() throws(SignetError) {
        if let refusal = certificate.refusalToSign { throw refusal }
    }

    /// A signature apart from what it is over, byte for byte: a `ContentInfo` with `SignedData` in DER (RFC 5652 §5).
    ///
    /// For files and commits; a mail is signed with `sign`. `options.form` does not matter.
    public func detachedSignature(
        over content: some Collection<UInt8>, _ options: SigningOptions = SigningOptions()
    ) throws(SignetError) -> Bytes {
        try options.checkDigest()
        return try signature(over: MemorySource(Bytes(collection: content)), isDetached: true, options, Folds())
    }

    /// The key as its certificate names it, which may restrict it where the file of the private key does not.
    private var signingKey: PublicKey {
        guard case .rsa = privateKey else { return privateKey.publicKey }
        return (try? certificate.publicKey()) ?? privateKey.publicKey
    }

    private func signature(
        over content: any ByteSource, isDetached: Bool, _ options: SigningOptions, _ folds: Folds
    ) throws(SignetError) -> Bytes {
        var signer = CMSSigner(
            certificate: certificate, key: privateKey,
            digest: signingKey.digestAlgorithm(preferring: options.digest),
            capabilities: SMIMECapabilities(options.capabilities), signingTime: options.signingTime)
        if !options.receiptsTo.isEmpty {
            signer.otherAttributes.append(SigningOptions.receiptRequest(to: options.receiptsTo))
        }
        let spool = SpoolSink()
        do throws(CMSError) {
            let signing = StreamedSigning(
                [signer], certificates: [certificate] + (options.includesChain ? chain : []), detached: isDetached)
            try signing.write(content, to: spool)
        } catch { throw SignetError(wrapping: error) }
        return try spool.finish(folds, isMail: false)
    }
}

/// The fields that stay outside a protected entity.
struct OuterHeader {
    let fields: Bytes

    /// The message of these fields and an entity.
    func enclosing(_ entity: Bytes) -> Bytes {
        Bytes(capacity: fields.count + entity.count) { output in
            output.append(copying: fields.span)
            output.append(copying: entity.span)
        }
    }
}
