import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetEC
import SignetKeys
import SignetX509
import TestSupport
import Testing

/// Whatever byte of whatever certificate, list or answer of a good path is changed: the path is refused, or the byte lies
/// outside of what is signed and nothing that is reported changes. `SIGNET_MUTATIONS` says how many values each byte is given.
@Suite struct MutationTests {
    /// Leaf, issuer and root, and who signs for them.
    struct Family: Sendable, CustomTestStringConvertible {
        let name: String
        let chain: [Certificate]
        /// Of issuer and root; none where the certificates come from elsewhere.
        var keys: [PrivateKey] = []
        let time: Instant
        var testDescription: String { name }
    }

    static let families: [Family] =
        [
            Family(
                name: "RSA", chain: [Parties.alice, Parties.middle, Parties.root],
                keys: [Parties.middleKey, Parties.rootKey], time: Parties.now)
        ] + ((try? [curves(), made(.ec(.p256)), made(.ed25519)]) ?? [])

    private static func curves() throws -> Family {
        let folder = TestFiles.package.appending(path: "Benchmarks/Fixtures")
        let chain = try ["leaf", "ca", "root"].map {
            try Certificate(Bytes([UInt8](Data(contentsOf: folder.appending(path: "p256-\($0).der")))))
        }
        return Family(name: "P-256 of OpenSSL", chain: chain, time: chain[0].validity.notBefore.instant)
    }

    private static func made(_ kind: KeyKind) throws -> Family {
        let keys = try (0..<3).map { _ in try PrivateKey.generate(kind) }
        let root = Parties.selfSigned(Parties.rootName, keys[2])
        let middle = Parties.authority(Parties.middleName, keys[1], by: root, keys[2])
        let leaf = Parties.person("Alice", keys[0], by: middle, keys[1])
        return Family(name: kind.name, chain: [leaf, middle, root], keys: [keys[1], keys[2]], time: Parties.now)
    }

    static func judge(
        _ family: Family, _ chain: [Certificate], anchor: Certificate, _ revocation: RevocationSettings = .init(.none)
    ) -> PathReport {
        PathValidator(
            anchors: [anchor], untrusted: Array(chain.dropFirst()), time: family.time, purpose: .any,
            revocation: revocation
        ).validate(chain[0])
    }

    /// Every byte of an encoding changed, as often as is asked for.
    static func mutations(of encoding: Bytes, _ body: (_ index: Int, _ changed: Bytes) throws -> Void) rethrows {
        let count = ProcessInfo.processInfo.environment["SIGNET_MUTATIONS"].flatMap { Int($0) } ?? 1
        let masks: [UInt8] = [0x01, 0x80, 0xFF, 0x20, 0x02, 0x40, 0x04, 0x10, 0x08] + (3...254).map { $0 }
        var octets = Array(encoding)
        for index in octets.indices {
            for number in 0..<min(count, masks.count) {
                // Where one value is asked for, neighbours get different ones.
                let mask = masks[count == 1 ? index % 3 : number]
                octets[index] ^= mask
                try body(index, Bytes(octets))
                octets[index] ^= mask
            }
        }
    }

    @Test(arguments: families) func everyByte(_ family: Family) throws {
        let root = family.chain[2]
        #expect(Self.judge(family, family.chain, anchor: root).isTrusted)
        var counts = (changed: 0, unread: 0, refused: 0)
        for place in 0..<2 {
            Self.mutations(of: family.chain[place].encoding) { index, octets in
                counts.changed += 1
                guard let changed = try? Certificate(octets) else {
                    counts.unread += 1
                    return
                }
                var chain = family.chain
                chain[place] = changed
                let report = Self.judge(family, chain, anchor: root)
                #expect(!report.isTrusted, "certificate \(place), byte \(index)")
                counts.refused += report.isTrusted ? 0 : 1
            }
        }
        print(
            "\(family.name) path: \(counts.changed) changes, \(counts.unread) unreadable, \(counts.refused) refused"
        )
    }

