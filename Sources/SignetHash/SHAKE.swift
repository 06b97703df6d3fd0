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

    /// What ends the message: the bits 1111 of SHAKE, 00 of cSHAKE, and the first bit of pad10*1 (FIPS 202 §6.2, §B.2;
    /// SP 800-185 §3.3).
    private let suffix: UInt8
    private let level: CPU.Level

    /// A function that has taken in nothing yet.
    public init(_ variant: Variant) { self.init(variant, level: CPU.level) }

    package init(_ variant: Variant, level: CPU.Level) { self.init(variant, suffix: 0x1F, level) }

    private init(_ variant: Variant, suffix: UInt8, _ level: CPU.Level) {
        self.variant = variant
        self.suffix = suffix
        self.level = level
        memory = SecretBytes(zeros: Keccak.stateByteCount)
    }

    /// cSHAKE (SP 800-185 §3): SHAKE with a name of the function that is made of it, and a text that sets uses apart.
    public init(_ variant: Variant, functionName: Span<UInt8>, customization: Span<UInt8>) {
        guard !functionName.isEmpty || !customization.isEmpty else {
            self.init(variant)
            return
        }
        self.init(variant, suffix: 0x04, CPU.level)
        updatePadded { (function) in
            function.updateCounted(functionName)
            function.updateCounted(customization)
        }
    }

    /// `bytepad` (SP 800-185 §2.3.3): takes in the size of a block, then strings, then zeros to the end of a block.
    mutating func updatePadded(_ strings: (inout SHAKE) -> Void) {
        update(LengthCode.left(variant.blockByteCount).span)
        strings(&self)
        guard position > 0 else { return }
        update([UInt8](repeating: 0, count: variant.blockByteCount - position).span)
    }

    /// `encode_string` (SP 800-185 §2.3.2): takes in the length in bits, then the bytes.
    mutating func updateCounted(_ bytes: Span<UInt8>) {
        update(LengthCode.left(8 * bytes.count).span)
        update(bytes)
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

    /// Appends the next `count` bytes of output, for which `output` must have room. The first call ends the input.
    public mutating func squeeze(_ count: Int, into output: inout OutputSpan<UInt8>) {
        precondition(count >= 0, "SHAKE: not a length")
        let (blockByteCount, level, suffix) = (variant.blockByteCount, level, suffix)
        if !isSqueezing {
            let filled = position
            var state = memory.mutableSpan
            // The suffix with the first bit of pad10*1, then its last (FIPS 202 §5.1).
            state[filled] ^= suffix
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
        precondition(count >= 0, "SHAKE: not a length")
        return SecretBytes(capacity: count) { output in squeeze(count, into: &output) }
    }
}
