import FormatLaws
import SignetASN1
import SignetBytes
import SignetCMS
import SignetKeys
import SignetPKCS12
import SignetX509
import TestSupport
import Testing

/// One sample of each structure, damaged in every way that is only one damage.
@Suite struct DamageTests {
    /// Cut short it is refused, whatever the rules; with a byte changed it is refused or comes back as it is.
    private static func damage<Value>(_ syntax: Syntax<Value>, _ law: String, _ sample: Bytes, step: Int = 1) throws
        -> Int
    {
        let law = try #require(FormatLaw.all.first { $0.name == law })
        #expect(law.breach(sample) == nil)
        for length in 0..<sample.count {
            for rules in [EncodingRules.der, .tolerant, .ber] {
                #expect(throws: ASN1Error.self) { try syntax.decode(sample[0..<length], rules: rules) }
            }
        }
        let octets = [UInt8](sample)
        for index in stride(from: 0, to: octets.count, by: step) {
            for change: UInt8 in [0x01, 0x20, 0x80, 0xFF] {
                var changed = octets
                changed[index] ^= change
                #expect(law.breach(Bytes(changed)) == nil, "\(law.name): byte \(index) changed by \(change)")
            }
        }
        return sample.count
    }

    /// The smallest object of a folder that a syntax reads strictly.
    private static func sample<Value>(_ syntax: Syntax<Value>, _ folder: String) throws -> Bytes? {
        try objects(folder, limit: 4096).map(\.bytes).sorted { $0.count < $1.count }
            .first { (try? syntax.decode($0)) != nil && $0.count > 80 }
    }

    @Test func structuresAreRefusedOrComeBack() throws {
        guard TestFiles.corpora != nil else { return TestFiles.report("damaged structures", ran: nil) }
        var count = 0
        func examine<Value>(_ syntax: Syntax<Value>, _ law: String, _ folder: String) throws {
            let sample = try #require(try Self.sample(syntax, folder), "\(law)")
            count += try Self.damage(syntax, law, sample, step: max(1, sample.count / 200))
        }
        try examine(Certificate.syntax, "certificate", "x509/pyca")
        try examine(ContentInfo.syntax, "cms", "cms")
        try examine(PFX.syntax, "pfx", "pkcs12")
        try examine(PrivateKeyInfo.syntax, "private-key", "pkcs8")
        try examine(EncryptedPrivateKeyInfo.syntax, "encrypted-private-key", "pkcs8")
        try examine(SubjectPublicKeyInfo.syntax, "public-key", "pkcs8")
        TestFiles.report("bytes of damaged structures", ran: count)
    }

    @Test func smallOnesToo() throws {
        _ = try Self.damage(Time.syntax, "time", Bytes(Array("\u{17}\u{0D}991231235959Z".utf8)))
        _ = try Self.damage(KeyUsage.syntax, "key-usage", Bytes([3, 2, 5, 0xA0]))
        _ = try Self.damage(ASN1String.syntax, "string", Bytes([0x13, 3, 0x61, 0x62, 0x63]))
        let names: [GeneralName] = [.rfc822Name("a@b"), .dNSName("b"), .registeredID("1.2.3")]
        _ = try Self.damage(GeneralName.sequence, "general-names", GeneralName.sequence.encode(names))
    }
}
