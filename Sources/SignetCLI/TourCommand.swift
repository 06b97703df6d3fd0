#if Program
import ArgumentParser
import Signet

/// The seven tasks, played on fresh keys, so that a newcomer sees each command and the files it leaves.
struct TourCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tour", abstract: "The whole story on fresh keys in a temporary folder, step by step.",
        discussion: "Example: signet tour --dir /tmp/tour")

    @Option(help: "The folder to play in; a new one in the temporary folder when absent.", completion: .directory)
    var dir: String?

    func run() throws {
        let folder = dir ?? "\(TemporaryFolder.path)/signet-tour-\(Hex.encode(Randomness.bytes(count: 4)))"
        guard try FileSystem.names(in: folder).isEmpty else {
            throw SignetError(.unsuitable("the tour wants an empty folder"), file: folder)
        }
        var tour = Tour(folder: folder)
        try tour.play()
        try Console.say("\nEvery step held. The files are in \(folder)")
    }
}

/// A play in seven acts.
private struct Tour {
    let folder: String
    let alice: Home
    let bob: Home
    private let passphrase = Password("a passphrase for the tour")
    private let pfxPassword = Password("a password for the backup")

    init(folder: String) {
        self.folder = folder
        alice = Home(path: folder + "/alice")
        bob = Home(path: folder + "/bob")
    }

    mutating func play() throws {
        try FileSystem.makeFolder(folder)
        try Console.say("Signet's tour, in \(folder)")
        let authority = try foundAuthority()
        let aliceID = try get("alice@example.org", "Alice Liddell", alice, authority)
        let bobID = try get("bob@example.org", "Bob Dodgson", bob, authority)
        try backUpAndMove(aliceID)
        let signed = try sendSigned()
        try addToContacts(signed)
        try addToContacts(bobID, authority)
        let sealed = try sendSealed()
        try applyDefaults()
        try askOpenSSL(authority, signed, sealed, bobID)
    }

    // MARK: - The acts

    private func foundAuthority() throws -> Authority {
        try say("0", "Found a small authority to ask for Digital IDs", "signet ca init --name 'Tour CA'")
        let authority = try Authority.found(
            at: folder + "/ca", name: "Tour CA", kind: .rsa(bitCount: 3072), passphrase: passphrase)
        try show(authority.certificateFile)
        for home in [alice, bob] { try home.trust(authority.certificate) }
        return authority
    }

    private func get(_ address: String, _ name: String, _ home: Home, _ authority: Authority) throws -> StoredID {
        try say("1", "Get a Digital ID for \(name)", "signet id new \(address); signet ca issue; signet id install")
        let keyset = String(address.prefix { $0 != "@" })
        let pending = try home.makeRequest(
            for: address, name: name, keyset: keyset, kind: .rsa(bitCount: 3072), passphrase: passphrase)
        let requestFile = "\(folder)/\(keyset).csr"
        try FileSystem.write(pending.pem.span, to: requestFile)
        try show(requestFile)
        let issued = try authority.issue(
            try CertificationRequest(reading: try FileSystem.read(requestFile)), passphrase: passphrase)
        let answerFile = "\(folder)/\(keyset).p7c"
        let answer = authority.answer(issued, asBundle: true)
        try FileSystem.write(answer.span, to: answerFile)
        try show(answerFile)
        let passphrase = passphrase
        let stored = try home.install(try CertificateReading.certificates(inFiles: [answerFile])) { _ in passphrase }
        try show(stored.path)
        return stored
    }

    private func backUpAndMove(_ stored: StoredID) throws {
        try say(
            "2", "Back it up to a .pfx, and delete it from this computer",
            "signet id export alice@example.org -o alice.pfx --for windows --delete")
        let id = try alice.unlock(stored, passphrase: passphrase)
        let backup = folder + "/alice.pfx"
        try alice.export(id, to: backup, password: pfxPassword, for: .windows)
        try alice.remove(stored)
        try show(backup)
        try hold(try alice.identities().isEmpty, "nothing is left in the store")

        try say("3", "Move it: import the .pfx into a keyset", "signet id import alice.pfx --keyset alice")
        do throws(SignetError) {
            _ = try DigitalID.all(inPFX: try FileSystem.read(backup), password: Password("not the password"))
            try hold(false, "a wrong password is refused")
        } catch {
            guard case .wrongPassword = error.kind else { throw error }
            try Console.say("   with a wrong password: \(error)")
        }
        let moved = try DigitalID.all(inPFX: try FileSystem.read(backup), password: pfxPassword)
        for id in moved { try show(try alice.add(id, to: "alice", passphrase: passphrase).path) }
        try hold(moved.count == 1 && moved[0].chain.count == 1, "the chain came along")
    }

