import SignetASN1
import SignetBytes

/// The same values in BER as old Windows, NSS and macOS write it: every constructed element of indefinite length, and octet
/// strings in pieces. What is inside an octet string of structures is loosened in its own right when `isDeep`.
enum LooseEncoding {
    static func of(_ der: Bytes, isDeep: Bool = false) -> Bytes {
        var output: [UInt8] = []
        var index = 0
        append(Array(der), &index, der.count, &output, isDeep)
        return Bytes(output)
    }

    private static func append(
        _ der: [UInt8], _ index: inout Int, _ end: Int, _ output: inout [UInt8], _ isDeep: Bool
    ) {
        while index < end {
            let tag = der[index]
            let (start, count) = contents(der, index)
            index = start
            if tag & 0x20 != 0 {
                output += [tag, 0x80]
                append(der, &index, start + count, &output, isDeep)
                output += [0, 0]
            } else if tag == 0x04 || tag == 0x80, count > 40 {
                var content = Array(der[start..<start + count])
                if isDeep, isSafe(content) {
                    var loose: [UInt8] = []
                    var innerIndex = 0
                    append(content, &innerIndex, content.count, &loose, isDeep)
                    content = loose
                }
                output += [tag == 0x04 ? 0x24 : 0xA0, 0x80]
                for piece in stride(from: 0, to: content.count, by: 100) {
                    let bytes = content[piece..<min(piece + 100, content.count)]
                    output += [0x04, UInt8(bytes.count)] + bytes
                }
                output += [0, 0]
                index = start + count
            } else {
                output += der[(index - headerCount(der, start, count, tag))..<start + count]
                index = start + count
            }
        }
    }

    /// Whether a string holds safes or one of them: certificates are signed in DER, and stay as they are.
    private static func isSafe(_ content: [UInt8]) -> Bool {
        let beginning = content.prefix(40)
        let pkcs7: [UInt8] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07]
        let bags: [UInt8] = [0x06, 0x0B, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x0A, 0x01]
        return content[0] == 0x30
            && beginning.indices.contains { index in
                beginning[index...].starts(with: pkcs7) || beginning[index...].starts(with: bags)
            }
    }

    /// Where the contents of the element at `index` start, and their length. DER of one-byte tags alone.
    private static func contents(_ der: [UInt8], _ index: Int) -> (start: Int, count: Int) {
        let first = Int(der[index + 1])
        guard first >= 0x80 else { return (index + 2, first) }
        let octets = first & 0x7F
        return (index + 2 + octets, (0..<octets).reduce(0) { $0 << 8 | Int(der[index + 2 + $1]) })
    }

    private static func headerCount(_ der: [UInt8], _ start: Int, _ count: Int, _ tag: UInt8) -> Int {
        count < 0x80 ? 2 : count < 0x100 ? 3 : count < 0x10000 ? 4 : 5
    }
}
