import FoundationEssentials
import SignetASN1
import SignetBytes
public import SignetX509

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
/// `contacts/ADDRESS.vcf`, certificates to trust in `trust/`, those between in `intermediates/`, settings in `policy.json`. Every file is written whole, and
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
    var intermediatesFolder: String { path + "/intermediates" }
    var trustFolder: String { path + "/trust" }
    private var settingsFile: String { path + "/policy.json" }

    /// Lets `body` change the store while nobody else does.
    func changing<Result>(_ body: () throws(SignetError) -> Result) throws(SignetError) -> Result {
        try FileSystem.makeFolder(path, isPrivate: true)
        return try FileSystem.withLock(path + "/.lock") { () throws(SignetError) in
            removeRemains()
            return try body()
        }
    }

    /// What a process that was killed while it wrote left behind. Only who has the lock writes here: it is nobody's now.
    private func removeRemains() {
        let folders = [path, contactsFolder, trustFolder, intermediatesFolder] + subfolders(keysetsFolder)
        for folder in folders + subfolders(requestsFolder) { FileSystem.removeTemporaryFiles(in: folder) }
    }

    private func subfolders(_ folder: String) -> [String] {
        ((try? FileSystem.names(in: folder)) ?? []).map { "\(folder)/\($0)" }
    }

    /// What others could do with the files of this store that only their owner should: each with what to do about it.
    public func permissionWarnings() -> [String] {
        var warnings: [String] = []
        func check(_ path: String, _ mask: UInt32, _ what: String) {
            guard let mode = FileSystem.permissions(path), mode & mask != 0 else { return }
            warnings.append("\(path) \(what): chmod go\(mask & 0o044 == 0 ? "-w" : "-rwx") \(path)")
        }
        check(path, 0o022, "can be changed by others")
        check(trustFolder, 0o022, "can be changed by others")
        check(settingsFile, 0o022, "can be changed by others")
        for folder in subfolders(keysetsFolder) {
            for name in (try? FileSystem.names(in: folder)) ?? [] where name.hasSuffix(".p12") {
                check("\(folder)/\(name)", 0o077, "can be read by others")
            }
        }
        return warnings
    }

    /// The settings; those of a fresh store when there are none yet.
    public func settings() throws(SignetError) -> MailSettings {
        guard FileSystem.exists(settingsFile) else { return MailSettings() }
        let content = try FileSystem.read(settingsFile)
        do {
            return try JSONDecoder().decode(MailSettings.self, from: Data(content))
        } catch {
            throw SignetError(
                .malformed(.unrecognised(expected: "settings in JSON", found: Self.reason(error))), file: settingsFile)
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error as? DecodingError {
        case .dataCorrupted(let context):
            // What the decoder says before it has read anything is written for programmers.
            return context.debugDescription.hasPrefix("The given data") ? "something else" : context.debugDescription
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context):
            let place = context.codingPath.map(\.stringValue).joined(separator: ".")
            return place.isEmpty ? "something else" : "a value of another type at \(place)"
        default: return "\(error)"
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

    /// Takes a certificate out of `trust/`.
    ///
    /// - Throws: `SignetError.notFound`, or `.ambiguous`.
    public func distrust(_ fingerprint: String) throws(SignetError) -> Certificate {
        let matches = try trustStore().anchors.filter { $0.hasFingerprint(beginning: fingerprint, atLeast: 8) }
        guard let certificate = matches.first else {
            let isShort = fingerprint.count < 8 && fingerprint.allSatisfy(\.isHexDigit)
            throw SignetError(
                .notFound("trusted certificate \(fingerprint)\(isShort ? "; 8 digits are needed" : "")"))
        }
        guard matches.count == 1 else {
            throw SignetError(.ambiguous(fingerprint, matches.map { "\($0.fingerprint)" }))
        }
        return try changing { () throws(SignetError) in
            for name in try FileSystem.names(in: trustFolder) {
                let path = "\(trustFolder)/\(name)"
                let inside = (try? CertificateReading.certificates(inFiles: [path])) ?? []
                guard inside.contains(certificate) else { continue }
                guard inside.count == 1 else {
                    throw SignetError(.refused("it is one of several certificates; edit the file"), file: path)
                }
                try FileSystem.remove(path)
            }
            return certificate
        }
    }
}
