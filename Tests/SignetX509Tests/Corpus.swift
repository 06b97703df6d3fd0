import Foundation
import SignetASN1
import SignetBytes
import SignetX509
import TestSupport

/// Certificates of the outside suites.
enum Corpus {
    static let isPresent = TestFiles.corpora != nil

    /// The certificates of one file, PEM or DER, as `decoded.json` counts them.
    static func encodings(_ path: String) throws -> [Bytes] {
        let file = Bytes(try TestFiles.corpus(path))
        guard let objects = try? PEM.decode(file) else { return [file] }
        let labels = ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"]
        return objects.filter { labels.contains($0.label) }.map { Bytes(Array($0.contents.exposed)) }
    }

    /// The certificate in a file that holds one.
    static func certificate(_ path: String) throws -> Certificate {
        try Certificate(encodings(path)[0])
    }

    /// A JSON file below the corpora.
    static func json<Value: Decodable>(_ path: String, as type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(TestFiles.corpus(path)))
    }
}
