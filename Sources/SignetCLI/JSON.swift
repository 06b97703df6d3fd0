#if Program
import FoundationEssentials
import Signet

/// Values as JSON for programs.
enum JSON {
    /// Writes a value on standard output.
    static func put(_ value: some Encodable) throws(SignetError) { try Console.put(text(value) + "\n") }

    static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}

/// A Digital ID of the store in a few words.
struct IDSummary: Encodable {
    let keyset: String
    let path: String
    let certificate: Report.CertificateSummary
    let chain: [Report.CertificateSummary]

    init(_ stored: StoredID) {
        keyset = stored.keyset
        path = stored.path
        certificate = Report.CertificateSummary(stored.certificate)
        chain = stored.chain.map(Report.CertificateSummary.init)
    }
}

/// A contact in a few words.
struct ContactSummary: Encodable {
    let address: String
    let name: String?
    let certificates: [Report.CertificateSummary]
    let ciphers: [String]?
    let announced: String?

    init(_ contact: Contact) {
        address = contact.address
        name = contact.name
        certificates = contact.certificates.map(Report.CertificateSummary.init)
        ciphers = contact.ciphers?.map(\.name)
        announced = contact.capabilities?.date.description
    }
}
#endif
