import Foundation
import Signet
import TestSupport
import Testing

/// A row of `Vectors/peers/cases.json`: what another program made, and what has to come of it.
struct PeerFile: Decodable, Sendable, CustomTestStringConvertible {
    struct Expected: Decodable, Sendable {
        let verdict: String?
        let error: String?
        let form: String?
        let signers: [String]?
        let digests: [String]?
        let layers: [String]?
        let content: String?
        let keys: Int?
        let certificates: Int?
    }
    let path: String
    let kind: String
    let passwordFile: String?
    let expected: Expected

    var testDescription: String { path }

    private struct Table: Decodable { let files: [PeerFile] }

    /// Every row.
    static let all: [PeerFile] = {
        guard let file = try? TestFiles.vector("peers/cases.json") else { return [] }
        return (try? JSONDecoder().decode(Table.self, from: Data(file)).files) ?? []
    }()

    static func rows(_ kinds: String...) -> [PeerFile] { all.filter { kinds.contains($0.kind) } }

    func bytes() throws -> Bytes { Bytes(try TestFiles.vector("peers/\(path)")) }
    func password() throws -> String { String(decoding: try TestFiles.vector("peers/\(passwordFile!)"), as: UTF8.self) }
}

/// People and letters from `Vectors/peers`.
enum Peers {
    static let root = TrustStore([try! certificate("root")])
    static let alice = try! identity("alice")
    static let bob = try! identity("bob")
    static let letter = Bytes(try! TestFiles.vector("peers/mail/letter.eml"))

    static func certificate(_ name: String) throws -> Certificate {
        try CertificateReading.certificates(in: Bytes(try TestFiles.vector("peers/pki/\(name).pem")))[0]
    }

    static func identity(_ name: String) throws -> DigitalID {
        let key = try KeyReading.privateKey(
            in: SecretSlice(Bytes(try TestFiles.vector("peers/pki/\(name).key"))), password: nil)
        return try DigitalID(
            certificate: certificate(name), privateKey: key, chain: [certificate("issuing"), certificate("root")])
    }

    static func path(_ name: String) -> String { TestFiles.vectors.appending(path: "peers/\(name)").path }
}

extension Report {
    /// The signed layers.
    var signedLayers: [Signed] { layers.compactMap { if case .signed(let layer) = $0 { layer } else { nil } } }
    /// The sealed layers.
    var sealedLayers: [Sealed] { layers.compactMap { if case .sealed(let layer) = $0 { layer } else { nil } } }
    /// Every signer of every layer.
    var signers: [Signer] { signedLayers.flatMap(\.signers) }
}
