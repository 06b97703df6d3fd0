internal import SignetBytes

/// Entities as they were before software on the way wrote their parts anew: in another transfer encoding or charset, or with
/// other headers.
enum ChangedParts {
    struct Candidate {
        let change: GatewayChange
        let content: Bytes
    }

    /// What the entity may have been, all of its leaves changed in the same way.
    static func candidates(_ entity: MIMEEntity) -> [Candidate] {
        guard let canonical = try? MIMEEntity(parsing: entity.canonicalized, limits: entity.limits) else { return [] }
        var result: [Candidate] = []
        func add(_ kind: GatewayChange.Kind, _ explanation: String, _ change: (MIMEEntity) -> Bytes?) {
            guard let content = rewrite(canonical, depth: 0, change), content != canonical.raw else { return }
            result.append(Candidate(change: GatewayChange(kind, explanation), content: content))
        }
        for encoding in ["8bit", "7bit", "quoted-printable", "base64", "binary"] {
            let explanation = "the text was re-encoded: Content-Transfer-Encoding was \(encoding)"
            for style in EncodingStyle.allCases where style.applies(to: encoding) {
                add(.transferEncoding, explanation) { reencoded($0, as: encoding, style, keepsField: true) }
            }
            if encoding == "7bit" || encoding == "8bit" {
                add(.transferEncoding, "the text was re-encoded: there was no Content-Transfer-Encoding") {
                    reencoded($0, as: encoding, .plain, keepsField: false)
                }
            }
        }
        add(.transferEncoding, "Content-Transfer-Encoding was added") { leaf in
            leaf.withFields { $0.isNamed("Content-Transfer-Encoding") ? nil : $0 }
        }
        for charset in ["iso-8859-1", "utf-8", "windows-1252", "iso-8859-15", "us-ascii"] {
            for spelling in Set([charset, charset.uppercased()]).sorted() {
                add(.charset, "the text was converted: its charset was \(charset)") {
                    recoded($0, charset: charset, spelling: spelling)
                }
            }
            add(.charset, "the text was converted from \(charset), and its header left as it was") {
                recoded($0, charset: charset, spelling: nil)
            }
        }
        return result + headers(canonical)
    }

    /// The header of the entity, and of its first leaves, spelled in the usual ways.
    private static func headers(_ entity: MIMEEntity) -> [Candidate] {
        var result: [Candidate] = []
        func add(_ explanation: String, _ change: @escaping (MIMEEntity) -> Bytes?) {
            for isWhole in [false, true] {
                let content =
                    isWhole ? rewrite(entity, depth: 0, change, compositesToo: true) : change(entity)
                guard let content, content != entity.raw else { continue }
                result.append(Candidate(change: GatewayChange(.header, explanation), content: content))
            }
        }
        for separator in ["; ", ";\r\n ", ";\r\n\t", ";\r\n  ", ";\r\n        ", ";"] {
            for quoting in ParameterQuoting.allCases {
                add("a field was folded or spelled in another way") { part in
                    part.withFields { refolded($0, separator, quoting) }
                }
            }
        }
        add("folded lines of the header were joined") { part in part.withFields { $0.foldedBy("\r\n\t") } }
        add("folded lines of the header were joined") { part in part.withFields { $0.foldedBy("\r\n ") } }
        add("a folded field was unfolded, or folded") { part in part.withFields { $0.foldedBy("") } }
        add("the fields were put in another order") { part in
            part.header.fields.count == 2 ? part.withFields(part.header.fields.reversed()) : nil
        }
        for index in entity.header.fields.indices.prefix(30) {
            let field = entity.header.fields[index]
            guard field.name.asciiLowercased != "content-type" else { continue }
            let fields = entity.header.fields.enumerated().filter { $0.offset != index }.map(\.element)
            result.append(
                Candidate(
                    change: GatewayChange(.header, "the field \(field.name) was added"),
                    content: entity.withFields(fields)))
        }
        return result
    }

    /// Applies `change` to every leaf, or to composite parts too; `nil` when a part cannot be read.
    private static func rewrite(
        _ entity: MIMEEntity, depth: Int, _ change: (MIMEEntity) -> Bytes?, compositesToo: Bool = false
    ) -> Bytes? {
        guard depth < 8 else { return nil }
        guard entity.contentType.isMultipart else { return change(entity) ?? entity.raw }
        guard let multipart = try? entity.multipart(), multipart.parts.count <= 50 else { return nil }
        let head = compositesToo ? change(entity).map { $0[0..<($0.count - entity.body.count)] } : nil
        var output = ByteBuilder(capacity: entity.raw.count + 256)
        let start = head ?? entity.raw[0..<(entity.raw.count - entity.body.count)]
        output.append(copying: start.span)
        output.append(copying: multipart.preamble.span)
        for (index, part) in multipart.parts.enumerated() {
            let delimiter = multipart.delimiters[index]
            output.append(copying: delimiter.span)
            guard let bytes = rewrite(part, depth: depth + 1, change, compositesToo: compositesToo) else { return nil }
            output.append(copying: bytes.span)
        }
        let closing = multipart.delimiters[multipart.parts.count]
        output.append(copying: closing.span)
        output.append(copying: multipart.epilogue.span)
        return output.finish()
    }

    /// Ways to write the same octets.
    private enum EncodingStyle: CaseIterable {
        case plain, base64Lines60, base64Lines64, base64Lines72, withoutLastLineEnd

        func applies(to encoding: String) -> Bool {
            switch self {
            case .plain, .withoutLastLineEnd: true
            case .base64Lines60, .base64Lines64, .base64Lines72: encoding == "base64"
            }
        }
    }

