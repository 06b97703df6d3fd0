import SignetASN1
import SignetBytes
import SignetCMS
import SignetKeys
import SignetPKCS12
import SignetX509

extension FormatLaw {
    /// The laws of whole files. Of what keeps the bytes that it was read from, the parts come back as well.
    public static let outer: [FormatLaw] = [
        .structure("certificate", Certificate.syntax) {
            part("tbsCertificate", TBSCertificate.syntax, $0.toBeSigned.encoding) ?? typed($0.extensions)
        },
        .structure("crl", CertificateList.syntax) { list in
            part("tbsCertList", TBSCertList.syntax, list.toBeSigned.encoding)
                ?? typed(list.toBeSigned.value.extensions ?? []) ?? entries(of: list.toBeSigned.value)
        },
        .structure("request", CertificationRequest.frame) {
            part("certificationRequestInfo", CertificationRequestInfo.syntax, $0.toBeSigned.encoding)
        },
        .structure("ocsp-request", OCSPRequest.Structure.syntax),
        .structure("ocsp-response", OCSPResponse.Structure.syntax) { response in
            guard let basic = response.basic else { return nil }
            return part("response", BasicOCSPResponse.Structure.syntax, basic)
        },
        .structure("basic-ocsp-response", BasicOCSPResponse.Structure.syntax) {
            part("tbsResponseData", ResponseData.syntax, $0.toBeSigned.encoding)
        },
        .structure("time-stamp-request", TimeStampReq.syntax), .structure("time-stamp-response", TimeStampResp.syntax),
        .structure("tst-info", TSTInfo.syntax), .structure("cms", ContentInfo.syntax),
        .structure("pfx", PFX.syntax), .structure("private-key", PrivateKeyInfo.syntax),
        .structure("encrypted-private-key", EncryptedPrivateKeyInfo.syntax),
        .structure("public-key", SubjectPublicKeyInfo.syntax),
    ]

    /// What can be read strictly is written as it was.
    private static func part<Value>(_ name: String, _ syntax: Syntax<Value>, _ bytes: Bytes) -> String? {
        guard let value = try? syntax.decode(bytes) else { return nil }
        return syntax.encode(value) == bytes ? nil : "\(name) is written otherwise"
    }

    private static func typed(_ extensions: [Extension]) -> String? {
        for one in extensions {
            if let written = try? X509Grammar.rewritten(one.value, of: one.id), written != one.value {
                return "the extension \(one.id) is written otherwise"
            }
        }
        return nil
    }

    private static func entries(of list: TBSCertList) -> String? {
        guard let entries = list.revokedCertificates else { return nil }
        if let breach = part("revokedCertificates", RevokedCertificate.sequence, entries) { return breach }
        for entry in (try? RevokedCertificate.sequence.decode(entries)) ?? [] {
            if let breach = typed(entry.extensions ?? []) { return breach }
        }
        return nil
    }
}
