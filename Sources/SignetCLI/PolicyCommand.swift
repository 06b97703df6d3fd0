#if Program
import ArgumentParser
import Signet

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Sign or seal everything by default, and how.",
        discussion: "Example: signet policy set --sign-all on --clear-text off",
        subcommands: [Show.self, Set.self])

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the settings.",
            discussion: "Example: signet policy show --for alice@example.org")

        @Option(
            name: .customLong("for"),
            help: ArgumentHelp("What counts for mail from this address of yours.", valueName: "address"))
        var address: String?

        @Flag(help: "As JSON.")
        var json = false

        func run() throws {
            let settings = try Home.standard.settings()
            try PolicyText.put(
                address.map { settings.applied(to: $0) } ?? settings, json, showsAddresses: address == nil)
        }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change the settings.",
            usage: "signet policy set [<options>]",
            discussion: """
                Example: signet policy set --for alice@work.example --sign-all on --profile fips

                profile     \(Policy.all.map(\.name).joined(separator: ", "))
                learn       whether certificates of good signatures go into the contacts: never, ask, always
                headers     none, or protected inside (RFC 9788) and shown outside: no-confidentiality, baseline, shy
                revocation  none, when-available, required: what must be known of certificates
                """)

        @Option(
            name: .customLong("for"),
            help: ArgumentHelp("Only for mail from this address of yours.", valueName: "address"))
        var address: String?

        @Flag(help: "With --for: forget what is different for that address.")
        var reset = false

        @Option(help: "Sign all messages: on or off.")
        var signAll: Switch?

        @Option(help: "Seal all messages: on or off.")
        var sealAll: Switch?

        @Option(help: "Sign so that readers without S/MIME can read the text: on or off.")
        var clearText: Switch?

        @Option(help: "The policy.")
        var profile: String?

        @Option(help: "Whether contacts are learned from good signatures.", transform: choice)
        var learn: MailSettings.Learning?

        @Option(help: "What is done with the header.", transform: choice)
        var headers: HeaderConfidentiality?

        @Option(help: "How much weight revocation has.", transform: choice)
        var revocation: MailSettings.Revocation?

        @Flag(help: "Print the settings as JSON.")
        var json = false

        func run() throws {
            if let profile, Policy(named: profile) == nil {
                let names = Policy.all.map(\.name)
                throw ValidationError(
                    "\(profile) is no policy; try \(names.dropLast().joined(separator: ", ")) or \(names.last ?? "")")
            }
            if address != nil, learn != nil || revocation != nil {
                throw ValidationError(
                    "--learn and --revocation are the same for every address of yours; leave out --for")
            }
            if reset, address == nil { throw ValidationError("--reset wants --for: whose settings?") }
            try Home.standard.updateSettings { settings in
                guard let address = address?.lowercased() else { return change(&settings) }
                var own = reset ? MailSettings.Override() : settings.addresses[address] ?? MailSettings.Override()
                own.signAll = signAll?.isOn ?? own.signAll
                own.sealAll = sealAll?.isOn ?? own.sealAll
                own.clearText = clearText?.isOn ?? own.clearText
                own.profile = profile ?? own.profile
                own.headers = headers ?? own.headers
                settings.addresses[address] = own == MailSettings.Override() ? nil : own
            }
            try PolicyText.put(try Home.standard.settings(), json, showsAddresses: true)
        }

        private func change(_ settings: inout MailSettings) {
            if let signAll { settings.signAll = signAll.isOn }
            if let sealAll { settings.sealAll = sealAll.isOn }
            if let clearText { settings.clearText = clearText.isOn }
            if let profile { settings.profile = profile }
            if let learn { settings.learn = learn }
            if let headers { settings.headers = headers }
            if let revocation { settings.revocation = revocation }
        }
    }
}

/// The settings for a person, or for a program.
private enum PolicyText {
    static func put(_ settings: MailSettings, _ json: Bool, showsAddresses: Bool) throws {
        if json { return try JSON.put(settings) }
        func word(_ isOn: Bool) -> String { isOn ? "on" : "off" }
        let policy = settings.policy
        try Console.say("sign-all     \(word(settings.signAll))")
        try Console.say("seal-all     \(word(settings.sealAll))")
        try Console.say("clear-text   \(word(settings.clearText))")
        try Console.say("profile      \(settings.profile)  (\(policy.date): \(policy.summary))")
        try Console.say("learn        \(settings.learn.rawValue)")
        try Console.say("headers      \(settings.headers.rawValue)")
        try Console.say("revocation   \(settings.revocation.rawValue)")
        guard showsAddresses else { return }
        for (address, own) in settings.addresses.sorted(by: { $0.key < $1.key }) {
            var words: [String] = []
            if let signAll = own.signAll { words.append("sign-all \(word(signAll))") }
            if let sealAll = own.sealAll { words.append("seal-all \(word(sealAll))") }
            if let clearText = own.clearText { words.append("clear-text \(word(clearText))") }
            if let profile = own.profile { words.append("profile \(profile)") }
            if let headers = own.headers { words.append("headers \(headers.rawValue)") }
            try Console.say("for \(address): \(words.joined(separator: ", "))")
        }
    }
}

enum Switch: String, ExpressibleByArgument, CaseIterable {
    case on, off
    var isOn: Bool { self == .on }
}

/// Reads the name of a case, or says which there are.
func choice<Value: RawRepresentable & CaseIterable>(_ text: String) throws -> Value where Value.RawValue == String {
    guard let value = Value(rawValue: text) else {
        throw ValidationError("“\(text)” is none of \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return value
}
#endif