    private static func reencoded(
        _ leaf: MIMEEntity, as encoding: String, _ style: EncodingStyle, keepsField: Bool
    ) -> Bytes? {
        guard let octets = try? leaf.decodedBody() else { return nil }
        let folds = leaf.limits.folds
        var body: Bytes
        switch encoding {
        case "base64":
            body = folds.encoded(octets, .base64)
            if let width = [EncodingStyle.base64Lines60: 60, .base64Lines64: 64, .base64Lines72: 72][style] {
                guard !folds.isFolded(body) else { return nil }
                body = rewrapped(body, width)
            }
        case "quoted-printable": body = folds.encoded(folds.canonical(octets), .quotedPrintable)
        default: body = folds.canonical(octets)
        }
        if style == .withoutLastLineEnd {
            guard body.last == .lineFeed, body.count >= 2 else { return nil }
            body = body[0..<(body.count - 2)]
        }
        return leaf.withFields(body: body) { field in
            guard field.isNamed("Content-Transfer-Encoding") else { return field }
            return keepsField ? HeaderField(name: field.name, value: encoding) : nil
        }
    }

    private static func rewrapped(_ base64: Bytes, _ width: Int) -> Bytes {
        var output = ByteBuilder(capacity: base64.count + base64.count / width * 2)
        var column = 0
        for unit in base64 where !unit.isWhiteSpace {
            output.append(unit)
            column += 1
            if column == width {
                output.append(.carriageReturn)
                output.append(.lineFeed)
                column = 0
            }
        }
        if column > 0 {
            output.append(.carriageReturn)
            output.append(.lineFeed)
        }
        return output.finish()
    }

    private static func recoded(_ leaf: MIMEEntity, charset: String, spelling: String?) -> Bytes? {
        guard leaf.contentType.type == "text", let octets = try? leaf.decodedBody(),
            !leaf.limits.folds.isFolded(octets), octets.span.hasOctetsBeyondASCII,
            let text = Charset.decode(Array(octets), charset: leaf.contentType.charset ?? "utf-8"),
            let coded = Charset.encode(text, charset: charset)
        else { return nil }
        let body: Bytes
        switch leaf.header.transferEncoding {
        case .base64: body = TransferBase64.encode(coded.span)
        case .quotedPrintable: body = QuotedPrintable.encode(LineEnds.canonical(Bytes(coded)).span)
        default: body = Bytes(coded)
        }
        return leaf.withFields(body: body) { field in
            guard let spelling, field.isNamed("Content-Type"),
                let old = ContentType(field.unfolded)?.parameters["charset"]
            else { return field }
            return field.replacingText(old, with: spelling)
        }
    }

    private enum ParameterQuoting: CaseIterable { case asWritten, always, whereNeeded }

    private static func refolded(_ field: HeaderField, _ separator: String, _ quoting: ParameterQuoting) -> HeaderField
    {
        guard field.isNamed("Content-Type") || field.isNamed("Content-Disposition") else { return field }
        if quoting == .asWritten {
            let pieces = field.value.split(separator: ";").map { piece in
                String(piece.drop { $0.isWhitespace })
            }
            return HeaderField(name: field.name, value: pieces.joined(separator: separator))
        }
        let parameters: Parameters
        let start: String
        if let type = ContentType(field.unfolded), field.isNamed("Content-Type") {
            (start, parameters) = (type.name, type.parameters)
        } else {
            let disposition = ContentDisposition(field.unfolded)
            (start, parameters) = (disposition.kind, disposition.parameters)
        }
        let written = parameters.all.map { parameter in
            quoting == .always
                ? "\(parameter.name)=\"\(parameter.value)\"" : Parameters.headerText(parameter.name, parameter.value)
        }
        return HeaderField(name: field.name, value: ([start] + written).joined(separator: separator))
    }
}

extension HeaderField {
    /// The field with every fold written in this way.
    fileprivate func foldedBy(_ fold: String) -> HeaderField {
        let lines = String(decoding: body, as: UTF8.self).split(whereSeparator: \.isNewline).map { line in
            String(line.drop { $0 == " " || $0 == "\t" })
        }
        return HeaderField(name: name, value: lines.joined(separator: fold.isEmpty ? " " : fold))
    }

    /// The field with the first appearance of a text replaced.
    fileprivate func replacingText(_ old: String, with new: String) -> HeaderField {
        let (bytes, needle) = (Array(raw), Array(old.utf8))
        guard !needle.isEmpty, bytes.count >= needle.count else { return self }
        for start in bodyStart...(bytes.count - needle.count)
        where bytes[start..<(start + needle.count)].elementsEqual(needle) {
            let changed = Array(bytes[..<start]) + Array(new.utf8) + Array(bytes[(start + needle.count)...])
            return HeaderField(raw: Bytes(changed), nameByteCount: nameByteCount, bodyStart: bodyStart)
        }
        return self
    }
}

extension MIMEEntity {
    /// The entity with each field changed or left out, and perhaps another body.
    fileprivate func withFields(body newBody: Bytes? = nil, _ change: (HeaderField) -> HeaderField?) -> Bytes {
        withFields(header.fields.compactMap(change), body: newBody)
    }

    fileprivate func withFields(_ fields: [HeaderField], body newBody: Bytes? = nil) -> Bytes {
        var output = ByteBuilder(capacity: raw.count + 256)
        for field in fields { output.append(copying: field.raw.span) }
        if case .blankLine = header.ending { output.append(copying: [.carriageReturn, .lineFeed].span) }
        let text = newBody ?? body
        output.append(copying: text.span)
        return output.finish()
    }
}
