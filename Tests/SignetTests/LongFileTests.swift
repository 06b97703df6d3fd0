import Foundation
import SignetBytes
import SignetCMS
import Synchronization
import Testing

@testable import Signet

/// Long files are read and written on a second thread: nothing of that may be seen but the time.
@Suite("Long files")
struct LongFileTests {
    /// More than four chunks of the writer's, and not a whole number of them.
    private let contents = Randomness.bytes(count: (5 << 20) + 4321)

    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("long-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func rest(of source: any ByteSource) throws -> Bytes {
        var whole = ByteBuilder(capacity: contents.count)
        while let bytes = try source.next() { whole.append(copying: bytes.span) }
        return whole.finish()
    }

    @Test("are read whole, again from the start, and given up in the middle")
    func reading() throws {
        try inFolder { folder in
            try Data(contents).write(to: URL(fileURLWithPath: folder + "/long"))
            for source: any ByteSource in [try FileSource.open(folder + "/long"), try OnceSource(folder + "/long")] {
                #expect(source.byteCount == UInt64(contents.count))
                #expect(try rest(of: source) == contents)
                try source.rewind()
                let first = try #require(try source.next())
                let second = try #require(try source.next())
                // What was kept stays as it was, whatever is read afterwards.
                #expect(try rest(of: source) == contents[(first.count + second.count)..<contents.count])
                #expect(first == contents[0..<first.count])
                #expect(second == contents[first.count..<(first.count + second.count)])
                try source.rewind()
                _ = try source.next()
            }
        }
    }

    @Test("tell how far their reading has come, at each reading")
    func progress() throws {
        try inFolder { folder in
            try Data(contents).write(to: URL(fileURLWithPath: folder + "/long"))
            let source = try FileSource.open(folder + "/long")
            for _ in 0..<2 {
                let told = Told()
                source.progress = { offset in told.offsets.withLock { $0.append(offset) } }
                _ = try rest(of: source)
                let offsets = told.offsets.withLock { $0 }
                #expect(offsets.count > 30 && offsets.last == UInt64(contents.count))
                #expect(zip(offsets, offsets.dropFirst()).allSatisfy { $0 < $1 })
                try source.rewind()
            }
        }
    }

    private final class Told: Sendable {
        let offsets = Mutex<[UInt64]>([])
    }

    @Test("that become shorter, or change, while they are read are an error")
    func changing() throws {
        try inFolder { folder in
            let path = folder + "/long"
            try Data(contents).write(to: URL(fileURLWithPath: path))
            let source = try FileSource.open(path)
            let first = try #require(try source.next())
            let file = try #require(FileHandle(forWritingAtPath: path))
            try file.truncate(atOffset: UInt64(first.count))
            let error = #expect(throws: CMSError.self) { _ = try rest(of: source) }
            guard case .stream(let failure) = error else {
                Issue.record("not a failure of the stream: \(String(describing: error))")
                return
            }
            #expect(failure.reason.contains("became shorter") || failure.reason.contains("changed while it was read"))
            // Whoever asks again is told again, and does not wait for ever.
            #expect(throws: CMSError.self) { for _ in 0..<20 { _ = try source.next() } }
        }
    }

    @Test("are written whole, or not at all")
    func writing() throws {
        try inFolder { folder in
            let sink = try FileSink(folder + "/whole")
            for start in stride(from: 0, to: contents.count, by: 100_003) {
                try sink.write(contents[start..<min(start + 100_003, contents.count)].span)
            }
            #expect(sink.byteCount == UInt64(contents.count))
            #expect(!FileManager.default.fileExists(atPath: folder + "/whole"))
            try sink.commit()
            #expect(FileManager.default.contents(atPath: folder + "/whole") == Data(contents))
            do {
                let abandoned = try FileSink(folder + "/abandoned")
                for _ in 0..<40 { try abandoned.write(contents[0..<100_003].span) }
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["whole"])
        }
    }

    @Test("that cannot be written are an error, at the next write or at the end")
    func failing() throws {
        for good in [0, 1, 5] {
            let written = Written()
            let behind = try #require(
                WriteBehind { bytes in
                    guard written.count.load(ordering: .relaxed) < good else { return ENOSPC }
                    written.count.add(1, ordering: .relaxed)
                    return 0
                })
            var codes: [Int32] = []
            for _ in 0..<40 { codes.append(behind.write(contents[0..<1000].span)) }
            #expect(codes.last == ENOSPC && codes.allSatisfy { $0 == 0 || $0 == ENOSPC })
            #expect(behind.finish() == ENOSPC)
            #expect(written.count.load(ordering: .relaxed) == good)
        }
    }

    private final class Written: Sendable {
        let count = Atomic<Int>(0)
    }
}

extension LongFileTests {
    @Test("take the place of what was there, whole and with its content, and leave nothing beside it")
    func placing() throws {
        try inFolder { folder in
            func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
            func write(_ name: String, _ text: String, commits: Bool = true) throws {
                let sink = try FileSink("\(folder)/\(name)")
                try sink.write(Array(text.utf8).span)
                // Nothing has its name before it is whole.
                #expect(try names().allSatisfy { $0.hasSuffix(".tmp") || $0.hasPrefix("old") })
                if commits { try sink.commit() }
            }
            try write("new", "one", commits: false)
            #expect(try names() == [])
            try write("old", "one")
            try FileManager.default.createSymbolicLink(atPath: folder + "/old-link", withDestinationPath: "old")
            try FileManager.default.createSymbolicLink(atPath: folder + "/old-lost", withDestinationPath: "old-yet")
            try write("old", "two")
            try write("old-link", "three")
            try write("old-lost", "four")
            try write("old", "five", commits: false)
            #expect(try names() == ["old", "old-link", "old-lost", "old-yet"])
            func content(_ name: String) throws -> String {
                try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            }
            #expect(try content("old") == "three")
            #expect(try content("old-yet") == "four")
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/old-lost") == "old-yet")
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/old-link") == "old")
        }
    }
}
