internal import SignetAlgorithms
internal import SignetBytes
internal import SignetPKCS12
internal import SignetX509

/// A folder of `.p12` files with a `cases.json`: for each file its password, whether it opens, and what is in it.
enum PKCS12Folder {
    static let name = ".p12 files with cases.json"

    static func isOne(_ file: JSONValue) -> Bool {
        guard let first = (file["cases"]?.array ?? file.array)?.first else { return false }
        return first["file"] != nil && first["expect"] != nil
    }

    static func cases(_ file: JSONValue, folder: String, read: @escaping @Sendable (String) throws -> Bytes)
        -> [VectorCase]
    {
        (file["cases"]?.array ?? file.array ?? []).map { test in
            let fields = Fields(test)
            let path = test["file"]?.string ?? "?"
            let expect = test["expect"]?.string ?? ""
            return VectorCase(
                id: path, algorithm: ".p12", flags: (test["structure"]?.array ?? []).compactMap(\.string)
            ) {
                let content = try read("\(folder)/\(path)")
                let contents: PFXContents?
                do {
                    contents = try PFX.open(content, password: Password(fields["password"]?.string ?? ""))
                } catch {
                    guard expect == "opens" || expect.hasPrefix("opens ") else { return .passed }
                    if "\(error)".contains("privacy mode") { throw Unable.skip("\(error)") }
                    return .failed(expected: expect, got: "\(error)")
                }
                guard let contents else { return .passed }
                guard expect == "opens" || expect.hasPrefix("opens ") else {
                    // What another program does not open is no judgement.
                    if expect.contains("does not open") { return .passed }
                    return .failed(expected: expect, got: "it opens")
                }
                if let certificates = fields["certs"]?.int {
                    let got = contents.certificates.count + contents.unreadableCertificates.count
                    guard got == certificates else {
                        return .failed(expected: "\(certificates) certificates", got: "\(got)")
                    }
                }
                if let keys = fields["private_keys"]?.int {
                    let got = contents.keys.count + contents.unusableKeys.count
                    guard got == keys else { return .failed(expected: "\(keys) keys", got: "\(got)") }
                }
                return .passed
            }
        }
    }

    /// Whether a file opens and holds a certificate with its key.
    static func holds(_ certificate: Certificate?, in file: Bytes, password: String) throws -> Outcome {
        let contents = try PFX.open(file, password: Password(password))
        let found = contents.certificates.contains { $0.certificate.encoding == certificate?.encoding }
        guard found, contents.keys.count == 1 else {
            return .failed(
                expected: "the certificate and its key",
                got: "\(contents.certificates.count) certificates, \(contents.keys.count) keys")
        }
        return .passed
    }
}
