import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetKeys
import SignetX509
import TestSupport
import Testing

struct LawTests {
    /// One message of each kind, DER and BER.
    static let kinds = [
        "signed/openssl30-opaque-sha256.eml", "signed/openssl30-opaque-stream.p7m", "signed/bc-clear-ber-sha256.eml",
        "signed/gpgsm-opaque.p7m", "sealed/openssl30-aes256.eml", "sealed/openssl30-stream.p7m",
        "sealed/openssl30-kek.p7m", "sealed/openssl30-gcm256.eml", "certs/openssl30.p7c", "certs/bc-ber.p7c",
    ]

    @Test(arguments: kinds)
    func everyTruncationIsRefused(path: String) throws {
        let cms = try Samples.peer(path).cms
        for count in 0..<cms.count {
            #expect(throws: CMSError.self, "\(count) bytes") { try ContentInfo(reading: cms.prefix(count)) }
        }
    }

    @Test func everyTruncationOfOtherKindsIsRefused() throws {
        let data = ContentInfo.data(Samples.bytes("hello")).encode()
        for count in 0..<data.count {
            #expect(throws: CMSError.self) { try ContentInfo(reading: data.prefix(count)) }
        }
        guard TestFiles.corpora != nil else { return }
        for path in ["cms/rfc4134/7.2.bin", "cms/rfc4134/6.0.bin", "cms/asn1crypto/cms-compressed.der"] {
            let cms = try Samples.corpus(path).cms
            for count in 0..<cms.count {
                #expect(throws: CMSError.self) { try ContentInfo(reading: cms.prefix(count)) }
            }
        }
    }

    /// Whatever single byte is changed, a signature is never good over other content, nor by another key; and a
    /// certificate that was changed all the same is not one that its issuer signed.
    @Test(
        arguments: ["signed/openssl30-opaque-sha256.eml", "signed/bc-opaque-ber.eml"], [0x01, 0x80, 0xFF] as [UInt8])
    func noChangedByteIsGoodForOtherContentOrSigners(path: String, change: UInt8) throws {
        let found = try Samples.peer(path)
        let original = try found.signedData()
        let content = try #require(original.encapContentInfo.content?.octets)
        let alice = try Samples.person("alice").certificate
        let issuing = try Samples.certificates(TestFiles.vector("peers/pki/issuing.pem"))[0]
        let (aliceKey, issuingKey) = (try alice.publicKey(), try issuing.publicKey())
        #expect(original.check(0).outcome == .good(alice))

        var bytes = Array(found.cms)
        var goodCount = 0
        for index in bytes.indices {
            bytes[index] ^= change
            defer { bytes[index] ^= change }
            guard case .signedData(let message)? = try? ContentInfo(reading: Bytes(bytes)) else { continue }
            for check in message.checks() {
                guard case .good(let certificate) = check.outcome else { continue }
                goodCount += 1
                #expect(message.encapContentInfo.content?.octets == content, "byte \(index)")
                #expect(message.encapContentInfo.contentType == .data, "byte \(index)")
                #expect(try certificate.publicKey() == aliceKey, "byte \(index)")
                if certificate != alice {
                    #expect(throws: X509Error.self, "byte \(index)") { try certificate.checkSignature(by: issuingKey) }
                }
            }
        }
        // Certificates that are not the signer's, version numbers and the like may change.
        #expect(goodCount < bytes.count)
    }

    @Test func noTamperedContentIsGood() throws {
        let found = try Samples.peer("signed/openssl30-clear-sha256.eml")
        let message = try found.signedData()
        var bytes = Array(try #require(found.content))
        for index in bytes.indices {
            bytes[index] ^= 0x20
            let outcome = message.check(0, content: Bytes(bytes)).outcome
            bytes[index] ^= 0x20
            guard case .digestMismatch = outcome else {
                Issue.record("byte \(index): \(outcome)")
                continue
            }
        }
    }

    /// OpenSSL's fuzzing corpus: whatever it is, it is read or refused, judged and tried, and nothing traps.
    @Test func nothingTrapsOnTheFuzzingCorpus() throws {
        guard TestFiles.corpora != nil else { return TestFiles.report("fuzz/openssl-cms.json", ran: nil) }
        struct Corpus: Decodable {
            let inputs: [String: String]
            private enum CodingKeys: String, CodingKey { case inputs = "inputs_base64" }
        }
        let file = Data(try TestFiles.corpus("fuzz/openssl-cms.json"))
        let corpus = try JSONDecoder().decode(Corpus.self, from: file)
        let alice = try Samples.person("alice")
        var readCount = 0
        for (name, text) in corpus.inputs {
            let input = Bytes([UInt8](try #require(Data(base64Encoded: text))))
            guard let message = try? ContentInfo(reading: input) else { continue }
            readCount += 1
            let written = message.encode()
            #expect(try ContentInfo(reading: written).encode() == written, "\(name)")
            switch message {
            case .signedData(let signed):
                let checks = signed.checks(content: [0x61], certificates: [alice.certificate])
                #expect(checks.allSatisfy { !$0.outcome.isGood }, "\(name)")
            case .envelopedData(let sealed): #expect((try? sealed.open(with: [alice])) == nil, "\(name)")
            default: break
            }
        }
        TestFiles.report("fuzz/openssl-cms.json (\(readCount) of them readable)", ran: corpus.inputs.count)
    }
}
