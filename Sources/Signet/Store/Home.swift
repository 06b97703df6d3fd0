import FoundationEssentials
import SignetBytes

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The store: a folder of plain files that a person can inspect.
///
/// Digital IDs are in `keysets/NAME/FINGERPRINT.p12`, requests that wait for an answer in `requests/`, correspondents in
/// `contacts/ADDRESS.vcf`, certificates to trust in `trust/`, settings in `policy.json`. Every file is written whole, and
/// only while no other process writes.
public struct Home: Sendable {
    /// The folder.
    public let path: String

    /// A store in a folder, which is made when something is first written.
    public init(path: String) { self.path = path }

    /// The store of this user: `$SIGNET_HOME`, else `signet` in the XDG data folder.
    public static var standard: Home {
        func variable(_ name: String) -> String? {
            unsafe getenv(name).flatMap { unsafe String(validatingCString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        if let path = variable("SIGNET_HOME") { return Home(path: path) }
        let data = variable("XDG_DATA_HOME") ?? (variable("HOME") ?? ".") + "/.local/share"
        return Home(path: data + "/signet")
    }

    var keysetsFolder: String { path + "/keysets" }
    var requestsFolder: String { path + "/requests" }
    var contactsFolder: String { path + "/contacts" }
    var trustFolder: String { path + "/trust" }
    private var settingsFile: String { path + "/policy.json" }

    /// Lets `body` change the store while nobody else does.
    func changing<Result>(_ body: () throws(SignetError) -> Result) throws(SignetError) -> Result {
        try FileSystem.makeFolder(path, isPrivate: true)
        return try FileSystem.withLock(path + "/.lock", body)
    }

    /// The settings; those of a fresh store when there are none yet.
    public func settings() throws(SignetError) -> MailSettings {
        guard FileSystem.exists(settingsFile) else { return MailSettings() }
        let content = try FileSystem.read(settingsFile)
        do {
            return try JSONDecoder().decode(MailSettings.self, from: Data(content))
        } catch {
            throw SignetError(
                .malformed(.unrecognised(expected: "settings in JSON", found: "\(error)")), file: settingsFile)
        }
    }

    /// Changes the settings.
    public func updateSettings(_ change: (inout MailSettings) -> Void) throws(SignetError) {
        try changing { () throws(SignetError) in
            var settings = try settings()
            change(&settings)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            guard let content = try? encoder.encode(settings) else {
                throw SignetError(.internalFault("the settings have no JSON"))
            }
            try FileSystem.write(Bytes(Array(content) + [0x0A]).span, to: settingsFile)
        }
    }

    /// The certificates in `trust/`, to begin a path with.
    public func trustStore() throws(SignetError) -> TrustStore {
        try TrustStore(contentsOf: FileSystem.isFolder(trustFolder) ? [trustFolder] : [])
    }

    /// Adds a certificate to `trust/`.
    public func trust(_ certificate: Certificate) throws(SignetError) {
        try changing { () throws(SignetError) in
            try FileSystem.makeFolder(trustFolder, isPrivate: true)
            let pem = PEM(label: PEM.Label.certificate, contents: certificate.encoding).encode()
            try FileSystem.write(pem.span, to: "\(trustFolder)/\(certificate.fingerprint).pem")
        }
    }
}
