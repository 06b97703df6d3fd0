public import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetHash
public import SignetKeys
internal import Synchronization

/// `Certificate` (RFC 5280 §4.1). Cheap to copy: one reference. Two are equal when their encodings are.
public struct Certificate: Sendable {
    private let contents: CertificateContents
    private init(_ structure: Preserved<Signed<TBSCertificate>>) { contents = CertificateContents(structure) }

    private static let frame: Syntax<Signed<TBSCertificate>> = Signed.syntax(
        "Certificate", "tbsCertificate", TBSCertificate.syntax, signature: "signatureValue")

    /// The ASN.1 type.
    public static let syntax: Syntax<Certificate> = frame.preserved(as: Certificate.init, \.encoding)

    /// Reads a certificate in DER, with the tolerances that certificates in the wild need.
    public init(_ encoding: Bytes) throws(X509Error) {
        do throws(ASN1Error) {
            self = try Self.syntax.decode(encoding, rules: .tolerant)
        } catch { throw .malformed(error) }
    }

    /// A certificate from what was signed and the signature.
    public init(
        toBeSigned: Preserved<TBSCertificate>, signatureAlgorithm: AlgorithmIdentifier, signature: BitString
    ) {
        self.init(
            Self.frame.preserving(
                Signed(toBeSigned: toBeSigned, signatureAlgorithm: signatureAlgorithm, signature: signature)))
    }

    /// The exact encoding.
    public var encoding: Bytes { contents.encoding }
    /// What the issuer signed.
    public var toBeSigned: Preserved<TBSCertificate> { contents.toBeSigned }
    /// What he signed with.
    public var signatureAlgorithm: AlgorithmIdentifier { contents.signatureAlgorithm }
    /// His signature.
    public var signature: BitString { contents.signature }

    /// The number that the issuer gave it.
    public var serialNumber: ASN1Integer { contents.toBeSigned.value.serialNumber }
    /// Who vouches.
    public var issuer: Name { contents.toBeSigned.value.issuer }
    /// Whom it is about.
    public var subject: Name { contents.toBeSigned.value.subject }
    /// From when until when.
    public var validity: Validity { contents.toBeSigned.value.validity }
    /// The subject's key, as it is written.
    public var subjectPublicKeyInfo: SubjectPublicKeyInfo { contents.toBeSigned.value.subjectPublicKeyInfo }
    /// What else is stated.
    public var extensions: [Extension] { contents.extensions.all }
    /// The same, to look something up in.
    var extensionList: ExtensionList { contents.extensions }

    /// The subject's key, ready to compute with: made once, however often it is asked for.
    public func publicKey() throws(X509Error) -> PublicKey {
        switch contents.publicKey {
        case .usable(let key): return key
        case .unusable(let error): throw error
        }
    }

    /// What is wrong with this certificate's form as an anchor's, looked for the first time that it is asked.
    func profileAsAnchor(_ look: () -> PathFailure?) -> PathFailure? { contents.profileAsAnchor(look) }

    /// Whether issuer and subject have the same name (RFC 5280 §3.2).
    public var isSelfIssued: Bool { issuer.matches(subject) }

    /// The SHA-256 digest of the encoding, which names this certificate among all others.
    public var fingerprint: Digest { DigestAlgorithm.sha256.digest(of: encoding.span) }

    /// Whether the owner of `key` signed this certificate (RFC 5280 §6.1.3 (a)(1)).
    ///
    /// - Throws: `X509Error.algorithm` for a signature that Signet cannot check, `.badSignature` for one that is wrong.
    public func checkSignature(by key: PublicKey) throws(X509Error) {
        // RFC 5280 §4.1.1.2: the two must be the same, or someone could swap the one outside the signature.
        guard signatureAlgorithm == contents.toBeSigned.value.signature else { throw .badSignature }
        try SignetX509.checkSignature(
            signature, signatureAlgorithm, over: contents.toBeSigned.encoding, by: key)
    }
}

/// What a certificate refers to.
private final class CertificateContents: Sendable {
    let encoding: Bytes
    let toBeSigned: Preserved<TBSCertificate>
    let signatureAlgorithm: AlgorithmIdentifier
    let signature: BitString
    private let list = Mutex<ExtensionList?>(nil)
    private let key = Mutex<ReadKey?>(nil)

    /// One finding, or none yet.
    private let anchorProfile = Mutex<[PathFailure?]>([])

    func profileAsAnchor(_ look: () -> PathFailure?) -> PathFailure? {
        anchorProfile.withLock { found in
            if found.isEmpty { found = [look()] }
            return found[0]
        }
    }

    /// What came of reading the key.
    enum ReadKey {
        case usable(PublicKey)
        case unusable(X509Error)
    }

    init(_ structure: Preserved<Signed<TBSCertificate>>) {
        encoding = structure.encoding
        toBeSigned = structure.value.toBeSigned
        signatureAlgorithm = structure.value.signatureAlgorithm
        signature = structure.value.signature
    }

    /// The extensions, taken apart when someone asks for the first time.
    var extensions: ExtensionList {
        list.withLock { list in
            if let list { return list }
            let extensions = ExtensionList(toBeSigned.value.extensions ?? [])
            list = extensions
            return extensions
        }
    }

    /// The key, made when someone asks for the first time. An anchor's is asked for at every path to it.
    var publicKey: ReadKey {
        key.withLock { key in
            if let key { return key }
            let result: ReadKey
            do throws(KeyError) {
                result = .usable(try toBeSigned.value.subjectPublicKeyInfo.publicKey())
            } catch { result = .unusable(.key(error)) }
            key = result
            return result
        }
    }
}

extension Certificate: Hashable {
    /// Equal encodings.
    public static func == (a: Certificate, b: Certificate) -> Bool {
        a.contents === b.contents || a.encoding == b.encoding
    }
    /// Hashes the encoding.
    public func hash(into hasher: inout Hasher) { hasher.combine(encoding) }
}
