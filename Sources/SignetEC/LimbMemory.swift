#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

typealias Limbs = UnsafeMutablePointer<UInt64>
typealias ConstantLimbs = UnsafePointer<UInt64>

/// A number of fixed width in memory that someone else owns and keeps alive: limbs of 64 bits, lowest first.
///
/// How many there are is known to the field or modulus that the number belongs to.
@safe
struct Element {
    let limbs: Limbs
}

/// A point in memory that someone else owns: three coordinates, one after another.
@safe
struct Point {
    let x: Element
    let y: Element
    let z: Element

    init(_ base: Limbs, limbCount: Int) {
        x = unsafe Element(limbs: base)
        y = unsafe Element(limbs: base + limbCount)
        z = unsafe Element(limbs: base + 2 * limbCount)
    }
}

/// The working memory of one operation: zero at first, erased at the end.
///
/// On the heap, because a move of inline storage leaves a copy behind. It is cut into elements from the front.
@safe
struct LimbMemory: ~Copyable, @unchecked Sendable {
    private let base: Limbs
    private let capacity: Int
    /// How many limbs have been given out.
    private(set) var used = 0

    init(capacity: Int) {
        unsafe base = .allocate(capacity: capacity)
        unsafe base.initialize(repeating: 0, count: capacity)
        self.capacity = capacity
    }

    deinit {
        let byteCount = capacity * MemoryLayout<UInt64>.stride
        #if canImport(Darwin)
        _ = unsafe memset_s(base, byteCount, 0, byteCount)
        #else
        unsafe explicit_bzero(base, byteCount)
        #endif
        unsafe base.deallocate()
    }

    /// The next `limbCount` limbs, zero.
    mutating func element(_ limbCount: Int) -> Element {
        precondition(used + limbCount <= capacity, "LimbMemory: no room")
        defer { used += limbCount }
        return unsafe Element(limbs: base + used)
    }

    /// Takes back what has been given out since `used` was this. It is not zero when it is given out again.
    mutating func release(to used: Int) { self.used = min(used, self.used) }

    /// The next three elements of `limbCount` limbs, zero.
    mutating func point(_ limbCount: Int) -> Point {
        unsafe Point(element(3 * limbCount).limbs, limbCount: limbCount)
    }
}
