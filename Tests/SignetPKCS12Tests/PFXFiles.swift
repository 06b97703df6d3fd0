import Foundation
import SignetAlgorithms
import SignetBytes
import SignetPKCS12
import SignetX509
import TestSupport
import Testing

/// A row of `cases.json` of the corpora: files of other projects, and what OpenSSL 3.5 made of them.
struct CorpusCase: Decodable, Sendable, CustomTestStringConvertible {
    let file: String
    let password: String?
    let expect: String
    let certs: Int?
    let private_keys: Int?

    var testDescription: String { file }
    var bytes: Bytes { get throws { Bytes(try TestFiles.corpus("pkcs12/\(file)")) } }

    static let all: [CorpusCase] = {
        struct File: Decodable { let cases: [CorpusCase] }
        guard let data = try? TestFiles.corpus("pkcs12/cases.json") else { return [] }
        return (try? JSONDecoder().decode(File.self, from: Data(data)))?.cases ?? []
    }()
}

/// A row of `Vectors/peers/cases.json` that is a `.pfx`: files that we had other programs write.
struct PeerCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Expected: Decodable, Sendable {
        let verdict: String?
        let error: String?
        let keys: Int?
        let certificates: Int?
        let name: String?
        let mac: String?
        let macIterations: Int?
        let keyEncryption: String?
        let certificateEncryption: String?
    }

    let path: String
    let kind: String
    let producer: String
    let password: String?
    let encoding: String?
    let expected: Expected

    var testDescription: String { "\(path) \(expected.error ?? "")" }
    var bytes: Bytes { get throws { Bytes(try TestFiles.vector("peers/\(path)")) } }

    static let all: [PeerCase] = {
        struct File: Decodable { let files: [PeerCase] }
        guard let data = try? TestFiles.vector("peers/cases.json") else { return [] }
        return ((try? JSONDecoder().decode(File.self, from: Data(data)))?.files ?? []).filter { $0.kind == "pfx" }
    }()
}

extension Password {
    /// `nil` means none.
    init(_ text: String?) { self = text.map { Password($0) } ?? .absent }
}

extension PFX {
    /// The error that opening a file ends with; `nil` when it opens.
    static func failure(_ file: Bytes, _ password: Password) -> PFXError? {
        do throws(PFXError) {
            _ = try open(file, password: password)
            return nil
        } catch { return error }
    }
}

extension PFXContents {
    /// Whether two files hold the same, for laws.
    func holdsTheSame(as other: PFXContents) -> Bool {
        keys.map(\.key.publicKey) == other.keys.map(\.key.publicKey)
            && keys.map(\.attributes) == other.keys.map(\.attributes)
            && certificates.map(\.certificate) == other.certificates.map(\.certificate)
            && certificates.map(\.attributes) == other.certificates.map(\.attributes)
            && identities.map(\.chain) == other.identities.map(\.chain)
            && unusableKeys.count == other.unusableKeys.count
            && unreadableCertificates.count == other.unreadableCertificates.count
    }
}
