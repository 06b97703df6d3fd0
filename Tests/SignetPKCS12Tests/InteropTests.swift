import Foundation
import SignetAlgorithms
import SignetBytes
import SignetPKCS12
import TestSupport
import Testing

/// Other programs read what Signet writes, by way of `Tests/Interop/peers.sh`; a program that is not installed is skipped.
@Suite struct InteropTests {
    static let peers = [
        "openssl", "openssl-default", "openssl35", "openssl35-default", "nss", "gnutls", "bc", "java", "gpgsm", "pyca",
    ]

    /// What a shell command says and returns.
    private static func shell(_ command: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let outcome = try ChildProcess.run(["/bin/bash", "-c", command, "bash"] + arguments)
        return (outcome.status, String(decoding: outcome.output + outcome.errorOutput, as: UTF8.self))
    }

    private static func read(_ file: Bytes, with peer: String, password: String) throws -> (Int32, String) {
        let path = FileManager.default.temporaryDirectory.appending(path: "signet-\(UUID().uuidString).p12")
        try Data(file).write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        let script = TestFiles.package.appending(path: "Tests/Interop/peers.sh").path
        return try shell(
            "source \"$1\"; read_pfx_with \"$2\" \"$3\" \"$4\"; status=$?; peers_end; exit $status",
            [script, peer, path.path, password])
    }

    /// Whether every peer reads every file.
    private static let isThorough = ProcessInfo.processInfo.environment["SIGNET_EVERY_PEER"] != nil

    /// The rows of the doctor's table that the installed programs are.
    static let rows = [
        "openssl": "OpenSSL 3.0 with -legacy", "openssl35": "OpenSSL 3.5 with -legacy",
        "openssl-default": "OpenSSL 3.0", "openssl35-default": "OpenSSL 3.5", "pyca": "Python's cryptography",
        "nss": "NSS before 3.103 (Firefox, Thunderbird)",
        "gnutls": "GnuTLS before 3.8.4", "java": "Java 17", "gpgsm": "gpgsm 2.2", "bc": "Bouncy Castle before 1.81",
    ]

    /// Who the doctor says reads a file reads it, and who he says does not read it does not.
    @Test(arguments: peers, PFXProfile.all.filter(\.carriesKeys))
    func isRead(by peer: String, _ profile: PFXProfile) throws {
        for password in ["Correct horse 7", "Pässwörd€"] {
            // Java and gpgsm take the bytes of a password from the locale; the script gives them ASCII.
            if password != "Correct horse 7", ["java", "gpgsm", "bc"].contains(peer) { continue }
            let place = (Self.peers.firstIndex(of: peer) ?? 0) + (PFXProfile.all.firstIndex(of: profile) ?? 0)
            guard Self.isThorough || place % 4 == 0 else { continue }
            let file = try PFX.export([try Alice.identity], password: Password(password), profile: profile)
            let (status, output) = try Self.read(file, with: peer, password: password)
            if status == 77 {
                print(output, terminator: "")
                continue
            }
            let diagnosis = PFX.diagnose(file, password: Password(password))
            let row = try #require(diagnosis.readers.first { $0.name == Self.rows[peer] })
            #expect((status == 0) == row.obstacles.isEmpty, "\(peer) \(profile.name) \(row.obstacles): \(output)")
            guard row.obstacles.isEmpty else { continue }
            #expect(output.contains("Alice Example") && output.contains("key: yes"))
            let count = output.split(separator: "\n").filter { $0.hasPrefix("subject:") }.count
            #expect(count == 3 || peer == "gpgsm", "\(peer): \(output)")
            print("\(peer) reads \(profile.name)")
        }
    }

    /// What other programs wrote is read by those of whom the doctor says so, and by nobody else: encryptions and codes that
    /// no target of Signet has.
    @Test(arguments: peers, tableFiles) func tableHolds(for peer: String, _ name: String) throws {
        // One in seven, unless all are asked for: programs of Java take a second each.
        let place = (Self.peers.firstIndex(of: peer) ?? 0) * 5 + (Self.tableFiles.firstIndex(of: name) ?? 0)
        guard Self.isThorough || place % 7 == 0 else { return }
        let file = Bytes(try TestFiles.vector("peers/pfx/\(name).p12"))
        let (status, output) = try Self.read(file, with: peer, password: "Correct horse 7")
        if status == 77 { return }
        let diagnosis = PFX.diagnose(file, password: Password("Correct horse 7"))
        #expect(diagnosis.verdict == .opens)
        let row = try #require(diagnosis.readers.first { $0.name == Self.rows[peer] })
        #expect((status == 0) == row.obstacles.isEmpty, "\(peer) \(name) \(row.obstacles): \(output)")
    }

    /// Each of these has something that the others have not.
    static let tableFiles = [
        "openssl30-2des", "openssl30-rc2-128", "openssl30-rc4-40", "openssl30-pbes2-3des", "openssl30-nomac",
        "openssl35-pbmac1-sha512", "nss-aes256-sha512", "bc-default-ber", "bc-pbes2-aes192-sha224", "gnutls-arcfour",
        "openssl30-none", "openssl30-none-nomac", "openssl30-keys-plain-certs-3des",
    ]

