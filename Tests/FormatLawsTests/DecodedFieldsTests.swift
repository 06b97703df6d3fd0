import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetKeys
import SignetX509
import TestSupport
import Testing

/// Our reading of certificates, field by field, against that of Python's `cryptography`.
@Suite struct DecodedFieldsTests {
    /// What it found in a certificate.
    private struct Fields: Decodable {
        var version: String?
        var serial: String?
        var not_before: String?
        var not_after: String?
        var sig_oid: String?
        var spki_oid: String?
        var extensions: [Pair]?
        var san_email: [String]?
        var san_dns: [String]?
        var eku: [String]?
        var basic_constraints: Constraints?
        var pyca_error: String?

        struct Pair: Decodable {
            var id: String
            var isCritical: Bool
            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                (id, isCritical) = (try list.decode(String.self), try list.decode(Bool.self))
            }
        }
        struct Constraints: Decodable {
            var isAuthority: Bool
            var pathLength: Int?
            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                isAuthority = try list.decode(Bool.self)
                pathLength = try list.decodeIfPresent(Int.self)
            }
        }
    }

    private static func compare(_ certificate: Certificate, _ fields: Fields, _ name: String) {
        let contents = certificate.toBeSigned.value
        if let version = fields.version { #expect("v\(contents.version + 1)" == version, "\(name)") }
        if let serial = fields.serial {
            let magnitude = contents.serialNumber.magnitude.map { Hex.encode($0) } ?? "negative"
            let theirs = serial.hasPrefix("-") ? "negative" : serial
            #expect(String(magnitude.drop { $0 == "0" }) == String(theirs.drop { $0 == "0" }), "\(name)")
        }
        for (ours, theirs) in [
            (contents.validity.notBefore, fields.not_before), (contents.validity.notAfter, fields.not_after),
        ] {
            if let theirs {
                #expect(ours.instant.description.filter(\.isNumber) == theirs.prefix(19).filter(\.isNumber), "\(name)")
            }
        }
        if let oid = fields.sig_oid { #expect(certificate.signatureAlgorithm.algorithm.description == oid, "\(name)") }
        if let oid = fields.spki_oid {
            #expect(contents.subjectPublicKeyInfo.algorithm.algorithm.description == oid, "\(name)")
        }
        if let extensions = fields.extensions {
            #expect(certificate.extensions.map(\.id.description) == extensions.map(\.id), "\(name)")
            #expect(certificate.extensions.map(\.isCritical) == extensions.map(\.isCritical), "\(name)")
        }
        if let constraints = fields.basic_constraints {
            let ours = try? certificate.basicConstraints()
            #expect(ours?.isAuthority == constraints.isAuthority, "\(name)")
            #expect(ours?.pathLengthConstraint == constraints.pathLength, "\(name)")
        }
        if let purposes = fields.eku {
            #expect((try? certificate.extendedKeyUsage())?.purposes.map(\.description) == purposes, "\(name)")
        }
        for (theirs, isMail) in [(fields.san_email, true), (fields.san_dns, false)] {
            guard let theirs, let names = try? certificate.subjectAltName() else { continue }
            let ours = names.compactMap { name -> String? in
                switch name {
                case .rfc822Name(let text): isMail ? text : nil
                case .dNSName(let text): isMail ? nil : text
                default: nil
                }
            }
            #expect(ours == theirs, "\(name)")
        }
    }

    @Test func certificatesAreReadAsPythonReadsThem() throws {
        guard TestFiles.corpora != nil else { return TestFiles.report("decoded certificates", ran: nil) }
        struct File: Decodable { var certs: [String: Fields] }
        let file = try JSONDecoder().decode(File.self, from: Data(try TestFiles.corpus("x509/decoded.json")))
        var (count, refused) = (0, 0)
        var files: [String: [Bytes]] = [:]
        for (key, fields) in file.certs.sorted(by: { $0.key < $1.key }) {
            let parts = key.split(separator: "#")
            let (path, index) = (String(parts[0]), parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
            if files[path] == nil, let bytes = try? TestFiles.corpus("x509/\(path)") {
                let pem = (try? PEM.decode(Bytes(bytes)))?.filter { $0.label.hasSuffix("CERTIFICATE") }
                files[path] = pem?.map(\.contents.exposed) ?? [Bytes(bytes)]
            }
            guard let found = files[path], index < found.count else { continue }
            do throws(X509Error) {
                let certificate = try Certificate(found[index])
                if fields.pyca_error == nil { Self.compare(certificate, fields, key) }
                count += 1
            } catch {
                #expect(fields.pyca_error != nil, "\(key): \(error)")
                refused += 1
            }
        }
        TestFiles.report("certificates against cryptography (\(refused) refused by both)", ran: count)
    }

    @Test func oddCertificatesOfZLintAreRead() throws {
        guard TestFiles.corpora != nil else { return TestFiles.report("zlint", ran: nil) }
        struct File: Decodable {
            var certs: [Row]
            struct Row: Decodable {
                var file: String
                var der: String
                var decoded: Fields?
                var pyca_error: String?
            }
        }
        let folder = try #require(TestFiles.corpora).appending(path: "x509/zlint")
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
        let file = try JSONDecoder().decode(File.self, from: Data(try TestFiles.corpus("x509/zlint/\(name)")))
        for row in file.certs {
            let bytes = Bytes([UInt8](Data(base64Encoded: row.der) ?? Data()))
            do throws(X509Error) {
                let certificate = try Certificate(bytes)
                #expect(Certificate.syntax.encode(certificate) == bytes, "\(row.file)")
                if let decoded = row.decoded { Self.compare(certificate, decoded, row.file) }
            } catch {
                #expect(row.pyca_error != nil, "\(row.file): \(error)")
            }
        }
        TestFiles.report("zlint certificates", ran: file.certs.count)
    }
}
