public import SignetASN1
public import SignetBytes
public import SignetKeys

/// A kind of extension: by what certificates and lists call it, what it says, and whether its standard wants it critical.
///
/// ```swift
/// let names = try certificate.value(of: .subjectAltName)
/// let statements = Extension(.qcStatements, [QCStatement("0.4.0.1862.1.1")])
/// ```
public struct ExtensionType<Value>: Sendable {
    /// Its identifier.
    public let id: ObjectIdentifier
    /// Whether it is written critical where nothing else is said.
    public let isCritical: Bool
    /// The ASN.1 type of its value.
    public let syntax: Syntax<Value>

    /// A kind that Signet does not know.
    ///
    /// - Parameters:
    ///   - id: its identifier.
    ///   - isCritical: whether it is written critical where nothing else is said.
    ///   - syntax: the ASN.1 type of its value.
    public init(_ id: ObjectIdentifier, isCritical: Bool = false, _ syntax: Syntax<Value>) {
        self.id = id
        self.isCritical = isCritical
        self.syntax = syntax
    }
}

extension Extension {
    /// An extension of a kind.
    ///
    /// - Parameters:
    ///   - type: the kind.
    ///   - value: what it says.
    ///   - isCritical: whether who does not understand it must refuse the certificate; as the standard wants it for `nil`.
    public init<Value>(_ type: ExtensionType<Value>, _ value: Value, isCritical: Bool? = nil) {
        self.init(type.id, isCritical: isCritical ?? type.isCritical, type.syntax, value)
    }
}

extension [Extension] {
    /// What the extension of a kind says; `nil` when there is none.
    ///
    /// - Parameter type: the kind.
    /// - Returns: the value.
    /// - Throws: `X509Error.malformed` when it cannot be read, or stands twice.
    public func value<Value>(of type: ExtensionType<Value>) throws(X509Error) -> Value? {
        try value(of: type.id, Extension.ID.names[type.id] ?? "\(type.id)", type.syntax)
    }
}

extension Certificate {
    /// What the extension of a kind says; `nil` when the certificate has none.
    ///
    /// - Parameter type: the kind.
    /// - Returns: the value.
    /// - Throws: `X509Error.malformed` when it cannot be read, or stands twice.
    public func value<Value>(of type: ExtensionType<Value>) throws(X509Error) -> Value? {
        try extensions.value(of: type)
    }
}

// MARK: - RFC 5280 §4.2

extension ExtensionType where Value == Bytes {
    /// RFC 5280 §4.2.1.2
    public static var subjectKeyIdentifier: Self { Self(Extension.ID.subjectKeyIdentifier, .octetString) }
    /// Microsoft: SHA-1 of the certificate that an authority had before
    public static var microsoftPreviousCertificate: Self {
        Self(Extension.ID.microsoftPreviousCertificate, .octetString)
    }
}

extension ExtensionType where Value == AuthorityKeyIdentifier {
    /// RFC 5280 §4.2.1.1
    public static var authorityKeyIdentifier: Self {
        Self(Extension.ID.authorityKeyIdentifier, AuthorityKeyIdentifier.syntax)
    }
}

extension ExtensionType where Value == KeyUsage {
    /// RFC 5280 §4.2.1.3
    public static var keyUsage: Self { Self(Extension.ID.keyUsage, isCritical: true, KeyUsage.syntax) }
}

extension ExtensionType where Value == [PolicyInformation] {
    /// RFC 5280 §4.2.1.4
    public static var certificatePolicies: Self {
        Self(Extension.ID.certificatePolicies, PolicyInformation.sequence)
    }
    /// Microsoft: purposes, in the form of policies
    public static var microsoftApplicationPolicies: Self {
        Self(Extension.ID.microsoftApplicationPolicies, PolicyInformation.sequence)
    }
}

