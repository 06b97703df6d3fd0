import COpenSSL

extension Libcrypto {
    static func certificate(_ der: [UInt8]) throws -> OpaquePointer {
        try decoded(der, "d2i_X509") { d2i_X509(nil, $0, $1) }
    }

    /// Decodes certificates, and when asked to, their extensions and keys, which libcrypto does when they are first needed.
    static func decode(_ certificates: [[UInt8]], deeply: Bool) -> Contender {
        Contender(name) {
            var count = 0
            for der in certificates {
                let certificate = try certificate(der)
                defer { X509_free(certificate) }
                if deeply {
                    _ = X509_check_purpose(certificate, -1, 0)
                    guard X509_get0_pubkey(certificate) != nil else { throw Failure(call: "X509_get0_pubkey") }
                }
                count += 1
            }
            return [UInt8(count)]
        }
    }

    /// Decodes a leaf and its authority, and validates the path to a root that is trusted already.
    static func path(_ leaf: [UInt8], _ authority: [UInt8], root: [UInt8]) throws -> Contender {
        let store = try some(X509_STORE_new(), "X509_STORE_new")
        X509_STORE_add_cert(store, try certificate(root))
        return Contender(name) {
            let (leaf, authority) = (try certificate(leaf), try certificate(authority))
            let untrusted = openssl_x509_stack()
            openssl_x509_push(untrusted, authority)
            let context = try some(X509_STORE_CTX_new(), "X509_STORE_CTX_new")
            defer {
                X509_STORE_CTX_free(context)
                openssl_x509_stack_free(untrusted)
                X509_free(leaf)
                X509_free(authority)
            }
            try check(X509_STORE_CTX_init(context, store, leaf, untrusted), "X509_STORE_CTX_init")
            try check(X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SMIME_SIGN), "X509_STORE_CTX_set_purpose")
            return [UInt8(max(0, X509_verify_cert(context)))]
        }
    }

    /// Opens a `.p12`: how many certificates, and whether there is a key.
    static func pkcs12(_ file: [UInt8], password: String) throws -> Contender {
        // Old files need RC2 and the like.
        _ = try some(OSSL_PROVIDER_load(nil, "default"), "default provider")
        return Contender(name) {
            let pkcs12 = try decoded(file, "d2i_PKCS12") { d2i_PKCS12(nil, $0, $1) }
            defer { PKCS12_free(pkcs12) }
            var (key, certificate): (OpaquePointer?, OpaquePointer?)
            var others: OpaquePointer?
            try check(PKCS12_parse(pkcs12, password, &key, &certificate, &others), "PKCS12_parse")
            defer {
                EVP_PKEY_free(key)
                X509_free(certificate)
                openssl_x509_stack_release(others)
            }
            return [UInt8(1 + openssl_x509_count(others)), key == nil ? 0 : 1]
        }
    }

    /// Who signs and who opens.
    struct Party {
        let certificate: OpaquePointer
        let key: OpaquePointer
        let recipients: OpaquePointer

        init(_ certificate: [UInt8], _ key: [UInt8]) throws {
            self.certificate = try Libcrypto.certificate(certificate)
            self.key = try Libcrypto.key(pkcs8: key)
            recipients = try some(openssl_x509_stack(), "sk_X509_new_null")
            openssl_x509_push(recipients, self.certificate)
        }

        private static func withBIO<R>(_ bytes: [UInt8], _ body: (OpaquePointer) throws -> R) throws -> R {
            let bio = try some(BIO_new_mem_buf(bytes, Int32(bytes.count)), "BIO_new_mem_buf")
            defer { BIO_free(bio) }
            return try body(bio)
        }

        private static func contents(_ bio: OpaquePointer) -> [UInt8] {
            var start: UnsafePointer<CChar>?
            let count = openssl_bio_memory(bio, &start)
            return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
        }

        private static func message(_ der: [UInt8]) throws -> OpaquePointer {
            try decoded(der, "d2i_CMS_ContentInfo") { d2i_CMS_ContentInfo(nil, $0, $1) }
        }

        func signed(_ content: [UInt8], detached: Bool) throws -> [UInt8] {
            try Self.withBIO(content) { bio in
                let flags = UInt32(CMS_BINARY | CMS_NOSMIMECAP | (detached ? CMS_DETACHED : 0))
                let cms = try some(CMS_sign(certificate, key, nil, bio, flags), "CMS_sign")
                defer { CMS_ContentInfo_free(cms) }
                return try der("i2d_CMS_ContentInfo") { i2d_CMS_ContentInfo(cms, $0) }
            }
        }

        /// Whether a signature is good, and when there is a root, the path to it.
        func accepts(
            _ message: [UInt8], content: [UInt8]?, store: OpaquePointer? = nil, untrusted: OpaquePointer? = nil
        ) throws -> Bool {
            let cms = try Self.message(message)
            defer { CMS_ContentInfo_free(cms) }
            let output = try some(BIO_new(BIO_s_mem()), "BIO_new")
            defer { BIO_free(output) }
            let flags = UInt32(CMS_BINARY | (store == nil ? CMS_NO_SIGNER_CERT_VERIFY : 0))
            guard let content else { return CMS_verify(cms, untrusted, store, nil, output, flags) == 1 }
            return try Self.withBIO(content) { CMS_verify(cms, untrusted, store, $0, output, flags) == 1 }
        }

        func sealed(_ content: [UInt8], cipher: String) throws -> [UInt8] {
            let method = try some(EVP_get_cipherbyname(cipher), cipher)
            return try Self.withBIO(content) { bio in
                let cms = try some(CMS_encrypt(recipients, bio, method, UInt32(CMS_BINARY)), "CMS_encrypt")
                defer { CMS_ContentInfo_free(cms) }
                return try der("i2d_CMS_ContentInfo") { i2d_CMS_ContentInfo(cms, $0) }
            }
        }

        func opened(_ message: [UInt8]) throws -> [UInt8] {
            let cms = try Self.message(message)
            defer { CMS_ContentInfo_free(cms) }
            let output = try some(BIO_new(BIO_s_mem()), "BIO_new")
            defer { BIO_free(output) }
            try check(CMS_decrypt(cms, key, certificate, nil, output, UInt32(CMS_BINARY)), "CMS_decrypt")
            return Self.contents(output)
        }
    }

    static func store(_ root: [UInt8]) throws -> OpaquePointer {
        let store = try some(X509_STORE_new(), "X509_STORE_new")
        X509_STORE_add_cert(store, try certificate(root))
        return store
    }
}