    /// The same of what OpenSSL alone writes, each of them for keys and certificates, or for the code.
    @Test(.enabled(if: Programs.exists("openssl")), arguments: peers, rareAlgorithms)
    func tableHoldsForRareAlgorithms(for peer: String, _ name: String) throws {
        let place = (Self.peers.firstIndex(of: peer) ?? 0) * 3 + (Self.rareAlgorithms.firstIndex(of: name) ?? 0)
        guard Self.isThorough || place % 16 == 0 else { return }
        let pki = TestFiles.vectors.appending(path: "peers/pki").path
        let options = name.contains("-") ? ["-keypbe", name, "-certpbe", name] : ["-macalg", name]
        let written = try ProductTests.file(
            options + ["-iter", "3"], key: "\(pki)/alice.key",
            certificates: ["-in", "\(pki)/alice.pem", "-certfile", "\(pki)/chain.pem"], password: "Correct horse 7")
        guard let file = written else { return }
        let (status, output) = try Self.read(file, with: peer, password: "Correct horse 7")
        if status == 77 { return }
        let diagnosis = PFX.diagnose(file, password: Password("Correct horse 7"))
        #expect(diagnosis.verdict == .opens)
        let row = try #require(diagnosis.readers.first { $0.name == Self.rows[peer] })
        // pk12util lists a key that it cannot decrypt.
        let isRead = status == 0 && output.contains("Alice Example")
        #expect(isRead == row.obstacles.isEmpty, "\(peer) \(name) \(row.obstacles): \(output)")
    }

    static let rareAlgorithms = [
        "camellia-128-cbc", "camellia-256-cbc", "aria-128-cbc", "seed-cbc", "bf-cbc", "cast5-cbc", "sm4-cbc",
        "aes-128-cfb",
        "aes-256-ofb", "aes-128-ecb", "camellia-128-ctr", "sm4-ctr", "des-ede", "des-cfb", "rc4-40", "md4", "md5",
        "ripemd160", "sm3", "whirlpool",
    ]

    /// Java lists the certificates of a store without a password as trusted ones; OpenSSL finds them in it.
    @Test func truststoreIsRead() throws {
        let alice = try Alice.identity
        let file = try PFX.export([], certificates: alice.chain, password: .absent, profile: .truststore)
        let path = FileManager.default.temporaryDirectory.appending(path: "signet-\(UUID().uuidString).p12")
        try Data(file).write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        if Programs.exists("keytool") {
            let (status, output) = try Self.shell(
                "keytool -list -storetype PKCS12 -keystore \"$1\" -storepass anything", [path.path])
            let count = output.split(separator: "\n").filter { $0.contains("trustedCertEntry") }.count
            #expect(status == 0 && count == alice.chain.count, "\(output)")
        }
        for program in ["openssl", "openssl35"] where Programs.exists(program) {
            let (_, output) = try Self.shell(
                "\"$2\" pkcs12 -in \"$1\" -nokeys -passin pass: | grep -c 'BEGIN CERTIFICATE'", [path.path, program])
            #expect(output.hasPrefix("\(alice.chain.count)"), "\(program): \(output)")
        }
    }

    /// OpenSSL before 1.1.0 took each byte of a password in UTF-8 for a character. Today's does so with the password that
    /// such a reading spells.
    @Test func readsPasswordsThatWereMisread() throws {
        let password = "Pässwörd€"
        let misread = String(String.UnicodeScalarView(password.utf8.map { Unicode.Scalar($0) }))
        let path = FileManager.default.temporaryDirectory.appending(path: "signet-\(UUID().uuidString).p12")
        defer { try? FileManager.default.removeItem(at: path) }
        let pki = TestFiles.vectors.appending(path: "peers/pki").path
        let (status, output) = try Self.shell(
            """
            command -v openssl > /dev/null || exit 77
            openssl pkcs12 -export -legacy -inkey "$1/alice.key" -in "$1/alice.pem" -passout "pass:$2" -out "$3"
            """, [pki, misread, path.path])
        if status == 77 { return }
        #expect(status == 0, "\(output)")
        let contents = try PFX.open(Bytes([UInt8](try Data(contentsOf: path))), password: Password(password))
        #expect(contents.identities.count == 1 && contents.facts.passwordReading == .utf8AsLatin1)
        #expect(contents.facts.tolerances == [.passwordReading])
    }

    /// Letters and marks that were typed apart, where the file was made with one character for both.
    @Test(arguments: [
        ("e\u{301}te\u{301}", "\u{E9}t\u{E9}"), ("e\u{302}\u{301}", "\u{1EBF}"), ("A\u{308}q\u{308}", "\u{C4}q\u{308}"),
        ("\u{438}\u{306}", "\u{439}"), ("\u{304B}\u{3099}", "\u{304C}"), ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),
    ])
    func readsComposedPasswords(_ typed: String, _ composed: String) throws {
        for profile in [PFXProfile.modern, .windows7] {
            let file = try PFX.export([try Alice.identity], password: Password(composed), profile: profile.quick)
            let contents = try PFX.open(file, password: Password(typed))
            #expect(contents.identities.count == 1 && contents.facts.passwordReading == .composed)
        }
    }
}
