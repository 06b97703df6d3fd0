import COpenSSL

/// Who is measured.
public enum Libraries {
    /// The versions of the libraries that are linked.
    public static var versions: [String: String] {
        var versions = [
            "libcrypto": String(cString: openssl_version()), "libgcrypt": Gcrypt.version, "Botan": Botan.version,
        ]
        #if SWIFT_PEERS
        versions["swift-crypto"] = "4.5.2"
        versions["swift-certificates"] = "1.21.1"
        #endif
        return versions
    }
}
