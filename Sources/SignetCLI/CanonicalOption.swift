#if Program
import ArgumentParser
import Signet

/// Whether a content is the text of a mail. Not a group of options: each costs the parser five searches at every start.
enum CanonicalOption {
    static let help: ArgumentHelp = "End every line of the content by CRLF, as mail does (RFC 8551 §3.1.1)."

    static func reading(_ content: any ByteSource, isText: Bool) -> any ByteSource {
        isText ? CanonicalSource(content) : content
    }
}
#endif
