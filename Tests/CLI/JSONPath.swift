internal import Foundation

/// Values inside JSON, named by the keys that lead to them: `layers.0.signed.form`, `layers.#` for how many.
enum JSONPath {
    /// Why a value is not what is wanted; `nil` when it is. In a wanted string, `*` stands for any text.
    static func failure(_ path: [String], _ wanted: String, in text: [UInt8]) -> String? {
        guard let document = try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed) else {
            return "standard output is not JSON"
        }
        guard let value = value(at: path, in: document) else {
            return wanted == "absent" ? nil : "there is no \(path.joined(separator: ".")) in the JSON"
        }
        let wantedValue = try? JSONSerialization.jsonObject(with: Data(wanted.utf8), options: .fragmentsAllowed)
        if let pattern = wantedValue as? String, let string = value as? String {
            return Story.Pattern(description: pattern).matches(string)
                ? nil : "\(path.joined(separator: ".")) is “\(string)”"
        }
        guard let wantedValue = wantedValue as? NSObject, let value = value as? NSObject, value == wantedValue else {
            return "\(path.joined(separator: ".")) is \(value), not \(wanted)"
        }
        return nil
    }

    private static func value(at path: [String], in document: Any) -> Any? {
        var value = document
        for key in path {
            if key == "#" {
                guard let array = value as? [Any] else { return nil }
                value = array.count
            } else if let array = value as? [Any] {
                guard let index = Int(key), array.indices.contains(index) else { return nil }
                value = array[index]
            } else {
                guard let object = value as? [String: Any], let next = object[key] else { return nil }
                value = next
            }
        }
        return value
    }
}
