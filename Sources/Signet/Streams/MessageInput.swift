import SignetASN1
import SignetBytes
public import SignetCMS
import SignetMIME

/// A CMS message found in a file, whatever it is wrapped in: DER, BER, PEM or a mail.
public struct MessageInput {
    /// The message.
    public let cms: any ByteSource
    /// What a clear-signed mail has beside the message: the signed entity.
    public let content: (any ByteSource)?
    /// The same with line ends restored, to be tried when the other does not fit: mbox files and version control keep LF.
    public let canonicalContent: (any ByteSource)?
    /// Whether offsets in errors count from the start of the file.
    let isBare: Bool
    /// Where the message begins in what offsets in errors count from.
    private let place: Int

    /// Mails and PEM files up to this size are read whole.
    private static let shortByteCount = 4 << 20

    /// Finds the message in a file.
    ///
    /// - Throws: `SignetError.malformed` with the place when it is damaged, or says what it is instead.
    public init(finding file: FileSource) throws(SignetError) {
        do throws(SignetError) {
            try self.init(recognising: file)
        } catch { throw error.about(file.name) }
    }

    /// What is read.
    private static let expected = "a CMS message"

    private init(recognising file: FileSource) throws(SignetError) {
        let beginning = try Self.reading { () throws(CMSError) in try file.beginning(1 << 16) }
        switch InputForm(beginning) {
        case .der:
            if !ContentInfo.begins(beginning),
                let kind = FileKind(
                    try Self.reading { () throws(CMSError) in try file.beginning(Self.shortByteCount) })
            {
                throw SignetError(.malformed(.unrecognised(expected: Self.expected, found: kind.description)))
            }
            let byteCount = try Self.reading { () throws(CMSError) in try Self.messageByteCount(file, beginning) }
            self.init(cms: file.part(0..<byteCount))
        case .pem: try self.init(pem: file, beginning)
        // What programs write above a PEM block may look like the header of a mail.
        case .mail where Self.hasPEM(beginning) && !Self.isSMIME(beginning): try self.init(pem: file, beginning)
        case .mail: try self.init(mail: file, beginning)
        case .text where PEM.isPresent(in: beginning): try self.init(pem: file, beginning)
        // The base64 of an attachment, saved without what stood around it.
        case .text where InputForm.isBase64(beginning): self.init(cms: Base64Source(file, isPEM: false), isBare: false)
        case let other:
            throw SignetError(
                misread: beginning, expected: Self.expected,
                SignetError(.malformed(.unrecognised(expected: Self.expected, found: other.description))))
        }
    }

    /// A message that is a part of this one, by its place among those in a `ContentCollection` (RFC 4073), from 1.
    ///
    /// - Throws: `SignetError.malformed`, also when this is no collection; `nil` when it has no such part.
    public func part(_ number: Int) throws(SignetError) -> (any ByteSource)? {
        let frame: MessageFrame
        do throws(CMSError) {
            frame = try StreamedMessage(reading: cms).frame
        } catch { throw wrapping(error) }
        guard case .contentCollection(let ranges) = frame else {
            throw SignetError(wrapping: CMSError.wrongContentType(frame.contentType))
        }
        return ranges.indices.contains(number - 1) ? part(ranges[number - 1]).cms : nil
    }

    /// The message in a part of this one.
    func part(_ range: Range<Int>) -> MessageInput {
        MessageInput(
            cms: (cms as? FileSource)?.part(range) ?? PartSource(cms, range), isBare: isBare,
            place: place + range.lowerBound)
    }

    /// What is wrong with the message, with the place in the file, or in the object that was found in it.
    func wrapping(_ error: CMSError) -> SignetError {
        guard case .malformed(let cause) = error else { return SignetError(wrapping: error) }
        return SignetError(wrapping: CMSError.malformed(cause.shifted(by: place)), isInMail: !isBare)
    }

    private init(
        cms: any ByteSource, content: (any ByteSource)? = nil, canonicalContent: (any ByteSource)? = nil,
        isBare: Bool = true, place: Int = 0
    ) {
        self.cms = cms
        self.content = content
        self.canonicalContent = canonicalContent
        self.isBare = isBare
        self.place = place
    }

