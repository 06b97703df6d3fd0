internal import SignetBytes
internal import SignetCipher

/// One outer loop of NIST's Monte Carlo tests of block ciphers: 1000 encryptions of AES, 10 000 of DES, each of what the
/// ones before it gave (AESAVS §6.4.1, §6.4.2; NIST SP 800-20 §5).
struct MonteCarlo {
    let algorithm: CipherAlgorithm
    let key: [UInt8]
    let iv: [UInt8]?
    let encrypts: Bool

    private var count: Int { algorithm == .tripleDES || algorithm == .des ? 10_000 : 1_000 }

    func output(of input: [UInt8], isCBC: Bool) throws -> [UInt8] {
        var block = input
        guard isCBC else {
            for _ in 0..<count { block = try Ciphering.ecb(algorithm, key: key, block, encrypts: encrypts) }
            return block
        }
        guard let iv, input.count == algorithm.blockByteCount else { throw Unable.field("iv") }
        // In CBC the chain is the last ciphertext; what goes in next is the output before that, at first the IV. Decrypting
        // DES is the exception: there it is the last output.
        let takesLast = !encrypts && algorithm.blockByteCount == 8
        var (chain, before, output) = (iv, iv, iv)
        for _ in 0..<count {
            let result = try Ciphering.cbc(algorithm, key: key, iv: chain, block, encrypts: encrypts)
            chain = encrypts ? result : block
            (block, before, output) = (takesLast ? result : before, result, result)
        }
        return output
    }
}
