extension VectorReport {
    /// A table by file and algorithm, then what failed, then why cases were skipped; the last line is `summary`.
    ///
    /// - Parameter root: left off the front of paths.
    public func text(below root: String = "") -> String {
        func shown(_ path: String) -> String {
            path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path
        }
        var lines = ["passed  failed  skipped  algorithm  file"]
        for file in files {
            for row in file.rows {
                let counts = row.counts
                lines.append(
                    "\(Self.right(counts.passed, 6))  \(Self.right(counts.failed, 6))  \(Self.right(counts.skipped, 7))"
                        + "  \(row.algorithm)  \(shown(file.path))")
            }
            if let note = file.note { lines.append("     –       –        –  \(note)  \(shown(file.path))") }
        }
        let failing = files.filter { !$0.failures.isEmpty }
        for file in failing {
            lines.append("")
            for failure in file.failures.prefix(50) {
                let flags = failure.flags.isEmpty ? "" : " [\(failure.flags.joined(separator: ", "))]"
                lines.append("\(shown(file.path)): \(failure.algorithm), \(failure.id)\(flags)")
                lines.append("    expected  \(failure.expected)")
                lines.append("    got       \(failure.got)")
            }
            if file.failures.count > 50 { lines.append("    … and \(file.failures.count - 50) more in this file") }
        }
        var reasons: [String: Int] = [:]
        for row in files.flatMap(\.rows) { reasons.merge(row.reasons, uniquingKeysWith: +) }
        if !reasons.isEmpty {
            lines.append("\nskipped because")
            for (reason, count) in reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
                lines.append("\(Self.right(count, 8))  \(reason)")
            }
        }
        let unknown = files.filter { $0.format == nil }.count
        if unknown > 0 { lines.append("\n\(unknown) file\(unknown == 1 ? " is" : "s are") of no known kind") }
        lines.append("")
        lines.append(summary)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func right(_ number: Int, _ width: Int) -> String {
        let text = "\(number)"
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// The report as JUnit's XML, which servers for continuous integration show: a suite a file, a case a row, with its
    /// failures.
    ///
    /// - Parameter level: the CPU level, part of the names.
    public func junit(level: String) -> String {
        func escaped(_ text: String) -> String {
            var result = ""
            for scalar in text.unicodeScalars {
                switch scalar {
                case "&": result += "&amp;"
                case "<": result += "&lt;"
                case ">": result += "&gt;"
                case "\"": result += "&quot;"
                case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t": result += "?"
                default: result.unicodeScalars.append(scalar)
                }
            }
            return result
        }
        var text = ""
        for file in files {
            let counts = file.counts
            let total = counts.passed + counts.failed + counts.skipped
            text += "  <testsuite name=\"\(escaped("\(file.path) (\(level))"))\" tests=\"\(total)\""
            text += " failures=\"\(counts.failed)\" skipped=\"\(counts.skipped)\">\n"
            for row in file.rows {
                let name = "\(row.algorithm): \(row.counts.passed) passed"
                text += "    <testcase classname=\"\(escaped(file.format ?? "unknown"))\" name=\"\(escaped(name))\"/>\n"
                for (reason, count) in row.reasons.sorted(by: { $0.key < $1.key }) {
                    text += "    <testcase classname=\"\(escaped(row.algorithm))\" name=\"\(count) cases\">"
                    text += "<skipped message=\"\(escaped(reason))\"/></testcase>\n"
                }
            }
            for failure in file.failures {
                text += "    <testcase classname=\"\(escaped(failure.algorithm))\" name=\"\(escaped(failure.id))\">"
                text += "<failure message=\"\(escaped(failure.flags.joined(separator: ", ")))\">"
                text += escaped("expected \(failure.expected)\ngot \(failure.got)") + "</failure></testcase>\n"
            }
            if let note = file.note {
                text +=
                    "    <testcase classname=\"unknown\" name=\"file\"><skipped message=\"\(escaped(note))\"/></testcase>\n"
            }
            text += "  </testsuite>\n"
        }
        return text
    }
}
