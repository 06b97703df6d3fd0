/// How strictly a message is read.
public struct EncodingRules: Sendable {
    /// Whether BER is rewritten as DER before it is read.
    public var acceptsBER: Bool
    /// What DER forbids and this reading lets pass.
    public var tolerances: Tolerances
    /// How much is read at most.
    public var limits: Limits

    /// Rules of one's own.
    public init(acceptsBER: Bool, tolerances: Tolerances, limits: Limits = .standard) {
        self.acceptsBER = acceptsBER
        self.tolerances = tolerances
        self.limits = limits
    }

    /// DER, every rule of it (X.690 §8–§11).
    public static let der = EncodingRules(acceptsBER: false, tolerances: [])
    /// BER, of which DER is a part: what CMS and PKCS #12 files are written in.
    public static let ber = EncodingRules(acceptsBER: true, tolerances: .usual)
    /// DER as certificates in the wild have it.
    public static let tolerant = EncodingRules(acceptsBER: false, tolerances: .usual)
}
