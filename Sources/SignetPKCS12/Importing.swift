import SignetASN1
public import SignetAlgorithms
public import SignetBytes
public import SignetCMS
import SignetKeys

extension PFX {
    /// How many iterations of key derivation one file may ask for in all, unless the caller says otherwise: about ten
    /// seconds of work. A file with one key asks for two million at most; each further key of NSS for 600 000.
    public static let maximumWork = 100_000_000

    /// Opens a file: checks its authentication code, decrypts what is encrypted, and finds out what belongs together.
    ///
    /// An empty password is also tried as none, and the other way round; one that is not ASCII is also tried as old
    /// programs misread it.
    ///
    /// A wrong password costs one code for each reading of it, and then one derivation, which tells it from a file that was
    /// changed: the first part that is encrypted does not open either. `accepts` costs the codes alone, and `diagnose` tries
    /// more parts and every reading, so that it tells the two apart where that first part was changed too.
    ///
    /// - Parameters:
    ///   - file: The file, in DER or BER, in PEM or Base64.
    ///   - password: The password, `.absent` when there is none.
    ///   - privacyPassword: The password that the parts are encrypted under, when it is not that of the code (RFC 7292 §1).
    ///   - keys: What opens the parts that are for the owners of private keys (RFC 7292 §3.1).
    ///   - maximumWork: How many iterations of key derivation may be spent on it.
    /// - Throws: `PFXError.notAPFX` and `.malformed` before the password is tried; `.unsupported` too where the algorithm
    ///   is not itself encrypted; `.wrongPassword`, `.passwordNeeded`; `.damaged` only when the password is known to be right.
    public static func open(
        _ file: Bytes, password: Password, privacyPassword: Password? = nil, keys: [OpeningKey] = [],
        maximumWork: Int = Self.maximumWork
    ) throws(PFXError) -> PFXContents {
        try open(
            file, password: password, privacyPassword: privacyPassword, keys: keys, maximumWork: maximumWork,
            isExamining: false)
    }

    /// - Parameter isExamining: whether it may cost more to tell a file that was changed from one of another password.
    static func open(
        _ file: Bytes, password: Password, privacyPassword: Password?, keys: [OpeningKey], maximumWork: Int,
        isExamining: Bool
    ) throws(PFXError) -> PFXContents {
        var facts = PFXFacts()
        var reader = LayerReader()
        let pfx = try PFX(reading: file, &reader, &facts)
        var importing = Importing(facts, reader, password, privacyPassword, keys, maximumWork: maximumWork)
        importing.isExamining = isExamining
        return try importing.contents(of: pfx)
    }

    /// Whether a password is that of a file, at the price of one code for each reading that the password has, which is one for
    /// a plain password: for whoever asks a person for it. `nil` when the file has no code to tell by.
    ///
    /// A file that was changed after it was made denies its own password too: `open` tells the two apart.
    ///
    /// - Throws: `PFXError.notAPFX`, `.malformed`, `.unsupported`, `.tooMuchWork`.
    public static func accepts(
        _ password: Password, file: Bytes, maximumWork: Int = Self.maximumWork
    ) throws(PFXError) -> Bool? {
        let pfx = try PFX(reading: file)
        guard let macData = pfx.macData else { return nil }
        var unlocking = Unlocking(password, privacyPassword: nil, maximumWork: maximumWork)
        return try unlocking.checks(
            try PasswordMAC(macData), macData.mac.digest, over: try pfx.authenticatedContent)
    }
}

/// The steps of RFC 7292 §5.2, in the order in which they tell most about what is wrong.
struct Importing {
    private var contents = PFXContents()
    var reader: LayerReader
    private var unlocking: Unlocking
    private let passwordIsEmpty: Bool
    private let hasPrivacyPassword: Bool
    private let keys: [OpeningKey]
    /// Whether the password is known to be right.
    private var passwordFits = false
    /// Whether all that tells a changed file from a wrong password is tried, and not only what costs one derivation.
    var isExamining = false
    /// Whether a code vouches for the contents.
    private var isAuthenticated = false

