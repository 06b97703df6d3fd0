public import SignetASN1
public import SignetAlgorithms
public import SignetX509

/// What a `.pfx` was made of, for whoever has to explain it. It judges nothing.
public struct PFXFacts: Sendable {
    /// How something is protected by a password.
    public struct Protection: Hashable, Sendable {
        /// The name of the algorithm, with what it is made of.
        public let algorithm: String
        /// How often its key derivation is iterated.
        public let iterations: Int
        /// How much it may be trusted.
        public let standing: Standing
        /// The encryption, if it is one.
        public let encryption: PasswordEncryption?
        /// The authentication code, if it is one.
        public let mac: PasswordMAC?

        init(_ encryption: PasswordEncryption) {
            self.encryption = encryption
            mac = nil
            algorithm = encryption.name
            iterations = encryption.iterations
            standing = encryption.standing
        }

        /// Something that Signet does not have, by name.
        init(unsupported error: AlgorithmError) {
            algorithm = "\(error)"
            iterations = 0
            standing = .refused
            encryption = nil
            mac = nil
        }

        init(_ mac: PasswordMAC) {
            self.mac = mac
            encryption = nil
            algorithm = mac.name
            iterations = mac.iterations
            standing = mac.standing
        }
    }

    /// One safe of the file.
    public struct Safe: Hashable, Sendable {
        /// How it is encrypted; `nil` when it is not.
        public let encryption: Protection?
        /// The kinds of its bags, in order, by the standard's names; those of a nested safe follow it.
        public internal(set) var bags: [String] = []
        /// How each private key in it is encrypted, in order; `nil` for a plain one.
        public internal(set) var keys: [Protection?] = []

        /// The owners of private keys that it is for, in public-key privacy mode (RFC 7292 §3.1); `nil` in the other one.
        public internal(set) var recipients: [String]?
        /// Whether it is for the owner of a private key.
        public var isEnveloped: Bool { recipients != nil }

        init(encryption: Protection?) { self.encryption = encryption }
    }

    /// The safes, in order.
    public internal(set) var safes: [Safe] = []
    /// What proves the file whole; `nil` when nothing does.
    public internal(set) var mac: Protection?
    /// Who signed the contents, in public-key integrity mode (RFC 7292 §3.2). Nobody vouches for him here.
    public internal(set) var signer: Certificate?
    /// The reading of the password that fitted; `nil` when the file has no use for a password.
    public internal(set) var passwordReading: Password.Reading?
    /// What was let pass that the standard does not allow, in the order in which it was met.
    public internal(set) var tolerances: [PFXTolerance] = []
    /// What was let pass of the rules of DER.
    public internal(set) var encodingTolerances: Tolerances = []

    mutating func note(_ tolerance: PFXTolerance) {
        if !tolerances.contains(tolerance) { tolerances.append(tolerance) }
    }
}

/// What programs do that the standard does not provide for, and that does not keep a file from being read.
public enum PFXTolerance: Hashable, Sendable, CaseIterable {
    /// The file is PEM.
    case pem
    /// The file is Base64.
    case base64
    /// Something follows the end of the file's structure.
    case trailingBytes
    /// Some layer is BER and not DER, which RFC 7292 §4 allows and some programs refuse.
    case ber
    /// The password was read otherwise than the standard says; `passwordReading` says how.
    case passwordReading
    /// A part was encrypted under another reading of the password than the code.
    case mixedPasswordReadings
    /// A `localKeyID` ties a key to a certificate of another key.
    case misleadingLocalKeyID
}

extension PFXTolerance: CustomStringConvertible {
    /// One clause.
    public var description: String {
        switch self {
        case .pem: "the file is PEM"
        case .base64: "the file is Base64"
        case .trailingBytes: "something follows the end of the file's structure"
        case .ber: "the file is BER, not DER"
        case .passwordReading: "the password was encoded otherwise than the standard says"
        case .mixedPasswordReadings: "the parts of the file were encrypted under different encodings of the password"
        case .misleadingLocalKeyID: "a local key identifier ties a key to the certificate of another key"
        }
    }
}
