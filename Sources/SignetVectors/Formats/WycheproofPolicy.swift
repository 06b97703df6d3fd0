/// What Signet does with cases that Wycheproof calls "acceptable": old, odd, or a matter of taste.
enum WycheproofPolicy {
    enum Decision: String, Sendable {
        case accept
        case refuse
        /// Either, but when there is an answer it must be the file's.
        case either
    }

    struct Rule: Sendable {
        let flag: String
        let decision: Decision
        let reason: String
    }

    /// The first rule whose flag a case has decides. `signet vectors run --policy` prints this table.
    static let rules: [Rule] = [
        Rule(flag: "ZeroSharedSecret", decision: .refuse, reason: "an all-zero secret is no secret (RFC 7748 §6)"),
        Rule(flag: "LowOrderPublic", decision: .either, reason: "refused where the secret would be zero (RFC 7748 §6)"),
        Rule(
            flag: "NonCanonicalPublic", decision: .accept,
            reason: "u is taken modulo p, the topmost bit ignored (RFC 7748 §5)"),
        Rule(flag: "Twist", decision: .accept, reason: "the twist of these curves is secure (RFC 7748 §7)"),
        Rule(flag: "CompressedPoint", decision: .accept, reason: "compressed points are read (RFC 5480 §2.2)"),
        Rule(
            flag: "UnnamedCurve", decision: .either,
            reason: "explicit parameters are for reading, where they are those of a named curve (RFC 5480 §2.1.1)"),
        Rule(
            flag: "InvalidAsn", decision: .either,
            reason: "keys are read in BER as well; some damage is no damage there"),
        Rule(flag: "InvalidPem", decision: .either, reason: "text around PEM is ignored (RFC 7468 §2)"),
        Rule(
            flag: "MissingNull", decision: .refuse,
            reason: "the block that a signature must stand for is built, and has NULL parameters (RFC 8017 §9.2)"),
        Rule(
            flag: "MissingZero", decision: .refuse,
            reason: "a signature's DER is strict: a negative number is no r or s"),
        Rule(
            flag: "SmallModulus", decision: .either,
            reason: "keys under 2048 bits are for reading; under 1024 they are refused"),
        Rule(flag: "WeakHash", decision: .accept, reason: "weak digests are computed and reported (RFC 8551 §2.1)"),
        Rule(flag: "SmallPublicKey", decision: .accept, reason: "small public exponents are read"),
        Rule(flag: "ShortKey", decision: .either, reason: "a wrapped key has 16 bytes at least (RFC 3394 §2)"),
        Rule(flag: "NegativeOfPrime", decision: .either, reason: "numbers are natural here"),
    ]

    static func decision(for flags: [String]) -> Decision {
        rules.first { flags.contains($0.flag) }?.decision ?? .either
    }
}
