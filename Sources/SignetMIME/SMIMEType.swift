/// What an application/pkcs7-mime part says it holds (RFC 8551 §3.2.2).
public enum SMIMEType: Sendable, Hashable {
    /// SignedData with its content inside (RFC 8551 §3.5.2).
    case signedData
    /// EnvelopedData (RFC 8551 §3.3).
    case envelopedData
    /// AuthEnvelopedData (RFC 8551 §3.4).
    case authEnvelopedData
    /// SignedData of certificates alone (RFC 8551 §3.8).
    case certificatesOnly
    /// CompressedData (RFC 8551 §3.6).
    case compressedData
    /// A signed receipt (RFC 2634 §2.4).
    case signedReceipt
    /// Something else, in small letters.
    case other(String)

    /// The value of the smime-type parameter.
    public var name: String {
        switch self {
        case .signedData: "signed-data"
        case .envelopedData: "enveloped-data"
        case .authEnvelopedData: "authEnveloped-data"
        case .certificatesOnly: "certs-only"
        case .compressedData: "compressed-data"
        case .signedReceipt: "signed-receipt"
        case .other(let name): name
        }
    }

    /// Reads the value of the parameter, in any case of letters.
    public init(_ name: String) {
        switch name.asciiLowercased {
        case "signed-data": self = .signedData
        case "enveloped-data": self = .envelopedData
        case "authenveloped-data", "auth-enveloped-data": self = .authEnvelopedData
        case "certs-only": self = .certificatesOnly
        case "compressed-data": self = .compressedData
        case "signed-receipt": self = .signedReceipt
        case let other: self = .other(other)
        }
    }

    /// The file name that readers without MIME go by (RFC 8551 §3.2.1).
    var fileName: String {
        switch self {
        case .certificatesOnly: "smime.p7c"
        case .compressedData: "smime.p7z"
        default: "smime.p7m"
        }
    }

    /// What people see in readers that know no S/MIME.
    var contentDescription: String {
        switch self {
        case .signedData, .signedReceipt: "S/MIME Signed Message"
        case .envelopedData, .authEnvelopedData: "S/MIME Encrypted Message"
        case .certificatesOnly: "S/MIME Certificates"
        case .compressedData: "S/MIME Compressed Message"
        case .other: "S/MIME Message"
        }
    }
}
