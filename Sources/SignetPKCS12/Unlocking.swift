import SignetASN1
import SignetAlgorithms
import SignetBytes

/// The password of a file in every reading it may have, the one that fitted last first, and the work that is left to
/// spend on it.
struct Unlocking {
    /// What came of decrypting a part.
    enum Outcome<Value> {
        case opened(Value)
        /// No reading of the password decrypts it.
        case closed
        /// It decrypts, and what comes out is garbled; `isWhole` when it has the outline of a structure, which only the right
        /// password gives it.
        case garbled(ASN1Error, isWhole: Bool)
    }

    private let password: Password
    /// What the parts are encrypted under, when it is another one.
    private let privacyPassword: Password?
    private let maximumWork: Int
    private var work = 0
    /// The readings that fitted, in the order in which they did, with what each derivation takes.
    private(set) var fitted: [(input: Password.Input, reading: Password.Reading)] = []

    /// Whether derivations of one kind took the password in different ways.
    var isMixed: Bool {
        privacyPassword == nil
            && [.characters, .octets].contains { input in
                Set(fitted.filter { $0.input == input }.map(\.reading)).count > 1
            }
    }

    init(_ password: Password, privacyPassword: Password?, maximumWork: Int) {
        self.password = password
        self.privacyPassword = privacyPassword
        self.maximumWork = maximumWork
    }

    /// Whether some reading of the password made this code of a message. A BMPString under PBMAC1 was never seen.
    mutating func checks(_ mac: PasswordMAC, _ code: Bytes, over message: Bytes) throws(PFXError) -> Bool {
        for candidate in readings(of: password, for: mac.passwordInput) where candidate.reading != .bmpString {
            try spend(mac.iterations)
            if mac.accepts(code.span, over: message.span, password: candidate) {
                prefer(candidate, mac.passwordInput)
                return true
            }
        }
        return false
    }

    /// Decrypts a part and decodes what comes out.
    ///
    /// - Parameter readingLimit: how many readings of the password are tried.
    mutating func open<Value>(
        _ encryption: PasswordEncryption, _ ciphertext: Bytes, readingLimit: Int = .max,
        _ decode: (SecretSlice) throws(ASN1Error) -> Value
    ) throws(PFXError) -> Outcome<Value> {
        var garbled: (error: ASN1Error, isWhole: Bool)?
        for candidate in readings(of: privacyPassword ?? password, for: encryption.passwordInput).prefix(readingLimit) {
            try spend(encryption.iterations)
            guard let plaintext = try? encryption.decrypt(ciphertext.span, password: candidate) else { continue }
            let contents = plaintext.shared()
            do throws(ASN1Error) {
                let value = try decode(contents)
                prefer(candidate, encryption.passwordInput)
                return .opened(value)
            } catch {
                let isWhole = Self.isWhole(contents)
                if garbled == nil || isWhole { garbled = (error, isWhole) }
            }
        }
        return garbled.map { .garbled($0.error, isWhole: $0.isWhole) } ?? .closed
    }

    /// Whether something is a SEQUENCE from its first byte to its last. Noise of this length is one less often than once in
    /// sixteen million times.
    private static func isWhole(_ contents: SecretSlice) -> Bool {
        let bytes = contents.span
        guard bytes.count > 130, bytes[0] == 0x30, bytes[1] > 0x80 else {
            return bytes.count > 4 && bytes[0] == 0x30 && bytes[1] == 0x80 && bytes[bytes.count - 1] == 0
                && bytes[bytes.count - 2] == 0
        }
        let octetCount = Int(bytes[1] & 0x7F)
        guard octetCount <= 4, bytes.count > 2 + octetCount else { return false }
        let count = (0..<octetCount).reduce(0) { $0 << 8 | Int(bytes[2 + $1]) }
        return count == bytes.count - 2 - octetCount
    }

    /// What fitted last comes first.
    private func readings(of password: Password, for input: Password.Input) -> [Password] {
        var readings = password.readings(for: input)
        if let last = fitted.last?.reading, let index = readings.firstIndex(where: { $0.reading == last }) {
            readings.swapAt(0, index)
        }
        return readings
    }

    private mutating func prefer(_ password: Password, _ input: Password.Input) {
        fitted.append((input, password.reading))
    }

    /// A derivation may ask for much, and a file for many derivations.
    private mutating func spend(_ iterations: Int) throws(PFXError) {
        work += iterations
        guard work <= maximumWork else { throw .tooMuchWork(iterations: work, limit: maximumWork) }
    }
}

extension Unlocking.Outcome {
    /// Whether it proves that the password is the right one.
    var isRight: Bool {
        switch self {
        case .opened: true
        case .garbled(_, let isWhole): isWhole
        case .closed: false
        }
    }
}
