import SignetAlgorithms
import SignetBytes
import SignetKeys
import SignetPKCS12

/// What holds of every `.pfx` and key file, with the right password and without one.
extension FormatLaw {
    /// The passwords of the files that the fuzzers start from.
    private static let passwords = [Password.absent, Password("Correct horse 7"), Password("Pässwörd€")]
    /// A file of a fuzzer must not cost a second.
    private static let maximumWork = 20_000

    /// What is imported can be exported, and is the same when it is imported again.
    @Sendable static func pfxImport(_ input: Bytes) -> String? {
        for (password, second) in passwords.map({ ($0, Password?.none) }) + [(passwords[1], passwords[2])] {
            guard
                let contents = try? PFX.open(
                    input, password: password, privacyPassword: second, maximumWork: maximumWork)
            else { continue }
            let profile = PFXProfile.modern.withIterations(1, mac: 1)
            guard let written = try? PFX.export(contents, password: password, profile: profile) else {
                if contents.closedSafeCount > 0 { continue }
                return "imported, and not exported"
            }
            guard let again = try? PFX.open(written, password: password) else { return "exported, and not imported" }
            guard again.keys.count == contents.keys.count, again.certificates.count == contents.certificates.count,
                again.identities.count == contents.identities.count,
                again.unusableKeys.count == contents.unusableKeys.count
            else { return "exported otherwise" }
        }
        return nil
    }

    /// The doctor answers, and agrees with the import.
    @Sendable static func pfxDoctor(_ input: Bytes) -> String? {
        _ = try? PFX.visibleCertificates(in: input)
        let words: [(Password?, Password?)] = [
            (nil, nil), (passwords[1], nil), (passwords[2], nil), (passwords[1], passwords[2]),
        ]
        for (password, second) in words {
            let diagnosis = PFX.diagnose(input, password: password, privacyPassword: second, maximumWork: maximumWork)
            if diagnosis.summary.isEmpty { return "no answer" }
            let opened = try? PFX.open(
                input, password: password ?? .absent, privacyPassword: second, maximumWork: maximumWork)
            let isOpen = diagnosis.verdict == .opens || diagnosis.verdict == .privateKeyNeeded
            if isOpen != (opened != nil) { return "\(diagnosis.verdict), and the import says otherwise" }
            if isOpen != (diagnosis.contents != nil) { return "contents of a file that does not open" }
        }
        return nil
    }

    /// A key that is read is written so that it is read again, and is the same.
    @Sendable static func keyFile(_ input: Bytes) -> String? {
        guard let file = try? KeyFile(reading: SecretSlice(input)) else { return nil }
        if case .encryptedPKCS8(let encryption) = file.form, encryption.iterations > maximumWork { return nil }
        for password in passwords {
            guard let key = try? file.privateKey(password: password) else { continue }
            guard let written = encoding(of: key), let again = try? PrivateKey(decoding: written) else {
                return "read, and not written"
            }
            guard let second = encoding(of: again), second.exposed == written.exposed else {
                return "written otherwise"
            }
        }
        _ = try? file.publicKey(password: nil)
        return nil
    }

    private static func encoding(of key: PrivateKey) -> SecretSlice? {
        do throws(KeyError) { return try key.encode().shared() } catch { return nil }
    }
}
