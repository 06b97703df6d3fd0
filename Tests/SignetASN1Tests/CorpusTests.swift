import Foundation
import SignetASN1
import SignetBytes
import TestSupport
import Testing

/// Public inputs, good and bad: no trap, no hang, and what is accepted is what peers accept.
@Suite struct CorpusTests {
    /// What a reading of anything must hold to.
    private func examine(_ input: Bytes, _ name: String) -> ASN1Error? {
        _ = try? PEM.decode(input)
        let strict = refusal { () throws(ASN1Error) in
            var reader = DERReader(input)
            return try walk(&reader)
        }
        let rewritten: BER.Rewritten
        do throws(ASN1Error) {
            rewritten = try BER.rewritten(input)
        } catch {
            #expect((0...input.count).contains(error.offset), "\(name)")
            return error
        }
        // What was rewritten has strict headers; what had them already is the same buffer.
        let again = refusal { () throws(ASN1Error) in
            var reader = DERReader(rewritten.der)
            return try walk(&reader)
        }
        #expect(again == nil, "\(name)")
        #expect((try? BER.rewritten(rewritten.der).der).flatMap(rewritten.der.offset(of:)) == 0, "\(name)")
        if strict == nil { #expect(rewritten.der == input, "\(name)") }
        if rewritten.der == input { #expect(input.offset(of: rewritten.der) == 0, "\(name)") }
        return nil
    }

    @Test(arguments: [
        "openssl-acert", "openssl-asn1", "openssl-asn1parse", "openssl-cms", "openssl-crl", "openssl-decoder",
        "openssl-pem", "openssl-x509",
    ])
    func fuzzInputs(_ name: String) throws {
        guard TestFiles.corpora != nil else { return TestFiles.report("fuzz/\(name)", ran: nil) }
        let verdicts = try JSONDecoder().decode(
            [String: [String]].self, from: Data(try TestFiles.vector("asn1/openssl-asn1parse.json")))
        let acceptedByOpenSSL = Set(try #require(verdicts["\(name).json"]))
        let inputs = try SignetASN1Tests.fuzzInputs("\(name).json")
        for (key, input) in inputs {
            let error = examine(input, key)
            if error == nil {
                #expect(acceptedByOpenSSL.contains(String(key.prefix(12))), "\(key): only Signet accepts it")
            } else if let error, acceptedByOpenSSL.contains(String(key.prefix(12))) {
                // OpenSSL goes on behind the first element, does not look into strings, and lets the end of the
                // message close an indefinite length.
                switch error.kind {
                case .trailingBytes, .truncated, .unexpectedTag, .nestedTooDeeply, .invalidTagNumber, .invalidBitString:
                    break
                default: Issue.record("\(key): OpenSSL accepts it, Signet says \(error)")
                }
            }
        }
        TestFiles.report("fuzz/\(name) against openssl asn1parse", ran: inputs.count)
    }

    @Test func derFilesAreRewrittenAsThemselves() throws {
        var count = 0
        for folder in ["asn1", "cms", "pkcs12", "pkcs8", "smime", "pq", "x509"] {
            for (path, bytes) in try corpusFiles(folder) where bytes.count < 1 << 20 {
                _ = examine(Bytes(bytes), path)
                count += 1
            }
        }
        TestFiles.report("files through BER and DER", ran: count == 0 ? nil : count)
    }

    @Test func certificatesAreElements() throws {
        var count = 0
        for (path, bytes) in try corpusFiles("x509/pkits") where path.hasSuffix(".crt") {
            let encoding = Bytes(bytes)
            #expect(try Syntax<Bytes>.any.decode(encoding) == encoding, "\(path)")
            var reader = DERReader(encoding)
            #expect(try walk(&reader) > 20, "\(path)")
            #expect(encoding.offset(of: try BER.rewritten(encoding).der) == 0, "\(path)")
            count += 1
        }
        TestFiles.report("PKITS certificates through the strict reader", ran: count == 0 ? nil : count)
    }

    /// OpenSSL's `test/recipes/25-test_d2i.t`.
    @Test(arguments: [
        ("bad_cert.der", false), ("bad_generalname.der", false), ("bad_bio.der", false), ("high_tag.der", true),
        ("int0.der", true), ("int1.der", true), ("intminus1.der", true), ("bad-int-pad0.der", false),
        ("bad-int-padminus1.der", false), ("bad-cms.der", false),
    ])
    func d2iFiles(_ name: String, _ isStructured: Bool) throws {
        guard TestFiles.corpora != nil else { return }
        let input = Bytes(try TestFiles.corpus("asn1/openssl-d2i/\(name)"))
        if name.contains("int") {
            let integer = try? Syntax<ASN1Integer>.integer.decode(input)
            #expect((integer != nil) == isStructured)
        } else if name != "bad_cert.der" {
            let rewritten = try? BER.rewritten(input)
            #expect((rewritten != nil) == isStructured)
        }
    }
}
