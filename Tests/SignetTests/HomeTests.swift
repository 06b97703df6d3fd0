import Foundation
import Signet
import TestSupport
import Testing

@Suite("The store")
struct HomeTests {
    private func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test("what is private is readable by its owner alone")
    func isPrivate() throws {
        try withHome { home in
            let stored = try home.add(Peers.alice, to: "alice", passphrase: Password("p"))
            try home.learn(Contact(address: "bob@example.org", certificates: [Peers.bob.certificate]))
            _ = try home.makeRequest(
                for: "a@example.org", name: nil, keyset: "new", kind: .rsa(bitCount: 2048), passphrase: Password("p"))
            _ = try Authority.found(
                at: home.path + "/ca", name: "CA", kind: .rsa(bitCount: 2048), passphrase: Password("p"))
            #expect(try mode(stored.path) == 0o600)
            for path in try FileManager.default.subpathsOfDirectory(atPath: home.path) {
                let full = home.path + "/" + path
                if FileSystem.isFolder(full), path != "ca/issued" { #expect(try mode(full) == 0o700, "\(path)") }
                if [".p12", ".key", ".vcf"].contains(where: path.hasSuffix) {
                    #expect(try mode(full) == 0o600, "\(path)")
                }
            }
            #expect(try mode(home.path) == 0o700)
        }
    }

    @Test("a write that fails leaves the old file, and nothing else")
    func isAtomic() throws {
        try Programs.withFolder { folder in
            let path = folder.appending(path: "file").path
            try FileSystem.write(Array("old".utf8).span, to: path)
            #expect(throws: SignetError.self) { try FileSystem.write(Array("new".utf8).span, to: path + "/below") }
            #expect(throws: SignetError.self) { try FileSystem.write(Array("new".utf8).span, to: folder.path) }
            #expect(try FileSystem.read(path) == Bytes(Array("old".utf8)))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
        }
    }

    @Test("a reader sees the old file or the new one, and never half of one")
    func readsWhole() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "signet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "file").path
        let contents = (0..<4).map { [UInt8](repeating: UInt8($0), count: 300_000 + $0) }
        let first = contents[0]
        try FileSystem.write(first.span, to: path)
        await withTaskGroup(of: Void.self) { group in
            for content in contents {
                group.addTask {
                    for _ in 0..<10 {
                        do { try FileSystem.write(content.span, to: path) } catch { Issue.record("\(error)") }
                    }
                }
            }
            group.addTask {
                for _ in 0..<100 {
                    guard let seen = try? FileSystem.read(path), let first = seen.first else {
                        Issue.record("nothing there")
                        return
                    }
                    #expect(seen.count == 300_000 + Int(first) && seen.allSatisfy { $0 == first })
                }
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
    }

    @Test("what two tasks change at once is all there afterwards")
    func locks() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "signet-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let home = Home(path: folder.path)
        let certificates = try ["alice", "bob", "carol", "expired", "stranger", "issuing", "root"].map {
            try Peers.certificate($0)
        }
        await withTaskGroup(of: Void.self) { group in
            for certificate in certificates {
                group.addTask {
                    do {
                        // The same entry: each has to read what the other wrote.
                        try home.learn(Contact(address: "all@example.org", certificates: [certificate]))
                    } catch { Issue.record("\(error)") }
                }
            }
        }
        let contact = try #require(try home.contact("all@example.org"))
        #expect(Set(contact.certificates.map { "\($0.fingerprint)" }) == Set(certificates.map { "\($0.fingerprint)" }))
    }

    @Test("a keyset has one passphrase, also while it waits for its first answer")
    func hasOnePassphrase() throws {
        func isWrongPassword(_ body: () throws -> Void) -> Bool {
            do { try body() } catch let error as SignetError {
                if case .wrongPassword = error.kind { return true }
            } catch {}
            return false
        }
        try withHome { home in
            func request(_ word: String) throws {
                _ = try home.makeRequest(
                    for: "a@example.org", name: nil, keyset: "k", kind: .rsa(bitCount: 2048), passphrase: Password(word)
                )
            }
            try request("one")
            #expect(isWrongPassword { try request("two") })
            #expect(isWrongPassword { try home.add(Peers.alice, to: "k", passphrase: Password("two")) })
            try home.add(Peers.alice, to: "k", passphrase: Password("one"))
            #expect(isWrongPassword { try home.add(Peers.bob, to: "k", passphrase: Password("two")) })
            #expect(isWrongPassword { try request("two") })
            #expect(try home.identities().count == 1)
        }
    }

    @Test(
        "names that would lead out of the store are refused",
        arguments: [
            "", ".", "..", "../x", "a/b", "/", ".hidden", "a\0b", "a\nb", String(repeating: "x", count: 300),
        ])
    func refusesNames(_ keyset: String) throws {
        try withHome { home in
            let error = try #require(throws: SignetError.self) {
                try home.add(Peers.alice, to: keyset, passphrase: Password("p"))
            }
            guard case .usage = error.kind else { throw error }
            #expect(!FileSystem.exists(home.path + "/keysets"))
        }
    }

