#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Hands values from one thread to another, in order, a few at a time: who is ahead waits for the other. To wake a thread costs
/// as much as to copy a chunk, so that who gives is woken when half of the values are taken, and who takes when there is one.
@safe
final class Handover<Value: Sendable>: @unchecked Sendable {
    // Guarded by the mutex, as `isClosed` is. Both are on the heap, since their addresses may not change.
    private var values: [Value] = []
    private var isClosed = false
    private let capacity: Int
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    /// - Parameter capacity: how many values may wait.
    init(capacity: Int) {
        self.capacity = capacity
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(changed, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(changed)
        unsafe pthread_mutex_destroy(mutex)
        unsafe changed.deallocate()
        unsafe mutex.deallocate()
    }

    /// Gives a value, once there is room for it; `false` when nobody takes any more.
    func put(_ value: Value) -> Bool {
        locked {
            while values.count >= capacity, !isClosed { unsafe pthread_cond_wait(changed, mutex) }
            guard !isClosed else { return false }
            values.append(value)
            if values.count == 1 { unsafe pthread_cond_broadcast(changed) }
            return true
        }
    }

    /// Takes the next value, once there is one; `nil` behind the last.
    func take() -> Value? {
        locked {
            while values.isEmpty, !isClosed { unsafe pthread_cond_wait(changed, mutex) }
            guard !values.isEmpty else { return nil }
            if values.count == capacity / 2 + 1 { unsafe pthread_cond_broadcast(changed) }
            return values.removeFirst()
        }
    }

    /// Ends it. Values that wait are still taken, unless they are dropped.
    func close(dropping: Bool) {
        locked {
            isClosed = true
            if dropping { values = [] }
            unsafe pthread_cond_broadcast(changed)
        }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body()
    }
}

/// A thread of its own for one piece of work.
package final class Worker: Sendable {
    private let thread: pthread_t

    /// How many threads can run at the same time.
    package static let processorCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    /// Whether a second thread has a processor to run on.
    static var areUseful: Bool { processorCount > 1 }

    /// Starts the work; `nil` when the system has no thread to give.
    package init?(_ body: @escaping @Sendable () -> Void) {
        let box = unsafe Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread, nil,
            { argument in
                #if !canImport(Darwin)
                guard let argument = unsafe argument else { return nil }
                #endif
                unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, box.toOpaque())
        guard status == 0 else {
            unsafe box.release()
            return nil
        }
        self.thread = thread
    }

    /// Waits for its end. Once.
    package func join() { _ = pthread_join(thread, nil) }

    private final class Body: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
