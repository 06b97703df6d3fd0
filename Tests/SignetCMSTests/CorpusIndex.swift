import Foundation
import TestSupport
import Testing

/// A row of `cms/index.json` or `smime/index.json` of the corpora: what OpenSSL 3.5 makes of a file.
struct IndexedMessage: Decodable, CustomTestStringConvertible, Sendable {
    let file: String
    let contentType: String?
    let openssl35Verify: String?
    let openssl35Decrypt: String?
    let key: String?
    let plaintextSHA256: String?
    let contentSHA256: String?
    private(set) var folder = ""

    /// Below the corpora.
    var path: String { "\(folder)/\(file)" }
    var testDescription: String { path }

    private enum CodingKeys: String, CodingKey {
        case file, key
        case contentType = "content_type"
        case openssl35Verify = "openssl35_verify"
        case openssl35Decrypt = "openssl35_decrypt"
        case plaintextSHA256 = "plaintext_sha256"
        case contentSHA256 = "content_sha256"
    }

    private struct Index: Decodable { let items: [IndexedMessage] }

    /// Every row about a CMS object in the folder; none when the corpora are absent.
    private static func rows(of folder: String) -> [IndexedMessage] {
        guard let file = try? TestFiles.corpus("\(folder)/index.json"),
            let index = try? JSONDecoder().decode(Index.self, from: Data(file))
        else { return [] }
        return index.items.filter { $0.contentType != nil }.map {
            var row = $0
            row.folder = folder
            return row
        }
    }

    static let all = rows(of: "cms") + rows(of: "smime")
}

/// A row of `Vectors/peers/cases.json`: what another program made, and what has to come of it.
struct PeerMessage: Decodable, CustomTestStringConvertible, Sendable {
    struct Expected: Decodable, Sendable {
        let verdict: String?
        let error: String?
        let form: String?
        let signers: [String]?
        let digests: [String]?
        let signature: String?
        let recipients: [String]?
        let cipher: String?
        let transport: String?
        let layers: [String]?
        let content: String?
        let contentSHA256: String?
        let certificates: Int?
    }

    let path: String
    let kind: String
    let encoding: String?
    let expected: Expected

    var testDescription: String { path }

    private struct Cases: Decodable { let files: [PeerMessage] }

    static let all: [PeerMessage] = {
        guard let file = try? TestFiles.vector("peers/cases.json"),
            let cases = try? JSONDecoder().decode(Cases.self, from: Data(file))
        else { return [] }
        return cases.files
    }()

    static let signed = all.filter { $0.kind == "signed" }
    static let sealed = all.filter { $0.kind == "sealed" }
    static let bundles = all.filter { $0.kind == "certs" && $0.path != "certs/java-list.pem" }
}