    @Test("the one that is meant: by address, by fingerprint, by name; the newest that is valid")
    func finds() throws {
        try withHome { home in
            let expired = try Peers.identity("expired")
            for id in [Peers.alice, expired, Peers.bob] { try home.add(id, to: "all", passphrase: Password("p")) }
            #expect(try home.identity(named: "alice@example.org").certificate == Peers.alice.certificate)
            #expect(try home.identity(named: "BOB@example.org").certificate == Peers.bob.certificate)
            #expect(try home.identity(named: String(expired.fingerprint.prefix(8))).certificate == expired.certificate)
            #expect(
                try home.identity(named: "alice@example.org", at: Instant(written: "2021-06-01")!).certificate
                    == expired.certificate)
            let error = try #require(throws: SignetError.self) { _ = try home.onlyIdentity(named: "alice@example.org") }
            guard case .ambiguous(_, let candidates) = error.kind else { throw error }
            #expect(candidates.count == 2)
        }
    }

    /// RFC 8550 §4.4.2, §4.4.4: people have one certificate to sign with and one to be written to, and old ones of each.
    @Test(
        "of several of one address, the newest valid one that may sign, and the newest valid one that may be sealed to")
    func chooses() throws {
        let now = Instant.now
        func made(
            _ address: String, _ profile: CertificateProfile, from start: Int64, days: Int = 30
        ) throws -> DigitalID {
            let key = try PrivateKey.generate(.ec(.p256))
            return try DigitalID(
                certificate: Certificate.selfSigned(
                    subject: Name(commonName: "One of several"), emailAddresses: [address], key: key, profile: profile,
                    validity: Validity(from: now + start * 86_400, days: days)), privateKey: key)
        }
        let server = CertificateProfile(
            name: "server", keyUsage: .digitalSignature, extendedKeyUsage: ExtendedKeyUsage(["1.3.6.1.5.5.7.3.1"]))
        let signing = try made("ann@example.org", .emailSigning, from: -9)
        let sealing = try made("ann@example.org", .emailSealing, from: -3)
        let others = [
            try made("ann@example.org", .emailSigning, from: -10), try made("ann@example.org", .emailSealing, from: -8),
            try made("ann@example.org", .emailSigning, from: -40, days: 35),  // expired
            try made("ann@example.org", .emailSigning, from: 2),  // not valid yet
            try made("ann@example.org", server, from: -1),  // not for mail
            try made("anne@example.org", .email, from: -1),  // another's
        ]
        for reversed in [false, true] {
            try withHome { home in
                let all = [signing, sealing] + others
                for id in reversed ? all.reversed() : all { try home.add(id, to: "ann", passphrase: Password("p")) }
                func chosen(at time: Instant) throws -> Certificate {
                    try home.identity(named: "Ann@Example.org", isForSigning: true, at: time).certificate
                }
                #expect(try chosen(at: now) == signing.certificate)
                #expect(try home.own("ann@example.org", policy: .modern)?.certificate == sealing.certificate)
                // At another moment, it is another one's turn.
                #expect(try chosen(at: now + -20 * 86_400) == others[2].certificate)
                #expect(try chosen(at: now + 31 * 86_400) == others[3].certificate)
            }
        }
        // A domain is the same in both its forms (RFC 9598 §5).
        try withHome { home in
            let idn = try made("ann@xn--bcher-kva.example", .email, from: -1)
            try home.add(idn, to: "idn", passphrase: Password("p"))
            #expect(try home.identity(named: "ann@bücher.example").certificate == idn.certificate)
        }
    }
}
