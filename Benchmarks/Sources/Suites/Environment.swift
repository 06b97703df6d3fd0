import Foundation

/// The value of an environment variable.
func environment(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

/// The files that the tables read.
enum Fixture {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures")

    /// A file made by `Fixtures/make`.
    static func file(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appending(path: name))) }

    /// The authorities that this machine trusts, in DER, with the PEM that they came from.
    static func authorities() -> (pem: [UInt8], der: [[UInt8]])? {
        for path in ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"] {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { continue }
            let der = text.components(separatedBy: "-----BEGIN CERTIFICATE-----").dropFirst().compactMap { part in
                Data(
                    base64Encoded: part.components(separatedBy: "-----END").first ?? "",
                    options: .ignoreUnknownCharacters
                )
                .map { [UInt8]($0) }
            }
            if !der.isEmpty { return ([UInt8](text.utf8), der) }
        }
        return nil
    }
}
