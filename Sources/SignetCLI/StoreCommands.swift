#if Program
import ArgumentParser
import Signet

struct AuthorityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca", abstract: "A small certification authority for a family, a team or a test.",
        discussion: "Example: signet ca init --name 'Family CA'; signet ca issue alice.csr -o alice.p7c",
        subcommands: [
            Init.self, Issue.self, AuthorityRevokeCommand.self, AuthorityListCommand.self, AuthorityRespondCommand.self,
            AuthorityStampCommand.self,
        ])

    struct Init: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Found an authority; this store trusts it from then on.",
            usage: "signet ca init [<options>] --name <name>",
            discussion: "Example: signet ca init --name 'Family CA'")

        @Option(help: "Its name.")
        var name: String

        @Option(help: "Its folder; “ca” in the store when absent.", completion: .directory)
        var dir: String?

        @Option(help: "rsa2048, rsa3072, rsa4096, p256, p384, p521 or ed25519.")
        var key: String = "rsa4096"

        @Option(
            help: ArgumentHelp(
                "How many authorities may stand between it and a person; any number when negative.", valueName: "count")
        )
        var pathLength: Int = 0

        @Option(
            help: ArgumentHelp(
                """
                For which names it may issue certificates, any when absent: example.org for its mailboxes, .example.org for \
                those of hosts below it, alice@example.org, dns:HOST, uri:HOST or name:O=Example. Repeatable.
                """, valueName: "name"))
        var permit: [String] = []

        @Option(help: ArgumentHelp("For which names it may not, written alike. Repeatable.", valueName: "name"))
        var exclude: [String] = []

        @OptionGroup var passphrase: PassphraseOptions

        func run() throws {
            guard let kind = KeyKind(named: key), kind.canSign, KeyKind.all.contains(kind) else {
                throw ValidationError(
                    "\(key) is no kind of key that Signet makes; try \(KeyKind.all.filter(\.canSign).map(\.name).joined(separator: ", "))"
                )
            }
            let home = Home.standard
            let authority = try Authority.found(
                at: dir ?? home.path + "/ca", name: name, kind: kind,
                pathLength: pathLength < 0 ? nil : pathLength, constraints: try constraints,
                passphrase: try passphrase.passphrase(of: "the authority", isNew: true))
            try home.trust(authority.certificate)
            try Console.say("Authority \(authority.certificate.subject): \(authority.certificateFile)")
        }

        private var constraints: NameConstraints? {
            get throws {
                func subtrees(_ names: [String], _ option: String) throws -> [GeneralSubtree]? {
                    try names.isEmpty
                        ? nil
                        : names.map { name in
                            guard let base = GeneralName(constraint: name) else {
                                throw ValidationError("\(option): “\(name)” is no name; try example.org")
                            }
                            return GeneralSubtree(base)
                        }
                }
                let permitted = try subtrees(permit, "--permit")
                let excluded = try subtrees(exclude, "--exclude")
                guard permitted != nil || excluded != nil else { return nil }
                return NameConstraints(permittedSubtrees: permitted, excludedSubtrees: excluded)
            }
        }
    }

    struct Issue: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Answer a request with a certificate and its chain.",
            usage: "signet ca issue [<options>] [<in>]",
            discussion: """
                PEM, or DER (.p7c) when the output's name ends in .p7c.
                Example: signet ca issue alice.csr -o alice.p7c
                """)

        @Option(help: "The authority's folder; “ca” in the store when absent.", completion: .directory)
        var dir: String?

        @Option(help: "For how many days.")
        var days: Int = 730

        @Option(
            help: ArgumentHelp(
                "email, email-signing, email-sealing, authority, crl-signer, ocsp-signer or time-stamping.",
                valueName: "profile"))
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
                places.append(Extension(.cRLDistributionPoints, points))
            }
            if !ocspUrl.isEmpty {
                let access = ocspUrl.map {
                    AccessDescription(
                        accessMethod: AccessDescription.ocsp, accessLocation: .uniformResourceIdentifier($0))
                }
                places.append(Extension(.authorityInfoAccess, access))
            }
            return places
        }
    }
}
#endif
