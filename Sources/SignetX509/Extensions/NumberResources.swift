public import SignetASN1
public import SignetBytes

/// One family of `IPAddrBlocks` (RFC 3779 §2.2.3): which addresses of the Internet their holder may give on.
public struct IPAddressFamily: Hashable, Sendable {
    /// The number of the family, 1 for IPv4 and 2 for IPv6, in two bytes, and that of a further kind in a third.
    public var addressFamily: Bytes
    /// The addresses; `nil` for those that the issuer has.
    public var addresses: [Addresses]?

    /// A family.
    ///
    /// - Parameters:
    ///   - addressFamily: its number in two bytes, and that of a further kind in a third.
    ///   - addresses: the addresses; `nil` for those that the issuer has.
    public init(addressFamily: Bytes, addresses: [Addresses]?) {
        self.addressFamily = addressFamily
        self.addresses = addresses
    }

    /// `IPAddressOrRange` (RFC 3779 §2.2.3.7).
    public enum Addresses: Hashable, Sendable {
        /// Those that begin with these bits.
        case prefix(BitString)
        /// Those from one to another: of the first the zeros at the end are left out, of the last the ones.
        case range(Range)

        /// `IPAddressRange` (RFC 3779 §2.2.3.9).
        public struct Range: Hashable, Sendable {
            /// The first, without zeros at the end.
            public var min: BitString
            /// The last, without ones at the end.
            public var max: BitString

            /// A range.
            ///
            /// - Parameters:
            ///   - min: the first, without zeros at the end.
            ///   - max: the last, without ones at the end.
            public init(min: BitString, max: BitString) {
                self.min = min
                self.max = max
            }

            static let syntax: Syntax<Self> = .sequence(
                "IPAddressRange", Self.init(min:max:),
                .required("min", \.min, .bitString), .required("max", \.max, .bitString))
        }

        static let syntax: Syntax<Self> = .choice(
            Alternative(.bitString, Self.prefix) { if case .prefix(let bits) = $0 { bits } else { nil } },
            Alternative(Range.syntax, Self.range) { if case .range(let range) = $0 { range } else { nil } })
    }

    private static let choice: Syntax<[Addresses]?> = .choice(
        Alternative(.null, { [Addresses]?.none }) { $0 == nil ? () : nil },
        Alternative(.sequence(of: Addresses.syntax), { $0 }) { $0 })

    static let syntax: Syntax<Self> = .sequence(
        "IPAddressFamily", Self.init(addressFamily:addresses:),
        .required("addressFamily", \.addressFamily, .octetString),
        .required("ipAddressChoice", \.addresses, choice))

    /// `IPAddrBlocks`
    public static let sequence: Syntax<[IPAddressFamily]> = .sequence(of: syntax)
}

/// `ASIdentifiers` (RFC 3779 §3.2.3): which autonomous systems and routing domains their holder may speak for.
public struct ASIdentifiers: Hashable, Sendable {
    /// Autonomous systems.
    public var asnum: Numbers?
    /// Routing domains.
    public var rdi: Numbers?

    /// Numbers of both kinds.
    ///
    /// - Parameters:
    ///   - asnum: autonomous systems.
    ///   - rdi: routing domains.
    public init(asnum: Numbers?, rdi: Numbers? = nil) {
        self.asnum = asnum
        self.rdi = rdi
    }

    /// `ASIdentifierChoice` (RFC 3779 §3.2.3.2).
    public enum Numbers: Hashable, Sendable {
        /// Those that the issuer has.
        case inherit
        /// These; a single number is a range of one.
        case ranges([ClosedRange<Int>])

        static let syntax: Syntax<Self> = .choice(
            Alternative(.null, { Numbers.inherit }) { if case .inherit = $0 { () } else { nil } },
            Alternative(.sequence(of: range), Self.ranges) { if case .ranges(let ranges) = $0 { ranges } else { nil } })

        private static let range: Syntax<ClosedRange<Int>> = .choice(
            Alternative(Syntax<Int>.smallInteger, { $0...$0 }) { $0.count == 1 ? $0.lowerBound : nil },
            Alternative(bounds, { $0 }) { $0 })

        private static let bounds = Syntax<Bounds>.sequence(
            "ASRange", Bounds.init(min:max:),
            .required("min", \.min, .smallInteger), .required("max", \.max, .smallInteger)
        ).map(
            "the first number is above the last", { $0.min <= $0.max ? $0.min...$0.max : nil },
            { Bounds(min: $0.lowerBound, max: $0.upperBound) })

        private struct Bounds {
            var min: Int
            var max: Int
        }
    }

    static let syntax: Syntax<Self> = .sequence(
        "ASIdentifiers", { ASIdentifiers(asnum: $0, rdi: $1) },
        .optional("asnum", \.asnum, Numbers.syntax.explicit(0)),
        .optional("rdi", \.rdi, Numbers.syntax.explicit(1)))
}

extension IPAddressFamily: CustomStringConvertible {
    /// `IPv4 10.0.0.0/8, 192.0.2.5–192.0.2.77`
    public var description: String {
        let number = addressFamily.prefix(2).reduce(0) { $0 << 8 | Int($1) }
        // RFC 3779 §2.2.3.3: what the addresses are for.
        let kinds = [1: "unicast", 2: "multicast", 3: "unicast and multicast", 4: "MPLS"]
        let kind = addressFamily.count > 2 ? " (\(kinds[Int(addressFamily[2])] ?? "\(addressFamily[2])"))" : ""
        let byteCount = [1: 4, 2: 16][number]
        let name = [1: "IPv4", 2: "IPv6"][number] ?? "family \(number)"
        guard let addresses else { return "\(name)\(kind) as the issuer has" }
        return "\(name)\(kind) "
            + addresses.map { item in
                switch item {
                case .prefix(let bits): "\(Self.text(bits, byteCount, filledWith: 0))/\(bits.bitCount)"
                case .range(let range):
                    "\(Self.text(range.min, byteCount, filledWith: 0))–\(Self.text(range.max, byteCount, filledWith: 0xFF))"
                }
            }.joined(separator: ", ")
    }

    /// An address whose last bits were left out.
    private static func text(_ bits: BitString, _ byteCount: Int?, filledWith filler: UInt8) -> String {
        guard let byteCount, bits.bytes.count <= byteCount else { return Hex.encode(bits.bytes, separator: ":") }
        var octets = Array(bits.bytes)
        if filler != 0, let last = octets.indices.last { octets[last] |= 0xFF >> (8 - UInt8(bits.unusedBitCount)) }
        octets += Array(repeating: filler, count: byteCount - octets.count)
        return GeneralName.addressText(Bytes(octets))
    }
}

extension BitString {
    fileprivate var bitCount: Int { bytes.count * 8 - unusedBitCount }
}

extension ASIdentifiers {
    /// What it says, line by line.
    var lines: [String] {
        [asnum.map { "autonomous systems \($0)" }, rdi.map { "routing domains \($0)" }].compactMap { $0 }
    }
}

extension ASIdentifiers.Numbers: CustomStringConvertible {
    /// `64496, 64500–64510`
    public var description: String {
        switch self {
        case .inherit: "as the issuer has"
        case .ranges(let ranges):
            ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
                .joined(separator: ", ")
        }
    }
}
