#if arch(x86_64)
internal import CInstructions
#endif
#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// What the processor can do, as far as there are kernels for it.
public enum CPU {
    /// Sets of instructions, each with all of those before it.
    public enum Level: String, CaseIterable, Comparable, Sendable {
        /// What every processor has.
        case portable
        /// AES-NI, PCLMULQDQ, SSE 4.1 and BMI 2.
        case x86
        /// AVX2; and what ``CPU/hasVectorAES`` says.
        case avx2
        /// AVX-512 F, BW, DQ, VL, IFMA and VBMI; VAES and VPCLMULQDQ.
        case avx512

        /// Whether `a` is the smaller set.
        public static func < (a: Level, b: Level) -> Bool { a.order < b.order }

        private var order: Int {
            switch self {
            case .portable: 0
            case .x86: 1
            case .avx2: 2
            case .avx512: 3
            }
        }
    }

    /// The level that is used: what the processor and the operating system allow, and not more than the environment's
    /// `SIGNET_CPU` names.
    public static let level: Level = min(supported, cap)

    /// Whether there are SHA-1 and SHA-256 instructions, at `Level.x86` and above. Intel's servers have had AES-NI for
    /// ten years longer.
    public static let hasSHA: Bool = {
        #if arch(x86_64)
        instruction_cpuid(7, 0).ebx.has(29)
        #else
        false
        #endif
    }()

    /// Whether AES and carry-less multiplication go by vectors of 256 bits (VAES, VPCLMULQDQ), at `Level.avx2`: since 2020, where
    /// AVX2 is of 2013. `Level.avx512` has them always.
    public static let hasVectorAES: Bool = {
        #if arch(x86_64)
        instruction_cpuid(7, 0).ecx.has(9, 10)
        #else
        false
        #endif
    }()

    /// The levels that can be used here, lowest first.
    public static var levels: [Level] { Level.allCases.filter { $0 <= level } }

    private static let cap: Level = {
        guard let value = unsafe getenv("SIGNET_CPU") else { return .avx512 }
        return Level(rawValue: unsafe String(cString: value)) ?? .avx512
    }()

    private static let supported: Level = {
        #if arch(x86_64)
        let basic = instruction_cpuid(1, 0)
        let extended = instruction_cpuid(7, 0)
        // PCLMULQDQ, SSSE3, SSE 4.1, AES; BMI 1, BMI 2.
        guard basic.ecx.has(1, 9, 19, 25), extended.ebx.has(3, 8) else { return .portable }
        // OSXSAVE, AVX, and an operating system that saves the registers of 128 and 256 bits; AVX2.
        guard basic.ecx.has(27, 28) else { return .x86 }
        let saved = instruction_xgetbv()
        guard saved & 0x06 == 0x06, extended.ebx.has(5) else { return .x86 }
        // The mask registers and those of 512 bits; F, DQ, IFMA, BW, VL; VBMI, VAES, VPCLMULQDQ.
        guard saved & 0xE0 == 0xE0, extended.ebx.has(16, 17, 21, 30, 31), extended.ecx.has(1, 9, 10) else {
            return .avx2
        }
        return .avx512
        #else
        return .portable
        #endif
    }()
}

extension UInt32 {
    /// Whether all these bits are set.
    fileprivate func has(_ bits: UInt32...) -> Bool { bits.allSatisfy { self >> $0 & 1 == 1 } }
}
