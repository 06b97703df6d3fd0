import SignetAlgorithms
import SignetBytes
import SignetPKCS12

extension Suite {
    static let containers = Suite(name: "pkcs12") {
        let kinds = [
            ("modern", "AES-256, 2048 iterations"), ("legacy", "3DES, 2048 iterations"),
            ("modern-600000", "AES-256, 600 000 iterations"),
        ]
        return try kinds.map { kind, name in
            let file = try Fixture.file("rsa-\(kind).p12")
            let input = Bytes(file)
            return Row(
                "open a .p12, \(name)",
                [
                    Contender("signet") {
                        let contents = try PFX.open(input, password: Password("benchmark"))
                        return [UInt8(contents.certificates.count), UInt8(contents.keys.count)]
                    },
                    try Libcrypto.pkcs12(file, password: "benchmark"),
                ])
        }
    }
}
