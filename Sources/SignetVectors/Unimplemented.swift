/// Why algorithms that files ask for are not run.
enum Unimplemented {
    static func reason(_ name: String) -> String {
        let upper = name.uppercased()
        for known in ["ML-KEM", "ML-DSA", "SLH-DSA"] where upper.hasPrefix(known) {
            return "\(known): of S/MIME, but not implemented yet"
        }
        return "\(name): not an S/MIME algorithm"
    }
}
