public import SignetASN1
import SignetEC
import SignetHash

/// The grammars of the parameters of algorithms, for those who walk messages without computing: the annotated dump.
public enum AlgorithmGrammar {
    /// What stands in the parameters of an algorithm; `nil` when that is not known, or nothing.
    public static func parameters(of algorithm: ObjectIdentifier) -> Grammar? { table[algorithm] }

    private static let table: [ObjectIdentifier: Grammar] = {
        var table: [ObjectIdentifier: Grammar] = [PBKDF2Parameters.identifier: PBKDF2Parameters.syntax.grammar]
        for row in PasswordScheme.table {
            table[row.identifier] =
                row.algorithm == .pbes2 ? PBES2Parameters.syntax.grammar : PKCS12Parameters.syntax.grammar
        }
        table["1.2.840.113549.1.5.14"] = PBMAC1Parameters.syntax.grammar
        table["1.2.840.113549.1.1.10"] = PSSParameters.syntax.grammar
        table["1.2.840.113549.1.1.7"] = OAEPParameters.syntax.grammar
        table["1.2.840.113549.1.1.8"] = AlgorithmIdentifier.syntax.grammar
        return table
    }()

    /// The name of an algorithm in any role.
    public static func name(of identifier: ObjectIdentifier) -> String? { names[identifier] }

    private static let names: [ObjectIdentifier: String] = {
        var names: [ObjectIdentifier: String] = [
            PBKDF2Parameters.identifier: "pbkdf2", "1.2.840.113549.1.5.14": "pbmac1",
        ]
        func add<Role: AlgorithmRole>(_ role: Role.Type) {
            names.merge(role.knownButUnsupported) { first, _ in first }
            for row in role.table { names[row.identifier] = row.name }
        }
        add(DigestAlgorithm.self)
        add(SignatureAlgorithm.self)
        add(KeyTransport.self)
        add(ContentCipher.self)
        add(PasswordScheme.self)
        add(PseudorandomFunction.self)
        add(PublicKeyAlgorithm.self)
        add(EllipticCurve.self)
        return names
    }()
}
