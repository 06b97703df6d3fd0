import SignetASN1
import SignetBytes
import SignetRSA

/// `RSAPrivateKey` (RFC 8017 §A.1.2), with two primes.
struct RSAPrivateKeyStructure: Sendable {
    var version: Int
    var modulus: ASN1Integer
    var publicExponent: ASN1Integer
    var privateExponent: SecretSlice
    var prime1: SecretSlice
    var prime2: SecretSlice
    var exponent1: SecretSlice
    var exponent2: SecretSlice
    var coefficient: SecretSlice

    static let syntax: Syntax<Self> = .sequence(
        "RSAPrivateKey",
        Self.init(
            version:modulus:publicExponent:privateExponent:prime1:prime2:exponent1:exponent2:coefficient:),
        .required("version", \.version, .smallInteger),
        .required("modulus", \.modulus, .integer),
        .required("publicExponent", \.publicExponent, .integer),
        .required("privateExponent", \.privateExponent, .secretInteger),
        .required("prime1", \.prime1, .secretInteger),
        .required("prime2", \.prime2, .secretInteger),
        .required("exponent1", \.exponent1, .secretInteger),
        .required("exponent2", \.exponent2, .secretInteger),
        .required("coefficient", \.coefficient, .secretInteger))
}

extension RSAPrivateKeyStructure {
    init(_ components: RSAPrivateKey.Components) {
        self.init(
            version: 0, modulus: ASN1Integer(magnitude: components.modulus),
            publicExponent: ASN1Integer(magnitude: components.publicExponent),
            privateExponent: components.privateExponent, prime1: components.prime1, prime2: components.prime2,
            exponent1: components.exponent1, exponent2: components.exponent2, coefficient: components.coefficient)
    }

    /// The numbers alone. A negative modulus or exponent becomes nothing, which no key check lets pass.
    var components: RSAPrivateKey.Components {
        RSAPrivateKey.Components(
            modulus: modulus.magnitude ?? Bytes(), publicExponent: publicExponent.magnitude ?? Bytes(),
            privateExponent: privateExponent, prime1: prime1, prime2: prime2, exponent1: exponent1,
            exponent2: exponent2, coefficient: coefficient)
    }
}
