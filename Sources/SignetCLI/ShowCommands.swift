#if Program
import ArgumentParser
import Signet

struct CertificateShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what certificates say.",
        discussion: "Example: signet cert show alice.cer")

    @Flag(help: "As JSON: a list, one object a certificate.")
    var json = false

    @OptionGroup var input: InputArgument

    func run() throws {
        let certificates = try input.reading { content throws(SignetError) in
            try CertificateReading.certificates(in: content)
        }
        let details = certificates.map { CertificateDetails($0, at: .now) }
        if json { return try JSON.put(details) }
        try Console.put(details.map(\.text).joined(separator: "\n"))
    }
}

struct CertificateRequestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Show what a request for a certificate says, and check that its maker has the key.",
        discussion: "Exit status 1 when he has not. Example: signet cert request alice.csr")

    @Flag(help: "As JSON.")
    var json = false

    @OptionGroup var input: InputArgument

    func run() throws {
        let details = try input.reading { content throws(SignetError) in
            RequestDetails(try CertificationRequest(reading: content))
        }
        try Console.put(json ? details.json + "\n" : details.text)
        guard details.provesPossession else { throw ExitCode(1) }
    }
}

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crl", abstract: "Show revocation lists.",
        discussion: "Example: signet crl show family.crl", subcommands: [Show.self])

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a revocation list says.",
            discussion: "Example: signet crl show family.crl --serial 5F:3A:01")

        @Option(help: ArgumentHelp("Only whether this serial number, in hexadecimal, is on it.", valueName: "hex"))
        var serial: String?

        @Flag(help: "Without the entries.")
        var brief = false

        @Flag(help: "As JSON.")
        var json = false

        @OptionGroup var input: InputArgument

        func run() throws {
            let lists = try input.reading { content throws(SignetError) in
                let lists = try RevocationReading.lists(in: content)
                // A file is damaged or not before anything is printed.
                for list in lists { _ = try RevocationReading.entries(of: list) { _ throws(SignetError) in } }
                return lists
            }
            for list in lists {
                let details = try ListDetails(list, at: .now)
                let entries = try self.entries(of: list)
                if json {
                    try JSON.put(Whole(list: details, entries: entries))
                } else {
                    try Console.put(details.text)
                    guard let entries else { continue }
                    if let serial, entries.isEmpty { try Console.put("\nNot on it   \(serial)\n") }
                    guard !entries.isEmpty else { continue }
                    try Console.put("\nRevoked\n")
                    for entry in entries { try Console.say("  \(entry.line)") }
                }
            }
        }

        private struct Whole: Encodable {
            let list: ListDetails
            let entries: [RevokedDetails]?
        }

        private func entries(of list: CertificateList) throws -> [RevokedDetails]? {
            if brief { return nil }
            var wanted: ASN1Integer?
            if let serial {
                guard let octets = Hex.decode(serial.filter { $0 != ":" }) else {
                    throw ValidationError("--serial: “\(serial)” is not hexadecimal")
                }
                wanted = ASN1Integer(magnitude: Bytes(octets))
            }
            var entries: [RevokedDetails] = []
            try RevocationReading.entries(of: list) { entry throws(SignetError) in
                if wanted == nil || wanted == entry.serialNumber { entries.append(RevokedDetails(entry)) }
            }
            return entries
        }
    }
}
#endif
