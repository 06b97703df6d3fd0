import SignetASN1
public import SignetBytes
import SignetCMS
import SignetMIME
public import SignetX509

/// Finding the certificates in whatever people have them in: DER, PEM, `.p7b` and `.p7c`, signed and certs-only mail.
public enum CertificateReading {
    /// Every certificate in a file, in order.
    ///
    /// - Throws: `SignetError.malformed` with the place when it is damaged, or says what it is instead.
    public static func certificates(in input: Bytes) throws(SignetError) -> [Certificate] {
        try anchors(in: input).map(\.certificate)
    }

    /// Every certificate in a file that somebody has for one of them, that one first: the first in the file, unless it issued
    /// another one there. Some write chains from the root down, and the certificates of a `.p7b` are a SET, which has no order.
    ///
    /// - Parameter input: DER, PEM, `.p7b`, `.p7c` or a mail.
    /// - Returns: at least one.
    /// - Throws: as `certificates(in:)`.
    public static func chain(in input: Bytes) throws(SignetError) -> [Certificate] {
        let all = try certificates(in: input)
        func isIssuer(_ certificate: Certificate) -> Bool {
            all.contains { $0 != certificate && $0.issuer == certificate.subject }
        }
        guard let owner = all.firstIndex(where: { !isIssuer($0) }), owner > 0 else { return all }
        return [all[owner]] + all[..<owner] + all[(owner + 1)...]
    }

    /// The certificates of those who signed a message, found by what its SignerInfos name (RFC 5652 §5.3). The signatures
    /// are not judged.
    ///
    /// - Throws: `SignetError.notFound` when nobody signed, or the message lacks the certificate of one who did.
    public static func signers(in input: Bytes) throws(SignetError) -> [Certificate] {
        guard case .signedData(let signedData) = try messageContent(of: input), !signedData.signerInfos.isEmpty else {
            throw SignetError(.notFound("signature"))
        }
        var signers: [Certificate] = []
        for signerInfo in signedData.signerInfos {
            let identifier = signerInfo.signerIdentifier
            guard let certificate = signedData.certificateList.first(where: identifier.identifies) else {
                throw SignetError(.notFound("certificate of the signer (\(identifier)) in the message"))
            }
            if !signers.contains(certificate) { signers.append(certificate) }
        }
        return signers
    }

    private static func messageContent(of input: Bytes) throws(SignetError) -> ContentInfo {
        switch InputForm(input) {
        case .mail: return try contentInMail(input)
        case .pem:
            let object: PEM?
            do throws(PEMError) {
                object = try PEM.decode(input).first { PEM.Label.messages.contains($0.label) }
            } catch { throw SignetError(.malformed(.pem(error))) }
            guard let object else {
                throw SignetError(.malformed(.unrecognised(expected: "a signed message", found: "PEM of another kind")))
            }
            return try ContentInfo.bare(object.contents.exposed)
        case .der: return try ContentInfo.bare(input)
        case let form:
            throw SignetError(.malformed(.unrecognised(expected: "a signed message", found: form.description)))
        }
    }

    private static func anchors(in input: Bytes) throws(SignetError) -> [TrustAnchor] {
        let form = InputForm(input)
        switch form {
        case .der: return try certificates(inDER: input).map { TrustAnchor($0) }
        case .pem: return try anchors(inPEM: input)
        case .mail: return try certificates(in: contentInMail(input)).map { TrustAnchor($0) }
        case .vCard: return try VCard.decode(input).certificates.map { TrustAnchor($0) }
        case .text where InputForm.isBase64(input):
            guard let content = InputForm.content(ofBase64: input)?.exposed else { fallthrough }
            return try certificates(inDER: content).map { TrustAnchor($0) }
        case .empty, .html, .zip, .text, .binary:
            throw SignetError(
                misread: input, expected: "a certificate",
                SignetError(.malformed(.unrecognised(expected: "a certificate", found: form.description))))
        }
    }

    /// Every certificate in files, and in the files of folders. In a folder, files without certificates are passed over.
    public static func certificates(inFiles paths: [String]) throws(SignetError) -> [Certificate] {
        try anchors(inFiles: paths).map(\.certificate)
    }

    /// The same, with what each is trusted for, where a file says so.
    static func anchors(inFiles paths: [String]) throws(SignetError) -> [TrustAnchor] {
        var certificates: [TrustAnchor] = []
        for path in paths {
            if FileSystem.isFolder(path) {
                for name in try FileSystem.names(in: path) where !FileSystem.isFolder("\(path)/\(name)") {
                    let content = try FileSystem.read("\(path)/\(name)")
                    certificates += (try? Self.anchors(in: content)) ?? []
                }
            } else {
                let content = try FileSystem.read(path)
                do throws(SignetError) {
                    certificates += try Self.anchors(in: content)
                } catch { throw error.about(path) }
            }
        }
        return certificates
    }

    private static func certificates(inDER input: Bytes) throws(SignetError) -> [Certificate] {
        do throws(X509Error) {
            return [try Certificate(input)]
        } catch {
            // A certificate begins with SEQUENCE SEQUENCE, a ContentInfo with SEQUENCE OBJECT IDENTIFIER.
            guard case .malformed(let certificateError) = error else { throw SignetError(.unsuitable("\(error)")) }
            guard let content = try? ContentInfo(reading: input) else {
                throw SignetError(
                    misread: input, expected: "a certificate", SignetError(.malformed(.asn1(certificateError))))
            }
            return try certificates(in: content)
        }
    }

    private static func certificates(in content: ContentInfo) throws(SignetError) -> [Certificate] {
        guard case .signedData(let signedData) = content else {
            throw SignetError(
                .malformed(
                    .unrecognised(expected: "a certificate", found: "a CMS message with \(content.contentType)")))
        }
        guard !signedData.certificateList.isEmpty else {
            let found = signedData.listEncodings.isEmpty ? "a CMS message without certificates" : "a revocation list"
            throw SignetError(.malformed(.unrecognised(expected: "a certificate", found: found)))
        }
        return signedData.certificateList
    }

    private static func anchors(inPEM input: Bytes) throws(SignetError) -> [TrustAnchor] {
        let objects: [PEM]
        do throws(PEMError) {
            objects = try PEM.decode(input)
        } catch { throw SignetError(misread: input, expected: "a certificate", SignetError(wrapping: error)) }
        var certificates: [TrustAnchor] = []
        for object in objects {
            switch object.label {
            case "TRUSTED CERTIFICATE":
                do throws(X509Error) {
                    certificates.append(try TrustAnchor(openSSL: object.contents.exposed))
                } catch { throw SignetError(wrapping: error) }
            case let label
            where label == PEM.Label.certificate || label == "X509 CERTIFICATE" || PEM.Label.messages.contains(label):
                certificates += try Self.certificates(inDER: object.contents.exposed).map { TrustAnchor($0) }
            default: continue
            }
        }
        guard !certificates.isEmpty else { throw SignetError(labels: objects, expected: "a certificate") }
        return certificates
    }

    static func contentInMail(_ input: Bytes) throws(SignetError) -> ContentInfo {
        let form: SMIMEForm
        do throws(MIMEError) {
            form = try Message(parsing: input).entity.smimeForm()
        } catch { throw SignetError(wrapping: error) }
        switch form {
        case .multipartSigned(_, let cms, _), .pkcs7(let cms, _): return try ContentInfo.inMail(cms)
        case .plain:
            throw SignetError(.malformed(.unrecognised(expected: "an S/MIME mail", found: "a plain mail")))
        }
    }
}
