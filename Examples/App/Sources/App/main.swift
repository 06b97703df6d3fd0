// A whole app: reads two .pfx files, then signs, judges, seals and opens a letter.
//
//     swift run App PEERS          where PEERS is the folder Vectors/peers
import Foundation
import Signet

let folder = URL(filePath: CommandLine.arguments.count > 1 ? CommandLine.arguments[1] : "../../Vectors/peers")
func file(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }

let letter = """
    From: alice@example.org
    To: alice@example.org
    Subject: Tea

    At four.

    """

do {
    // Read a .pfx, and write it again for Windows.
    let alice = try DigitalID(pfx: try file("pfx/openssl30-default.p12"), password: "Correct horse 7")
    let backup = try alice.pfx(password: "battery staple", for: .windows)
    let restored = try DigitalID(pfx: backup, password: "battery staple")
    precondition(restored.certificate == alice.certificate)
    print("read:   \(alice.title), valid until \(alice.certificate.validity.notAfter.instant)")

    // Sign, and judge what was signed.
    let roots = try TrustStore(contentsOf: [folder.appending(path: "pki/root.pem").path])
    let signed = try alice.sign(Data(letter.utf8))
    let report = try verify(signed, trusting: roots)
    print("signed: \(report.verdict), \(report.explanation)")

    // A changed letter is bad, whoever signed it.
    var changed = Data(signed)
    changed[changed.firstRange(of: Data("four".utf8))!.lowerBound] ^= 1
    let judged = try verify(changed, trusting: roots)
    precondition(judged.verdict != .good)

    // Seal what was signed, and open it.
    let sealed = try seal(signed, for: [alice.certificate])
    let opened = try restored.open(sealed, trusting: roots)
    guard let message = opened.message else { throw CocoaError(.fileReadCorruptFile) }
    precondition(opened.report.verdict == .good)
    precondition(String(decoding: Data(message), as: UTF8.self).contains("At four."))
    print("opened: \(message.count) bytes, \(opened.report.explanation)")
} catch let error as SignetError {
    print("\(error)\n\(error.advice ?? "")")
    exit(1)
}
