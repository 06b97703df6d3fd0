import SignetBytes
import SignetDeflate
import TestSupport
import Testing

/// zlib streams: what Python's zlib makes is read, what is made here Python reads, in pieces of any size.
struct DeflateTests {
    /// Contents of several kinds: nothing, one byte, runs, text, noise, and more than a window.
    static let contents: [[UInt8]] = {
        var state: UInt32 = 1
        func noise() -> UInt8 {
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24)
        }
        let words = ["the ", "safe ", "is ", "behind ", "a ", "picture ", "of ", "somebody\r\n"]
        let text = (0..<40_000).flatMap { _ in Array(words[Int(noise()) % words.count].utf8) }
        let noises = (0..<70_000).map { _ in noise() }
        let squares = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
        let steps = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 3) }
        return [
            [], [0x61], [UInt8](repeating: 0x61, count: 3), [UInt8](repeating: 0, count: 300_000), text, steps, noises,
            squares,
        ]
    }()

    static func inflate(_ stream: [UInt8], by size: Int) -> ([UInt8], DeflateError?) {
        var inflater = Inflater()
        var content: [UInt8] = []
        for start in stride(from: 0, to: stream.count, by: size) {
            let error = inflater.update(stream.span.extracting(start..<min(start + size, stream.count))) {
                content.append(copying: $0)
            }
            if let error { return (content, error) }
        }
        do throws(DeflateError) { try inflater.finish() } catch { return (content, error) }
        return (content, nil)
    }

    static func deflate(_ content: [UInt8], by size: Int) -> [UInt8] {
        var deflater = Deflater()
        var stream: [UInt8] = []
        for start in stride(from: 0, to: content.count, by: size) {
            stream += Array(deflater.update(content.span.extracting(start..<min(start + size, content.count))))
        }
        return stream + Array(deflater.finalize())
    }

    @Test(arguments: contents.indices)
    func roundTrips(index: Int) {
        let content = Self.contents[index]
        for size in [1, 7, 4096, 1 << 20] where size > 1 || content.count < 1000 {
            let stream = Self.deflate(content, by: size)
            for other in [1, 5, 333, 1 << 20] where other > 1 || stream.count < 70_000 {
                let (found, error) = Self.inflate(stream, by: other)
                #expect(error == nil && found == content)
            }
        }
    }

    /// Python's zlib reads what is written here, and is read at every level, stored, fixed and dynamic.
    @Test(arguments: contents.indices)
    func agreesWithZlib(index: Int) throws {
        let content = Self.contents[index]
        let stream = Self.deflate(content, by: 10_000)
        let read = try Programs.run(
            "python3", ["-c", "import sys,zlib; sys.stdout.buffer.write(zlib.decompress(sys.stdin.buffer.read()))"],
            input: stream)
        #expect(read == content)
        for (level, strategy) in [(0, 0), (1, 0), (6, 0), (9, 0), (6, 4), (6, 2), (6, 3)] {
            let script = """
                import sys,zlib
                c=zlib.compressobj(\(level),zlib.DEFLATED,15,8,\(strategy))
                sys.stdout.buffer.write(c.compress(sys.stdin.buffer.read())+c.flush())
                """
            let theirs = try #require(try Programs.run("python3", ["-c", script], input: content))
            for size in [1, 1000, 1 << 20] where size > 1 || theirs.count < 70_000 {
                let (found, error) = Self.inflate(theirs, by: size)
                #expect(error == nil && found == content, "level \(level), strategy \(strategy), \(size)")
            }
            if level == 6, strategy == 0, content.count > 1000 {
                #expect(stream.count < theirs.count * 11 / 10 + 100, "\(stream.count) against \(theirs.count)")
            }
        }
    }

    /// A damaged stream is refused or gives something else, and never stops the program; a cut one is always refused.
    @Test func damageIsNoticed() {
        let content = Array(Self.contents[4].prefix(5000))
        let stream = Self.deflate(content, by: 5000)
        for count in 0..<stream.count { #expect(Self.inflate(Array(stream.prefix(count)), by: 64).1 == .truncated) }
        #expect(Self.inflate(stream + [0], by: 64).1 == .trailingBytes)
        var unnoticed = 0
        for index in stream.indices {
            for bit in [0, 3, 7] {
                var damaged = stream
                damaged[index] ^= 1 << bit
                let (found, error) = Self.inflate(damaged, by: 97)
                if error == nil { unnoticed += found == content ? 0 : 1 }
            }
        }
        #expect(unnoticed == 0)
    }
}
