import SignetBytes
import TestSupport
import Testing

/// `SecretBytes` and `SecretSlice`.
@Suite struct SecretTests {
    @Test func secretsAreOwnedCopiedAndCut() {
        var secret = SecretBytes(copying: ([1, 2, 3, 4] as Bytes).span)
        var copy = secret.duplicate()
        var view = copy.mutableSpan
        view[0] = 9
        let (first, copied) = (secret.span[0], copy.span[0])
        #expect(first == 1 && copied == 9)
        secret.truncate(to: 3)
        let (count, plain) = (secret.count, secret.declassified())
        #expect(count == 3 && plain == [1, 2, 3] && !plain.isSecret)
        let shared = secret.shared()
        #expect(shared.count == 3 && shared[1..<3].exposed == [2, 3] && shared.exposed.isSecret)
        #expect("\(shared)" == "secret (3 bytes)")
        let zeros = SecretBytes(zeros: 5).declassified()
        #expect(zeros == [0, 0, 0, 0, 0])
    }

    @Test func slicesOfExposedBytesStayInPlace() {
        let whole = SecretBytes(copying: Bytes((0..<50).map { UInt8($0) }).span).shared()
        let part = SecretSlice(whole.exposed[10..<20])
        #expect(whole.exposed.offset(of: part.exposed) == 10)
        let plain = Bytes([1, 2, 3])
        #expect(plain.offset(of: SecretSlice(plain).exposed) == nil && SecretSlice(plain).exposed.isSecret)
    }

    #if os(Linux)
    /// Appends the run, byte by byte, so that it stands nowhere but in the output. Before it stands what the allocator
    /// may write over when the memory is free, so that only erasing makes the run vanish.
    private func fill(_ output: inout OutputSpan<UInt8>, _ scan: MemoryScan) {
        output.append(repeating: 0, count: 64)
        for index in 0..<scan.count { output.append(scan[index]) }
    }

    @Test func whatIsThereIsFound() {
        let scan = MemoryScan(count: 64)
        #expect(scan.occurrences == 0)
        let bytes = Bytes(capacity: 128) { fill(&$0, scan) }
        #expect(scan.occurrences == 1)
        #expect(bytes.count == 128)
    }

    @Test(arguments: [16, 64, 1_000, 4_000])
    func secretsAreErasedOnRelease(_ count: Int) {
        let scan = MemoryScan(count: count)
        do {
            var secret = SecretBytes(capacity: count + 64) { fill(&$0, scan) }
            #expect(scan.occurrences == 1)
            let copy = secret.duplicate()
            #expect(scan.occurrences == 2)
            secret.truncate(to: 1)
            let copiedCount = copy.count
            #expect(copiedCount == count + 64)
        }
        #expect(scan.occurrences == 0)
    }

    @Test func theLastSliceErases() {
        let scan = MemoryScan(count: 64)
        do {
            var slice: SecretSlice? = SecretBytes(capacity: 128) { fill(&$0, scan) }.shared()
            let exposed = slice?.exposed.prefix(1)
            slice = nil
            #expect(scan.occurrences == 1)
            #expect(exposed?.isSecret == true)
        }
        #expect(scan.occurrences == 0)
    }

    @Test func whatWasWrittenBeforeAnErrorIsErased() {
        struct Stop: Error {}
        let scan = MemoryScan(count: 64)
        var found = 0
        do throws(Stop) {
            _ = try SecretBytes(capacity: 128) { output throws(Stop) in
                fill(&output, scan)
                found = scan.occurrences ?? 0
                throw Stop()
            }
        } catch {}
        #expect(found == 1 && scan.occurrences == 0)
    }

    @Test func outgrownBuffersAreErased() {
        let scan = MemoryScan(count: 64)
        do {
            var builder = ByteBuilder(capacity: 0, isSecret: true)
            for _ in 0..<64 { builder.append(0) }
            for index in 0..<scan.count { builder.append(scan[index]) }
            for _ in 0..<10_000 { builder.append(7) }
            builder.insert(([1, 2, 3] as Bytes).span, at: 0)
            #expect(scan.occurrences == 1)
            let secret = builder.finishSecret()
            let count = secret.count
            #expect(count == 10_131)
        }
        #expect(scan.occurrences == 0)
    }

    @Test func decodedTextIsErased() throws {
        let scan = MemoryScan(count: 60)
        func text() -> Bytes {
            let secret = SecretBytes(capacity: 124) { fill(&$0, scan) }
            return Base64.encode(secret.span)
        }
        do {
            let text = text()
            #expect(scan.occurrences == 0)
            let secret = try Base64.decode(text.span)
            #expect(scan.occurrences == 1)
            let count = secret.count
            #expect(count == 124)
        }
        #expect(scan.occurrences == 0)
    }
    #endif
}
