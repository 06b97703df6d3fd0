public import SignetBytes

/// The frame of a clear-signed message around its content: multipart/signed (RFC 1847 §2.1, RFC 8551 §3.5.3).
///
/// A message is `opening`, the content, `closing(signature:)`, in this order, so that content of any size can be
/// written as it is read. All line ends are CRLF.
public struct MultipartSigned: Sendable {
    /// Header, preamble and first delimiter: all that precedes the content.
    public let opening: Bytes
    private let boundary: String

    /// A frame under `outerHeader`, whose fields end in CRLF and include MIME-Version.
    ///
    /// `micalg` names the digest: `sha-256`, `sha-384`, …, several separated by commas (RFC 8551 §3.5.3.2). The
    /// boundary must start no line of the content.
    init(outerHeader: Bytes, micalg: String, boundary: String) {
        let type = """
            Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r
             \(Parameters.headerText("micalg", micalg));\r
             boundary="\(boundary)"\r
            \r
            This is a cryptographically signed message in MIME format.\r
            \r
            --\(boundary)\r

            """
        var opening: [UInt8] = []
        opening.append(copying: outerHeader.span)
        opening += type.utf8
        self.opening = Bytes(opening)
        self.boundary = boundary
    }

    /// A frame for content that is not at hand to be searched: the boundary is 128 random bits.
    public init(outerHeader: Bytes, micalg: String) {
        self.init(outerHeader: outerHeader, micalg: micalg, boundary: Boundary.unused(in: Bytes()))
    }

    /// All that follows the content: `signature` is the DER of a ContentInfo with SignedData (RFC 5652 §5).
    public func closing(signature: Bytes) -> Bytes {
        let head = """
            \r
            --\(boundary)\r
            Content-Type: application/pkcs7-signature; name="smime.p7s"\r
            Content-Transfer-Encoding: base64\r
            Content-Disposition: attachment; filename="smime.p7s"\r
            Content-Description: S/MIME Cryptographic Signature\r
            \r

            """
        var closing = Array(head.utf8)
        closing.append(copying: TransferBase64.encode(signature.span).span)
        closing += "\r\n--\(boundary)--\r\n".utf8
        return Bytes(closing)
    }
}

extension PreparedMessage {
    /// The clear-signed message (RFC 8551 §3.5.3): `content` as it is, with a detached signature after it.
    ///
    /// All line ends are CRLF. `micalg` names the digest as RFC 8551 §3.5.3.2 does (`sha-256`). A boundary is chosen that
    /// does not occur in the content; one that is given and does, or is malformed, throws `unusableBoundary`.
    public func clearSigned(signature: Bytes, micalg: String, boundary: String? = nil) throws(MIMEError) -> Bytes {
        if let boundary, !Boundary.isUsable(boundary, for: content) {
            throw MIMEError(.unusableBoundary(boundary), at: 0)
        }
        let frame = MultipartSigned(
            outerHeader: outerHeader, micalg: micalg, boundary: boundary ?? Boundary.unused(in: content))
        let closing = frame.closing(signature: signature)
        return Bytes(capacity: frame.opening.count + content.count + closing.count) { output in
            output.append(copying: frame.opening.span)
            output.append(copying: content.span)
            output.append(copying: closing.span)
        }
    }

    /// The message as one application/pkcs7-mime part (RFC 8551 §3.2): `cms` is the DER of a ContentInfo made from
    /// `content`. Base64, all line ends CRLF.
    public func enclosed(in cms: Bytes, as type: SMIMEType) -> Bytes {
        let header = Self.pkcs7Header(type)
        let text = folds.encoded(cms, .base64)
        return Bytes(capacity: outerHeader.count + header.utf8.count + text.count) { output in
            output.append(copying: outerHeader.span)
            for unit in header.utf8 { output.append(unit) }
            output.append(copying: text.span)
        }
    }

    /// The content fields and the blank line of an application/pkcs7-mime entity whose body will be base64.
    static func pkcs7Header(_ type: SMIMEType) -> String {
        """
        Content-Type: application/pkcs7-mime; \(Parameters.headerText("smime-type", type.name));\r
         name="\(type.fileName)"\r
        Content-Transfer-Encoding: base64\r
        Content-Disposition: attachment; filename="\(type.fileName)"\r
        Content-Description: \(type.contentDescription)\r
        \r

        """
    }
}
