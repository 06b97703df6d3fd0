public import SignetBytes

/// The extendable-output functions SHAKE128 and SHAKE256 (FIPS 202 §6.2): as many bytes as are asked for.
///
/// What is taken in may be a secret, and what comes out may become one: the state lies in memory that is erased.
public struct SHAKE: ~Copyable, Sendable {
    /// Which of the two, by its strength in bits.
    public enum Variant: CaseIterable, Hashable, Sendable {
        /// SHAKE128.
        case shake128
        /// SHAKE256.
        case shake256

        /// How much the function takes in, or gives out, between two permutations.
        public var blockByteCount: Int {
            switch self {
            case .shake128: 168
            case .shake256: 136
            }
        }
    }

    /// Which of the two.
    public let variant: Variant
    /// The state of the sponge, into which input is added and from which output is copied.
    private var memory: SecretBytes
    /// How much of the current block has been taken in or given out.
    private var position = 0
    private var isSqueezing = false

    private let level: CPU.Level

    /// A function that has taken in nothing yet.
    public init(_ variant: Variant) { self.init(variant, level: CPU.level) }

    package init(_ variant: Variant, level: CPU.Level) {
        self.variant = variant
        self.level = level
        memory = SecretBytes(zeros: Keccak.stateByteCount)
    }

    /// Takes in more of the message. Output must not have begun.
    public mutating func update(_ bytes: Span<UInt8>) {
        precondition(!isSqueezing, "SHAKE: all input comes before the output")
        let (blockByteCount, level) = (variant.blockByteCount, level)
        var position = position
        var memory = memory.mutableSpan
        unsafe memory.withUnsafeMutableBytes { state in
            let state = state.baseAddress!
            unsafe bytes.withUnsafeBytes { source in
                var offset = 0
                while offset < source.count {
                    if position == 0, source.count - offset >= blockByteCount {
                        let whole = (source.count - offset) / blockByteCount
                        unsafe Keccak.absorb(
                            source.baseAddress! + offset, count: whole, rateByteCount: blockByteCount, into: state,
                            level)
                        offset += whole * blockByteCount
                        continue
                    }
                    let taken = min(blockByteCount - position, source.count - offset)
                    for index in 0..<taken {
                        let sum =
                            unsafe state.load(fromByteOffset: position + index, as: UInt8.self) ^ source[offset + index]
                        unsafe state.storeBytes(of: sum, toByteOffset: position + index, as: UInt8.self)
                    }
                    offset += taken
                    position += taken
                    if position == blockByteCount {
                        unsafe Keccak.permute(state, level)
                        position = 0
                    }
                }
            }
        }
        self.position = position
    }

    /// Appends the next `count` bytes of output. The first call ends the input.
    public mutating func squeeze(_ count: Int, into output: inout OutputSpan<UInt8>) {
        let (blockByteCount, level) = (variant.blockByteCount, level)
        if !isSqueezing {
            let filled = position
            var state = memory.mutableSpan
            // The suffix 1111 and the first bit of pad10*1, then its last (FIPS 202 §6.2, §5.1, §B.2).
            state[filled] ^= 0x1F
            state[blockByteCount - 1] ^= 0x80
            position = blockByteCount
            isSqueezing = true
        }
        var left = count
        while left > 0 {
            if position == blockByteCount {
                var state = memory.mutableSpan
                unsafe state.withUnsafeMutableBytes { unsafe Keccak.permute($0.baseAddress!, level) }
                position = 0
            }
            let taken = min(left, blockByteCount - position)
            output.append(copying: memory.span.extracting(position..<(position + taken)))
            position += taken
            left -= taken
        }
    }

    /// The next `count` bytes of output, as a secret. The first call ends the input.
    public mutating func squeeze(_ count: Int) -> SecretBytes {
        SecretBytes(capacity: count) { output in squeeze(count, into: &output) }
    }
}
