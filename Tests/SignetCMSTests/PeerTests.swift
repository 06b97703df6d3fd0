import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetCMS
import SignetHash
import SignetKeys
import SignetX509
import TestSupport
import Testing

/// What gpgsm, NSS, GnuTLS and Bouncy Castle make of what we write; `Tests/Interop/peers.sh` asks them. They take most of
/// a minute, so they are asked only when `$SIGNET_INTEROP` is set.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["SIGNET_INTEROP"] != nil))
struct PeerTests {
    private static let peers = ["gpgsm", "nss", "gnutls", "bc"]
    private static let pki = TestFiles.vectors.appending(path: "peers/pki").path
    private static let pfx = TestFiles.vectors.appending(path: "peers/pfx/openssl30-legacy.p12").path

    /// Asks one question about some messages; the answers are what the peer says, `nil` for no. No answers at all when
    /// the peer is absent.
    private func ask(
        _ question: String, _ peer: String, about messages: [Bytes], _ rest: [String]
    ) throws -> [String?] {
        try Programs.withFolder { folder in
            var files: [String] = []
            for (index, message) in messages.enumerated() {
                let file = folder.appending(path: "message-\(index)")
                try Data(message).write(to: file)
                files.append(file.path)
            }
            let script = TestFiles.package.appending(path: "Tests/Interop/peers.sh").path
            let command = """
                source "$0"; trap peers_end EXIT
                for file in \(files.joined(separator: " ")); do
                    \(question) "$1" "$file" "${@:2}" 2>&1; printf '\\0%s\\0' $?
                done
                """
            let output = try Programs.run("bash", ["-c", command, script, peer] + rest) ?? []
            let parts = output.split(separator: 0, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            let answers = stride(from: 0, to: parts.count - 1, by: 2).map { (text: parts[$0], status: parts[$0 + 1]) }
            if answers.contains(where: { $0.status == "77" }) { return [] }
            try #require(answers.count == messages.count)
            for answer in answers where answer.status != "0" { print(answer.text) }
            return answers.map { $0.status == "0" ? $0.text : nil }
        }
    }

    @Test(arguments: peers)
    func peersVerifyWhatWeSign(peer: String) throws {
        let alice = try Samples.person("alice")
        let issuing = try Samples.certificates(TestFiles.vector("peers/pki/issuing.pem"))
        var ways: [(DigestAlgorithm, Bool, SignerIdentifier.Form)] = [
            (.sha256, true, .issuerAndSerialNumber), (.sha512, true, .issuerAndSerialNumber),
            (.sha256, false, .issuerAndSerialNumber),
        ]
        // gpgsm 2.2 reads no subject key identifiers of signers, whoever wrote them.
        if peer != "gpgsm" { ways.append((.sha384, true, .subjectKeyIdentifier)) }
        let messages = try ways.map { digest, hasAttributes, form in
            let signer = CMSSigner(
                certificate: alice.certificate, key: alice.key, digest: digest, capabilities: .own,
                signingTime: Instant(year: 2026, month: 6, day: 1), usesSignedAttributes: hasAttributes,
                identifiesBy: form)
            return ContentInfo.signedData(
                try SignedData.signing(Samples.letter(), by: [signer], certificates: issuing, detached: false)
            ).encode()
        }
        let answers = try ask("verify_with", peer, about: messages, ["\(Self.pki)/root.pem"])
        #expect(answers.allSatisfy { $0 != nil })
        TestFiles.report("\(peer) verifies", ran: answers.count)
    }

    @Test(arguments: peers)
    func peersOpenWhatWeSeal(peer: String) throws {
        let people = try ["alice", "bob"].map { try Samples.person($0).certificate }
        let letter = try Samples.letter()
        let messages = try ([.aes128CBC, .aes256CBC, .tripleDESCBC] as [ContentCipher]).map {
            ContentInfo.envelopedData(try EnvelopedData.sealing(letter, for: people, with: $0)).encode()
        }
        let answers = try ask("open_with", peer, about: messages, [Self.pfx, "Correct horse 7"])
        let text = String(decoding: letter, as: UTF8.self)
        #expect(answers.allSatisfy { $0?.hasPrefix(text) == true })
        TestFiles.report("\(peer) opens", ran: answers.count)
    }
}
