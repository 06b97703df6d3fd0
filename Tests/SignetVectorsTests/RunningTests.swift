import Foundation
import SignetVectors
import TestSupport
import Testing

/// The project's own answers, and the public corpora where they are, through the runner that users have.
@Suite("Vectors") struct RunningTests {
    private func run(_ paths: [String], sampling: Int? = nil) throws -> VectorReport {
        try VectorRunner(sampling: sampling).run(paths)
    }

    @Test func `own vectors pass, all of them`() throws {
        let report = try run([TestFiles.vectors.appending(path: "known").path])
        #expect(report.counts.failed == 0 && report.counts.skipped == 0, "\(report.text())")
        #expect(report.counts.passed > 150)
        #expect(report.files.allSatisfy { $0.format == "Signet vectors" })
        TestFiles.report("Vectors/known", ran: report.counts.passed)
    }

    /// A share of each suite; `.ci/slow` runs them whole, at every level.
    @Test(arguments: [
        ("vectors/wycheproof", 5), ("vectors/acvp", 1), ("vectors/cavp", 11), ("vectors/openssl-evp", 3),
        ("vectors/rfc", 1),
        ("pkcs12", 1), ("x509/pkits", 1), ("x509/limbo", 1),
    ])
    func `public corpora have no failure`(_ suite: String, _ sampling: Int) throws {
        guard let corpora = TestFiles.corpora else { return TestFiles.report(suite, ran: nil) }
        let report = try run([corpora.appending(path: suite).path], sampling: sampling)
        #expect(report.counts.failed == 0, "\(report.text())")
        #expect(report.counts.passed > 0)
        TestFiles.report("\(suite), every \(sampling)th case of large files", ran: report.counts.passed)
    }
}
