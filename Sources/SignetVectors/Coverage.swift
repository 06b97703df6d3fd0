/// What the runner reads and runs, for `signet vectors run --list` and `--policy`.
public enum VectorCoverage {
    /// A format and what of it is covered.
    public static let text = """
        formats, recognised by what is in the file
          Wycheproof            JSON of every schema whose algorithm is below
          ACVP                  JSON: internalProjection, or prompt with expectedResults beside it; AFT, MCT, LDT, VAL, GDT
          CAVP                  response files (.rsp, .txt, .fax) of NIST and in their form
          OpenSSL evp_test      stanzas: Digest, Cipher, MAC, KDF, PBE, Encoding, Sign, Verify, Decrypt, Derive, key pairs
          PKCS #1               RSA Laboratories' pkcs-1v2-1d2-vec
          RFC 6979, RFC 8032    in JSON; Ed25519's sign.input
          .p12 folders          with a cases.json: password, outcome, number of certificates and keys
          PKITS                 NIST's folder with certs and crls, or with a cases.json beside them
          x509-limbo            JSON
          Signet vectors        Vectors/ of Signet's own sources

        algorithms
          hashes                MD2 MD4 MD5 SHA-1 SHA-2 SHA-3 SHAKE, Monte Carlo and large data tests
          codes                 HMAC, KMAC, AES-GMAC, CMAC
          ciphers               AES (CBC, CTR, GCM, CCM; ECB for the cipher itself), 3DES, DES, RC2, RC4, ChaCha20-Poly1305;
                                of key files Camellia, ARIA, SEED, IDEA, Blowfish, CAST-128 (CBC, ECB)
          key wraps             AES-KW, AES-KWP, TKW
          derivations           PBKDF1, PBKDF2, HKDF, scrypt, X9.63, PKCS #12, PBES2
          RSA                   PKCS #1 v1.5 and PSS signatures, PKCS #1 v1.5 and OAEP encryption
          curves                P-224 to P-521, brainpool r1, secp256k1: ECDSA, ECDH, keys; Ed25519, Ed448, X25519, X448
          DSA                   verification

        """

    /// The table of what is done with Wycheproof's "acceptable" cases.
    public static var policy: String {
        var text = "Wycheproof's \"acceptable\" cases: the first flag that a case has decides; without one, either.\n\n"
        for rule in WycheproofPolicy.rules {
            let flag = rule.flag + String(repeating: " ", count: max(0, 20 - rule.flag.count))
            let decision =
                rule.decision.rawValue + String(repeating: " ", count: max(0, 8 - rule.decision.rawValue.count))
            text += "  \(flag) \(decision) \(rule.reason)\n"
        }
        text += "\n  either: the case may be refused; when there is an answer, it must be the file's.\n"
        return text
    }
}
