import Foundation
import SignetBytes
import SignetEC
import TestSupport

/// Ed25519 or Ed448, for tests that run over both.
enum EdwardsScheme: String, CaseIterable, Sendable {
    case ed25519, ed448

    /// The scheme by the name that ACVP gives it.
    init?(acvp name: String) { self.init(rawValue: name.lowercased().replacing("-", with: "")) }

    var byteCount: Int { self == .ed25519 ? 32 : 57 }
    var signatureByteCount: Int { 2 * byteCount }

    func publicKey(seed: [UInt8]) throws -> [UInt8] {
        switch self {
        case .ed25519: [UInt8](try Ed25519PrivateKey(seed: seed.span).publicKey.bytes)
        case .ed448: [UInt8](try Ed448PrivateKey(seed: seed.span).publicKey.bytes)
        }
    }

    func sign(_ message: [UInt8], seed: [UInt8], _ variant: EdDSAVariant = .pure) throws -> [UInt8] {
        switch self {
        case .ed25519:
            let key = try Ed25519PrivateKey(seed: seed.span)
            return [UInt8](try key.sign(message.span, variant: variant))
        case .ed448:
            let key = try Ed448PrivateKey(seed: seed.span)
            return [UInt8](try key.sign(message.span, variant: variant))
        }
    }

    /// Throws for a key that is refused. With Ed25519, one signature and a batch with nothing else must be judged alike.
    func accepts(
        _ signature: [UInt8], over message: [UInt8], by key: [UInt8], _ variant: EdDSAVariant = .pure
    ) throws -> Bool {
        switch self {
        case .ed25519:
            let key = try Ed25519PublicKey(key.span)
            let isAccepted = key.accepts(signature.span, over: message.span, variant: variant)
            var batch = Ed25519Batch()
            batch.add(signature.span, over: message.span, by: key, variant: variant)
            guard batch.acceptsAll() == isAccepted else { throw Disagreement() }
            return isAccepted
        case .ed448:
            return try Ed448PublicKey(key.span).accepts(signature.span, over: message.span, variant: variant)
        }
    }

    struct Disagreement: Error {}

    /// What stands before the key in its files (RFC 8410 §4, §7).
    var publicKeyPrefix: [UInt8] {
        Hex.decode(self == .ed25519 ? "302a300506032b6570032100" : "3043300506032b6571033a00")!
    }
    var privateKeyPrefix: [UInt8] {
        Hex.decode(self == .ed25519 ? "302e020100300506032b657004220420" : "3047020100300506032b6571043b0439")!
    }
}

/// A file of the corpora in JSON, as far as the tests of these curves read it: Wycheproof's, ACVP's, or an RFC's cases.
struct CurveVectors: Decodable {
    struct Group: Decodable {
        let publicKey: Key?
        let curve: String?
        let d: String?
        let q: String?
        let preHash: Bool?
        let tests: [Case]
    }
    struct Key: Decodable {
        let pk: String
    }
    struct Case: Decodable {
        let tcId: Int
        // Wycheproof
        let flags: [String]?
        let result: String?
        let msg: String?
        let sig: String?
        let `public`: String?
        let `private`: String?
        let shared: String?
        // ACVP
        let testPassed: Bool?
        let d: String?
        let q: String?
        let message: String?
        let context: String?
        let signature: String?
        let privateIut: String?
        let publicIut: String?
        let publicServer: String?
        let privateServer: String?
        let z: String?
        let privateKey: String?
        let publicKey: String?
    }
    struct Example: Decodable {
        let name: String
        let secretKey: String
        let publicKey: String
        let message: String
        let context: String?
        let signature: String
    }
    let testGroups: [Group]

    static func wycheproof(_ name: String) throws -> CurveVectors {
        try JSONDecoder().decode(
            CurveVectors.self, from: Data(TestFiles.corpus("vectors/wycheproof/\(name)_test.json")))
    }

    static func acvp(_ name: String) throws -> CurveVectors {
        try JSONDecoder().decode(CurveVectors.self, from: Data(TestFiles.corpus("vectors/acvp/\(name).json")))
    }

    static func examples(_ name: String) throws -> [Example] {
        try JSONDecoder().decode([Example].self, from: Data(TestFiles.corpus("vectors/rfc/8032-eddsa-\(name).json")))
    }
}

/// The bytes that hexadecimal text writes; none for no text.
func bytes(_ text: String?) throws -> [UInt8] {
    guard let bytes = Hex.decode(text ?? "") else { throw CocoaError(.coderInvalidValue) }
    return bytes
}