    private func sendSigned() throws -> String {
        try say(
            "4", "Send signed mail, clear and opaque", "signet sign letter.eml -o signed.eml; signet verify signed.eml")
        let letter = folder + "/letter.eml"
        try FileSystem.write(Array(Self.letter.utf8).span, to: letter)
        let id = try alice.unlock(try alice.identity(named: "alice@example.org"), passphrase: passphrase)
        var options = SigningOptions()
        for form in [SignedForm.clear, .opaque] {
            options.form = form
            let file = "\(folder)/signed-\(form.rawValue).eml"
            let signed = try id.sign(try FileSystem.read(letter), options)
            try FileSystem.write(signed.span, to: file)
            let report = try verify(signed, trusting: try bob.trustStore())
            try Console.say("   \(file): \(report.verdict.rawValue), \(report.explanation)")
            try hold(report.verdict == .good, "Bob's verdict is good")
            guard form == .clear else { continue }
            let place = try place(of: "four o'clock", in: signed)
            var changed = Array(signed)
            changed.replaceSubrange(place..<place + 4, with: Array("five".utf8))
            let verdict = try verify(changed, trusting: try bob.trustStore()).verdict
            try Console.say("   changed on its way: \(verdict.rawValue)")
            try hold(verdict == .bad, "a changed letter is found out")
        }
        return folder + "/signed-clear.eml"
    }

    private func addToContacts(_ signed: String) throws {
        try say("5", "Add the sender's Digital ID to Contacts", "signet contact add signed-clear.eml")
        let opened = try read(try FileSystem.read(signed), ReadingOptions(trusting: try bob.trustStore()))
        for sighting in opened.contacts {
            let contact = try bob.learn(sighting).contact
            let ciphers = contact.ciphers?.map(\.name).joined(separator: ", ") ?? "nothing"
            try Console.say("   \(contact.address): \(contact.certificates.count) certificate, can read \(ciphers)")
        }
        try hold(try bob.contact("alice@example.org") != nil, "Bob knows Alice")
    }

    private func addToContacts(_ id: StoredID, _ authority: Authority) throws {
        let mail =
            "From: Bob Dodgson <bob@example.org>\r\nTo: alice@example.org\r\nSubject: Re: Tea\r\n\r\nWith pleasure.\r\n"
        let answer = try bob.unlock(id, passphrase: passphrase).sign(Array(mail.utf8))
        try FileSystem.write(answer.span, to: folder + "/answer.eml")
        let opened = try read(answer, ReadingOptions(trusting: try alice.trustStore()))
        for sighting in opened.contacts { try alice.learn(sighting) }
        try hold(try alice.contact("bob@example.org") != nil, "Alice knows Bob")
        try Console.say("   alice's contacts: \(try alice.contacts().map(\.address).joined(separator: ", "))")
    }

    private func sendSealed() throws -> String {
        try say(
            "6", "Send sealed mail", "signet seal --to bob@example.org letter.eml -o sealed.eml; signet open sealed.eml"
        )
        let letter = try FileSystem.read(folder + "/letter.eml")
        do throws(SignetError) {
            _ = try alice.recipients(for: ["bob@example.org", "carol@example.org"])
            try hold(false, "Carol, who has no certificate, is named")
        } catch {
            guard case .nonSecureRecipients = error.kind else { throw error }
            try Console.say("   \(error)")
        }
        var outgoing = Outgoing(
            signer: try alice.unlock(try alice.identity(named: "alice@example.org"), passphrase: passphrase),
            seals: true)
        outgoing.signing.form = .opaque
        let file = folder + "/sealed.eml"
        let sealed = try alice.protect(letter, for: ["bob@example.org"], outgoing, policy: .modern)
        try FileSystem.write(sealed.span, to: file)
        try show(file)
        var options = ReadingOptions(trusting: try bob.trustStore())
        let passphrase = passphrase
        options.identities = bob.identityFinder { _ in passphrase }
        let opened = try read(sealed, options)
        try Console.say("   Bob opens it: \(opened.report.verdict.rawValue), \(opened.report.explanation)")
        guard let message = opened.message else { throw SignetError(.internalFault("the letter did not come out")) }
        _ = try place(of: "four o'clock", in: message)
        try hold(opened.report.verdict == .good, "the letter inside is signed by Alice")
        return file
    }

