import Foundation
import TestSupport
import Testing

/// Other programs and the built `signet`, both ways: `Tests/Interop/run` says what is in the matrix.
@Suite struct InteropTests {
    @Test func everybodyReadsEverybody() throws {
        let program = try SignetProgram.built.get()
        let interop = TestFiles.package.appending(path: "Tests/Interop")
        guard Programs.exists("bash"), Programs.exists("python3"), Programs.exists("openssl") else {
            print("interop: bash, python3 or openssl is absent, nothing ran")
            return
        }
        // `|| true`: the last line of the output says how it went, and the table above it why.
        let output = try Programs.run(
            "bash",
            ["-c", "SIGNET=\"$0\" \"$1/run\" 2>&1 || true", program.path, interop.path])
        let report = String(decoding: try #require(output), as: UTF8.self)
        print(report)
        let lastLine = try #require(report.split(separator: "\n").last)
        #expect(lastLine.contains(" passed, 0 failed, "), "\(report)")
    }
}
