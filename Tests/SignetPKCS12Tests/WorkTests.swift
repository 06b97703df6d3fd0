import Foundation
import SignetAlgorithms
import SignetBytes
import SignetPKCS12
import Synchronization
import TestSupport
import Testing

/// What a password costs, in derivations that were run.
@Suite struct WorkTests {
    /// The iterations of each derivation that something runs.
    private func derivations(_ body: () throws -> Void) rethrows -> [Int] {
        let seen = Mutex<[Int]>([])
        try PasswordWork.$watch.withValue({ iterations in seen.withLock { $0.append(iterations) } }, operation: body)
        return seen.withLock { $0 }
    }

    /// A file with 7 iterations for its code and 5 for its parts.
    private func file(_ password: Password, _ profile: PFXProfile) throws -> Bytes {
        try PFX.export([try Alice.identity], password: password, profile: profile.withIterations(5, mac: 7))
    }

    /// How many readings a password has: for a code of PKCS #12, for PBMAC1, and for a part under PBES2, which NSS once
    /// encrypted under a BMPString.
    private static let passwords: [(word: String, characters: Int, octets: Int, part: Int)] = [
        ("wrong", 1, 1, 2), ("", 2, 1, 1), ("Pässwörd€", 3, 2, 3), ("日本語", 2, 1, 2),
    ]

    /// One code for each reading of the password: a plain one has one.
    @Test(arguments: [PFXProfile.modern, .windows7, .fips], passwords)
    func toTellCostsOneCodeForEachReading(
        _ profile: PFXProfile, _ row: (word: String, characters: Int, octets: Int, part: Int)
    ) throws {
        let file = try file(Alice.password, profile)
        let password = Password(row.word)
        let codes = Array(repeating: 7, count: profile.name == "fips" ? row.octets : row.characters)
        let told = try derivations {
            let fits = try PFX.accepts(password, file: file)
            #expect(fits == false)
        }
        #expect(told == codes)
        // To open costs one derivation more, which says whether the file was changed; the schemes of PKCS #12 derive an
        // initialisation vector too.
        let derivationsOfOne = profile.name == "windows7" ? 2 : 1
        let opened = derivations { #expect(PFX.failure(file, password) != nil) }
        #expect(opened == codes + Array(repeating: 5, count: derivationsOfOne))
        // The doctor tries every reading, the safe and the key.
        let part = profile.name == "windows7" ? 2 * row.characters : row.part
        let examined = derivations { #expect(PFX.diagnose(file, password: password).verdict != .opens) }
        #expect(examined == codes + Array(repeating: 5, count: 2 * part))
    }

    /// The right one is found with the first code, and opens the rest with one derivation for each part.
    @Test func theRightOneCostsOneCode() throws {
        let file = try file(Alice.password, .modern)
        let told = try derivations {
            let fits = try PFX.accepts(Alice.password, file: file)
            #expect(fits == true)
        }
        #expect(told == [7])
        let opened = derivations { #expect(PFX.failure(file, Alice.password) == nil) }
        #expect(opened == [7, 5, 5])
    }
}
