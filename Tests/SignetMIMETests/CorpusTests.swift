import SignetBytes
import SignetMIME
import TestSupport
import Testing

struct CorpusTests {
    /// The bytes of an entity put together again from what it was taken apart into, down to the leaves.
    static func reassembled(_ entity: MIMEEntity) throws -> [UInt8] {
        let blank = entity.raw[entity.header.raw.count..<(entity.raw.count - entity.body.count)]
        let head = Array(entity.header.fields.map(\.raw).joined()) + Array(blank)
        guard entity.contentType.isMultipart else { return head + Array(entity.body) }
        let multipart = try entity.multipart()
        var body = Array(multipart.preamble)
        for (delimiter, part) in zip(multipart.delimiters, multipart.parts) {
            body += delimiter
            body += try reassembled(part)
        }
        return head + body + Array(multipart.delimiters[multipart.parts.count]) + Array(multipart.epilogue)
    }

    @Test(arguments: Mail.samples + Mail.corpus.map(\.bytes))
    func everyByteIsKept(bytes: Bytes) throws {
        let message = try Message(parsing: bytes)
        #expect(Bytes(Array(message.preface) + (try Self.reassembled(message.entity))) == bytes)
        #expect(bytes.offset(of: message.entity.raw) == message.entity.offset)
    }

    @Test func everyMailIsRecognised() throws {
        var counts = (clear: 0, enclosed: 0, plain: 0)
        for (path, bytes) in Mail.corpus {
            switch try Message(parsing: bytes).entity.smimeForm() {
            case .multipartSigned(let content, let signature, _):
                counts.clear += 1
                #expect(signature.first == 0x30, "\(path)")
                #expect(bytes.offset(of: content.raw) == content.offset, "\(path)")
                if path.contains("pkits") {
                    // What NIST signed, as the set's own text says.
                    #expect(
                        Mail.string(content.raw)
                            == "Content-Type: text/plain\r\n\r\nThis is a sample signed message.\r\n",
                        "\(path)")
                }
            case .pkcs7(let cms, let claimed):
                counts.enclosed += 1
                #expect(cms.first == 0x30, "\(path)")
                #expect(claimed != nil, "\(path)")
            case .plain: counts.plain += 1
            }
        }
        if !Mail.corpus.isEmpty {
            #expect(counts.clear > 120 && counts.enclosed > 25 && counts.plain == 2)
        }
        TestFiles.report(
            "MIME, corpora: \(counts.clear) clear-signed, \(counts.enclosed) enclosed, \(counts.plain) plain",
            ran: Mail.corpus.isEmpty ? nil : Mail.corpus.count)
    }

    /// RFC 4134 §4.8 signed this sentence and no more: the line end after it is the delimiter's.
    @Test func theContentOfRFC4134IsExact() throws {
        guard let bytes = try? TestFiles.corpus("cms/rfc4134/4.8.eml") else { return }
        guard
            case .multipartSigned(let content, _, let micalg) =
                try Message(parsing: Bytes(bytes)).entity.smimeForm()
        else {
            Issue.record("not clear-signed")
            return
        }
        #expect(Mail.string(content.canonicalized) == "\r\nThis is some sample content.")
        #expect(micalg == ["sha1"])
    }
}
