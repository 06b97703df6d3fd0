/// A Boolean whose value must not steer control flow: all ones for true, zero for false.
public struct Choice: Sendable {
    private let mask: UInt
    private init(mask: UInt) { self.mask = mask }

    /// True.
    public static let yes = Choice(mask: ~0)
    /// False.
    public static let no = Choice(mask: 0)

    /// Whether `value` is zero.
    public init(isZero value: UInt) {
        mask = opaque(UInt(bitPattern: Int(bitPattern: ~value & (value &- 1)) >> (UInt.bitWidth - 1)))
    }

    /// Whether two bytes are equal.
    public init(_ a: UInt8, equals b: UInt8) { self.init(isZero: UInt(a ^ b)) }

    /// Whether two numbers are equal.
    public init(_ a: UInt, equals b: UInt) { self.init(isZero: a ^ b) }

    /// Whether `a < b`, as unsigned numbers.
    public init(_ a: UInt, isLessThan b: UInt) {
        // Hacker's Delight §2-12: the borrow of a - b, in the top bit.
        let borrow = (~a & b) | ((~(a ^ b)) & (a &- b))
        mask = opaque(UInt(bitPattern: Int(bitPattern: borrow) >> (UInt.bitWidth - 1)))
    }

    /// Whether two runs of bytes are equal. Their lengths are public; when they differ the answer is no at once.
    public init(_ a: Span<UInt8>, equals b: Span<UInt8>) {
        guard a.count == b.count else {
            self.init(mask: 0)
            return
        }
        var difference: UInt8 = 0
        for index in a.indices { difference |= a[index] ^ b[index] }
        self.init(isZero: UInt(difference))
    }

    /// `ifYes` or `ifNo`, by masking.
    public func select(_ ifYes: UInt, _ ifNo: UInt) -> UInt { ifNo ^ (mask & (ifYes ^ ifNo)) }
    /// `ifYes` or `ifNo`, by masking.
    public func select(_ ifYes: UInt8, _ ifNo: UInt8) -> UInt8 {
        ifNo ^ (UInt8(truncatingIfNeeded: mask) & (ifYes ^ ifNo))
    }

    /// Both.
    public static func & (a: Choice, b: Choice) -> Choice { Choice(mask: a.mask & b.mask) }
    /// Either.
    public static func | (a: Choice, b: Choice) -> Choice { Choice(mask: a.mask | b.mask) }
    /// The opposite.
    public static prefix func ! (a: Choice) -> Choice { Choice(mask: ~a.mask) }

    /// The one place where the secret becomes public.
    public var declassified: Bool { SignetBytes.declassified(mask) != 0 }
}

/// A number that was computed from a secret and is public from here on, as the length of a key that was unwrapped. Does
/// nothing but tell Memcheck so, in the program that looks for branches on secrets.
package func declassified(_ value: UInt) -> UInt {
    #if MEMCHECK
    return Memcheck.declassified(value)
    #else
    return value
    #endif
}

/// Keeps the optimiser from learning that a mask is all ones or zero and turning it into a branch.
@inline(never) @_optimize(none)
private func opaque(_ value: UInt) -> UInt { value }
