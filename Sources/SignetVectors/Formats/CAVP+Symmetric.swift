internal import SignetBytes

extension CAVP {
    func symmetricKind() -> Kind? {
        let names = file.names
        if let legacy = Self.legacy.first(where: { hints.contains($0.word) })?.cipher { return cipher(legacy) }
        if let foreign = Self.foreign.first(where: { hints.contains($0.word) }) {
            let triggers = ["CIPHERTEXT", "Ciphertext", "CIPHERTEXT1", "MD", "Tag"].filter(names.contains)
            return skipped(
                foreign.name, "\(foreign.name): not an S/MIME algorithm", triggers.first ?? "Output")
        }
        if says("arc4", "rc4"), names.contains("OFFSET") { return rc4 }
        if says("chacha20"), names.contains("Tag") || names.contains("TAG") { return chacha }
        if names.isSuperset(of: ["Payload", "Adata"]) { return ccm }
        if names.contains("AAD"), names.contains("Tag") { return gcm }
        if ["CIPHERTEXT", "Ciphertext", "CIPHERTEXT1", "ciphertext"].contains(where: names.contains) {
            return cipher(names.contains("KEYs") || names.contains("KEY1") ? .tripleDES : .aes)
        }
        if names.isSuperset(of: ["K", "P", "C"]) || names.isSuperset(of: ["K", "C"]) { return keyWrap }
        if names.isSuperset(of: ["Key", "Input", "Output"]) { return botanKeyWrap }
        if names.contains("MESSAGE"), names.contains("OUTPUT") { return cmac("MESSAGE", "OUTPUT") }
        if names.isSuperset(of: ["Mlen", "Mac"]) { return cmac("Msg", "Mac") }
        if names.isSuperset(of: ["Key", "Msg"]), names.contains("MD") || names.contains("Mac") { return hmac }
        if says("shake"), names.contains("Output") { return shake }
        if names.contains("Seed"), names.contains("MD") { return monteCarlo }
        if names.isSuperset(of: ["Msg", "MD"]) { return hash }
        return nil
    }

    func skipped(_ algorithm: String, _ reason: String, _ trigger: String) -> Kind {
        Kind(algorithm, trigger) { _ in throw Unable.skip(reason) }
    }
}
