public import SignetBytes
import SignetEC
public import SignetHash
public import SignetRSA
internal import Synchronization

/// A private key that does its work where it lives: in this process, on a smart card, in a security module, at a service.
///
/// `performing` lets such a key sign messages, requests and certificates, and open messages, by the same functions as any
/// other key. Every `PrivateKey` is one, too.
public protocol PrivateKeyOperations: Sendable {
    /// The other half.
    var publicKey: PublicKey { get }

    /// Signs.
    func sign(_ request: SignatureRequest) async throws -> Bytes

    /// Decrypts the key of a message. A key whose padding is wrong must not be told from another by whoever sent it.
    func unwrap(_ request: UnwrappingRequest) async throws -> SecretBytes

    /// Computes what this key and another's public key share: with ECDH, X25519 or X448. A key that cannot need not have
    /// this function.
    func agree(_ request: AgreementRequest) async throws -> SecretBytes
}

extension PrivateKeyOperations {
    /// Refuses.
    public func agree(_ request: AgreementRequest) async throws -> SecretBytes {
        throw KeyOperationError.algorithm(
            .unsupported(role: "key agreement", name: "with this key, which lives elsewhere,"))
    }
}

/// A signature to be made.
public struct SignatureRequest: Hashable, Sendable {
    /// What is signed.
    public enum Content: Hashable, Sendable {
        /// A message: EdDSA signs it as it is, everything else its digest.
        case message(Bytes)
        /// The digest of a message that is not at hand.
        case digest(Digest)
    }

    /// What is signed.
    public let content: Content
    /// The digest.
    public let digestAlgorithm: DigestAlgorithm
    /// The algorithm, and how it pads.
    public let scheme: SignatureScheme

    /// The digest that is signed.
    public var digest: Digest {
        switch content {
        case .message(let message): digestAlgorithm.digest(of: message.span)
        case .digest(let digest): digest
        }
    }

    /// Whether `key` made this signature.
    func accepts(_ signature: Bytes, by key: PublicKey) throws(AlgorithmError) -> Bool {
        switch content {
        case .message(let message):
            try scheme.accepts(signature.span, over: message.span, digest: digestAlgorithm, by: key)
        case .digest(let digest): try scheme.accepts(signature.span, over: digest, digestAlgorithm, by: key)
        }
    }
}

/// The key of a message, to be decrypted with RSA.
public struct UnwrappingRequest: Hashable, Sendable {
    /// The encrypted key.
    public let ciphertext: Bytes
    /// How long the key is.
    public let keyByteCount: Int
    /// How it is padded.
    public let padding: KeyTransportPadding
}

/// A secret to be agreed on.
public struct AgreementRequest: Hashable, Sendable {
    /// The other side's key, of the same kind and on the same curve.
    public let publicKey: PublicKey
}

extension PrivateKeyOperations {
    /// Does something with this key as with any other: `work` gets a key for `SignedData.signing`,
    /// `CertificationRequest.make`, the opening of a message.
    ///
    /// Such functions do not wait. So the work is begun anew each time that it has asked this key for something: what was
    /// asked for is at hand then. It must ask for the same things each time: signing times, serial numbers and the like are
    /// fixed before.
    ///
    /// - Throws: what `work` throws; what this key throws; `KeyOperationError` for a signature that does not verify, and for
    ///   work that asks for other things each time.
    public func performing<Result: Sendable>(
        _ work: (PrivateKey) throws -> Result
    ) async throws -> Result {
        let key = KeyElsewhere(publicKey)
        while true {
            // Work that goes on without an answer, as the opening of a message does, has not done what it was to do.
            let outcome = Swift.Result { try work(.elsewhere(key)) }
            guard let question = try key.takeQuestion() else { return try outcome.get() }
            switch question {
            case .signature(let request):
                let signature = try await sign(request)
                guard try request.accepts(signature, by: publicKey) else {
                    throw KeyOperationError.ec(.faultDetected)
                }
                key.note(.signature(signature), for: question)
            case .unwrapping(let request):
                key.note(.key(try await unwrap(request).shared()), for: question)
            case .agreement(let request):
                key.note(.key(try await agree(request).shared()), for: question)
            }
        }
    }
}

extension PrivateKey: PrivateKeyOperations {
    /// Signs, here and at once.
    public func sign(_ request: SignatureRequest) async throws -> Bytes {
        switch request.content {
        case .message(let message): try sign(message.span, request.digestAlgorithm, with: request.scheme)
        case .digest(let digest): try sign(digest, request.digestAlgorithm, with: request.scheme)
        }
    }

    /// Decrypts, here and at once.
    public func unwrap(_ request: UnwrappingRequest) async throws -> SecretBytes {
        let scheme: KeyTransportScheme =
            switch request.padding {
            case .pkcs1v15: .rsaPKCS1v15
            case .oaep(let padding): .rsaOAEP(padding)
            }
        return try scheme.unwrap(
            request.ciphertext.span, keyByteCount: request.keyByteCount, with: self)
    }

    /// Agrees, here and at once.
    public func agree(_ request: AgreementRequest) async throws -> SecretBytes {
        try sharedSecret(with: request.publicKey)
    }
}

/// Stands for a key that lives elsewhere while something is done with it: knows what has been asked of it before.
public final class KeyElsewhere: Sendable {
    enum Question: Hashable {
        case signature(SignatureRequest)
        case unwrapping(UnwrappingRequest)
        case agreement(AgreementRequest)
    }

    enum Answer {
        case signature(Bytes)
        case key(SecretSlice)
    }

    private struct State {
        var answers: [Question: Answer] = [:]
        /// Which answers were used since the work was begun last.
        var used: Set<Question> = []
        var open: Question?
    }

    /// The other half.
    public let publicKey: PublicKey
    private let state = Mutex(State())

    init(_ publicKey: PublicKey) { self.publicKey = publicKey }

    /// The signature, if it is at hand; else the work stops here.
    func sign(_ request: SignatureRequest) throws(KeyOperationError) -> Bytes {
        guard case .signature(let signature) = answer(.signature(request)) else { throw Self.notAtHand }
        return signature
    }

    /// The key, if it is at hand; else the work stops here.
    func unwrap(_ request: UnwrappingRequest) throws(KeyOperationError) -> SecretBytes {
        guard case .key(let key) = answer(.unwrapping(request)) else { throw Self.notAtHand }
        return SecretBytes(copying: key.span)
    }

    /// The secret, if it is at hand; else the work stops here.
    func agree(_ request: AgreementRequest) throws(KeyOperationError) -> SecretBytes {
        guard case .key(let secret) = answer(.agreement(request)) else { throw Self.notAtHand }
        return SecretBytes(copying: secret.span)
    }

    private static let notAtHand = KeyOperationError.algorithm(
        .unsupported(role: "work", name: "with a key that lives elsewhere, outside `performing`,"))

    private func answer(_ question: Question) -> Answer? {
        state.withLock { state in
            if let answer = state.answers[question] {
                state.used.insert(question)
                return answer
            }
            state.open = state.open ?? question
            return nil
        }
    }

    /// What the work stopped for, if it stopped for that.
    func takeQuestion() throws(KeyOperationError) -> Question? {
        let (question, isSame) = state.withLock { state in
            defer {
                state.open = nil
                state.used = []
            }
            return (state.open, state.used.count == state.answers.count)
        }
        guard question != nil, !isSame else { return question }
        throw .algorithm(.unsupported(role: "work", name: "that asks a key for other things each time it is begun"))
    }

    func note(_ answer: Answer, for question: Question) {
        state.withLock { $0.answers[question] = answer }
    }
}
