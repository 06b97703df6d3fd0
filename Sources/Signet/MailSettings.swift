public import SignetMIME
public import SignetX509

/// What a person wants done with the messages that he sends and reads: `policy.json`.
///
/// Settings of one address, his own, stand before those for all. A file that an older version wrote lacks keys, which then have
/// the values of a fresh store; a key that this version does not know is an error, since it asks for something that would
/// not be done.
public struct MailSettings: Hashable, Sendable, Codable {
    /// Sign all messages.
    public var signAll = false
    /// Seal all messages.
    public var sealAll = false
    /// Sign so that readers without S/MIME can read the text; otherwise opaque (`smime.p7m`).
    public var clearText = true
    /// The name of the policy.
    public var profile = Policy.modern.name
    /// Whether the certificates of good signatures go into the contacts.
    public var learn = Learning.ask
    /// What is done with the header of a protected message (RFC 9788).
    public var headers = HeaderConfidentiality.none
    /// Whether revocation is asked for.
    public var revocation = Revocation.whenAvailable
    /// Settings for one of the owner's own addresses, in small letters.
    public var addresses: [String: Override] = [:]

    /// When contacts are learned from signed mail that is good.
    public enum Learning: String, Hashable, Sendable, Codable, CaseIterable {
        /// Only when told to: `signet contact add`.
        case never
        /// When a person at the terminal says yes.
        case ask
        /// Always.
        case always
    }

    /// How much weight revocation has.
    public enum Revocation: String, Hashable, Sendable, Codable, CaseIterable {
        /// None: lists are not looked at.
        case none
        /// A certificate that a list at hand revokes is refused; without a list nothing is known, and nothing is refused.
        case whenAvailable = "when-available"
        /// A certificate is refused when nothing at hand tells that it is not revoked.
        case required

        /// The same for the validation of paths.
        public var demand: RevocationSettings.Demand {
            switch self {
            case .none: .none
            case .whenAvailable: .whenAvailable
            case .required: .required
            }
        }
    }

    /// What is different for one address.
    public struct Override: Hashable, Sendable, Codable {
        /// Sign all messages.
        public var signAll: Bool?
        /// Seal all messages.
        public var sealAll: Bool?
        /// Sign so that readers without S/MIME can read the text.
        public var clearText: Bool?
        /// The name of the policy.
        public var profile: String?
        /// What is done with the header.
        public var headers: HeaderConfidentiality?

        /// Nothing is different.
        public init() {}

        private enum CodingKeys: String, CodingKey, CaseIterable { case signAll, sealAll, clearText, profile, headers }

        /// Reads what `encode` wrote, with the same strictness as the settings.
        public init(from decoder: any Decoder) throws {
            try SettingsKey.checkKnown(decoder, CodingKeys.allCases.map(\.rawValue))
            let values = try decoder.container(keyedBy: CodingKeys.self)
            signAll = try values.decodeIfPresent(Bool.self, forKey: .signAll)
            sealAll = try values.decodeIfPresent(Bool.self, forKey: .sealAll)
            clearText = try values.decodeIfPresent(Bool.self, forKey: .clearText)
            profile = try values.decodeIfPresent(String.self, forKey: .profile)
            headers = try values.decodeIfPresent(HeaderConfidentiality.self, forKey: .headers)
            if let profile { try SettingsKey.checkProfile(profile, decoder) }
        }
    }

    /// The settings of a fresh store: nothing is done unasked.
    public init() {}

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case signAll, sealAll, clearText, profile, learn, headers, revocation, addresses
    }

    /// Reads what `encode` wrote.
    public init(from decoder: any Decoder) throws {
        try SettingsKey.checkKnown(decoder, CodingKeys.allCases.map(\.rawValue))
        let values = try decoder.container(keyedBy: CodingKeys.self)
        signAll = try values.decodeIfPresent(Bool.self, forKey: .signAll) ?? signAll
        sealAll = try values.decodeIfPresent(Bool.self, forKey: .sealAll) ?? sealAll
        clearText = try values.decodeIfPresent(Bool.self, forKey: .clearText) ?? clearText
        profile = try values.decodeIfPresent(String.self, forKey: .profile) ?? profile
        learn = try values.decodeIfPresent(Learning.self, forKey: .learn) ?? learn
        headers = try values.decodeIfPresent(HeaderConfidentiality.self, forKey: .headers) ?? headers
        revocation = try values.decodeIfPresent(Revocation.self, forKey: .revocation) ?? revocation
        addresses = try values.decodeIfPresent([String: Override].self, forKey: .addresses) ?? [:]
        try SettingsKey.checkProfile(profile, decoder)
    }

    /// The policy that `profile` names.
    public var policy: Policy { Policy(named: profile) ?? .modern }

    /// The settings that count for mail from an address.
    public func applied(to address: String?) -> MailSettings {
        guard let wanted = address.map(GeneralName.comparable(mailbox:)),
            let own = addresses.first(where: { GeneralName.comparable(mailbox: $0.key) == wanted })?.value
        else { return self }
        var settings = self
        settings.signAll = own.signAll ?? signAll
        settings.sealAll = own.sealAll ?? sealAll
        settings.clearText = own.clearText ?? clearText
        settings.profile = own.profile ?? profile
        settings.headers = own.headers ?? headers
        return settings
    }
}

/// Any key of a JSON object.
private struct SettingsKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }

    static func checkKnown(_ decoder: any Decoder, _ known: [String]) throws {
        let keys = try decoder.container(keyedBy: SettingsKey.self).allKeys.map(\.stringValue)
        guard let stranger = keys.sorted().first(where: { !known.contains($0) }) else { return }
        throw DecodingError.dataCorrupted(
            .init(codingPath: decoder.codingPath, debugDescription: "“\(stranger)” is no setting"))
    }

    static func checkProfile(_ name: String, _ decoder: any Decoder) throws {
        guard Policy(named: name) == nil else { return }
        throw DecodingError.dataCorrupted(
            .init(codingPath: decoder.codingPath, debugDescription: "“\(name)” is no policy"))
    }
}
