public import SignetASN1

/// The attributes that CMS and S/MIME define for a signature.
public enum CMSAttribute {
    /// RFC 5652 §11.1
    public static let contentType: ObjectIdentifier = "1.2.840.113549.1.9.3"
    /// RFC 5652 §11.2
    public static let messageDigest: ObjectIdentifier = "1.2.840.113549.1.9.4"
    /// RFC 5652 §11.3
    public static let signingTime: ObjectIdentifier = "1.2.840.113549.1.9.5"
    /// RFC 5652 §11.4
    public static let countersignature: ObjectIdentifier = "1.2.840.113549.1.9.6"
    /// RFC 8551 §2.5.2
    public static let smimeCapabilities: ObjectIdentifier = "1.2.840.113549.1.9.15"
    /// RFC 8551 §2.5.3
    public static let smimeEncryptionKeyPreference: ObjectIdentifier = "1.2.840.113549.1.9.16.2.11"
    /// RFC 2634 §5.4
    public static let signingCertificate: ObjectIdentifier = "1.2.840.113549.1.9.16.2.12"
    /// RFC 5035 §3
    public static let signingCertificateV2: ObjectIdentifier = "1.2.840.113549.1.9.16.2.47"
    /// RFC 2634 §2.7
    public static let receiptRequest: ObjectIdentifier = "1.2.840.113549.1.9.16.2.1"
    /// RFC 2634 §4.4
    public static let mlExpansionHistory: ObjectIdentifier = "1.2.840.113549.1.9.16.2.3"
    /// RFC 2634 §2.5: in a receipt, the digest that the signature of the message was made over.
    public static let messageSignatureDigest: ObjectIdentifier = "1.2.840.113549.1.9.16.2.5"
    /// RFC 3161 §A
    public static let timeStampToken: ObjectIdentifier = "1.2.840.113549.1.9.16.2.14"
    /// The same, as Authenticode has it.
    static let microsoftTimeStamp: ObjectIdentifier = "1.3.6.1.4.1.311.3.3.1"
    /// The attributes that hold time-stamps.
    static let timeStampTokens: Set<ObjectIdentifier> = [timeStampToken, microsoftTimeStamp]
    /// The attributes that name the signer's certificate.
    static let signingCertificates: Set<ObjectIdentifier> = [signingCertificate, signingCertificateV2]
    /// RFC 6211 §2
    public static let cmsAlgorithmProtection: ObjectIdentifier = "1.2.840.113549.1.9.52"

    private static let names: [ObjectIdentifier: String] = [
        contentType: "contentType", messageDigest: "messageDigest", signingTime: "signingTime",
        countersignature: "countersignature", smimeCapabilities: "smimeCapabilities",
        smimeEncryptionKeyPreference: "smimeEncryptionKeyPreference", signingCertificate: "signingCertificate",
        signingCertificateV2: "signingCertificateV2", receiptRequest: "receiptRequest",
        messageSignatureDigest: "msgSigDigest", mlExpansionHistory: "mlExpandHistory",
        timeStampToken: "timeStampToken", cmsAlgorithmProtection: "cmsAlgorithmProtection",
        microsoftTimeStamp: "microsoftTimeStamp", "1.3.6.1.4.1.311.16.4": "microsoftRecipientInfo",
    ]

    /// The name that the standard gives to a type of attribute, else dotted decimal.
    public static func name(of type: ObjectIdentifier) -> String { names[type] ?? type.description }
}
