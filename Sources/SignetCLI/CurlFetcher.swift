#if Program
import Signet

/// Fetches with `curl`, which most systems have: http and https alone, 15 seconds, 64 MiB and 3 redirects at most.
struct CurlFetcher: ObjectFetcher {
    private let program: String

    init() throws(SignetError) {
        guard let program = Command.find("curl") else {
            throw SignetError(.notFound("curl, which --fetch fetches with"))
        }
        self.program = program
    }

    private static let byteLimit = 64 << 20

    func fetch(_ object: WantedObject) throws -> Bytes {
        do throws(SignetError) {
            return try content(of: object)
        } catch {
            // The report says what is missing, and not why.
            Console.note("signet: \(error)")
            throw error
        }
    }

    private func content(of object: WantedObject) throws(SignetError) -> Bytes {
        // Of an answer that does not say how long it is, curl before 8.4 takes any amount: what it writes is counted.
        var arguments = [
            "--disable", "--silent", "--fail", "--location", "--max-redirs", "3", "--max-time", "15", "--max-filesize",
            "\(Self.byteLimit)", "--proto", "=http,https", "--proto-redir", "=http,https", "--globoff",
        ]
        let question = "\(TemporaryFolder.path)/signet.\(Hex.encode(Randomness.bytes(count: 8)))"
        defer { if case .response = object { try? FileSystem.remove(question) } }
        if case .response(_, let request) = object {
            try FileSystem.write(request.encoding.span, to: question, isPrivate: true)
            arguments += ["--header", "Content-Type: application/ocsp-request", "--data-binary", "@\(question)"]
        }
        func failure(_ reason: String) -> SignetError {
            SignetError(.system(operation: "fetch \(object.uri)", reason: reason))
        }
        let answer: (status: CInt, output: Bytes)
        do throws(SignetError) {
            answer = try Command.output(of: program, arguments + ["--url", object.uri], limit: Self.byteLimit)
        } catch { throw failure("\(error)") }
        guard answer.status == 0 else {
            throw failure(Self.reasons[answer.status] ?? "curl ended with status \(answer.status)")
        }
        return answer.output
    }

    /// What curl's exit statuses mean.
    private static let reasons: [CInt: String] = [
        1: "it is neither http nor https", 3: "it is no address", 6: "the host is not known", 7: "nobody answers there",
        22: "the server has no such thing", 28: "it takes too long", 35: "no secure connection came about",
        47: "it is passed on again and again", 52: "the answer is empty", 60: "the server's certificate is not trusted",
        63: "it is too long",
    ]
}
#endif
