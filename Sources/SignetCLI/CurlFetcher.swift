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
        let answer = try Command.output(of: program, arguments + ["--url", object.uri], limit: Self.byteLimit)
        guard answer.status == 0 else {
            throw SignetError(
                .system(operation: "fetch \(object.uri)", reason: "curl ended with status \(answer.status)"))
        }
        return answer.output
    }
}
#endif
