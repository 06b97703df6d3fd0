/// The ASCII form of a label of a domain (RFC 3492, RFC 5890 §2.3.2.1). Mapping and the tables of IDNA are not applied: a
/// label that is compared was registered in one spelling.
enum Punycode {
    /// A host as two are compared: every label in its ASCII form, in small letters.
    static func host(_ host: String) -> String {
        guard !host.utf8.allSatisfy({ $0 < 0x80 }) else { return host.lowercased() }
        return host.split(separator: ".", omittingEmptySubsequences: false)
            .map { ascii(String($0).lowercased()) }.joined(separator: ".")
    }

    static func ascii(_ label: String) -> String {
        label.utf8.allSatisfy { $0 < 0x80 } ? label : encode(label).map { "xn--" + $0 } ?? label
    }

    /// RFC 3492 §6.3
    static func encode(_ label: String) -> String? {
        let scalars = label.unicodeScalars.map(\.value)
        guard scalars.count <= 255 else { return nil }
        var output = String(String.UnicodeScalarView(label.unicodeScalars.filter { $0.isASCII }))
        let basicCount = output.utf8.count
        var handled = basicCount
        if basicCount > 0 { output += "-" }
        var (n, delta, bias): (UInt32, UInt64, UInt64) = (128, 0, 72)
        while handled < scalars.count {
            guard let next = scalars.filter({ $0 >= n }).min() else { return nil }
            delta += UInt64(next - n) * UInt64(handled + 1)
            n = next
            for scalar in scalars {
                if scalar < n { delta += 1 }
                guard scalar == n else { continue }
                output += digits(of: delta, bias)
                bias = adapt(delta, pointCount: UInt64(handled + 1), isFirst: handled == basicCount)
                delta = 0
                handled += 1
            }
            delta += 1
            n += 1
        }
        return output
    }

    /// A variable-length integer, the lowest digit first.
    private static func digits(of delta: UInt64, _ bias: UInt64) -> String {
        var (q, k, text) = (delta, UInt64(36), "")
        while true {
            let t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
            guard q >= t else { break }
            text.append(digit(t + (q - t) % (36 - t)))
            q = (q - t) / (36 - t)
            k += 36
        }
        text.append(digit(q))
        return text
    }

    private static func digit(_ value: UInt64) -> Character {
        Character(Unicode.Scalar(UInt8(value < 26 ? 0x61 + value : 0x30 + value - 26)))
    }

    /// RFC 3492 §6.1
    private static func adapt(_ delta: UInt64, pointCount: UInt64, isFirst: Bool) -> UInt64 {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / pointCount
        var k: UInt64 = 0
        while delta > 455 {
            delta /= 35
            k += 36
        }
        return k + 36 * delta / (delta + 38)
    }
}
