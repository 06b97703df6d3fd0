#if arch(x86_64)
internal import CInstructions

/// What `Tests/ConstantTime` asks of Valgrind's Memcheck, which reports a branch or an address that depends on memory it
/// takes to be undefined: secrets are declared to be just that.
package enum Memcheck {
    /// Whether the program runs under Valgrind.
    package static var isRunning: Bool { valgrind_request(0x1001, nil, 0) != 0 }

    /// How many errors were reported so far.
    package static var errorCount: UInt64 { valgrind_request(0x1201, nil, 0) }

    /// Declares memory to be secret.
    package static func setUndefined(_ memory: UnsafeRawBufferPointer) {
        _ = unsafe valgrind_request(0x4D43_0001, memory.baseAddress, UInt64(memory.count))
    }

    /// Declares memory to be public.
    package static func setDefined(_ memory: UnsafeRawBufferPointer) {
        _ = unsafe valgrind_request(0x4D43_0002, memory.baseAddress, UInt64(memory.count))
    }

    /// A number whose value is public from here on.
    static func declassified(_ value: UInt) -> UInt {
        var value = value
        unsafe withUnsafeBytes(of: &value) { unsafe setDefined($0) }
        return value
    }

    /// The processor's clock.
    package static var clock: UInt64 { instruction_rdtsc() }
}
#endif
