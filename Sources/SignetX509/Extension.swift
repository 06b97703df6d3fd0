public import SignetASN1
public import SignetBytes

/// `Extension` (RFC 5280 §4.1): a statement about a certificate, kept unread until someone asks.
public struct Extension: Hashable, Sendable {
    /// What it states.
    public var id: ObjectIdentifier
    /// Whether who does not understand it must refuse the certificate.
    public var isCritical: Bool
    /// The encoding of the statement.
    public var value: Bytes

    /// An extension from the encoding of its value.
    public init(id: ObjectIdentifier, isCritical: Bool, value: Bytes) {
        self.id = id
        self.isCritical = isCritical
        self.value = value
    }

    /// An extension from its value.
    public init<Value>(_ id: ObjectIdentifier, isCritical: Bool = false, _ syntax: Syntax<Value>, _ value: Value) {
        self.init(id: id, isCritical: isCritical, value: syntax.encode(value))
    }

    /// The ASN.1 type.
    public static let syntax: Syntax<Self> = .sequence(
        "Extension", Self.init(id:isCritical:value:),
        .required("extnID", \.id, .objectIdentifier),
        .defaulted("critical", \.isCritical, .boolean, false),
        .required("extnValue", \.value, .octetString))

    /// `Extensions` (RFC 5280 §4.1)
    public static let sequence: Syntax<[Extension]> = .sequence(of: syntax)

    /// The identifiers of RFC 5280 §4.2.1.
    public enum ID {
        /// §4.2.1.1
        public static let authorityKeyIdentifier: ObjectIdentifier = "2.5.29.35"
        /// §4.2.1.2
        public static let subjectKeyIdentifier: ObjectIdentifier = "2.5.29.14"
        /// §4.2.1.3
        public static let keyUsage: ObjectIdentifier = "2.5.29.15"
        /// §4.2.1.4
        public static let certificatePolicies: ObjectIdentifier = "2.5.29.32"
        /// §4.2.1.5
        public static let policyMappings: ObjectIdentifier = "2.5.29.33"
        /// §4.2.1.6
        public static let subjectAltName: ObjectIdentifier = "2.5.29.17"
        /// §4.2.1.7
        public static let issuerAltName: ObjectIdentifier = "2.5.29.18"
        /// §4.2.1.9
        public static let basicConstraints: ObjectIdentifier = "2.5.29.19"
        /// §4.2.1.10
        public static let nameConstraints: ObjectIdentifier = "2.5.29.30"
        /// §4.2.1.11
        public static let policyConstraints: ObjectIdentifier = "2.5.29.36"
        /// §4.2.1.12
        public static let extKeyUsage: ObjectIdentifier = "2.5.29.37"
        /// §4.2.1.13
        public static let cRLDistributionPoints: ObjectIdentifier = "2.5.29.31"
        /// §4.2.1.14
        public static let inhibitAnyPolicy: ObjectIdentifier = "2.5.29.54"
        /// RFC 4262 §2
        public static let smimeCapabilities: ObjectIdentifier = "1.2.840.113549.1.9.15"

        /// What the standards call them, for errors and reports.
        public static let names: [ObjectIdentifier: String] = [
            authorityKeyIdentifier: "authorityKeyIdentifier", subjectKeyIdentifier: "subjectKeyIdentifier",
            keyUsage: "keyUsage", certificatePolicies: "certificatePolicies", policyMappings: "policyMappings",
            subjectAltName: "subjectAltName", issuerAltName: "issuerAltName", basicConstraints: "basicConstraints",
            nameConstraints: "nameConstraints", policyConstraints: "policyConstraints", extKeyUsage: "extKeyUsage",
            cRLDistributionPoints: "cRLDistributionPoints", inhibitAnyPolicy: "inhibitAnyPolicy",
            smimeCapabilities: "smimeCapabilities",
        ]
    }
}

extension [Extension] {
    /// The value of the extension with an identifier; `nil` when it is absent.
    ///
    /// - Throws: `X509Error.malformed`, with the extension's name in the path, when it cannot be read or stands twice
    ///   (RFC 5280 §4.2 forbids that).
    public func value<Value>(
        of id: ObjectIdentifier, _ name: String, _ syntax: Syntax<Value>
    ) throws(X509Error) -> Value? {
        guard let match = first(where: { $0.id == id }) else { return nil }
        do throws(ASN1Error) {
            guard filter({ $0.id == id }).count == 1 else {
                throw ASN1Error(.invalidValue("the extension stands twice"), at: 0)
            }
            return try syntax.decode(match.value, rules: .tolerant)
        } catch {
            throw .malformed(error.under(name))
        }
    }
}
