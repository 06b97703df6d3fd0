#if Program
import ArgumentParser
import Signet

struct TrustCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust", abstract: "Say whose certificates vouch for others.",
        discussion: "Example: signet trust add root.pem", subcommands: [Add.self, List.self, Remove.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Trust the certificate in a file.",
            discussion: """
                Of several, those that authorities made for themselves: the others come to be trusted by these, or not at \
                all.
                Example: signet trust add root.pem
                """)

        @Flag(help: "Of several certificates, trust every one as it is.")
        var all = false

        @OptionGroup var input: InputArgument

        func run() throws {
            let certificates = try input.reading { content throws(SignetError) in
                try CertificateReading.certificates(in: content)
            }
            let isOne = Set(certificates).count == 1
            let trusted = all || isOne ? certificates : certificates.filter(\.isSelfIssued)
            guard !trusted.isEmpty else {
                throw SignetError(
                    .refused(
                        "of the \(certificates.count) certificates in it, none vouches for itself: name the file of the one "
                            + "that you trust, or trust them --all"), file: input.name)
            }
            for certificate in trusted {
                try Home.standard.trust(certificate)
                try Console.say("Trusted: \(certificate.subject)  \(certificate.fingerprint)")
            }
            for certificate in certificates where !trusted.contains(certificate) {
                Console.note(
                    "signet: not trusted for itself: \(certificate.subject)  \("\(certificate.fingerprint)".prefix(16))"
                )
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the trusted certificates.",
            discussion: "Example: signet trust list")

        @Flag(help: "As JSON.")
        var json = false

        func run() throws {
            if json { return try JSON.put(try Home.standard.trustStore().anchors.map(Report.CertificateSummary.init)) }
            for certificate in try Home.standard.trustStore().anchors {
                try Console.say(
                    "\("\(certificate.fingerprint)".prefix(16))  \(certificate.subject)  to \(certificate.validity.notAfter.instant)"
                )
            }
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Trust a certificate no longer.",
            discussion: "Example: signet trust remove 5f3a01c4")

        @Argument(help: "The start of its fingerprint, at least 8 digits.")
        var fingerprint: String

        func run() throws {
            let certificate = try Home.standard.distrust(fingerprint)
            try Console.say("Trusted no longer: \(certificate.subject)  \(certificate.fingerprint)")
        }
    }
}
#endif