    /// How much of a file is the message: line ends behind it, which editors add, are none of it.
    private static func messageByteCount(_ file: FileSource, _ beginning: Bytes) throws(CMSError) -> Int {
        let whole = Int(file.byteCount ?? 0)
        let tailByteCount = min(4, whole)
        let tail = try file.part((whole - tailByteCount)..<whole).beginning(tailByteCount)
        let lineEnds = tail.reversed().prefix { $0 == 0x0A || $0 == 0x0D }.count
        guard lineEnds > 0, beginning.count > 10 else { return whole }
        let first = Int(beginning[1])
        if first == 0x80 {
            // The end-of-contents octets are the last of an element of indefinite length.
            let end = whole - lineEnds
            let mark = end >= 2 ? try file.part((end - 2)..<end).beginning(2) : Bytes()
            return mark == [0, 0] ? end : whole
        }
        let octetCount = first < 0x80 ? 0 : first & 0x7F
        guard octetCount <= 6 else { return whole }
        var length = first < 0x80 ? first : 0
        for index in 0..<octetCount { length = length << 8 | Int(beginning[2 + index]) }
        let end = 2 + octetCount + length
        return end < whole && whole - end <= lineEnds ? end : whole
    }

    private init(pem file: FileSource, _ beginning: Bytes) throws(SignetError) {
        let byteCount = Int(file.byteCount ?? 0)
        if byteCount <= Self.shortByteCount {
            let whole = try Self.reading { () throws(CMSError) in try file.beginning(byteCount) }
            let objects: [PEM]
            do throws(PEMError) {
                objects = try PEM.decode(whole)
            } catch { throw SignetError(misread: whole, expected: Self.expected, SignetError(wrapping: error)) }
            guard let object = objects.first(where: { PEM.Label.messages.contains($0.label) }) else {
                throw SignetError(labels: objects, expected: Self.expected)
            }
            self.init(cms: MemorySource(object.contents.exposed), isBare: false)
            return
        }
        let text = beginning.prefix(4096)
        for label in PEM.Label.messages {
            let line = Array("-----BEGIN \(label)-----".utf8)
            guard let start = text.firstRange(of: line)?.upperBound else { continue }
            self.init(cms: Base64Source(file.part(start..<byteCount), isPEM: true), isBare: false)
            return
        }
        throw SignetError(
            misread: beginning, expected: Self.expected,
            SignetError(.malformed(.unrecognised(expected: Self.expected, found: "other PEM"))))
    }

    /// Reads the file; what keeps it from being read becomes what a person is told.
    private static func reading<Result>(_ body: () throws(CMSError) -> Result) throws(SignetError) -> Result {
        do throws(CMSError) {
            return try body()
        } catch { throw SignetError(wrapping: error) }
    }

    // MARK: - Mail

    private static func hasPEM(_ beginning: Bytes) -> Bool {
        PEM.Label.messages.contains { beginning.contains(Array("-----BEGIN \($0)-----".utf8)) }
    }

    /// Whether a mail is one of S/MIME, as far as its header tells.
    private static func isSMIME(_ beginning: Bytes) -> Bool {
        guard let entity = try? Message(parsing: beginning).entity else { return false }
        return entity.contentType.name == "multipart/signed" || isCMS(entity) != nil
    }

    private static let plainMail = SignetError(.malformed(.unrecognised(expected: expected, found: "a plain mail")))

    private init(mail file: FileSource, _ beginning: Bytes) throws(SignetError) {
        let byteCount = Int(file.byteCount ?? 0)
        if byteCount <= Self.shortByteCount {
            try self.init(shortMail: try Self.reading { () throws(CMSError) in try file.beginning(byteCount) })
        } else {
            try self.init(longMail: file, beginning, byteCount)
        }
    }

    private init(shortMail mail: Bytes) throws(SignetError) {
        let form: SMIMEForm
        do throws(MIMEError) {
            form = try Message(parsing: mail).entity.smimeForm()
        } catch { throw SignetError(wrapping: error) }
        switch form {
        case .plain: throw Self.plainMail
        case .pkcs7(let cms, _): self.init(cms: MemorySource(cms), isBare: false)
        case .multipartSigned(let content, let signature, _):
            let canonical = content.canonicalized
            self.init(
                cms: MemorySource(signature), content: MemorySource(content.raw),
                canonicalContent: canonical == content.raw ? nil : MemorySource(canonical), isBare: false)
        }
    }

