import SignetAlgorithms

extension PublicKeyAlgorithm {
    /// What a key of the kind may be used for besides signing certificates and lists, and where that stands.
    var usages: (KeyUsage, clause: String) {
        switch self {
        case .rsa:
            ([.digitalSignature, .nonRepudiation, .keyEncipherment, .dataEncipherment], "§4.2.1.3; RFC 3279 §2.3.1")
        case .rsaPSS: ([.digitalSignature, .nonRepudiation], "§4.2.1.3; RFC 4055 §1.2")
        case .rsaOAEP: ([.keyEncipherment, .dataEncipherment], "§4.2.1.3; RFC 4055 §1.2")
        case .ec:
            (
                [.digitalSignature, .nonRepudiation, .keyAgreement, .encipherOnly, .decipherOnly],
                "§4.2.1.3; RFC 8813 §3"
            )
        case .ed25519, .ed448: ([.digitalSignature, .nonRepudiation], "§4.2.1.3; RFC 9295 §3")
        case .x25519, .x448: ([.keyAgreement, .encipherOnly, .decipherOnly], "§4.2.1.3; RFC 9295 §3")
        case .dsa: ([.digitalSignature, .nonRepudiation], "§4.2.1.3; RFC 3279 §2.3.2")
        }
    }
}