    init(
        _ facts: PFXFacts, _ reader: LayerReader, _ password: Password, _ privacyPassword: Password?,
        _ keys: [OpeningKey], maximumWork: Int
    ) {
        hasPrivacyPassword = privacyPassword != nil
        self.keys = keys
        contents.facts = facts
        self.reader = reader
        unlocking = Unlocking(password, privacyPassword: privacyPassword, maximumWork: maximumWork)
        passwordIsEmpty = (privacyPassword ?? password).isEmpty
    }

    mutating func contents(of pfx: PFX) throws(PFXError) -> PFXContents {
        // What can be refused without the password is refused before it is tried.
        let encoding = try pfx.authenticatedContent
        let safes = try safes(in: encoding)
        contents.facts.signer = try pfx.checkedSigner()
        isAuthenticated = contents.facts.signer != nil
        if let macData = pfx.macData {
            try checkCode(macData, over: encoding, safes)
        }
        for safe in safes {
            var fact = PFXFacts.Safe(encryption: safe.encryption.map(PFXFacts.Protection.init))
            fact.recipients = safe.envelope?.recipientInfos.map(\.description)
            contents.facts.safes.append(fact)
            try collect(open(safe))
        }
        guard !contents.isEmpty else { throw .nothingInside }
        contents.pair()
        noteReadings()
        return contents
    }

    private mutating func safes(in encoding: Bytes) throws(PFXError) -> [Safe] {
        let authenticatedSafe: AuthenticatedSafe
        do throws(ASN1Error) {
            authenticatedSafe = try reader.decode(AuthenticatedSafe.syntax, encoding)
        } catch { throw .malformed(error.under("AuthenticatedSafe")) }
        var safes: [Safe] = []
        for content in authenticatedSafe.contents { safes.append(try Safe(content)) }
        return safes
    }

    private mutating func checkCode(_ macData: MacData, over encoding: Bytes, _ safes: [Safe]) throws(PFXError) {
        let mac = try PasswordMAC(macData)
        contents.facts.mac = PFXFacts.Protection(mac)
        isAuthenticated = try unlocking.checks(mac, macData.mac.digest, over: encoding)
        passwordFits = isAuthenticated && !hasPrivacyPassword
        guard !isAuthenticated else { return }
        if try passwordOpensAnything(in: safes) { throw .damaged(blame(safes)) }
        throw passwordIsEmpty ? .passwordNeeded : .wrongPassword
    }

    /// When the code does not match, either the password is wrong or the file was changed. A password that opens the
    /// first encrypted safe, or the first encrypted key outside of one, is not wrong.
    private mutating func passwordOpensAnything(in safes: [Safe]) throws(PFXError) -> Bool {
        let readingLimit = isExamining ? Int.max : 1
        if let safe = safes.first(where: { $0.encryption != nil }) {
            if try attempt(safe, readingLimit: readingLimit).isRight { return true }
            guard isExamining else { return false }
        }
        for safe in safes where safe.encryption == nil && safe.envelope == nil {
            guard let plain = try? reader.decode(secret: SafeContents.syntax, safe.content) else { continue }
            for bag in plain.bags {
                guard case .shroudedKey(let key) = bag.value else { continue }
                return try attempt(key, readingLimit: readingLimit).isRight
            }
        }
        return false
    }

    /// The bags of a safe.
    private mutating func open(_ safe: Safe) throws(PFXError) -> SafeContents {
        if let envelope = safe.envelope { return try open(envelope) }
        guard safe.encryption != nil else {
            do throws(ASN1Error) {
                return try reader.decode(secret: SafeContents.syntax, safe.content)
            } catch { throw garbled(error.under("SafeContents")) }
        }
        return try settled(try attempt(safe), "encrypted safe")
    }

