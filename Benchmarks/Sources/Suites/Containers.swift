import SignetAlgorithms
import SignetBytes
import SignetPKCS12

extension Suite {
    static let containers = Suite(name: "pkcs12") {
        try ["modern", "legacy"].map { kind in
            let file = try Fixture.file("rsa-\(kind).p12")
            let input = Bytes(file)
            return Row(
                "open a .p12, \(kind == "modern" ? "AES-256" : "3DES"), 2048 iterations",
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
