#if Program
import ArgumentParser
import Signet

/// Whether a content is the text of a mail.
struct CanonicalOption: ParsableArguments {
    @Flag(help: "End every line of the content by CRLF, as mail does (RFC 8551 §3.1.1).")
    var canonical = false

    func reading(_ content: any ByteSource) -> any ByteSource {
        canonical ? CanonicalSource(content) : content
    }
}
#endif
