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

    func fetch(_ object: WantedObject) throws -> Bytes {
        let folder = "\(TemporaryFolder.path)/signet.\(Hex.encode(Randomness.bytes(count: 8)))"
        try FileSystem.makeFolder(folder, isPrivate: true)
        let (question, answer) = ("\(folder)/question", "\(folder)/answer")
        defer {
            try? FileSystem.remove(question)
            try? FileSystem.remove(answer)
            FileSystem.removeEmptyFolder(folder)
        }
        var arguments = [
            "--disable", "--silent", "--fail", "--location", "--max-redirs", "3", "--max-time", "15", "--max-filesize",
            "67108864", "--proto", "=http,https", "--proto-redir", "=http,https", "--globoff", "--output", answer,
        ]
        if case .response(_, let request) = object {
            try FileSystem.write(request.encoding.span, to: question, isPrivate: true)
            arguments += ["--header", "Content-Type: application/ocsp-request", "--data-binary", "@\(question)"]
        }
        let status = Command.run(program, arguments + ["--url", object.uri])
        guard status == 0 else {
            throw SignetError(.system(operation: "fetch \(object.uri)", reason: "curl ended with status \(status)"))
        }
        return try FileSystem.read(answer, limit: 64 << 20)
    }
}
#endif