    /// The bags of a safe that is for the owner of a private key (RFC 7292 §3.1).
    private mutating func open(_ envelope: EnvelopedData) throws(PFXError) -> SafeContents {
        let content: SecretSlice
        do throws(CMSError) {
            content = try envelope.openSecret(with: keys, everyKey: true).shared()
        } catch {
            if case .algorithm(let error) = error { throw .unsupported(error) }
            // Nobody else's safe keeps the rest of the file from being read; the caller is told of it.
            contents.closedSafeCount += 1
            return SafeContents(bags: [])
        }
        do throws(ASN1Error) {
            return try reader.decode(secret: SafeContents.syntax, content.exposed)
        } catch { throw garbled(error.under("SafeContents")) }
    }

    mutating func attempt(
        _ safe: Safe, readingLimit: Int = .max
    ) throws(PFXError) -> Unlocking.Outcome<SafeContents> {
        guard let encryption = safe.encryption else { return .closed }
        var reader = reader
        let outcome = try unlocking.open(encryption, safe.content, readingLimit: readingLimit) {
            (plaintext) throws(ASN1Error) in
            try reader.decode(secret: SafeContents.syntax, plaintext.exposed)
        }
        self.reader = reader
        return outcome
    }

    mutating func attempt(
        _ info: EncryptedPrivateKeyInfo, readingLimit: Int = .max
    ) throws(PFXError) -> Unlocking.Outcome<PrivateKeyInfo> {
        let encryption = try PasswordEncryption(pfx: info.encryptionAlgorithm)
        var reader = reader
        let outcome = try unlocking.open(encryption, info.encryptedData, readingLimit: readingLimit) {
            (plaintext) throws(ASN1Error) in
            try reader.decode(secret: PrivateKeyInfo.syntax, plaintext.exposed)
        }
        self.reader = reader
        return outcome
    }

    /// What was decrypted, or what it means that nothing was.
    private mutating func settled<Value>(
        _ outcome: Unlocking.Outcome<Value>, _ part: String
    ) throws(PFXError) -> Value {
        switch outcome {
        case .opened(let value):
            passwordFits = true
            return value
        case .garbled(let error, let isWhole) where passwordFits || isWhole:
            throw .damaged(.malformed(error.under(part)))
        case .closed where passwordFits: throw .damaged(.doesNotOpen(part: part))
        case .garbled, .closed: throw passwordIsEmpty ? .passwordNeeded : .wrongPassword
        }
    }

    private func garbled(_ error: ASN1Error) -> PFXError {
        isAuthenticated ? .damaged(.malformed(error)) : .malformed(error)
    }

    private mutating func collect(_ safe: SafeContents) throws(PFXError) {
        for bag in safe.bags {
            let attributes = bag.attributes?.detached ?? []
            contents.facts.noteBag(bag.value.name)
            switch bag.value {
            case .key(let info):
                contents.facts.noteKey(nil)
                contents.add(info, attributes)
            case .shroudedKey(let encrypted):
                let encryption = try PasswordEncryption(pfx: encrypted.encryptionAlgorithm)
                contents.facts.noteKey(PFXFacts.Protection(encryption))
                contents.add(try settled(try attempt(encrypted), "private key"), attributes)
            case .certificate(let certificate): contents.add(certificate, attributes)
            case .revocationList(let list):
                contents.revocationEntries.append(
                    PFXContents.RevocationEntry(bag: list.detached, attributes: attributes))
            case .secret(let secret):
                contents.secretEntries.append(PFXContents.SecretEntry(bag: secret, attributes: attributes))
            case .safeContents(let nested): try collect(nested)
            case .other: contents.otherBags.append(bag)
            }
        }
    }

    private mutating func noteReadings() {
        contents.facts.encodingTolerances = reader.tolerances
        if reader.sawBER { contents.facts.note(.ber) }
        // The first that is not the standard's tells: most derivations take the password in both ways alike.
        let unusual = unlocking.fitted.map(\.reading).first { $0 != .standard }
        contents.facts.passwordReading = unusual ?? unlocking.fitted.first?.reading
        if unlocking.isMixed { contents.facts.note(.mixedPasswordReadings) }
        if let unusual, unusual != .absent { contents.facts.note(.passwordReading) }
    }
}