    private init(longMail file: FileSource, _ beginning: Bytes, _ byteCount: Int) throws(SignetError) {
        let entity: MIMEEntity
        do throws(MIMEError) {
            entity = try Message(parsing: beginning).entity
        } catch { throw SignetError(wrapping: error) }
        guard entity.contentType.name == "multipart/signed", let boundary = entity.contentType.boundary else {
            guard let claimed = Self.isCMS(entity) else { throw Self.plainMail }
            let body = file.part(entity.bodyOffset..<byteCount)
            self.init(cms: claimed ? Base64Source(body, isPEM: false) : body, isBare: false)
            return
        }
        let cuts = try Self.reading { () throws(CMSError) in
            try Self.delimiters(boundary, in: file.part(entity.bodyOffset..<byteCount))
        }
        func failure(_ reason: String) -> SignetError {
            SignetError(.malformed(.asn1(ASN1Error(.invalidValue(reason), at: entity.bodyOffset))))
        }
        guard cuts.count >= 3 else { throw failure("multipart/signed without two parts") }
        let parts = (1..<cuts.count).map { cuts[$0 - 1].upperBound..<cuts[$0].lowerBound }
        guard parts.count == 2, parts[1].count <= Self.shortByteCount else {
            throw failure("multipart/signed of other than two parts")
        }
        let signaturePart = file.part(entity.bodyOffset + parts[1].lowerBound..<entity.bodyOffset + parts[1].upperBound)
        let encoding = try Self.reading { () throws(CMSError) in try signaturePart.beginning(parts[1].count) }
        let form: SMIMEForm
        do throws(MIMEError) {
            form = try Message(parsing: encoding).entity.smimeForm()
        } catch { throw SignetError(wrapping: error) }
        guard case .pkcs7(let signature, _) = form else {
            throw failure("the second part is no signature")
        }
        let content = entity.bodyOffset + parts[0].lowerBound..<entity.bodyOffset + parts[0].upperBound
        self.init(
            cms: MemorySource(signature), content: file.part(content),
            canonicalContent: CanonicalSource(file.part(content)), isBare: false)
    }

    /// Whether a body is a CMS message: `nil` if not, else whether it is in base64.
    private static func isCMS(_ entity: MIMEEntity) -> Bool? {
        let names = [
            "application/pkcs7-mime", "application/x-pkcs7-mime", "application/cms", "application/pkcs7-signature",
            "application/x-pkcs7-signature", "application/octet-stream",
        ]
        guard names.contains(entity.contentType.name) else { return nil }
        return entity.body.first != 0x30
    }

    /// Where the delimiters of a boundary stand in a body, with the line end before each: the closing one is the last.
    private static func delimiters(_ boundary: [UInt8], in body: FileSource) throws(CMSError) -> [Range<Int>] {
        let mark = Array("--".utf8) + boundary
        var cuts: [Range<Int>] = []
        var line: [UInt8] = []
        var lineStart = 0
        var position = 0
        var lastEnd = 0
        var ended = false
        /// The line without its end: at most as much as a delimiter may have is kept.
        func judge(_ end: Int) {
            guard !ended, line.starts(with: mark) else { return }
            var rest = line.dropFirst(mark.count)
            let isClosing = rest.starts(with: Array("--".utf8))
            if isClosing { rest = rest.dropFirst(2) }
            guard rest.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else { return }
            var start = lineStart
            if start > (cuts.last?.upperBound ?? 0) { start -= lastEnd }
            cuts.append(max(start, cuts.last?.upperBound ?? 0)..<end)
            ended = isClosing
        }
        var previous: UInt8 = 0
        while !ended, let chunk = try body.next() {
            for byte in chunk {
                position += 1
                if byte == 0x0A {
                    let end = previous == 0x0D ? 2 : 1
                    judge(position)
                    line.removeAll(keepingCapacity: true)
                    lineStart = position
                    lastEnd = end
                } else if line.count < mark.count + 128 {
                    line.append(byte)
                }
                previous = byte
            }
        }
        judge(position)
        return cuts
    }
}
