import Foundation
import SignetASN1
import SignetBytes
import SignetX509
import TestSupport
import Testing

/// Whatever byte of whatever certificate of a good path is changed: the path is refused, or nothing that is reported
/// changes.
@Suite struct MutationTests {
    /// Leaf, issuer and root.
    struct Family: Sendable, CustomTestStringConvertible {
        let name: String
        let chain: [Certificate]
        let time: Instant
        var testDescription: String { name }
    }

    static let families: [Family] =
        [Family(name: "RSA", chain: [Parties.alice, Parties.middle, Parties.root], time: Parties.now)]
        + ((try? [curves()]) ?? [])

    private static func curves() throws -> Family {
        let folder = TestFiles.package.appending(path: "Benchmarks/Fixtures")
        let chain = try ["leaf", "ca", "root"].map {
            try Certificate(Bytes([UInt8](Data(contentsOf: folder.appending(path: "p256-\($0).der")))))
        }
        return Family(name: "P-256", chain: chain, time: chain[0].validity.notBefore.instant)
    }

    static func judge(_ family: Family, _ chain: [Certificate], anchor: Certificate) -> PathReport {
        PathValidator(anchors: [anchor], untrusted: Array(chain.dropFirst()), time: family.time, purpose: .any)
            .validate(chain[0])
    }

    @Test(arguments: families) func everyByte(_ family: Family) throws {
        let root = family.chain[2]
        #expect(Self.judge(family, family.chain, anchor: root).isTrusted)
        var counts = (changed: 0, unread: 0, refused: 0)
        for place in 0..<2 {
            for index in family.chain[place].encoding.indices {
                var octets = Array(family.chain[place].encoding)
                octets[index] ^= index.isMultiple(of: 2) ? 0x01 : 0x80
                counts.changed += 1
                guard let changed = try? Certificate(Bytes(octets)) else {
                    counts.unread += 1
                    continue
                }
                var chain = family.chain
                chain[place] = changed
                let report = Self.judge(family, chain, anchor: root)
                #expect(!report.isTrusted, "certificate \(place), byte \(index)")
                counts.refused += report.isTrusted ? 0 : 1
            }
        }
        print(
            "\(family.name) path: \(counts.changed) bytes changed, \(counts.unread) unreadable, \(counts.refused) refused"
        )
    }

    /// A root that was changed is not the one that is trusted, and does no harm beside it.
    @Test(arguments: families) func everyByteOfTheRoot(_ family: Family) throws {
        let root = family.chain[2]
        let good = Self.judge(family, family.chain, anchor: root)
        for index in root.encoding.indices {
            var octets = Array(root.encoding)
            octets[index] ^= 0x01
            guard let changed = try? Certificate(Bytes(octets)) else { continue }
            let beside = Self.judge(family, [family.chain[0], family.chain[1], changed], anchor: root)
            #expect(beside.chain == good.chain && beside.isTrusted, "byte \(index)")
            // As an anchor it stands for its own name and key (RFC 5280 §6.1.1 (d)): those of the true one, or nobody's.
            let instead = Self.judge(family, [family.chain[0], family.chain[1]], anchor: changed)
            guard instead.isTrusted else { continue }
            #expect(changed.subject.matches(root.subject) && changed.subjectPublicKeyInfo == root.subjectPublicKeyInfo)
        }
    }
}
