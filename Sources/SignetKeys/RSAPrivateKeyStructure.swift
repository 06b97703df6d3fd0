import SignetASN1
import SignetBytes
import SignetRSA

/// `RSAPrivateKey` (RFC 8017 §A.1.2).
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
    /// Version 1 has these, version 0 has not.
    var otherPrimeInfos: [OtherPrimeInfo]?

    static let syntax: Syntax<Self> = .sequence(
        "RSAPrivateKey",
        Self.init(
            version:modulus:publicExponent:privateExponent:prime1:prime2:exponent1:exponent2:coefficient:
            otherPrimeInfos:),
        .required("version", \.version, .smallInteger),
        .required("modulus", \.modulus, .integer),
        .required("publicExponent", \.publicExponent, .integer),
        .required("privateExponent", \.privateExponent, .secretInteger),
        .required("prime1", \.prime1, .secretInteger),
        .required("prime2", \.prime2, .secretInteger),
        .required("exponent1", \.exponent1, .secretInteger),
        .required("exponent2", \.exponent2, .secretInteger),
        .required("coefficient", \.coefficient, .secretInteger),
        .optional("otherPrimeInfos", \.otherPrimeInfos, .sequence(of: OtherPrimeInfo.syntax)))
}

/// `OtherPrimeInfo` (RFC 8017 §A.1.2): a prime after the first two.
struct OtherPrimeInfo: Sendable {
    var prime: SecretSlice
    var exponent: SecretSlice
    var coefficient: SecretSlice

    static let syntax: Syntax<Self> = .sequence(
        "OtherPrimeInfo", Self.init(prime:exponent:coefficient:),
        .required("prime", \.prime, .secretInteger),
        .required("exponent", \.exponent, .secretInteger),
        .required("coefficient", \.coefficient, .secretInteger))
}

extension RSAPrivateKeyStructure {
    init(_ components: RSAPrivateKey.Components) {
        self.init(
            version: components.otherPrimes.isEmpty ? 0 : 1, modulus: ASN1Integer(magnitude: components.modulus),
            publicExponent: ASN1Integer(magnitude: components.publicExponent),
            privateExponent: components.privateExponent, prime1: components.prime1, prime2: components.prime2,
            exponent1: components.exponent1, exponent2: components.exponent2, coefficient: components.coefficient,
            otherPrimeInfos: components.otherPrimes.isEmpty
                ? nil
                : components.otherPrimes.map {
                    OtherPrimeInfo(prime: $0.prime, exponent: $0.exponent, coefficient: $0.coefficient)
                })
    }

    /// The numbers alone. A negative modulus or exponent becomes nothing, which no key check lets pass.
    var components: RSAPrivateKey.Components {
        RSAPrivateKey.Components(
            modulus: modulus.magnitude ?? Bytes(), publicExponent: publicExponent.magnitude ?? Bytes(),
            privateExponent: privateExponent, prime1: prime1, prime2: prime2, exponent1: exponent1,
            exponent2: exponent2, coefficient: coefficient,
            otherPrimes: (otherPrimeInfos ?? []).map {
                RSAPrivateKey.OtherPrime(prime: $0.prime, exponent: $0.exponent, coefficient: $0.coefficient)
            })
    }
}
