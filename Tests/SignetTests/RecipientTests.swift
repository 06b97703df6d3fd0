import Foundation
import Signet
import TestSupport
import Testing

/// Whom Signet seals for, with which cipher, and whom it refuses to leave out silently.
@Suite("Recipients")
struct RecipientTests {
    typealias Case = (announced: [[ContentCipher]?], policy: Policy, chosen: ContentCipher?)

    static let cases: [Case] = [
        ([nil], .modern, .aes256CBC),
        ([nil, nil], .compatible, .aes128CBC),
        ([[.aes256CBC, .aes128CBC]], .modern, .aes256CBC),
        ([[.aes128CBC, .aes256CBC]], .modern, .aes256CBC),
        ([[.aes128CBC]], .modern, .aes128CBC),
        ([[.tripleDESCBC]], .modern, .tripleDESCBC),
        ([[.aes256CBC, .aes128CBC], [.aes128CBC, .tripleDESCBC]], .modern, .aes128CBC),
        // Of one nothing is known: nothing weak is taken on the word of the other.
        ([[.tripleDESCBC], nil], .modern, nil),
        ([[.aes128CBC], nil], .modern, .aes128CBC),
        // Nothing that both can read, or nothing that the policy allows.
        ([[.aes256CBC], [.tripleDESCBC]], .modern, nil),
        ([[.rc2CBC]], .modern, nil),
        ([[]], .modern, nil),
    ]

    @Test("the cipher is the best that all can read", arguments: cases.indices)
    func chooses(_ index: Int) throws {
        let (announced, policy, chosen) = Self.cases[index]
        let recipients = announced.map { Recipient(Peers.bob.certificate, ciphers: $0) }
        guard let chosen else {
            let error = #expect(throws: SignetError.self) { try policy.cipher(for: recipients) }
            guard case .refused? = error?.kind else {
                Issue.record("\(String(describing: error))")
                return
            }
            return
        }
        #expect(try policy.cipher(for: recipients) == chosen)
        let sealed = try seal(Peers.letter, for: recipients, policy: policy)
        #expect(try Peers.bob.open(sealed).report.sealedLayers.first?.cipher == chosen.name)
    }

    @Test("a policy is not left by asking for a cipher")
    func keepsToPolicy() throws {
        #expect(throws: SignetError.self) { try seal(Peers.letter, for: [Peers.bob.certificate], with: .rc2CBC) }
        #expect(throws: SignetError.self) { try seal(Peers.letter, for: [Certificate]()) }
    }

    @Test("whoever cannot be sealed for is named with the reason")
    func namesNonSecure() throws {
        func reasons(_ names: [String], at time: Instant = .now) throws -> [String] {
            let recipients = try names.map { Recipient(try Peers.certificate($0)) }
            let error = try #require(throws: SignetError.self) {
                _ = try seal(Peers.letter, for: recipients, at: time)
            }
            guard case .nonSecureRecipients(let list) = error.kind else { throw error }
            #expect("\(error)".hasPrefix("non-secure recipients: "))
            return list.map { "\($0.address): \($0.reason)" }
        }
        #expect(try reasons(["bob", "expired"]) == ["alice@example.org: certificate expired 2022-01-01 00:00:00 UTC"])
        #expect(
            try reasons(["bob"], at: Instant(written: "2010-01-01")!) == ["bob@example.org: certificate not valid yet"])
        // An authority's key is for certificates.
        #expect(try reasons(["issuing"]) == ["Peers Issuing: certificate is not for encryption"])
    }

    @Test("the store names the unknown and the unfit, and takes the newest certificate that fits")
    func looksUp() throws {
        try withHome { home in
            try home.learn(Contact(address: "Bob@Example.org", certificates: [Peers.bob.certificate]))
            try home.learn(Contact(address: "old@example.org", certificates: [try Peers.certificate("expired")]))
            try home.learn(
                Contact(
                    address: "alice@example.org",
                    certificates: [try Peers.certificate("expired"), Peers.alice.certificate]))
            #expect(try home.recipients(for: ["bob@example.ORG"]).map(\.certificate) == [Peers.bob.certificate])
            #expect(try home.recipients(for: ["alice@example.org"]).map(\.certificate) == [Peers.alice.certificate])
            let error = try #require(throws: SignetError.self) {
                _ = try home.recipients(for: ["bob@example.org", "old@example.org", "nobody@example.org"])
            }
            guard case .nonSecureRecipients(let list) = error.kind else { throw error }
            #expect(list.map(\.address) == ["old@example.org", "nobody@example.org"])
            #expect(list[0].reason.hasPrefix("certificate expired") && list[1].reason == "no certificate")
        }
    }
}

/// Lends an empty store.
func withHome(_ body: (Home) throws -> Void) throws {
    try Programs.withFolder { folder in try body(Home(path: folder.appending(path: "home").path)) }
}