    /// A root that was changed is not the one that is trusted, and does no harm beside it.
    @Test(arguments: families) func everyByteOfTheRoot(_ family: Family) throws {
        let root = family.chain[2]
        let good = Self.judge(family, family.chain, anchor: root)
        Self.mutations(of: root.encoding) { index, octets in
            guard let changed = try? Certificate(octets) else { return }
            let beside = Self.judge(family, [family.chain[0], family.chain[1], changed], anchor: root)
            #expect(beside.chain == good.chain && beside.isTrusted, "byte \(index)")
            // As an anchor it stands for its own name and key (RFC 5280 §6.1.1 (d)): those of the true one, or nobody's.
            let instead = Self.judge(family, [family.chain[0], family.chain[1]], anchor: changed)
            guard instead.isTrusted else { return }
            #expect(changed.subject.matches(root.subject) && changed.subjectPublicKeyInfo == root.subjectPublicKeyInfo)
        }
    }

    /// Where revocation must be known, by a list and by an answer, of the issuer himself and of one whom he made a responder.
    @Test(arguments: families.filter { !$0.keys.isEmpty }) func everyByteOfListsAndAnswers(_ family: Family) throws {
        let (leaf, middle, root) = (family.chain[0], family.chain[1], family.chain[2])
        let (key, rootKey) = (family.keys[0], family.keys[1])
        let rootList = try RevocationTests.list(by: root, rootKey)
        let responderKey = try PrivateKey.generate(.ed25519)
        let responder = Parties.authority(
            Parties.name("Responder"), responderKey, by: middle, key, profile: .responder)
        func judge(_ lists: [CertificateList], _ responses: [OCSPResponse]) -> PathReport {
            Self.judge(
                family, family.chain, anchor: root, .init(.required, lists: lists + [rootList], responses: responses))
        }
        func answer(by responder: Certificate, _ key: PrivateKey) throws -> OCSPResponse {
            try OCSPResponse.issue(
                [.init(CertID(leaf, issuer: middle), .good)], thisUpdate: family.time + -60,
                nextUpdate: family.time + 60, producedAt: family.time + -60, nonce: [1, 2, 3, 4],
                responder: responder, includesResponder: responder != middle, key: key)
        }
        var counts = (changed: 0, unread: 0, refused: 0, harmless: 0)
        func expect(_ report: PathReport, like good: PathReport, _ what: String, _ index: Int) {
            counts.refused += report.isTrusted ? 0 : 1
            guard report.isTrusted else { return }
            counts.harmless += 1
            #expect(report.revocation == good.revocation && report.chain == good.chain, "\(what), byte \(index)")
        }
        for isRevoked in [false, true] {
            let list = try RevocationTests.list(isRevoked ? [RevocationTests.entry(leaf)] : [], by: middle, key)
            let good = judge([list], [])
            #expect(good.isTrusted != isRevoked)
            Self.mutations(of: list.encoding) { index, octets in
                counts.changed += 1
                guard let changed = try? CertificateList(octets) else {
                    counts.unread += 1
                    return
                }
                let report = judge([changed], [])
                #expect(!report.isTrusted, "list, byte \(index)")
                counts.refused += report.isTrusted ? 0 : 1
            }
        }
        for response in [try answer(by: middle, key), try answer(by: responder, responderKey)] {
            let good = judge([], [response])
            #expect(good.isTrusted)
            Self.mutations(of: response.encoding) { index, octets in
                counts.changed += 1
                guard let changed = try? OCSPResponse(octets) else {
                    counts.unread += 1
                    return
                }
                expect(judge([], [changed]), like: good, "answer", index)
            }
        }
        print(
            "\(family.name) lists and answers: \(counts.changed) changes, \(counts.unread) unreadable, "
                + "\(counts.refused) refused, \(counts.harmless) of no account")
    }
}
