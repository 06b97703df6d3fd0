#if BOTAN
import CBotan

/// Botan.
enum Botan {
    static let name = "Botan"
    static let version = String(cString: botan_version_string())

    static func cipher(
        _ algorithm: String, _ key: [UInt8], _ iv: [UInt8], encrypts: Bool, _ message: [UInt8]
    ) -> Contender? {
        let names = ["aes-128-cbc": "AES-128", "aes-256-cbc": "AES-256", "des-ede3-cbc": "3DES"]
        var handle: botan_cipher_t?
        guard let cipher = names[algorithm],
            botan_cipher_init(&handle, "\(cipher)/CBC/NoPadding", encrypts ? 0 : 1) == 0
        else { return nil }
        return Contender(name, in: Buffer(message)) { buffer in
            botan_cipher_set_key(handle, key, key.count)
            botan_cipher_start(handle, iv, iv.count)
            var (written, taken) = (0, 0)
            botan_cipher_update(
                handle, 1, buffer.address, buffer.count, &written, buffer.address, buffer.count, &taken)
        }
    }
}
#else
/// Botan, where it is not installed.
enum Botan {
    static let version = "not installed"
    static func cipher(
        _ algorithm: String, _ key: [UInt8], _ iv: [UInt8], encrypts: Bool, _ message: [UInt8]
    ) -> Contender? { nil }
}
#endif
