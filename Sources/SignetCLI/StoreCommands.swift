#if Program
import ArgumentParser
import Signet

struct ContactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact", abstract: "Learn and show the certificates of correspondents.",
        discussion: "Example: signet contact add signed.eml",
        subcommands: [Add.self, List.self, Show.self, Remove.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the sender's Digital ID from a signed mail, once it has been verified.")

        @OptionGroup var trust: TrustOptions
        @OptionGroup var input: InputArgument

        func run() throws {
            let home = Home.standard
            let options = try trust.readingOptions(home)
            let opened = try input.reading { mail throws(SignetError) in try read(mail, options) }
            guard opened.report.verdict == .good else {
                Console.note(String(opened.report.text.dropLast()))
                throw ExitCode(1)
            }
            guard !opened.contacts.isEmpty else {
                throw SignetError(.unsuitable("the signature tells nothing about a sender"), file: input.name)
            }
            for sighting in opened.contacts {
                let (contact, wasKnown) = try home.learn(sighting)
                let count = contact.certificates.count
                try Console.say(
                    "\(wasKnown ? "Updated" : "Added") \(contact.address): \(count) certificate\(count == 1 ? "" : "s")"
                )
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show every contact.")

        @Flag(help: "As JSON.")
        var json = false

        func run() throws {
            let contacts = try Home.standard.contacts()
            if json {
                try JSON.put(contacts.map(ContactSummary.init))
                return
            }
            for contact in contacts {
                let end = contact.certificates.first.map { "certificate to \($0.validity.notAfter.instant)" }
                try Console.say("\(contact.address)  \(contact.name ?? "")  \(end ?? "no certificate")")
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one contact with his certificates.")

        @Argument(help: "The address.")
        var address: String

        func run() throws {
            guard let contact = try Home.standard.contact(address) else {
                throw SignetError(.notFound("contact \(address)"))
            }
            try JSON.put(ContactSummary(contact))
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forget a contact.")

        @Argument(help: "The address.")
        var address: String

        func run() throws {
            try Home.standard.removeContact(address)
            try Console.say("Removed \(address)")
        }
    }
}

struct TrustCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust", abstract: "Say whose certificates vouch for others.",
        discussion: "Example: signet trust add root.pem", subcommands: [Add.self, List.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Trust the certificates in a file.")

        @OptionGroup var input: InputArgument

        func run() throws {
            let certificates = try input.reading { content throws(SignetError) in
                try CertificateReading.certificates(in: content)
            }
            for certificate in certificates {
                try Home.standard.trust(certificate)
                try Console.say("Trusted: \(certificate.subject)  \(certificate.fingerprint)")
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the trusted certificates.")

        func run() throws {
            for certificate in try Home.standard.trustStore().anchors {
                try Console.say(
                    "\("\(certificate.fingerprint)".prefix(16))  \(certificate.subject)  to \(certificate.validity.notAfter.instant)"
                )
            }
        }
    }
}

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Sign or seal everything by default.",
        discussion: "Example: signet policy set --sign-all on --clear-text off",
        subcommands: [Show.self, Set.self])

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the settings.")

        func run() throws { try JSON.put(try Home.standard.settings()) }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change the settings.")

        @Option(help: "Sign all messages: on or off.")
        var signAll: Switch?

        @Option(help: "Seal all messages: on or off.")
        var sealAll: Switch?

        @Option(help: "Sign so that readers without S/MIME can read the text: on or off.")
        var clearText: Switch?

        @Option(help: "The policy: modern or compatible.")
        var profile: String?

        func run() throws {
            if let profile, Policy(named: profile) == nil {
                throw ValidationError("\(profile) is no policy; try modern or compatible")
            }
            try Home.standard.updateSettings { settings in
                if let signAll { settings.signAll = signAll.isOn }
                if let sealAll { settings.sealAll = sealAll.isOn }
                if let clearText { settings.clearText = clearText.isOn }
                if let profile { settings.profile = profile }
            }
            try JSON.put(try Home.standard.settings())
        }
    }
}

enum Switch: String, ExpressibleByArgument {
    case on, off
    var isOn: Bool { self == .on }
}

struct AuthorityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca", abstract: "A small certification authority for a family, a team or a test.",
        discussion: "Example: signet ca init --name 'Family CA'; signet ca issue alice.csr -o alice.p7c",
        subcommands: [
            Init.self, Issue.self, AuthorityRevokeCommand.self, AuthorityListCommand.self, AuthorityRespondCommand.self,
        ])

    struct Init: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Found an authority; this store trusts it from then on.")

        @Option(help: "Its name.")
        var name: String

        @Option(help: "Its folder; “ca” in the store when absent.", completion: .directory)
        var dir: String?

        @Option(help: "rsa2048, rsa3072 or rsa4096.")
        var key: String = "rsa4096"

        @OptionGroup var passphrase: PassphraseOptions

        func run() throws {
            guard let bitCount = ["rsa2048": 2048, "rsa3072": 3072, "rsa4096": 4096][key] else {
                throw ValidationError("\(key) is no kind of key that Signet makes; try rsa2048, rsa3072 or rsa4096")
            }
            let home = Home.standard
            let authority = try Authority.found(
                at: dir ?? home.path + "/ca", name: name, keyBitCount: bitCount,
                passphrase: try passphrase.passphrase(of: "the authority", isNew: true))
            try home.trust(authority.certificate)
            try Console.say("Authority \(authority.certificate.subject): \(authority.certificateFile)")
        }
    }

    struct Issue: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Answer a request with a certificate and its chain.",
            discussion: "PEM, or DER (.p7c) when the output's name ends in .p7c.")

        @Option(help: "The authority's folder; “ca” in the store when absent.", completion: .directory)
        var dir: String?

        @Option(help: "For how many days.")
        var days: Int = 730

        @Option(
            help: ArgumentHelp(
                "email, email-signing, email-sealing, authority, crl-signer or ocsp-signer.", valueName: "profile"))
        var profile: String = "email"

        @Option(help: ArgumentHelp("Where the revocation list can be had. Repeatable.", valueName: "url"))
        var crlUrl: [String] = []

        @Option(help: ArgumentHelp("Where the OCSP responder is. Repeatable.", valueName: "url"))
        var ocspUrl: [String] = []

        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var output: OutputOption
        @OptionGroup var input: InputArgument

        func run() throws {
            try output.check()
            let authority = try Authority(at: dir ?? Home.standard.path + "/ca")
            guard (1...36_500).contains(days) else { throw ValidationError("--days: from 1 to 36500") }
            guard let profile = CertificateProfile.named.first(where: { $0.name == profile }) else {
                let names = CertificateProfile.named.map(\.name).joined(separator: ", ")
                throw ValidationError("--profile: there is no profile “\(profile)”; try \(names)")
            }
            let answer = try input.reading { content throws(SignetError) in
                let request = try CertificationRequest(reading: content)
                let issued = try authority.issue(
                    request, profile: profile, days: days, additionalExtensions: places,
                    passphrase: try passphrase.passphrase(of: "the authority"))
                return authority.answer(issued, asBundle: output.file?.hasSuffix(".p7c") ?? false)
            }
            try output.write(answer)
        }

        /// Where to ask whether the certificate is revoked.
        private var places: [Extension] {
            var places: [Extension] = []
            if !crlUrl.isEmpty {
                let points = [DistributionPoint(.fullName(crlUrl.map(GeneralName.uniformResourceIdentifier)))]
                places.append(Extension(Extension.ID.cRLDistributionPoints, DistributionPoint.sequence, points))
            }
            if !ocspUrl.isEmpty {
                let access = ocspUrl.map {
                    AccessDescription(
                        accessMethod: AccessDescription.ocsp, accessLocation: .uniformResourceIdentifier($0))
                }
                places.append(Extension(Extension.ID.authorityInfoAccess, AccessDescription.sequence, access))
            }
            return places
        }
    }
}

struct AlgorithmsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "algorithms", abstract: "Show every algorithm, and how much it may be trusted.")

    func run() throws {
        for line in AlgorithmTable.lines { try Console.say(line) }
    }
}
#endif
