import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetHash
import SignetKeys
import SignetRSA
import SignetX509
import TestSupport
import Testing

/// What pyca/cryptography read out of every certificate of the outside suites, and what we do.
@Suite(.enabled(if: Corpus.isPresent)) struct DecodingTests {
    struct Fields: Decodable, Sendable {
        var version: String?
        var serial: String?
        var not_before: String?
        var not_after: String?
        var sig_oid: String?
        var spki_oid: String?
        var issuer: String?
        var subject: String?
        var key: String?
        var san_email: [String]?
        var san_dns: [String]?
        var eku: [String]?
        var basic_constraints: Constraints?
        var extensions: [Extension]?
        var ext_error: String?

        struct Extension: Decodable, Sendable, Equatable {
            var id: String
            var isCritical: Bool
            init(id: String, isCritical: Bool) { (self.id, self.isCritical) = (id, isCritical) }
            init(from decoder: any Decoder) throws {
                var pair = try decoder.unkeyedContainer()
                id = try pair.decode(String.self)
                isCritical = try pair.decode(Bool.self)
            }
        }
        struct Constraints: Decodable, Sendable, Equatable {
            var isAuthority: Bool
            var pathLength: Int?
            init(from decoder: any Decoder) throws {
                var pair = try decoder.unkeyedContainer()
                isAuthority = try pair.decode(Bool.self)
                pathLength = try pair.decodeIfPresent(Int.self)
            }
        }
    }

    struct Decoded: Decodable { var certs: [String: Fields] }
    static let decoded = (try? Corpus.json("x509/decoded.json", as: Decoded.self).certs) ?? [:]

    struct Odd: Decodable { var certs: [Item] }
    struct Item: Decodable, Sendable, CustomTestStringConvertible {
        var file: String
        var der: String
        var decoded: Fields?
        var testDescription: String { file }
    }
    static let odd = (try? Corpus.json("x509/zlint/certs.json", as: Odd.self).certs) ?? []

    /// `path#n` is the n-th certificate of a file.
    private static func encoding(_ key: String) throws -> Bytes? {
        let parts = key.split(separator: "#")
        let number = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let encodings = try Corpus.encodings("x509/\(parts[0])")
        return number < encodings.count ? encodings[number] : nil
    }

    @Test(arguments: decoded.filter { $0.value.serial != nil }.keys.sorted())
    func agreesWithPyca(_ key: String) throws {
        let encoding = try #require(try Self.encoding(key))
        try Self.compare(try Certificate(encoding), encoding, try #require(Self.decoded[key]))
    }

    @Test(arguments: odd.filter { $0.decoded?.serial != nil })
    func agreesWithPycaOnOddOnes(_ item: Item) throws {
        let encoding = Bytes([UInt8](try #require(Data(base64Encoded: item.der))))
        try Self.compare(try Certificate(encoding), encoding, try #require(item.decoded))
    }

    /// What pyca refuses, we read or refuse; either way everything can be asked for.
    @Test func survivesWhatPycaRefuses() throws {
        var counts = (read: 0, refused: 0)
        var encodings = Self.odd.filter { $0.decoded == nil }.map {
            Bytes([UInt8](Data(base64Encoded: $0.der) ?? Data()))
        }
        for key in Self.decoded.keys where Self.decoded[key]?.serial == nil {
            if let encoding = try Self.encoding(key) { encodings.append(encoding) }
        }
        for encoding in encodings {
            do throws(X509Error) {
                let certificate = try Certificate(encoding)
                certificate.readEverything()
                counts.read += 1
            } catch {
                #expect(!error.description.isEmpty)
                counts.refused += 1
            }
        }
        print("certificates that pyca refuses: \(counts.read) read, \(counts.refused) refused")
        let agreed = Self.decoded.values.filter { $0.serial != nil }.count
        TestFiles.report("decoded.json and zlint", ran: agreed + Self.odd.count + counts.read + counts.refused)
    }

    private static func compare(_ certificate: Certificate, _ encoding: Bytes, _ fields: Fields) throws {
        #expect(certificate.encoding == encoding)
        #expect(Certificate.syntax.encode(certificate) == encoding)
        certificate.readEverything()
        // The extensions are taken apart when they are asked for, of a copy as of the original, and can be set.
        var copy = certificate.toBeSigned.value
        #expect((copy.extensions ?? []) == certificate.extensions)
        copy.extensions = nil
        #expect(copy.extensions == nil && certificate.toBeSigned.value.extensions ?? [] == certificate.extensions)

        let content = certificate.toBeSigned.value
        #expect("v\(content.version + 1)" == fields.version)
        #expect(hexadecimal(certificate.serialNumber) == fields.serial)
        #expect(iso(certificate.validity.notBefore.instant) == fields.not_before)
        #expect(iso(certificate.validity.notAfter.instant) == fields.not_after)
        #expect(certificate.signatureAlgorithm.algorithm.description == fields.sig_oid)
        #expect(certificate.subjectPublicKeyInfo.algorithm.algorithm.description == fields.spki_oid)
        if let issuer = fields.issuer { #expect(pycaText(certificate.issuer) == issuer) }
        if let subject = fields.subject { #expect(pycaText(certificate.subject) == subject) }
        if let key = fields.key { compareKey(certificate, key) }
        if let extensions = fields.extensions {
            #expect(certificate.extensions.map { .init(id: "\($0.id)", isCritical: $0.isCritical) } == extensions)
        }
        let texts = (fields.san_email ?? []) + (fields.san_dns ?? [])
        if fields.ext_error != nil || !texts.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) {
            // pyca refused an extension, or read as UTF-8 what must be ASCII (RFC 5280 §4.2.1.6) and we refuse.
            return
        }
        let names = try certificate.subjectAltName() ?? []
        if let mailboxes = fields.san_email {
            #expect(names.compactMap { if case .rfc822Name(let text) = $0 { text } else { nil } } == mailboxes)
        }
        if let hosts = fields.san_dns {
            #expect(names.compactMap { if case .dNSName(let text) = $0 { text } else { nil } } == hosts)
        }
        if let purposes = fields.eku {
            #expect(try certificate.extendedKeyUsage()?.purposes.map(\.description) == purposes)
        }
        if let constraints = fields.basic_constraints {
            let own = try certificate.basicConstraints()
            #expect(own?.isAuthority == constraints.isAuthority)
            #expect(own?.pathLengthConstraint == constraints.pathLength)
        }
    }

    /// `RSA 2048 e=65537`. Keys of fewer bits than Signet accepts are refused as such.
    private static func compareKey(_ certificate: Certificate, _ text: String) {
        guard text.hasPrefix("RSA") else { return compareOtherKey(certificate, text) }
        let bitCount = Int(text.split(separator: " ")[1]) ?? 0
        do throws(X509Error) {
            guard let key = try certificate.publicKey().rsaKey else { return }
            let exponent = key.publicExponent.reduce(0) { $0 << 8 | Int($1) }
            #expect("RSA \(key.bitCount) e=\(exponent)" == text)
        } catch .key(.invalid(.rsa(.keyTooSmall))) {
            #expect(bitCount < RSAPublicKey.acceptedBitCounts.lowerBound)
        } catch {
            // OpenSSL reads keys with an even exponent, or one beyond 64 bits; Signet does not compute with those.
            #expect(error == .key(.invalid(.rsa(.invalidKey(.publicExponent)))))
        }
    }

    /// `EC secp256r1`, `Ed25519PublicKey`, `DSA 2048`.
    private static func compareOtherKey(_ certificate: Certificate, _ text: String) {
        let curves = [
            "EC secp224r1": "EC P-224", "EC secp256r1": "EC P-256", "EC secp384r1": "EC P-384",
            "EC secp521r1": "EC P-521",
        ]
        let key = try? certificate.publicKey()
        switch text {
        case "Ed25519PublicKey": #expect(key?.algorithm == .ed25519)
        case "Ed448PublicKey": #expect(key?.algorithm == .ed448)
        case let text where text.hasPrefix("DSA"): #expect(key?.algorithm == .dsa)
        // RFC 5480 §2.1.1: a curve has a name, and one that is written out is not computed with.
        case let text where text.hasPrefix("EC"):
            guard certificate.subjectPublicKeyInfo.algorithm.parameters?.first == 0x06 else { return }
            #expect(key?.description == curves[text] ?? text)
        // ML-DSA is not here yet, and is said so by name.
        default: #expect(key == nil)
        }
    }

    private static func hexadecimal(_ serialNumber: ASN1Integer) -> String {
        var octets = Array(serialNumber.contents)
        if serialNumber.isNegative {
            octets = octets.map { ~$0 }
            for index in octets.indices.reversed() {
                octets[index] &+= 1
                if octets[index] != 0 { break }
            }
        }
        let text = Hex.encode(Bytes(octets)).drop { $0 == "0" }
        return (serialNumber.isNegative ? "-" : "") + (text.isEmpty ? "0" : String(text))
    }

    private static func iso(_ instant: Instant) -> String {
        instant.description.replacing(" UTC", with: "+00:00").replacing(" ", with: "T")
    }

    /// RFC 4514 as pyca writes it: its own list of short names, control characters as they are.
    private static func pycaText(_ name: Name) -> String {
        let short = [
            "2.5.4.3": "CN", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.6": "C",
            "2.5.4.9": "STREET", "0.9.2342.19200300.100.1.25": "DC", "0.9.2342.19200300.100.1.1": "UID",
        ]
        func escaped(_ text: String) -> String {
            var result = text.replacing("\\", with: "\\\\")
            for character in ["\"", "+", ",", ";", "<", ">"] {
                result = result.replacing(character, with: "\\" + character)
            }
            result = result.replacing("\0", with: "\\00")
            if result.hasPrefix("#") || result.hasPrefix(" ") { result = "\\" + result }
            if result.hasSuffix(" ") { result = result.dropLast() + "\\ " }
            return result
        }
        return name.relativeNames.reversed().map { relative in
            relative.map { attribute in
                let type = short[attribute.type.description] ?? attribute.type.description
                // Of a BIT STRING pyca writes the contents in hexadecimal, where RFC 4514 §2.4 wants the encoding.
                let contents = attribute.value.first == 0x03 ? attribute.value.dropFirst(2) : attribute.value
                return type + "=" + (attribute.text.map(escaped) ?? "#" + Hex.encode(contents))
            }.joined(separator: "+")
        }.joined(separator: ",")
    }
}

extension Certificate {
    /// Asks for all there is; nothing may trap, whatever the certificate is like.
    func readEverything() {
        _ = try? subjectKeyIdentifier()
        _ = try? authorityKeyIdentifier()
        _ = try? keyUsage()
        _ = try? extendedKeyUsage()
        _ = try? basicConstraints()
        _ = try? subjectAltName()
        _ = try? nameConstraints()
        _ = try? policyConstraints()
        _ = try? policyMappings()
        _ = try? publicKey()
        _ = emailAddresses
        _ = "\(subject) \(issuer) \(subject.title) \(serialNumber) \(fingerprint) \(isSelfIssued)"
        _ = ((try? subjectAltName()) ?? nil)?.description
        _ =
            PathValidator(anchors: [self], untrusted: [], time: Instant(secondsSince1970: 0), purpose: .any)
            .validate(self).checks.description
    }
}
