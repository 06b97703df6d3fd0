#if Program
/// The words that mailers give to `sendmail`, which come from before there were conventions: values in the same word or
/// in the next, `-oi` beside `-o i`. They are rewritten as options that `SendmailCommand` declares.
struct SendmailWords {
    /// `sendmail`, and its words as options of this program.
    private(set) var rewritten = ["sendmail"]

    /// Letters that take a value and are handed on with it: the sender's full name, delivery notices, what of a bounced
    /// mail is returned, its identity, the kind of body, hops, the configuration, a protocol, a log tag.
    private static let handedOnWithValue: Set<Character> = ["F", "N", "R", "V", "B", "h", "C", "p", "L", "X", "O", "d"]
    /// Words that are handed on as they are: verbose, no aliases, from a submitting user, a mail on standard input.
    private static let handedOn: Set<String> = ["-v", "-n", "-U", "-G", "-m", "-bm"]
    /// Words that ask about the queue and the aliases: there is no mail to protect, and the original answers alone.
    private static let questions: Set<String> = ["-bp", "-bi", "-bv", "-bt", "-I"]

    init(_ words: some Sequence<String>) {
        var words = Array(words)[...]
        while let word = words.popFirst() {
            if word == "--" {
                rewritten += ["--"] + words
                return
            }
            guard word.hasPrefix("-"), !word.hasPrefix("--"), word.count > 1 else {
                rewritten.append(word)
                continue
            }
            let letter = word[word.index(after: word.startIndex)]
            var value: String { word.count > 2 ? String(word.dropFirst(2)) : words.popFirst() ?? "" }
            switch letter {
            // A dot ends nothing here; how errors are told is the original's affair.
            case "i" where word.count == 2: continue
            case "o":
                let setting = value
                if setting != "i", !setting.isEmpty { hand(on: "-o\(setting)") }
            case "f", "r": rewritten += ["--from", value]
            case _ where Self.handedOn.contains(word): hand(on: word)
            case _ where Self.questions.contains(word) || letter == "q":
                rewritten.append("--ask-original")
                hand(on: word)
            case _ where Self.handedOnWithValue.contains(letter):
                hand(on: word)
                if word.count == 2, let next = words.popFirst() { hand(on: next) }
            // “-ti” and its like: letters without values in one word.
            case "t" where word == "-ti", "i" where word == "-it": rewritten.append("-t")
            default: rewritten.append(word)
            }
        }
    }

    private mutating func hand(on word: String) { rewritten.append("--hand-on=\(word)") }
}
#endif
