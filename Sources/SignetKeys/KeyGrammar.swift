public import SignetASN1

/// The grammars of keys, for those who walk messages without computing: the annotated dump.
public enum KeyGrammar {
    /// `RSAPrivateKey` (RFC 8017 §A.1.2)
    public static let rsaPrivateKey = RSAPrivateKeyStructure.syntax.grammar
    /// `RSAPublicKey` (RFC 8017 §A.1.1)
    public static let rsaPublicKey = RSAPublicKeyStructure.syntax.grammar

    /// `ECPrivateKey` (RFC 5915 §3)
    public static let ecPrivateKey = ECPrivateKeyStructure.syntax.grammar

    /// What the `privateKey` of a PrivateKeyInfo holds for an algorithm.
    public static func privateKey(of algorithm: ObjectIdentifier) -> Grammar? {
        // RFC 5480 §2.1.1; RFC 8410 §7: an OCTET STRING in the OCTET STRING.
        if algorithm == "1.2.840.10045.2.1" { return ecPrivateKey }
        if edwards.contains(algorithm) { return .primitive(.octetString) }
        return rsa.contains(algorithm) ? rsaPrivateKey : nil
    }

    /// What the `subjectPublicKey` of a SubjectPublicKeyInfo holds for an algorithm.
    public static func publicKey(of algorithm: ObjectIdentifier) -> Grammar? {
        rsa.contains(algorithm) ? rsaPublicKey : nil
    }

    /// RFC 8410 §3: X25519, X448, Ed25519, Ed448.
    private static let edwards: Set<ObjectIdentifier> = ["1.3.101.110", "1.3.101.111", "1.3.101.112", "1.3.101.113"]
    /// RFC 4055 §1.2: rsaEncryption, RSAES-OAEP, RSASSA-PSS.
    private static let rsa: Set<ObjectIdentifier> = [
        "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.7", "1.2.840.113549.1.1.10",
    ]
}
