#if Program
import ArgumentParser
import Signet

/// Many mails instead of one.
struct ArchiveOptions: ParsableArguments {
    @Flag(help: "Judge many mails: files, mboxes, Maildirs and other folders; one line of JSON for each.")
    var batch = false

    @Flag(help: "With --batch: report the mails in order.")
    var ordered = false

    @Argument(help: ArgumentHelp("With --batch: more of them.", valueName: "more"), completion: .file())
    var more: [String] = []

    func validate() throws {
        guard batch || more.isEmpty else { throw ValidationError("one mail at a time, or --batch") }
        guard batch || !ordered else { throw ValidationError("--ordered goes with --batch") }
    }

    /// Judges every mail.
    ///
    /// - Throws: `ExitCode(1)` at the end, when one of them was not as `isGood` wants it.
    func run(
        _ input: InputArgument, _ options: ReadingOptions, isGood: @escaping @Sendable (Report.Verdict) -> Bool
    ) throws {
        guard let first = input.file, !([first] + more).contains("-") else {
            throw ValidationError("--batch needs the names of files or folders")
        }
        let places = try MailArchive([first] + more).places
        try Batch(count: places.count, isOrdered: ordered).run { index in
            let place = places[index]
            do throws(SignetError) {
                let report = try read(place, options).report
                return (isGood(report.verdict), JSON.line(Line(place, report)))
            } catch {
                return (false, JSON.line(FailedLine(file: place.file, message: place.message, error: error)))
            }
        }
    }

    private struct Line: Encodable {
        let file: String
        let message: Int?
        let report: Report

        init(_ place: MailArchive.Place, _ report: Report) {
            (file, message) = (place.file, place.message)
            self.report = report
        }
    }
}
#endif
