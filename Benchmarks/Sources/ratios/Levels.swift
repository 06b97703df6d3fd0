import Foundation

/// Sets of instructions: what `SIGNET_CPU` caps Signet at, and what that leaves libcrypto (`OPENSSL_ia32cap`).
enum Level {
    static let all = ["portable", "x86", "avx2", "avx512"]

    /// The masks of OPENSSL_ia32cap(3): the first number is CPUID.1's EDX and ECX, the second CPUID.7's EBX and ECX.
    static func mask(_ level: String) -> String? {
        // CPUID.7: AVX2 5, BMI2 8, AVX-512 F 16, DQ 17, ADX 19, IFMA 21, SHA 29, BW 30, VL 31; VAES 41, VPCLMULQDQ 42.
        let (avx512, vectorAES) = (bits(16, 17, 21, 28, 30, 31), bits(41, 42))
        switch level {
        case "portable":
            // All that SSE2 is not: PCLMULQDQ 33, SSSE3 41, FMA 44, SSE4 51 and 52, MOVBE 54, AES 57, AVX 60, XOP 43.
            return mask(bits(33, 41, 43, 44, 51, 52, 54, 57, 60), avx512 | vectorAES | bits(3, 5, 8, 19, 29))
        case "x86": return mask(bits(43, 44, 60), avx512 | vectorAES | bits(5))
        case "avx2": return mask(0, avx512)
        default: return nil
        }
    }

    /// What Botan does without.
    static func clearedByBotan(_ level: String) -> String? {
        let avx512 = "avx512f,avx512dq,avx512bw,avx512_icelake,avx512_aes,avx512_clmul"
        switch level {
        case "portable": return "ssse3,sse41,sse42,aesni,aes_ni,clmul,intel_sha,bmi2,adx,avx2,\(avx512)"
        case "x86": return "avx2,\(avx512)"
        case "avx2": return avx512
        default: return nil
        }
    }

    private static func bits(_ numbers: Int...) -> UInt64 { numbers.reduce(0) { $0 | 1 << UInt64($1) } }
    private static func mask(_ first: UInt64, _ second: UInt64) -> String {
        "~0x\(String(first, radix: 16)):~0x\(String(second, radix: 16))"
    }
}

/// This program again, in another environment: Signet, libcrypto and libgcrypt look at the processor once, at the start.
enum Child {
    static func measure(_ level: String, _ options: Options) throws -> [Result] {
        let process = Process()
        process.executableURL = URL(filePath: CommandLine.arguments[0])
        process.arguments = options.arguments + ["--child"]
        var environment = ProcessInfo.processInfo.environment
        environment["SIGNET_BENCH_LEVEL"] = level
        environment["OPENSSL_CONF"] = "/dev/null"
        if level != "top" { environment["SIGNET_CPU"] = level }
        if let mask = Level.mask(level) { environment["OPENSSL_ia32cap"] = mask }
        if let names = Level.clearedByBotan(level) { environment["BOTAN_CLEAR_CPUID"] = names }
        // Another libcrypto of the same interface, with the loader and the C library that it needs.
        if let root = environment["SIGNET_BENCH_SYSROOT"] {
            let libraries = "\(root)/usr/lib/x86_64-linux-gnu"
            process.executableURL = URL(filePath: "\(libraries)/ld-linux-x86-64.so.2")
            let own = environment["LD_LIBRARY_PATH"].map { ":\($0)" } ?? ""
            process.arguments =
                ["--library-path", libraries + own, CommandLine.arguments[0]] + (process.arguments ?? [])
        }
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode([Result].self, from: data)
    }
}
