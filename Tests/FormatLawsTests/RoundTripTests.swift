import FormatLaws
import Foundation
import SignetASN1
import SignetBytes
import SignetCMS
import SignetKeys
import SignetPKCS12
import SignetX509
import TestSupport
import Testing

/// Every certificate, request, message, `.pfx` and key of the corpora comes back byte for byte when it is DER.
@Suite struct RoundTripTests {
    /// How an object was read.
    private static func count<Value>(
        _ syntax: Syntax<Value>, _ bytes: Bytes, _ name: String, _ counts: inout [String: Int], _ structure: String
    ) {
        if let value = try? syntax.decode(bytes) {
            #expect(syntax.encode(value) == bytes, "\(name) as \(structure)")
            counts[structure, default: 0] += 1
        } else if let value = try? syntax.decode(bytes, rules: .tolerant) {
            // What keeps its bytes gives them back even where they are not DER.
            if structure == "certificate" { #expect(syntax.encode(value) == bytes, "\(name) as \(structure)") }
            counts["\(structure), not DER", default: 0] += 1
        } else if (try? syntax.decode(bytes, rules: .ber)) != nil {
            counts["\(structure), BER", default: 0] += 1
        }
    }

    @Test(arguments: ["x509", "cms", "pkcs12", "pkcs8", "smime", "pq"])
    func objectsComeBack(_ folder: String) throws {
        var counts: [String: Int] = [:]
        for (name, bytes) in try objects(folder) {
            // Their parts, too, and the extensions by their types.
            for law in FormatLaw.outer { #expect(law.breach(bytes) == nil, "\(name) as \(law.name)") }
            Self.count(Certificate.syntax, bytes, name, &counts, "certificate")
            Self.count(CertificateList.syntax, bytes, name, &counts, "crl")
            Self.count(ContentInfo.syntax, bytes, name, &counts, "cms")
            Self.count(PFX.syntax, bytes, name, &counts, "pfx")
            Self.count(PrivateKeyInfo.syntax, bytes, name, &counts, "private key")
            Self.count(EncryptedPrivateKeyInfo.syntax, bytes, name, &counts, "encrypted private key")
            Self.count(SubjectPublicKeyInfo.syntax, bytes, name, &counts, "public key")
            if let request = try? CertificationRequest(bytes) {
                let info = request.info
                if let strict = try? CertificationRequestInfo.syntax.decode(info.encoding) {
                    #expect(CertificationRequestInfo.syntax.encode(strict) == info.encoding, "\(name)")
                }
                counts["request", default: 0] += 1
            }
        }
        for (structure, count) in counts.sorted(by: { $0.key < $1.key }) {
            TestFiles.report("\(folder): \(structure)", ran: count)
        }
        if TestFiles.corpora == nil { TestFiles.report("round trips of \(folder)", ran: nil) }
    }

    /// Every law, on damaged inputs that other projects' fuzzers found.
    @Test(arguments: [
        "openssl-acert", "openssl-cms", "openssl-crl", "openssl-x509", "openssl-pem", "openssl-asn1parse",
    ])
    func lawsHoldForDamagedInputs(_ name: String) throws {
        guard TestFiles.corpora != nil else { return TestFiles.report("laws, \(name)", ran: nil) }
        struct Inputs: Decodable { var inputs_base64: [String: String] }
        let file = try JSONDecoder().decode(Inputs.self, from: Data(try TestFiles.corpus("fuzz/\(name).json")))
        var count = 0
        // Each law on a part of them, another part for each: all of it takes minutes without optimisation.
        for (index, row) in file.inputs_base64.sorted(by: { $0.key < $1.key }).enumerated() {
            let input = Bytes([UInt8](Data(base64Encoded: row.value) ?? Data()))
            guard input.count < 8192 else { continue }
            for (place, law) in FormatLaw.all.enumerated() where place < 5 || (index + place) % 5 == 0 {
                #expect(law.breach(input) == nil, "\(law.name): \(row.key)")
                count += 1
            }
        }
        TestFiles.report("laws, \(name)", ran: count)
    }

    /// Found by fuzzing: zero bits at the end of ReasonFlags are not DER (X.690 §11.2.2), and were lost.
    @Test func namedBitsInListsAreStrict() throws {
        let padded = Bytes([0x30, 4, 0x83, 2, 0, 0x40])
        #expect(throws: ASN1Error.self) { try IssuingDistributionPoint.syntax.decode(padded) }
        #expect(try IssuingDistributionPoint.syntax.decode(padded, rules: .tolerant).onlySomeReasons == .keyCompromise)
        let reserved = Bytes([0x30, 5, 0x83, 3, 4, 0x40, 0x10])
        #expect(
            IssuingDistributionPoint.syntax.encode(try IssuingDistributionPoint.syntax.decode(reserved)) == reserved)
    }
}
