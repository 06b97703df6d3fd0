import Foundation
import Signet
import TestSupport
import Testing

@Suite("Contacts")
struct ContactTests {
    static let names = [
        "Alice", "Alice \"A\" Liddell; Ltd., \\ Co", "爱丽丝", "\u{301}accent first", ":colon", "tab\there", "",
        "two\nlines", "EMAIL:mallory@evil.example", "x\r\nEMAIL:mallory@evil.example",
        "x\r\nEND:VCARD\r\nBEGIN:VCARD", "x\rKEY:y", "x\u{2028}EMAIL:m@e", "x\u{85}EMAIL:m@e", "x\u{0B}EMAIL:m@e",
        "x\\nEMAIL:m@e", "x\\", "x;y=\"", String(repeating: "long ", count: 100), String(repeating: "é", count: 200),
        "\u{1}\u{301}" + String(repeating: "\u{301}", count: 300), "👩‍👩‍👧‍👦" + String(repeating: "x", count: 70) + "👩‍👩‍👧‍👦",
    ]

    @Test("a contact comes out of the store as it went in, whatever he calls himself", arguments: names)
    func keepsName(_ name: String) throws {
        try withHome { home in
            try home.learn(Contact(address: "alice@example.org", name: name, certificates: [Peers.alice.certificate]))
            let contact = try #require(try home.contact("alice@example.org"))
            #expect(contact.address == "alice@example.org")
            #expect(contact.certificates == [Peers.alice.certificate])
            #expect(contact.name == name.replacing("\r\n", with: "\n").replacing("\r", with: "\n"))
            #expect(try home.contacts().count == 1)
            let file = try Data(contentsOf: URL(filePath: home.path + "/contacts/alice@example.org.vcf"))
            for line in file.split(separator: 0x0A) {
                #expect(line.last == 0x0D && line.count <= 76, "RFC 6350 §3.2")
                #expect(String(validating: line, as: UTF8.self) != nil, "folded inside a character")
            }
        }
    }

    static let addresses = [
        "../../etc/passwd", "..", ".", "/etc/passwd", "a/b@example.org", "a\0b@example.org", "a\r\nb@example.org",
        ".hidden@example.org", "%2e@example.org", "alice@example.org.vcf", "Ünicode@example.org", "~@example.org",
        "a b@example.org", "-rf", "con", "a:b;c,d@example.org",
    ]

    @Test("whatever an address contains, its file lies in the folder", arguments: addresses)
    func staysInside(_ address: String) throws {
        try withHome { home in
            try home.learn(Contact(address: address, certificates: [Peers.bob.certificate]))
            let files = try FileManager.default.subpathsOfDirectory(atPath: home.path).filter { $0.hasSuffix(".vcf") }
            #expect(files.count == 1 && files[0].hasPrefix("contacts/") && files[0].split(separator: "/").count == 2)
            let outside = try FileManager.default.contentsOfDirectory(atPath: home.path + "/..")
            #expect(outside == ["home"])
            let kept = try #require(try home.contact(address))
            #expect(kept.certificates == [Peers.bob.certificate])
            #expect(try home.contacts().count == 1)
            try home.removeContact(address)
            #expect(try home.contacts().isEmpty)
        }
    }

    @Test("an update adds, and loses nothing; what was announced last counts")
    func learns() throws {
        var options = SigningOptions()
        options.signingTime = .now + -86_400
        let older = try Peers.alice.sign(Peers.letter, options)
        options.signingTime = .now
        options.capabilities = [.aes128CBC]
        let newer = try Peers.alice.sign(Peers.letter, options)
        func sighting(_ mail: Bytes) throws -> Contact {
            try #require(try read(mail, ReadingOptions(trusting: Peers.root)).contacts.first)
        }
        for order in [[older, newer], [newer, older]] {
            try withHome { home in
                try home.learn(Contact(address: "alice@example.org", certificates: [Peers.certificate("expired")]))
                for mail in order { #expect(try home.learn(try sighting(mail)).wasKnown) }
                let contact = try #require(try home.contact("alice@example.org"))
                #expect(contact.certificates == [Peers.alice.certificate, try Peers.certificate("expired")])
                #expect(contact.name == "Alice Example")
                #expect(contact.ciphers == [.aes128CBC])
            }
        }
    }

    @Test(
        "a card that others wrote",
        arguments: [
            "BEGIN:VCARD\nVERSION:4.0\nFN;LANGUAGE=\"x:y\":Bob\nEMAIL;TYPE=work:bob@example.org\nEND:VCARD\n",
            "begin:vcard\r\nversion:4.0\r\nfn:Bob\r\nemail:bob@exam\r\n ple.org\r\nend:vcard\r\n",
        ])
    func readsForeign(_ card: String) throws {
        try withHome { home in
            let folder = home.path + "/contacts"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try card.write(toFile: folder + "/bob@example.org.vcf", atomically: false, encoding: .utf8)
            let contact = try #require(try home.contact("bob@example.org"))
            #expect(contact.address == "bob@example.org" && contact.name == "Bob")
        }
    }
}
