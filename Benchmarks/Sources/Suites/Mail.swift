import SignetBytes
import SignetMIME

extension Suite {
    /// Mail as bytes: every part found, its body decoded.
    static let mail = Suite(name: "mail") {
        [("a letter, 4 KiB", 1, 3_000), ("eight parts, 1 MiB", 8, 96_000)].map { name, parts, size in
            let octets = Array(letter(parts: parts, size: size).utf8)
            let message = Bytes(octets)
            return Row(
                "parse \(name)",
                [
                    Contender("signet") {
                        try read(Message(parsing: message).entity)
                        return [1]
                    },
                    Python.contender(.mail, on: [octets]),
                ])
        }
    }

    private static func read(_ entity: MIMEEntity) throws {
        let children = try entity.children()
        if children.isEmpty { blackHole(try entity.decodedBody()) }
        for child in children { try read(child) }
    }

    private static func letter(parts: Int, size: Int) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let body = sampleBytes(size / 60 * 60).map { digits[Int($0 & 63)] }
        let lines = stride(from: 0, to: body.count, by: 60).map {
            String(decoding: body[$0..<($0 + 60)], as: UTF8.self)
        }
        let part =
            "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + lines.joined(separator: "\r\n") + "\r\n"
        let header = """
            Received: from mx.example.org (mx.example.org [192.0.2.1]) by mail.example.org;\r
             Thu, 26 Nov 2026 10:00:00 +0000\r
            From: Alice Liddell <alice@example.org>\r
            To: Bob <bob@example.org>, =?utf-8?Q?J=C3=BCrgen?= <j@example.org>\r
            Subject: =?utf-8?Q?Tee_um_f=C3=BCnf?=\r
            Date: Thu, 26 Nov 2026 10:00:00 +0000\r
            Message-ID: <1@example.org>\r
            MIME-Version: 1.0\r
            Content-Type: multipart/mixed; boundary="b1"\r
            \r

            """
        return header + String(repeating: "--b1\r\n\(part)", count: parts) + "--b1--\r\n"
    }
}
