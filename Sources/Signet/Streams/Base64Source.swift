import SignetBytes
import SignetCMS

/// The octets that the base64 in a source codes: all of it, or what stands between the boundaries of a PEM block.
final class Base64Source: ByteSource {
    private let text: FileSource
    private let isPEM: Bool
    /// Digits that make no whole group yet.
    private var group: UInt32 = 0
    private var digitCount = 0
    private var isPadded = false
    private var isAtEnd = false
    private var place = 0

    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for (value, digit) in digits.enumerated() { table[Int(digit)] = UInt8(value) }
        for blank in Array(" \t\r\n".utf8) { table[Int(blank)] = 0xFE }
        table[0x3D] = 0xFD
        return table
    }()

    /// - Parameter text: base64 from its first digit on.
    init(_ text: FileSource, isPEM: Bool) {
        self.text = text
        self.isPEM = isPEM
    }

    var byteCount: UInt64? { nil }

    func rewind() throws(CMSError) {
        try text.rewind()
        (group, digitCount, isPadded, isAtEnd, place) = (0, 0, false, false, 0)
    }

    func next() throws(CMSError) -> Bytes? {
        while !isAtEnd {
            guard let chunk = try text.next() else {
                isAtEnd = true
                guard !isPEM else { throw malformed("the PEM block has no end") }
                return try lastGroup()
            }
            let bytes = try decode(chunk)
            if !bytes.isEmpty { return bytes }
        }
        return nil
    }

    private func malformed(_ reason: String) -> CMSError {
        .malformed(.init(.invalidValue("base64: \(reason)"), at: place))
    }

    private func decode(_ chunk: Bytes) throws(CMSError) -> Bytes {
        let table = Self.values.span
        let input = chunk.span
        var failure: String?
        let bytes = Bytes(capacity: input.count / 4 * 3 + 6) { output in
            var index = 0
            while index < input.count {
                if digitCount == 0, !isPadded, index + 4 <= input.count {
                    let (a, b) = (table[Int(input[index])], table[Int(input[index + 1])])
                    let (c, d) = (table[Int(input[index + 2])], table[Int(input[index + 3])])
                    if a | b | c | d < 64 {
                        output.append(a << 2 | b >> 4)
                        output.append(b << 4 | c >> 2)
                        output.append(c << 6 | d)
                        index += 4
                        continue
                    }
                }
                let value = table[Int(input[index])]
                switch value {
                case 0xFE: break
                case 0xFD:
                    isPadded = true
                    if digitCount < 2 { failure = failure ?? "padding stands in the wrong place" }
                case 0xFF:
                    guard isPEM, input[index] == 0x2D else {
                        failure = failure ?? "there is a character outside the alphabet"
                        break
                    }
                    // The first hyphen of the end boundary.
                    isAtEnd = true
                    index = input.count
                default:
                    if isPadded { failure = failure ?? "digits follow the padding" }
                    group = group << 6 | UInt32(value)
                    digitCount += 1
                    if digitCount == 4 {
                        output.append(UInt8(truncatingIfNeeded: group >> 16))
                        output.append(UInt8(truncatingIfNeeded: group >> 8))
                        output.append(UInt8(truncatingIfNeeded: group))
                        (group, digitCount) = (0, 0)
                    }
                }
                index += 1
                if failure != nil { break }
            }
            if isAtEnd, failure == nil { flush(to: &output) }
        }
        place += input.count
        if let failure { throw malformed(failure) }
        if isAtEnd, digitCount == 1 { throw malformed("the last group has one digit") }
        return bytes
    }

    private func lastGroup() throws(CMSError) -> Bytes? {
        guard digitCount != 1 else { throw malformed("the last group has one digit") }
        let bytes = Bytes(capacity: 2) { output in flush(to: &output) }
        return bytes.isEmpty ? nil : bytes
    }

    private func flush(to output: inout OutputSpan<UInt8>) {
        switch digitCount {
        case 2: output.append(UInt8(truncatingIfNeeded: group >> 4))
        case 3:
            output.append(UInt8(truncatingIfNeeded: group >> 10))
            output.append(UInt8(truncatingIfNeeded: group >> 2))
        default: break
        }
    }
}
