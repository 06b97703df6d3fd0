import SignetAlgorithms
import SignetEC

/// The tables of every role, for people.
public enum AlgorithmTable {
    /// A line for each algorithm, by role, under a heading.
    public static var lines: [String] {
        section(DigestAlgorithm.self) + section(SignatureAlgorithm.self) + section(KeyTransport.self)
            + section(ContentCipher.self) + section(PasswordScheme.self) + section(PseudorandomFunction.self)
            + section(PublicKeyAlgorithm.self) + section(EllipticCurve.self)
    }

    private static func section<Role: AlgorithmRole>(_ role: Role.Type) -> [String] {
        ["\(Role.role):"]
            + Role.table.map { row in
                "  " + padded(row.name, 18) + padded(row.standing.rawValue, 13) + padded(row.identifier.description, 26)
                    + row.reference
            }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