    private func applyDefaults() throws {
        try say(
            "7", "Sign and seal everything by default", "signet policy set --sign-all on --seal-all on --clear-text off"
        )
        try alice.updateSettings { settings in
            settings.signAll = true
            settings.sealAll = true
            settings.clearText = false
        }
        try show(alice.path + "/policy.json")
        let passphrase = passphrase
        let protected = try alice.applySettings(to: try FileSystem.read(folder + "/letter.eml")) { _ in passphrase }
        _ = try place(of: "smime-type=authEnveloped-data", in: protected)
        try Console.say("   signet sendmail --print: the letter came out signed and sealed")
    }

    private func askOpenSSL(_ authority: Authority, _ signed: String, _ sealed: String, _ bobID: StoredID) throws {
        guard let openssl = Command.find("openssl") else {
            try Console.say("\nopenssl is not installed: nobody else was asked.")
            return
        }
        try say("8", "Let another program judge: openssl cms", "openssl cms -verify -CAfile root.pem -in signed.eml")
        for form in ["clear", "opaque"] {
            let status = Command.run(
                openssl,
                [
                    "cms", "-verify", "-purpose", "smimesign", "-CAfile", authority.certificateFile, "-in",
                    "\(folder)/signed-\(form).eml", "-out", "\(folder)/openssl-\(form).txt",
                ])
            try Console.say("   openssl cms -verify signed-\(form).eml: exit status \(status)")
            try hold(status == 0, "OpenSSL accepts the \(form) signature")
        }
        // OpenSSL needs the key in a file; it gets a .pfx of its own in the tour's folder.
        let id = try bob.unlock(bobID, passphrase: passphrase)
        try bob.export(id, to: folder + "/bob.pfx", password: Password("tour"), for: .modern)
        let extracted = Command.run(
            openssl,
            ["pkcs12", "-in", folder + "/bob.pfx", "-passin", "pass:tour", "-nodes", "-out", folder + "/bob.pem"])
        try hold(extracted == 0, "OpenSSL reads Bob's .pfx")
        let status = Command.run(
            openssl,
            ["cms", "-decrypt", "-in", sealed, "-inkey", folder + "/bob.pem", "-out", folder + "/openssl-opened.eml"])
        try Console.say("   openssl cms -decrypt sealed.eml: exit status \(status)")
        try hold(status == 0, "OpenSSL opens what was sealed")
        try FileSystem.remove(folder + "/bob.pem")
    }

    // MARK: - Stage directions

    private func say(_ number: String, _ what: String, _ command: String) throws(SignetError) {
        try Console.say("\n\(number). \(what)\n   $ \(command)")
    }

    private func show(_ file: String) throws(SignetError) { try Console.say("   left \(file)") }

    private func hold(_ condition: Bool, _ claim: String) throws(SignetError) {
        guard condition else { throw SignetError(.internalFault("the tour failed: not true that \(claim)")) }
    }

    private func place(of text: String, in bytes: Bytes) throws(SignetError) -> Int {
        let wanted = Array(text.utf8)
        let starts = 0..<max(0, bytes.count - wanted.count)
        guard let place = starts.first(where: { bytes[$0..<$0 + wanted.count].elementsEqual(wanted) }) else {
            throw SignetError(.internalFault("the tour failed: “\(text)” is not in the message"))
        }
        return place
    }

    private static let letter = """
        From: Alice Liddell <alice@example.org>\r
        To: Bob Dodgson <bob@example.org>\r
        Subject: Tea\r
        Date: Mon, 23 Nov 2026 16:00:00 +0000\r
        Message-ID: <tea@example.org>\r
        MIME-Version: 1.0\r
        Content-Type: text/plain; charset=utf-8\r
        Content-Transfer-Encoding: 8bit\r
        \r
        Dear Bob,\r
        \r
        tea is at four o'clock. Bring the crème.\r
        \r
        Alice\r

        """
}
#endif
