import SignetBytes
import SignetEC
import Testing

/// P-256, where the sums of the vector code meet a point twice, or a point and its opposite, and the general code must take
/// over. The numbers were made with Python, and the signatures verified with its `cryptography`.
@Suite("Sums of equal and opposite points")
struct EqualPointsTests {
    /// Q = d·G, and a signature (r, s) over e with u = e/s and v = r/s.
    struct Example: Sendable, CustomTestStringConvertible {
        /// u·G + v·Q.
        let testDescription: String
        let d, e, r, s: String
    }

    static let examples = [
        Example(
            testDescription: "3·G + 3·Q, Q = G",
            d: "0000000000000000000000000000000000000000000000000000000000000001",
            e: "b01a172a76a4602c92d3242cb897dde3024c740debb215b4c6b0aae93c2291a9",
            r: "b01a172a76a4602c92d3242cb897dde3024c740debb215b4c6b0aae93c2291a9",
            s: "3ab35d0e278c200edb9bb6b992dd49f656197c04a3e6073c423ae3a3140b85e3"),
        Example(
            testDescription: "3·2¹⁰⁰·G + 3·2¹⁰⁰·Q, Q = G",
            d: "0000000000000000000000000000000000000000000000000000000000000001",
            e: "bb14b0b942c15ac6974719da5058f18d77b825cffa6774c660621d9f7e801ae2",
            r: "bb14b0b942c15ac6974719da5058f18d77b825cffa6774c660621d9f7e801ae2",
            s: "4f762a2811a054ae44e6776603cacbc6286c77693587677acee35f20290dccfe"),
        Example(
            testDescription: "(3·2¹⁰⁰ + 5)·G + 3·2¹⁰⁰·Q, Q = −G",
            d: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550",
            e: "50f9438b1df80d1a31d83347b0d74e312f184ba6d9c0d5e7aa3ffc22eb0965ac",
            r: "51590b7a515140d2d784c85608668fdfef8c82fd1f5be52421554a0dc3d033ed",
            s: "ccb9a4cf5c215c0f1210aefd21b026100a3b23e0115a489177f6c5d36b5ac167"),
        Example(
            testDescription: "3·2¹⁰⁰·G + (3·2¹⁰⁰ + 5)·Q, Q = −G",
            d: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550",
            e: "300e6cbda5039ad0c1fd29e8bcf7643cafeb519e3aa0db5462d41b94251bfff1",
            r: "51590b7a515140d2d784c85608668fdfef8c82fd1f5be52421554a0dc3d033ed",
            s: "06a88625bc0f879a044e52e2a8afd5870cb9d6ac9425685cbfb36fb1ec8a70cc"),
        Example(
            testDescription: "2·G + Q, Q = 2·G",
            d: "0000000000000000000000000000000000000000000000000000000000000002",
            e: "c4a6946b65a11f76405bbccb3dcc57a04958cb0949938f59ad6c39c5d9a2eb53",
            r: "e2534a3532d08fbba02dde659ee62bd0031fe2db785596ef509302446b030852",
            s: "e2534a3532d08fbba02dde659ee62bd0031fe2db785596ef509302446b030852"),
        Example(
            testDescription: "(6·2⁹⁰ + 1)·G + 3·2⁹⁰·Q, Q = −2·G",
            d: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254f",
            e: "40d059eec4957bfbc56bdc91f548a81759b76646ae70ded4890060b47bc7a6d1",
            r: "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
            s: "6aa0b608023cf76cd3f20ec72e002632289765f1f9b216179377b8ebc6f946f6"),
    ]

    @Test("Signatures whose verification meets them", arguments: examples)
    func verification(_ example: Example) throws {
        let key = try ECPrivateKey(.p256, number: number(example.d)).publicKey
        let digest = number(example.e)
        var other = digest
        other[31] ^= 1
        let signature = ECDSASignature(r: example.r, s: example.s)
        // After some verifications, a key keeps multiples of its point, and other sums are made.
        for _ in 0..<12 {
            #expect(key.accepts(signature, bytes: digest))
            #expect(!key.accepts(signature, bytes: other))
        }
    }

    /// u = v and Q = −G, whatever s is: infinity has no x, which r could be.
    @Test("A sum that is infinity is no signature")
    func infinity() throws {
        let key = try ECPrivateKey(.p256, number: number(Self.examples[2].d)).publicKey
        for s in 1...20 as ClosedRange<UInt8> {
            for r in Self.examples.map(\.r) {
                #expect(!key.accepts(ECDSASignature(r: Bytes(number(r)), s: [s]), bytes: number(r)))
            }
        }
    }

    /// k = 30·2²⁵² − n has a highest digit of 15, and 15·2²⁵² − n below it: the last sum of the comb is of a point and itself.
    @Test("The scalar that the table of G cannot multiply by, and its opposite")
    func generator() throws {
        let scalars = [
            "e0000000ffffffff00000000000000004319055258e8617b0c46353d039cdaaf",
            "1ffffffe00000001ffffffffffffffff79cdf55b4e2f3d09e7739585f8c64aa2",
        ]
        // The first multiplications go without the table.
        for _ in 0..<40 {
            let keys = try scalars.map { try ECPrivateKey(.p256, number: number($0)).publicKey }
            for key in keys {
                #expect(
                    [UInt8](key.x) == number("716330941cc341028ed94acf9a7e88241620390cd73ce080844f7919df8a75a5"))
            }
            #expect(
                [UInt8](keys[0].y) == number("9f01591e708cc1679ddefac0715761e101a4c117ebff2d3913ad01384289befe"))
            #expect(keys[0].y != keys[1].y)
        }
    }
}
