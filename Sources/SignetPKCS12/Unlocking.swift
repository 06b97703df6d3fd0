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
        /// It decrypts, and what comes out is garbled.
        case garbled(ASN1Error)
    }

    private var readings: [Password]
    private let maximumWork: Int
    private var work = 0
    /// The readings that fitted, in the order in which they did.
    private(set) var fitted: [Password.Reading] = []

    init(_ password: Password, maximumWork: Int) {
        readings = password.readings
        self.maximumWork = maximumWork
    }

    /// Whether some reading of the password made this code of a message.
    mutating func checks(_ mac: PasswordMAC, _ code: Bytes, over message: Bytes) throws(PFXError) -> Bool {
        for index in readings.indices {
            try spend(mac.iterations)
            if mac.accepts(code.span, over: message.span, password: readings[index]) {
                prefer(index)
                return true
            }
        }
        return false
    }

    /// Decrypts a part and decodes what comes out.
    mutating func open<Value>(
        _ encryption: PasswordEncryption, _ ciphertext: Bytes,
        _ decode: (SecretSlice) throws(ASN1Error) -> Value
    ) throws(PFXError) -> Outcome<Value> {
        var error: ASN1Error?
        for index in readings.indices {
            try spend(encryption.iterations)
            guard let plaintext = try? encryption.decrypt(ciphertext.span, password: readings[index]) else { continue }
            do throws(ASN1Error) {
                let value = try decode(plaintext.shared())
                prefer(index)
                return .opened(value)
            } catch let garbled { error = error ?? garbled }
        }
        return error.map { .garbled($0) } ?? .closed
    }

    private mutating func prefer(_ index: Int) {
        fitted.append(readings[index].reading)
        readings.swapAt(0, index)
    }

    /// A derivation may ask for much, and a file for many derivations.
    private mutating func spend(_ iterations: Int) throws(PFXError) {
        work += iterations
        guard work <= maximumWork else { throw .tooMuchWork(iterations: work, limit: maximumWork) }
    }
}
