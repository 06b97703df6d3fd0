import Foundation

/// Libraries that are called from Python: a Python process that works on the same bytes when it is told to, in turn with
/// the others, and tells its own processor time. The call from Python is part of it.
enum Python {
    /// What a child does with each input.
    struct Work {
        /// The library.
        let name: String
        let imports: String
        let function: String

        /// Python's `cryptography`, whose parser is written in Rust.
        static let decode = Work(
            name: "pyca cryptography", imports: "from cryptography.x509 import load_der_x509_certificate as load",
            function: "load")
        /// Its extensions become Python's objects; then all of it is encoded again.
        static let rewrite = Work(
            name: "pyca cryptography",
            imports: """
                from cryptography.x509 import load_der_x509_certificate as load
                from cryptography.hazmat.primitives.serialization import Encoding
                def again(certificate):
                    for extension in certificate.extensions: extension.value.public_bytes()
                    return certificate.public_bytes(Encoding.DER)
                """, function: "lambda der: again(load(der))")
        /// Python's own `email`: every part, its body decoded.
        static let mail = Work(
            name: "Python email", imports: "import email, email.policy",
            function: """
                lambda octets: [part.get_payload(decode=True)
                    for part in email.message_from_bytes(octets, policy=email.policy.SMTP).walk()]
                """)
    }

    static func contender(_ work: Work, on inputs: [[UInt8]]) -> Contender? {
        guard let child = try? Child(work, inputs) else { return nil }
        return Contender(
            apart: work.name,
            answer: {
                try child.run(1)
                return [UInt8(truncatingIfNeeded: inputs.count)]
            }, elapsed: { try child.run($0) })
    }

    private final class Child {
        private let process = Process()
        private let input = Pipe()
        private let output = Pipe()

        struct Silent: Error {}

        init(_ work: Work, _ inputs: [[UInt8]]) throws {
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["python3", "-c", Self.program(work)]
            process.standardInput = input
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            try write(inputs.map { Data($0).base64EncodedString() }.joined(separator: " "))
            guard try line() == "ready" else { throw Silent() }
        }

        deinit { try? input.fileHandleForWriting.close() }

        private static func program(_ work: Work) -> String {
            """
            import base64, sys, time
            \(work.imports)
            work = \(work.function)
            inputs = [base64.b64decode(text) for text in sys.stdin.readline().split()]
            for one in inputs: work(one)
            print("ready", flush=True)
            for line in sys.stdin:
                count = range(int(line))
                start = time.process_time_ns()
                for _ in count:
                    for one in inputs: work(one)
                print(time.process_time_ns() - start, flush=True)
            """
        }

        @discardableResult
        func run(_ count: Int) throws -> Double {
            try write("\(count)")
            guard let time = Double(try line()) else { throw Silent() }
            return time
        }

        private func write(_ text: String) throws {
            try input.fileHandleForWriting.write(contentsOf: Data((text + "\n").utf8))
        }

        private func line() throws -> String {
            var text = Data()
            while let byte = try output.fileHandleForReading.read(upToCount: 1), let first = byte.first {
                if first == 0x0A { return String(decoding: text, as: UTF8.self) }
                text.append(byte)
            }
            throw Silent()
        }
    }
}
