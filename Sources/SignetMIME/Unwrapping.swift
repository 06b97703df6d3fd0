public import SignetBytes

extension Message {
    /// One readable message from what stayed outside and the entity that a signed or sealed layer held.
    ///
    /// The outer fields come first, without Content-… and those that the inner entity has itself (a Subject that was
    /// protected inside replaces the one outside); then the inner fields and body, byte for byte. The fields of the
    /// outer header get CRLF; the inner body keeps its line ends, since inner signatures may cover them. An inner
    /// entity that starts with no field is taken as text.
    ///
    /// Throws what reading `inner` throws.
    public func replacingContent(with inner: Bytes) throws(MIMEError) -> Message {
        let content = try MIMEEntity(parsing: inner, limits: entity.limits)
        var writer = EntityWriter(care: .canonical, capacity: header.raw.count + inner.count + 1024)
        var innerNames = Set(content.header.fields.map { $0.name.asciiLowercased })
        for field in header.fields where !field.describesContent && !innerNames.contains(field.name.asciiLowercased) {
            writer.append(field)
            if field.isNamed("MIME-Version") { innerNames.insert("mime-version") }
        }
        if !innerNames.contains("mime-version") { writer.append(HeaderField(name: "MIME-Version", value: "1.0")) }
        for field in content.header.fields { writer.append(field) }
        writer.appendLineEnd()
        writer.append(content.body)
        return try Message(parsing: writer.finish(), limits: entity.limits)
    }
}
