public import SignetBytes

/// What an entity is to S/MIME (RFC 8551 §3.9).
public enum SMIMEForm: Sendable {
    /// Clear-signed (RFC 8551 §3.5.3). `content.raw` are the signed bytes as received, `content.canonicalized` the ones to
    /// try when a store changed the line ends. `signature` is the decoded CMS, `micalg` the digests that the message
    /// names, in small letters as written.
    case multipartSigned(content: MIMEEntity, signature: Bytes, micalg: [String])
    /// A CMS object (RFC 8551 §3.2), decoded. The type is only what the message claims: what the object is, its own
    /// ContentInfo says.
    case pkcs7(Bytes, claimed: SMIMEType?)
    /// None of S/MIME's. Parts of it may be.
    case plain
}

extension MIMEEntity {
    /// Tells what the entity is to S/MIME, by any spelling in use (RFC 8551 §3.9): pkcs7-mime and pkcs7-signature with or
    /// without `x-`, application/cms, and octet-stream, or any application type, whose file name ends in .p7m, .p7s, .p7c or .p7z.
    ///
    /// Throws `MIMEError`: for a multipart/signed of S/MIME that has not two parts or is cut off, and for a body that is
    /// not the base64 it claims to be. One in base64 that forgets to claim it is decoded.
    public func smimeForm() throws(MIMEError) -> SMIMEForm {
        if contentType.name == "multipart/signed" { return try clearSignedForm() }
        guard let kind = pkcs7Kind else { return .plain }
        return .pkcs7(try decodedCMS(), claimed: claimedType(kind))
    }

    private enum PKCS7Kind {
        case mime, signature
    }

    /// Whether type or file name say that the body is a CMS object.
    private var pkcs7Kind: PKCS7Kind? {
        switch contentType.name {
        case "application/pkcs7-mime", "application/x-pkcs7-mime", "application/cms": return .mime
        case "application/pkcs7-signature", "application/x-pkcs7-signature": return .signature
        // octet-stream says nothing; what a gateway or a web mailer makes of it says no more.
        default:
            guard contentType.type == "application" else { return nil }
            switch header.fileName?.suffix(4).asciiLowercased {
            case ".p7m", ".p7c", ".p7z": return .mime
            case ".p7s": return .signature
            default: return nil
            }
        }
    }

    private func claimedType(_ kind: PKCS7Kind) -> SMIMEType? {
        if let name = contentType.parameters["smime-type"] { return SMIMEType(name) }
        // RFC 8551 §3.2.1: the extension tells where the parameter is missing; .p7m may be signed or sealed.
        switch header.fileName?.suffix(4).asciiLowercased {
        case ".p7c": return .certificatesOnly
        case ".p7z": return .compressedData
        case ".p7s": return .signedData
        default: return kind == .signature ? .signedData : nil
        }
    }

    private func clearSignedForm() throws(MIMEError) -> SMIMEForm {
        let named = contentType.parameters["protocol"]?.asciiLowercased
        let isNamed = ["application/pkcs7-signature", "application/x-pkcs7-signature"].contains(named)
        // Another protocol, such as application/pgp-signature, is not ours; a missing one leaves it to the second part.
        if let named, !isNamed, !named.hasSuffix("octet-stream"), !named.contains("pkcs7") { return .plain }
        let parts = try multipart().parts
        guard isNamed || parts.contains(where: { $0.pkcs7Kind != nil }) else { return .plain }
        // RFC 1847 §2.1: exactly two. With more, what is signed and what a reader shows could differ.
        guard parts.count == 2 else { throw MIMEError(.signedPartCount(parts.count), at: offset) }
        let micalg = (contentType.parameters["micalg"] ?? "").split(separator: ",").map {
            $0.utf8.trimmed.asciiLowercased
        }
        return .multipartSigned(content: parts[0], signature: try parts[1].decodedCMS(), micalg: micalg)
    }

    /// The octets of the CMS object. Every ContentInfo is a SEQUENCE, tag 0x30; a body that starts otherwise and claims no
    /// encoding is base64 by oversight.
    private func decodedCMS() throws(MIMEError) -> Bytes {
        let encoding = header.transferEncoding
        if encoding.isIdentity || encoding == .quotedPrintable {
            let body = try decodedBody()
            if limits.folds.isFolded(body) {
                let isBase64 = encoding.isIdentity && body.first != 0x30
                return isBase64 ? limits.folds.decoded(body, .base64) ?? body : body
            }
            if body.first != 0x30, let decoded = try? TransferBase64.decode(body.span), decoded.first == 0x30 {
                return decoded
            }
            return body
        }
        return try decodedBody()
    }
}
