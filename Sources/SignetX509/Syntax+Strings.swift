import SignetASN1
import SignetBytes

extension Syntax where Value == String {
    /// `IA5String`
    static var ia5String: Syntax<String> {
        Syntax<Bytes>.contents(.ia5String).map(
            "characters that IA5String does not have",
            { $0.allSatisfy { $0 < 0x80 } ? String(validating: $0, as: UTF8.self) : nil }, { Bytes(Array($0.utf8)) })
    }
}
