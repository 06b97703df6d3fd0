import SignetBytes
import SignetCMS
import SignetMIME

/// Mails as people keep them by the thousand: files, Maildirs, mboxes (RFC 4155), and folders of all these.
public struct MailArchive: Sendable {
    /// Where a mail lies.
    public struct Place: Hashable, Sendable {
        /// Its file.
        public let file: String
        /// Which message of an mbox it is, from 1; `nil` when the file is the mail.
        public let message: Int?
        /// Where it stands in the mbox.
        let range: Range<Int>?
    }

    /// Every mail, file by file; folders in the order of their names.
    public let places: [Place]

    /// Looks for the mails. Every mbox is read through once.
    ///
    /// Of a Maildir what was delivered is looked at, in it and in its folders: `cur` and `new`, and neither `tmp` nor the
    /// indexes of servers.
    ///
    /// - Throws: `SignetError.system` for what cannot be read.
    public init(_ paths: [String]) throws(SignetError) {
        var places: [Place] = []
        for path in paths {
            var seen = Set<FileSystem.Identity>()
            try Self.find(in: path, &seen, &places)
        }
        self.places = places
    }

    private static func find(
        in path: String, _ seen: inout Set<FileSystem.Identity>, _ places: inout [Place]
    ) throws(SignetError) {
        guard FileSystem.isFolder(path) else { return try findInFile(path, &places) }
        // Symbolic links may lead in a circle.
        guard let identity = FileSystem.identity(of: path), seen.insert(identity).inserted else { return }
        let names = try FileSystem.allNames(in: path).sorted()
        let isMaildir = ["cur", "new"].allSatisfy { names.contains($0) && FileSystem.isFolder("\(path)/\($0)") }
        for name in names {
            let inner = "\(path)/\(name)"
            if isMaildir {
                guard FileSystem.isFolder(inner), name != "tmp" else { continue }
            } else if name.hasPrefix("."), !FileSystem.isFolder(inner) {
                continue
            }
            // At a pipe a reader would wait for ever.
            let isOther =
                FileSystem.identity(of: inner) != nil && !FileSystem.isFolder(inner) && !FileSystem.isRegularFile(inner)
            if !isOther { try find(in: inner, &seen, &places) }
        }
    }

    private static func findInFile(_ path: String, _ places: inout [Place]) throws(SignetError) {
        do throws(CMSError) {
            let source: FileSource
            do throws(SignetError) { source = try FileSource.open(path) } catch {
                // It is told of as a mail that cannot be read.
                return places.append(Place(file: path, message: nil, range: nil))
            }
            guard MboxScanner.recognises(try source.beginning(8)) else {
                return places.append(Place(file: path, message: nil, range: nil))
            }
            var scanner = MboxScanner()
            var ranges: [Range<Int>] = []
            while let chunk = try source.next() { ranges += scanner.scan(chunk.span) }
            if let last = scanner.finish() { ranges.append(last) }
            // A single message saved with its “From ” line is a mail.
            guard ranges.count > 1 else { return places.append(Place(file: path, message: nil, range: nil)) }
            for (index, range) in ranges.enumerated() {
                places.append(Place(file: path, message: index + 1, range: range))
            }
        } catch { throw SignetError(wrapping: error).about(path) }
    }
}

extension Mail {
    /// A mail of an archive.
    ///
    /// - Throws: `SignetError.system`, `.malformed`.
    public init(at place: MailArchive.Place) throws(SignetError) {
        guard let range = place.range else {
            try self.init(contentsOf: place.file)
            return
        }
        do throws(SignetError) {
            try self.init(FileStore(try OpenFile.open(place.file), range))
        } catch { throw error.about(place.file) }
    }

    /// The mail as it was before an mbox put `>` in front of its lines that begin with `From `; `nil` when no line tells of
    /// that, or the mail is too long to be held.
    fileprivate var withoutQuotes: Mail? {
        guard store == nil else { return nil }
        let mark = Array("From ".utf8)
        let octets = text.span
        var builder = ByteBuilder(capacity: octets.count)
        var copied = 0
        var isLineStart = true
        for index in octets.indices {
            defer { isLineStart = octets[index] == 0x0A }
            guard isLineStart, octets[index] == 0x3E else { continue }
            var after = index
            while after < octets.count, octets[after] == 0x3E { after += 1 }
            guard after + mark.count <= octets.count, mark.indices.allSatisfy({ octets[after + $0] == mark[$0] }) else {
                continue
            }
            builder.append(copying: text[copied..<index].span)
            copied = index + 1
        }
        guard copied > 0 else { return nil }
        builder.append(copying: text[copied..<octets.count].span)
        return Mail(text: builder.finish(), folds: nil)
    }
}

/// Reads a mail of an archive, opens what is sealed and judges what is signed, as `read(_:_:)` does. Whether an mbox quotes
/// lines (`>From `) differs: where a signature is not right, it is tried without the quotes.
///
/// - Throws: as `read(_:_:)`.
public func read(_ place: MailArchive.Place, _ options: ReadingOptions) throws(SignetError) -> OpenedMessage {
    let mail = try Mail(at: place)
    let opened = try read(mail, options)
    guard place.message != nil, opened.report.verdict == .bad, let original = mail.withoutQuotes else { return opened }
    let again = try read(original, options)
    return again.report.verdict == .bad ? opened : again
}
