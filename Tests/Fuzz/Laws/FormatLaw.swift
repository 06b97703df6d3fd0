public import SignetASN1
import SignetAlgorithms
public import SignetBytes
import SignetCMS
import SignetKeys
import SignetPKCS12
import SignetX509

/// Something that must hold for every input, however damaged: what the fuzzers look for breaches of, and what the tests
/// check on whole corpora.
public struct FormatLaw: Sendable {
    /// Its name on the command line of the fuzzer.
    public let name: String
    /// What is wrong; `nil` when the law holds. Whether the input is accepted does not matter.
    public let breach: @Sendable (Bytes) -> String?

    /// Every law.
    public static let all: [FormatLaw] =
        [
            FormatLaw("der", der), FormatLaw("ber", ber), FormatLaw("tokenizer", tokenizer), FormatLaw("dump", dump),
            FormatLaw("pem", pem), FormatLaw("pfx-import", pfxImport), FormatLaw("pfx-doctor", pfxDoctor),
            FormatLaw("key-file", keyFile),
        ] + structures + mails

    /// The laws of the structures that are read from files.
    public static let structures: [FormatLaw] =
        outer + [
            .structure("request-info", CertificationRequestInfo.syntax),
            .structure("signer-info", SignerInfo.structure),
            .structure("safe-contents", SafeContents.syntax), .structure("general-names", GeneralName.sequence),
            .structure("name", Name.syntax), .structure("extensions", Extension.sequence),
            .structure("string", ASN1String.syntax), .structure("time", Time.syntax),
            .structure("key-usage", KeyUsage.syntax), .structure("smime-capabilities", SMIMECapabilities.syntax),
        ]

    init(_ name: String, _ breach: @escaping @Sendable (Bytes) -> String?) {
        self.name = name
        self.breach = breach
    }

    /// Strict reading gives back the same bytes; tolerant and BER readings give bytes that are read and written again
    /// without a change.
    public static func structure<Value>(
        _ name: String, _ syntax: Syntax<Value>, inside: @escaping @Sendable (Value) -> String? = { _ in nil }
    ) -> FormatLaw {
        FormatLaw(name) { input in
            if let value = try? syntax.decode(input) {
                guard syntax.encode(value) == input else { return "strictly read, it is written otherwise" }
                if let breach = inside(value) { return breach }
            }
            for rules in [EncodingRules.tolerant, .ber] {
                guard let value = try? syntax.decode(input, rules: rules) else { continue }
                let written = syntax.encode(value)
                guard let again = try? syntax.decode(written, rules: rules) else {
                    return "what was written is refused"
                }
                guard syntax.encode(again) == written else { return "what was written is written otherwise again" }
            }
            return nil
        }
    }

    /// The strict reader accepts only what the rewriting of BER leaves alone.
    @Sendable private static func der(_ input: Bytes) -> String? {
        guard isStrict(input) else { return nil }
        guard let rewritten = try? BER.rewritten(input) else { return "DER, but not BER" }
        return rewritten.der == input ? nil : "DER, and rewritten all the same"
    }

    /// What BER is rewritten as is strict, and rewriting it again changes nothing.
    @Sendable private static func ber(_ input: Bytes) -> String? {
        guard let rewritten = try? BER.rewritten(input) else { return nil }
        guard isStrict(rewritten.der) else { return "rewritten, and not DER" }
        guard let again = try? BER.rewritten(rewritten.der), again.der == rewritten.der else { return "not idempotent" }
        for offset in [0, rewritten.der.count / 2, rewritten.der.count] {
            guard (0...input.count).contains(rewritten.originalOffset(of: offset)) else { return "an offset is lost" }
        }
        return nil
    }

    /// Whether the input is one element that the strict reader walks through, strings in one piece.
    private static func isStrict(_ input: Bytes) -> Bool {
        var reader = DERReader(input)
        guard (try? reader.element()) == input else { return false }
        reader = DERReader(input)
        return (try? walk(&reader)) != nil
    }

    private static func walk(_ reader: inout DERReader) throws(ASN1Error) {
        while let tag = reader.nextTag {
            if tag.isConstructed, isString(tag) { throw reader.failure(.unexpectedTag(expected: nil, found: tag)) }
            try reader.element(tag) { (inner) throws(ASN1Error) in
                if tag.isConstructed { try walk(&inner) } else { _ = inner.takeRemaining() }
            }
        }
        try reader.finish()
    }

    /// Whether BER may cut elements of this tag in segments.
    static func isString(_ tag: Tag) -> Bool {
        tag.tagClass == .universal && [3, 4, 7, 12].contains(tag.number)
            || tag.tagClass == .universal && (18...30).contains(tag.number) && tag.number != 29
    }

    /// No input stops the dump, and every byte of it is accounted for.
    @Sendable private static func dump(_ input: Bytes) -> String? {
        var lines = 0
        var end = 0
        Dumper().dump(input) { line in
            lines += 1
            if line.depth == 0, line.kind != .block("") { end = max(end, line.offset) }
            _ = line.text(byteLimit: 8)
        }
        return lines > 0 && end <= input.count ? nil : "no lines"
    }

    /// What is read from a text is written so that it is read again.
    @Sendable private static func pem(_ input: Bytes) -> String? {
        guard let objects = try? PEM.decode(input) else { return nil }
        for object in objects where object.headers.isEmpty {
            let written = object.encode().declassified()
            guard let again = try? PEM.decode(Bytes(copying: written.span)), again.count == 1 else {
                return "written, and not read"
            }
            guard again[0].contents.exposed == object.contents.exposed else { return "written otherwise" }
        }
        return nil
    }
}
