public import SignetASN1
import SignetBytes
import SignetCMS
import SignetKeys
import SignetPKCS12
import SignetX509

/// What a file can hold as a whole.
public struct DumpType: Sendable {
    /// The name by which it is asked for.
    public let name: String
    /// Its grammar.
    public let grammar: Grammar
    /// The PEM labels that say so.
    let labels: Set<String>

    /// Every type, the likeliest first.
    public static let all: [DumpType] = [
        DumpType("certificate", Certificate.syntax.grammar, "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"),
        DumpType("cms", ContentInfo.syntax.grammar, "CMS", "PKCS7", "PKCS #7 SIGNED DATA"),
        DumpType("request", X509Grammar.certificationRequest, "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"),
        DumpType("crl", CertificateList.syntax.grammar, "X509 CRL", "CRL"),
        DumpType("pfx", PFX.syntax.grammar, "PKCS12"),
        DumpType("private-key", PrivateKeyInfo.syntax.grammar, "PRIVATE KEY"),
        DumpType("encrypted-private-key", EncryptedPrivateKeyInfo.syntax.grammar, "ENCRYPTED PRIVATE KEY"),
        DumpType("rsa-private-key", KeyGrammar.rsaPrivateKey, "RSA PRIVATE KEY"),
        DumpType("public-key", SubjectPublicKeyInfo.syntax.grammar, "PUBLIC KEY"),
        DumpType("ec-private-key", KeyGrammar.ecPrivateKey, "EC PRIVATE KEY"),
        DumpType("ocsp-response", X509Grammar.ocspResponse, "OCSP RESPONSE"),
        DumpType("ocsp-request", X509Grammar.ocspRequest, "OCSP REQUEST"),
        DumpType("time-stamp-response", TimeStampResp.syntax.grammar),
        DumpType("time-stamp-request", TimeStampReq.syntax.grammar),
        DumpType("rsa-public-key", KeyGrammar.rsaPublicKey, "RSA PUBLIC KEY"),
        DumpType("general-names", GeneralName.sequence.grammar),
    ]

    private init(_ name: String, _ grammar: Grammar, _ labels: String...) {
        self.name = name
        self.grammar = grammar
        self.labels = Set(labels)
    }

    /// The type of an object: what its label says if that fits, else the type that most of its elements fit.
    static func fitting(_ bytes: Bytes, label: String?) -> DumpType? {
        if let label, let named = all.first(where: { $0.labels.contains(label) }), named.score(bytes) > 0 {
            return named
        }
        let scores = all.map { (type: $0, score: $0.score(bytes)) }
        let best = scores.reduce(scores[0]) { $1.score > $0.score ? $1 : $0 }
        return best.score > 0 ? best.type : nil
    }

    /// How well the outer elements of an object fit: those that the grammar names, less those that it does not expect.
    private func score(_ bytes: Bytes) -> Int {
        var score = 0
        var dumper = Dumper()
        dumper.maximumDepth = 4
        dumper.dump(bytes.prefix(1 << 14), as: grammar) { line in
            guard line.depth < 4 else { return }
            if line.notes.contains(where: { if case .unexpected = $0 { true } else { false } }) {
                score -= line.depth == 0 ? 1000 : 8 >> min(line.depth, 3)
            } else if line.name != nil || line.type != nil {
                score += 1
            }
        }
        return score
    }
}
