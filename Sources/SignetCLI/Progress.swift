#if Program
import Signet
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// How far long work has come, on a terminal: bytes, rate, time left. Nothing when nobody watches, or the work is short.
enum Progress {
    /// What is told how far a reading has come; `nil` when standard error is no terminal.
    static func reporter(of byteCount: UInt64?) -> (@Sendable (UInt64) -> Void)? {
        guard isatty(STDERR_FILENO) == 1 else { return nil }
        let start = now()
        let last = Atomic<UInt64>(start)
        let shared = Box(last: last)
        return { done in shared.report(done, of: byteCount, since: start) }
    }

    private final class Box: Sendable {
        private let last: Atomic<UInt64>

        init(last: consuming Atomic<UInt64>) { self.last = last }

        func report(_ done: UInt64, of total: UInt64?, since start: UInt64) {
            let time = Progress.now()
            let elapsed = time &- start
            // Half a second of patience, then ten times a second.
            guard elapsed > 500, time &- last.load(ordering: .relaxed) > 100 || done == total else { return }
            last.store(time, ordering: .relaxed)
            let rate = done * 1000 / max(1, elapsed)
            var line = "\r\(size(done))"
            if let total, total > 0 {
                line += " of \(size(total)) (\(min(100, done * 100 / total)) %)"
                if rate > 0, done < total { line += ", \((total - done) / rate + 1) s left" }
            }
            line += ", \(size(rate))/s\u{1B}[K"
            if done == total { line = "\r\u{1B}[K" }
            let bytes = Array(line.utf8)
            _ = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress!, $0.count) }
        }

        private func size(_ count: UInt64) -> String {
            let units = ["B", "KiB", "MiB", "GiB", "TiB"]
            var value = count * 10
            var unit = 0
            while value >= 10240, unit < units.count - 1 {
                value /= 1024
                unit += 1
            }
            return unit == 0 ? "\(count) B" : "\(value / 10).\(value % 10) \(units[unit])"
        }
    }

    private static func now() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
    }
}
#endif
