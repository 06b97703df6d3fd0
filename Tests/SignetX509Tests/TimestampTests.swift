import SignetASN1
import SignetBytes
import SignetX509
import TestSupport
import Testing

/// Promises of logs (RFC 6962 §3.3), as OpenSSL reads them.
@Suite struct TimestampTests {
    /// Log and moment, from `openssl x509 -text`.
    static let known: [(file: String, logs: [(String, String)])] = [
        (
            "cryptography-scts.pem",
            [
                ("293c519654c83965baaa50fc5807d4b76fbf587a2972dca4c30cf4e54547f478", "2018-09-26 20:56:33 UTC"),
                ("6f5376ac31f03119d89900a45115ff77151c11d902c10029068db2089a37d913", "2018-09-26 20:56:33 UTC"),
            ]
        ),
        (
            "badssl-sct.pem",
            [
                ("a7ce4a4e6207e0addee5fdaa4b1f86768767b5d002a55d47310e7e670a95eab2", "2016-11-17 01:56:25 UTC")
            ]
        ),
    ]

    @Test(.enabled(if: Corpus.isPresent)) func readsWhatOpenSSLReads() throws {
        for (file, logs) in Self.known {
            let certificate = try Corpus.certificate("x509/pyca/\(file)")
            let timestamps = try #require(try certificate.signedCertificateTimestamps())
            #expect(timestamps.count >= logs.count)
            for (timestamp, (log, moment)) in zip(timestamps, logs) {
                guard case .v1(let contents) = timestamp else {
                    Issue.record("\(timestamp)")
                    continue
                }
                #expect(Hex.encode(contents.logID) == log)
                #expect("\(contents.instant)" == moment)
                #expect(timestamp.description.contains("ecdsa with sha256"))
            }
            // Written again as they were.
            let item = try #require(
                certificate.extensions.first { $0.id == Extension.ID.signedCertificateTimestamps })
            #expect(SignedCertificateTimestamp.list.encode(timestamps) == item.value)
            #expect(item.lines == timestamps.map(\.description))
        }
        let unknown = try Corpus.certificate("x509/pyca/custom/invalid-sct-version.der")
        let first = try #require(try unknown.signedCertificateTimestamps()?.first)
        guard case .other = first else { throw X509Error.badSignature }
        #expect(throws: X509Error.self) {
            try Corpus.certificate("x509/pyca/custom/invalid-sct-length.der").signedCertificateTimestamps()
        }
    }

    @Test func everyTruncationIsRefused() throws {
        let timestamp = SignedCertificateTimestamp.v1(
            .init(
                logID: Bytes([UInt8](repeating: 7, count: 32)), timestamp: .max, hashAlgorithm: 4,
                signatureAlgorithm: 3,
                signature: [1, 2, 3]))
        let whole = SignedCertificateTimestamp.list.encode([timestamp])
        #expect(try SignedCertificateTimestamp.list.decode(whole) == [timestamp])
        #expect(!timestamp.description.isEmpty)
        let contents = try Syntax<Bytes>.octetString.decode(whole)
        for count in contents.indices {
            let cut = Syntax<Bytes>.octetString.encode(contents.prefix(count))
            #expect(throws: ASN1Error.self) { try SignedCertificateTimestamp.list.decode(cut) }
        }
    }
}
