import Foundation
import SignetBytes
import SignetHash
import TestSupport

/// What PKCS#1 v1.5 signs, spelled as RFC 8017 §9.2 note 1 spells it, and for SHA-3 as RFC 8702 implies it.
enum DigestInfo {
    /// By the name that Python's hashlib knows the function by.
    private static let prefixes = [
        "md5": "3020300c06082a864886f70d020505000410",
        "sha1": "3021300906052b0e03021a05000414",
        "sha224": "302d300d06096086480165030402040500041c",
        "sha256": "3031300d060960864801650304020105000420",
        "sha384": "3041300d060960864801650304020205000430",
        "sha512": "3051300d060960864801650304020305000440",
        "sha512_224": "302d300d06096086480165030402050500041c",
        "sha512_256": "3031300d060960864801650304020605000420",
        "sha3_224": "302d300d06096086480165030402070500041c",
        "sha3_256": "3031300d060960864801650304020805000420",
        "sha3_384": "3041300d060960864801650304020905000430",
        "sha3_512": "3051300d060960864801650304020a05000440",
    ]

    /// The encoding for a digest; without the parameters NULL on request, as some signers leave them out.
    static func encode(_ digest: [UInt8], _ name: String, withNull: Bool = true) -> [UInt8] {
        var prefix = Hex.decode(prefixes[name]!)!
        if !withNull {
            prefix[1] -= 2
            prefix[3] -= 2
            prefix.removeSubrange(prefix.count - 4..<prefix.count - 2)
        }
        return prefix + digest
    }

    /// hashlib's name for what Wycheproof and CAVP call `SHA-256`, `SHA512/224`, `SHA3-256`.
    static func name(_ name: String) -> String {
        let name = name.lowercased().replacing("/", with: "_")
        return name.hasPrefix("sha3-") ? name.replacing("-", with: "_") : name.replacing("-", with: "")
    }

    /// The functions that we have, by that name.
    static let algorithms: [String: DigestAlgorithm] = [
        "md5": .md5, "sha1": .sha1, "sha224": .sha224, "sha256": .sha256, "sha384": .sha384, "sha512": .sha512,
        "sha512_224": .sha512_224, "sha512_256": .sha512_256,
    ]

    /// The function that Wycheproof or CAVP names, if we have it.
    static func algorithm(_ name: String?) -> DigestAlgorithm? { name.flatMap { algorithms[Self.name($0)] } }

    /// The digests of many messages: our own, or Python's for the functions that we do not have.
    static func digests(_ messages: [[UInt8]], _ name: String) throws -> [[UInt8]] {
        if let algorithm = algorithms[name] { return messages.map { algorithm.digest(of: $0.span).bytes } }
        let script = """
            import sys, hashlib
            for line in sys.stdin: print(hashlib.new('\(name)', bytes.fromhex(line)).hexdigest())
            """
        let input = messages.map { Hex.encode($0.span) + "\n" }.joined()
        guard let output = try Programs.run("python3", ["-c", script], input: [UInt8](input.utf8)) else {
            throw CocoaError(.executableNotLoadable)
        }
        return String(decoding: output, as: UTF8.self).split(separator: "\n").map { Hex.decode($0)! }
    }
}
