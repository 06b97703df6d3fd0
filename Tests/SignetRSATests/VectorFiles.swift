import Foundation
import SignetBytes
import SignetRSA
import TestSupport

/// A file of Wycheproof's RSA suites; numbers and strings are hexadecimal.
struct WycheproofFile: Decodable {
    struct Group: Decodable {
        let sha: String?
        let mgf, mgfSha: String?
        let sLen: Int?
        let publicKey: Key?
        let privateKey: Key?
        let tests: [Case]
    }
    struct Key: Decodable {
        let modulus: String
        let publicExponent: String
        let privateExponent, prime1, prime2, exponent1, exponent2, coefficient: String?
        let otherPrimeInfos: [[String]]?

        /// The eight numbers in the order of RFC 8017 §A.1.2, or the first three.
        var numbers: [[UInt8]] {
            [modulus, publicExponent, privateExponent, prime1, prime2, exponent1, exponent2, coefficient]
                .compactMap { $0.flatMap { Hex.decode($0) } }
        }

        /// The private key, whatever the number of its primes.
        func privateKey() throws -> RSAPrivateKey {
            var components = RSAPrivateKey.Components(numbers)
            components.otherPrimes = (otherPrimeInfos ?? []).map { info in
                let numbers = info.map { SecretSlice(Hex.decode($0) ?? []) }
                return RSAPrivateKey.OtherPrime(prime: numbers[0], exponent: numbers[1], coefficient: numbers[2])
            }
            return try RSAPrivateKey(components)
        }
    }
    struct Case: Decodable {
        let tcId: Int
        let comment: String
        let flags: [String]
        let msg: String
        let sig: String?
        let ct: String?
        let label: String?
        let result: String
    }
    let testGroups: [Group]

    static func read(_ name: String) throws -> WycheproofFile {
        try JSONDecoder().decode(
            WycheproofFile.self, from: Data(try TestFiles.corpus("vectors/wycheproof/\(name).json")))
    }

    /// The names of the files that begin with `prefix` and are of interest here.
    static func names(_ prefix: String, _ suffix: String) -> [String] {
        guard let corpora = TestFiles.corpora else { return [] }
        let all = try? FileManager.default.contentsOfDirectory(atPath: corpora.path + "/vectors/wycheproof")
        return (all ?? []).filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix + ".json") }
            .map { String($0.dropLast(5)) }.sorted()
    }
}

/// The two forms in which NIST's and RSA Laboratories' files write numbers.
enum CAVP {
    private static func lines(_ path: String) throws -> [Substring] {
        let file = try TestFiles.corpus("vectors/cavp/asymmetric/RSA/\(path)")
        return String(decoding: file, as: UTF8.self).split(omittingEmptySubsequences: false) { $0.isNewline }
    }

    /// `name = value`.
    static func fields(_ path: String) throws -> [(name: String, value: String)] {
        try lines(path).compactMap { line in
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, !line.hasPrefix("#"), !line.hasPrefix("[") else { return nil }
            return (parts[0].trimmingCharacters(in: .whitespaces), parts[1].trimmingCharacters(in: .whitespaces))
        }
    }

    /// `# Name:` and lines of hexadecimal below it.
    static func blocks(_ path: String) throws -> [(name: String, value: [UInt8])] {
        var blocks: [(name: String, value: [UInt8])] = []
        for line in try lines(path) {
            if line.hasPrefix("#") {
                let name = line.dropFirst().trimmingCharacters(in: .whitespaces)
                if name.hasSuffix(":") { blocks.append((String(name.dropLast()), [])) }
            } else if let bytes = Hex.decode(line) ?? Hex.decode("0" + line), !bytes.isEmpty, !blocks.isEmpty {
                blocks[blocks.count - 1].value += bytes
            }
        }
        return blocks
    }
}
