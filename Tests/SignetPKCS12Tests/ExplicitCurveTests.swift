import Foundation
import SignetAlgorithms
import SignetBytes
import SignetEC
import SignetKeys
import TestSupport
import Testing

/// Keys whose curve is spelled out.
@Suite(.enabled(if: Programs.exists("openssl"))) struct ExplicitCurveTests {
    private static let names: [(EllipticCurve, String)] = [
        (.p224, "secp224r1"), (.p256, "prime256v1"), (.p384, "secp384r1"), (.p521, "secp521r1"),
        (.secp256k1, "secp256k1"), (.brainpoolP160r1, "brainpoolP160r1"), (.brainpoolP192r1, "brainpoolP192r1"),
        (.brainpoolP224r1, "brainpoolP224r1"), (.brainpoolP256r1, "brainpoolP256r1"),
        (.brainpoolP320r1, "brainpoolP320r1"), (.brainpoolP384r1, "brainpoolP384r1"),
        (.brainpoolP512r1, "brainpoolP512r1"),
    ]

    private static func parameters(_ name: String, _ form: String) throws -> Bytes {
        let output = try Programs.run(
            "openssl",
            ["ecparam", "-name", name, "-param_enc", "explicit", "-conv_form", form, "-outform", "DER"])
        return Bytes([UInt8](try #require(output)))
    }

    @Test(arguments: names, ["uncompressed", "compressed"])
    func isTheNamedOne(_ row: (EllipticCurve, String), _ form: String) throws {
        #expect(try EllipticCurve(parameters: Self.parameters(row.1, form)) == row.0)
    }

    /// A change of any number makes it another curve, which has no name here. How it was drawn is no part of it.
    @Test func everyNumberCounts() throws {
        let parameters = Array(try Self.parameters("prime256v1", "uncompressed"))
        var same: [Int] = []
        for index in parameters.indices {
            for mask: UInt8 in [0x01, 0x80] {
                var changed = parameters
                changed[index] ^= mask
                do throws(AlgorithmError) {
                    #expect(try EllipticCurve(parameters: Bytes(changed)) == .p256, "byte \(index)")
                    same.append(index)
                } catch {}
            }
        }
        // The seed: twenty bytes, and the number of unused bits before them.
        let seed = try #require(Data(parameters).range(of: Data([0x03, 0x15, 0x00]))).upperBound
        #expect(same.allSatisfy { (seed - 1..<seed + 20).contains($0) }, "\(same)")
        #expect(same.count >= 40)
    }

    /// Without its cofactor a curve is not wholly told.
    @Test func theCofactorMustBeThere() throws {
        var parameters = Array(try Self.parameters("prime256v1", "uncompressed"))
        #expect(parameters.suffix(3) == [0x02, 0x01, 0x01] && parameters[1] == 0x81)
        parameters.removeLast(3)
        parameters[2] -= 3
        #expect(throws: AlgorithmError.self) { try EllipticCurve(parameters: Bytes(parameters)) }
    }

    /// Old SEC 1 and PKCS #8 files; written again by name.
    @Test func keysAreReadAndWrittenByName() throws {
        let named = try #require(
            try Programs.run("openssl", ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]))
        for command in [["ec"], ["pkey"]] {
            let options = command == ["ec"] ? ["-param_enc", "explicit"] : ["-ec_param_enc", "explicit"]
            let file = try #require(
                try Programs.run("openssl", command + options + ["-outform", "DER"], input: Array(named)))
            let key = try PrivateKey(decoding: SecretBytes(copying: [UInt8](file).span).shared())
            guard case .ec(let ec) = key else {
                Issue.record("no EC key")
                return
            }
            #expect(ec.curve == .p256)
            let written = try key.encode().declassified()
            #expect(written.count < 150 && written.count < file.count)
        }
    }
}
