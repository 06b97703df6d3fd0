import SignetASN1
import SignetBytes

/// `RC2-CBCParameter` (RFC 2268 §6): an initialisation vector alone means 32 effective bits.
enum RC2Parameters {
    private struct Structure: Sendable {
        var version: Int
        var initializationVector: Bytes
        static let syntax: Syntax<Self> = .sequence(
            "RC2-CBCParameter", Self.init(version:initializationVector:),
            .required("rc2ParameterVersion", \.version, .smallInteger),
            .required("iv", \.initializationVector, .octetString))
    }

    /// RFC 2268 §6: below 256 a version is a scrambled bit count; these three are all that was ever used.
    private static let versions = [160: 40, 120: 64, 58: 128]

    static func decode(_ encoding: Bytes) throws(ASN1Error) -> (initializationVector: Bytes, effectiveKeyBitCount: Int)
    {
        if let plain = try? Syntax<Bytes>.octetString.decode(encoding), plain.count == 8 { return (plain, 32) }
        let structure = try Structure.syntax.decode(encoding)
        let bitCount = structure.version >= 256 ? structure.version : versions[structure.version]
        guard let bitCount, bitCount <= 1024, structure.initializationVector.count == 8 else {
            throw ASN1Error(.invalidValue("RC2 parameter version \(structure.version)"), at: 0)
        }
        return (structure.initializationVector, bitCount)
    }

    static func encode(_ initializationVector: Bytes, _ effectiveKeyBitCount: Int) -> Bytes {
        let version = versions.first { $0.value == effectiveKeyBitCount }?.key ?? effectiveKeyBitCount
        return Structure.syntax.encode(Structure(version: version, initializationVector: initializationVector))
    }
}
