public import SignetASN1
public import SignetBytes

/// `OtherRecipientInfo` (RFC 5652 §6.2.5): a kind of recipient that came after RFC 5652, kept byte for byte.
public struct OtherRecipientInfo: Hashable, Sendable {
    /// Which kind.
    public var type: ObjectIdentifier
    /// The encoding of its value.
    public var value: Bytes

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "OtherRecipientInfo", Self.init(type:value:),
        .required("oriType", \.type, .objectIdentifier),
        .required("oriValue", \.value, .any))
}