extension ExtensionType where Value == [PolicyMapping] {
    /// RFC 5280 §4.2.1.5
    public static var policyMappings: Self {
        Self(Extension.ID.policyMappings, isCritical: true, PolicyMapping.sequence)
    }
    /// Microsoft: the same for its application policies
    public static var microsoftApplicationPolicyMappings: Self {
        Self(Extension.ID.microsoftApplicationPolicyMappings, PolicyMapping.sequence)
    }
}

extension ExtensionType where Value == [GeneralName] {
    /// RFC 5280 §4.2.1.6; to be critical where the subject is empty
    public static var subjectAltName: Self { Self(Extension.ID.subjectAltName, GeneralName.sequence) }
    /// RFC 5280 §4.2.1.7
    public static var issuerAltName: Self { Self(Extension.ID.issuerAltName, GeneralName.sequence) }
    /// RFC 5280 §5.3.3, of an entry of a list
    public static var certificateIssuer: Self {
        Self(Extension.ID.certificateIssuer, isCritical: true, GeneralName.sequence)
    }
    /// Microsoft: the security identifier of an account, as an otherName
    public static var microsoftSecurityIdentifier: Self {
        Self(Extension.ID.microsoftSecurityIdentifier, GeneralName.sequence)
    }
}

extension ExtensionType where Value == [Attribute] {
    /// RFC 5280 §4.2.1.8
    public static var subjectDirectoryAttributes: Self {
        Self(Extension.ID.subjectDirectoryAttributes, .sequence(of: Attribute.syntax))
    }
}

extension ExtensionType where Value == BasicConstraints {
    /// RFC 5280 §4.2.1.9
    public static var basicConstraints: Self {
        Self(Extension.ID.basicConstraints, isCritical: true, BasicConstraints.syntax)
    }
}

extension ExtensionType where Value == NameConstraints {
    /// RFC 5280 §4.2.1.10
    public static var nameConstraints: Self {
        Self(Extension.ID.nameConstraints, isCritical: true, NameConstraints.syntax)
    }
}

extension ExtensionType where Value == PolicyConstraints {
    /// RFC 5280 §4.2.1.11
    public static var policyConstraints: Self {
        Self(Extension.ID.policyConstraints, isCritical: true, PolicyConstraints.syntax)
    }
    /// Microsoft: the same for its application policies
    public static var microsoftApplicationPolicyConstraints: Self {
        Self(Extension.ID.microsoftApplicationPolicyConstraints, PolicyConstraints.syntax)
    }
}

extension ExtensionType where Value == ExtendedKeyUsage {
    /// RFC 5280 §4.2.1.12
    public static var extKeyUsage: Self { Self(Extension.ID.extKeyUsage, ExtendedKeyUsage.syntax) }
}

extension ExtensionType where Value == [DistributionPoint] {
    /// RFC 5280 §4.2.1.13
    public static var cRLDistributionPoints: Self {
        Self(Extension.ID.cRLDistributionPoints, DistributionPoint.sequence)
    }
    /// RFC 5280 §4.2.1.15 and §5.2.6
    public static var freshestCRL: Self { Self(Extension.ID.freshestCRL, DistributionPoint.sequence) }
    /// Microsoft: where a list is published
    public static var microsoftPublishedList: Self {
        Self(Extension.ID.microsoftPublishedList, DistributionPoint.sequence)
    }
}

extension ExtensionType where Value == Int {
    /// RFC 5280 §4.2.1.14
    public static var inhibitAnyPolicy: Self {
        Self(Extension.ID.inhibitAnyPolicy, isCritical: true, .smallInteger)
    }
    /// Microsoft: the index of an authority's key times 2^16, and that of its certificate
    public static var microsoftCAVersion: Self { Self(Extension.ID.microsoftCAVersion, .smallInteger) }
}

extension ExtensionType where Value == [AccessDescription] {
    /// RFC 5280 §4.2.2.1
    public static var authorityInfoAccess: Self {
        Self(Extension.ID.authorityInfoAccess, AccessDescription.sequence)
    }
    /// RFC 5280 §4.2.2.2
    public static var subjectInfoAccess: Self { Self(Extension.ID.subjectInfoAccess, AccessDescription.sequence) }
}
