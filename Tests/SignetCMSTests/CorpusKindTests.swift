import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetCipher
import SignetKeys
import TestSupport
import Testing

/// What the corpora and the standards have of the kinds that nobody signed and nobody is the recipient of.
struct CorpusKindTests {
    private static let rows = IndexedMessage.all.filter {
        ["data", "digested_data", "compressed_data", "encrypted_data"].contains($0.contentType ?? "")
    }

    /// RFC 4134 §7: the key of both its encrypted messages.
    private static let key = Hex.decode("737c791f25ead0e04629254352f7dc6291e5cb26917ada32")

    @Test(arguments: rows)
    func messagesOfTheCorporaAreRead(row: IndexedMessage) throws {
        let sink = MemorySink()
        let message = try StreamedMessage(reading: MemorySource(try Samples.corpus(row.path).cms, chunkByteCount: 100))
        switch message.frame {
        case .data: try message.writeContent(to: sink)
        case .digestedData:
            #expect(try message.checkDigest())
            try message.writeContent(to: sink)
        case .compressedData: try message.uncompress(to: sink)
        case .encryptedData where row.path.contains("rfc4134"):
            let bytes = try #require(Self.key)
            let key = SecretBytes(copying: bytes.span).shared()
            _ = try message.open(with: [.contentKey(key)], to: sink)
        // The key of the others is in none of the files.
        case .encryptedData: return
        default: Issue.record("\(row.path) is \(message.frame.contentType)")
        }
        let content = sink.take()
        if row.path.contains("rfc4134") { #expect(content == Samples.bytes("This is some sample content.")) }
        if let expected = row.contentSHA256 { #expect(Samples.sha256(content) == expected) }
        #expect(!content.isEmpty)
    }

    @Test func reportsHowManyRan() {
        TestFiles.report("messages of other kinds", ran: Self.rows.isEmpty ? nil : Self.rows.count)
    }

    /// RFC 9709 appendix: the key of recipients, the cipher, and the cipher's key.
    @Test(arguments: [
        (
            "301b0609608648016503040106300e040c5c79058ba2f43447639d29e2", "2124ffb29fac4e0fbbc7d5d87492bff3"
        ),
        (
            "301d06096086480165030401020410651f722ffd512c52fe072e507d72b377", "9cd102c52f1e19ece8729b35bfeceb50"
        ),
    ])
    func keysAreDerivedAsTheStandardHasThem(cipher: String, derived: String) throws {
        let inner = Bytes(try #require(Hex.decode(cipher)))
        let (given, expected) = (
            try #require(Hex.decode("c702e7d0a9e064b09ba55245fb733cf3")), try #require(Hex.decode(derived))
        )
        let content = Samples.bytes("The safe is behind the picture.\r\n")
        let encryption = try ContentEncryption(AlgorithmIdentifier.syntax.decode(inner))
        var ciphertext: Bytes
        let key = SecretBytes(copying: expected.span)
        if encryption.cipher.isAuthenticating {
            let (sealed, tag) = try encryption.seal(content.span, key: key, additionalData: Bytes().span)
            ciphertext = Bytes(Array(sealed) + Array(tag.bytes))
        } else {
            ciphertext = try encryption.encrypt(content.span, key: key)
        }
        var message = try EncryptedData.encrypting(content, with: .aes128CBC, key: key)
        message.encryptedContentInfo.contentEncryptionAlgorithm = AlgorithmIdentifier(
            algorithm: "1.2.840.113549.1.9.16.3.31", parameters: inner)
        message.encryptedContentInfo.encryptedContent = ciphertext
        let sink = MemorySink()
        let source = MemorySource(ContentInfo.encryptedData(message).encode())
        let secret = SecretBytes(copying: given.span).shared()
        _ = try StreamedMessage(reading: source).open(with: [.contentKey(secret)], to: sink)
        #expect(sink.take() == content)
    }
}
