import Foundation
import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetHash
import SignetKeys
import SignetRSA
import SignetX509
import TestSupport
import Testing

/// Certificates signed with RSASSA-PSS, and keys that are for it alone (RFC 4055).
@Suite(.enabled(if: Corpus.isPresent)) struct PSSTests {
    /// Subject, issuer, and whether OpenSSL's own tests find the signature good.
    @Test(
        arguments: [
            ("openssl-certs/ee-pss-cert.pem", "openssl-certs/ca-pss-cert.pem", true),
            ("openssl-certs/ee-pss-sha1-cert.pem", "openssl-certs/ca-cert.pem", true),
            ("openssl-certs/ee-pss-sha256-cert.pem", "openssl-certs/ca-cert.pem", true),
            ("openssl-certs/ee-self-signed-pss.pem", "openssl-certs/ee-self-signed-pss.pem", true),
            ("openssl-certs/server-pss-cert.pem", "openssl-certs/rootcert.pem", true),
            ("openssl-certs/ca-pss-cert.pem", "openssl-certs/root-cert.pem", true),
            ("openssl-certs/ca-pss-cert.pem", "openssl-certs/ca-cert.pem", false),
            ("pyca/custom/rsa_pss_cert.pem", "pyca/custom/rsa_pss_cert.pem", true),
        ])
    func signaturesHold(_ subject: String, _ issuer: String, _ isGood: Bool) throws {
        let certificate = try Corpus.certificate("x509/\(subject)")
        let key = try Corpus.certificate("x509/\(issuer)").publicKey()
        if isGood {
            try certificate.checkSignature(by: key)
        } else {
            #expect(throws: X509Error.badSignature) { try certificate.checkSignature(by: key) }
        }
    }

    /// An authority whose key is for RSASSA-PSS alone signed with PKCS #1 v1.5.
    @Test func theWrongPaddingIsRefused() throws {
        let certificate = try Corpus.certificate("x509/openssl-certs/ee-pss-wrong1.5-cert.pem")
        let issuer = try Corpus.certificate("x509/openssl-certs/ca-pss-cert.pem").publicKey()
        #expect(throws: X509Error.algorithm(.wrongKeyType(name: "rsa-sha256"))) {
            try certificate.checkSignature(by: issuer)
        }
    }

    /// pyca's certificates with parameters that are wrong or missing outside, where nothing is signed.
    @Test(arguments: ["invalid_mgf", "no_sig_params", "unsupported_mgf_hash"])
    func badParametersAreRefused(_ name: String) throws {
        let certificate = try Corpus.certificate("x509/pyca/custom/rsa_pss_cert_\(name).der")
        #expect(throws: X509Error.badSignature) { try certificate.checkSignature(by: Parties.rootKey.publicKey) }
        #expect {
            try SignatureScheme(certificate.signatureAlgorithm)
        } throws: { error in
            switch error as? AlgorithmError {
            case .unsupported, .invalidParameters: true
            default: false
            }
        }
    }

    @Test(arguments: ["server-pss-restrict-cert", "client-pss-restrict-cert", "server-pss-cert", "ca-pss-cert"])
    func keysForPSSAloneAreRead(_ name: String) throws {
        let certificate = try Corpus.certificate("x509/openssl-certs/\(name).pem")
        guard case .rsaPSS(let key, let restriction) = try certificate.publicKey() else {
            Issue.record("the restriction is lost")
            return
        }
        #expect((restriction != nil) == name.contains("restrict"))
        #expect(key.bitCount >= 2048)
        let again = SubjectPublicKeyInfo(.rsaPSS(key, restriction))
        #expect(try again.publicKey() == .rsaPSS(key, restriction))
    }

    /// A chain of our own under a root for RSASSA-PSS alone, judged by us and by OpenSSL.
    @Test func ourChainsHold() throws {
        guard case .rsa(let rsa) = Parties.rootKey else { return }
        for restriction in [nil, PSSPadding(.sha256)] {
            let key = PrivateKey.rsaPSS(rsa, restriction)
            let root = try Certificate.selfSigned(
                subject: Parties.name("PSS root"), key: key, profile: .authority(pathLength: nil),
                validity: Parties.years)
            let leaf = try Certificate.issue(
                subject: Parties.name("Leaf"), emailAddresses: ["leaf@example.org"],
                publicKey: SubjectPublicKeyInfo(Parties.middleKey.publicKey), profile: .email,
                validity: Parties.years, issuer: root, key: key)
            try leaf.checkSignature(by: key.publicKey)
            let time = Parties.years.notBefore.instant + 1
            let report = PathValidator(anchors: [root], time: time, purpose: .any).validate(leaf)
            #expect(report.isTrusted)
            #expect(report.weaknesses.isEmpty)
            try Programs.withFolder { folder in
                let (rootFile, leafFile) = (folder.appending(path: "root.pem"), folder.appending(path: "leaf.pem"))
                try Parties.pem(root).write(to: rootFile)
                try Parties.pem(leaf).write(to: leafFile)
                let arguments = ["verify", "-no_check_time", "-CAfile", rootFile.path, leafFile.path]
                #expect(try Programs.run("openssl", arguments) != nil)
            }
        }
    }
}
