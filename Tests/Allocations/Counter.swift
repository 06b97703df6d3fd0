#if canImport(Glibc)
import Glibc

/// How often memory was asked for. The linker gives the functions below the names of those of the C library, before which
/// they then stand for the whole program; see `Package.swift`.
nonisolated(unsafe) private var count = 0

/// The requests for memory that `body` makes.
func allocations(_ body: () throws -> Void) rethrows -> Int {
    let before = counted()
    try body()
    return counted() - before
}

@_cdecl("counted_requests")
func countedRequests() -> Int { unsafe count }

/// The same, by its name only: the optimiser, which does not see who calls the functions below, has to read anew each time.
@_silgen_name("counted_requests")
private func counted() -> Int

/// `malloc`, counted. Public, so that the libraries find it and not the one that they bring.
@_cdecl("counted_malloc")
public func countedMalloc(_ size: Int) -> UnsafeMutableRawPointer? {
    unsafe count &+= 1
    return unsafe libraryMalloc(size)
}

/// `calloc`, counted.
@_cdecl("counted_calloc")
public func countedCalloc(_ number: Int, _ size: Int) -> UnsafeMutableRawPointer? {
    unsafe count &+= 1
    return unsafe libraryCalloc(number, size)
}

/// `realloc`, counted.
@_cdecl("counted_realloc")
public func countedRealloc(_ memory: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer? {
    unsafe count &+= 1
    return unsafe libraryRealloc(memory, size)
}

/// `aligned_alloc`, counted.
@_cdecl("counted_aligned_alloc")
public func countedAlignedAlloc(_ alignment: Int, _ size: Int) -> UnsafeMutableRawPointer? {
    unsafe count &+= 1
    return unsafe libraryMemalign(alignment, size)
}

/// `posix_memalign`, counted.
@_cdecl("counted_posix_memalign")
public func countedMemalign(
    _ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ alignment: Int, _ size: Int
) -> CInt {
    unsafe count &+= 1
    unsafe result.pointee = libraryMemalign(alignment, size)
    return unsafe result.pointee == nil ? ENOMEM : 0
}

// What the C library itself calls its functions.

@_silgen_name("__libc_malloc")
private func libraryMalloc(_ size: Int) -> UnsafeMutableRawPointer?

@_silgen_name("__libc_calloc")
private func libraryCalloc(_ number: Int, _ size: Int) -> UnsafeMutableRawPointer?

@_silgen_name("__libc_realloc")
private func libraryRealloc(_ memory: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer?

@_silgen_name("__libc_memalign")
private func libraryMemalign(_ alignment: Int, _ size: Int) -> UnsafeMutableRawPointer?
#endif
