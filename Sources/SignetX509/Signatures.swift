import SignetASN1
import SignetAlgorithms
import SignetBytes
import SignetHash
import SignetKeys

/// Checks a signature over an encoded structure; certificates, requests and lists share it.
func checkSignature(
    _ signature: BitString, _ identifier: AlgorithmIdentifier, over encoding: Bytes, by key: PublicKey
) throws(X509Error) {
    let isGood: Bool
    do throws(AlgorithmError) {
        let scheme = try SignatureScheme(identifier)
        isGood = try scheme.accepts(signature.bytes.span, over: encoding.span, by: key)
    } catch { throw .algorithm(error) }
    guard isGood, signature.unusedBitCount == 0 else { throw .badSignature }
}

extension SignatureScheme {
    /// What a key signs certificates, requests and lists with.
    ///
    /// - Throws: `X509Error.algorithm` for a digest that has no such algorithm, or is too weak.
    init(issuingWith key: PrivateKey, _ digest: DigestAlgorithm) throws(X509Error) {
        do throws(AlgorithmError) {
            self = try SignatureScheme(for: key.publicKey, digest: digest)
            guard standing < .legacy else { throw AlgorithmError.refused(role: SignatureAlgorithm.role, name: name) }
        } catch { throw .algorithm(error) }
    }
}

/// Signs an encoded structure.
func sign(
    _ encoding: Bytes, by key: PrivateKey, _ digest: DigestAlgorithm, with scheme: SignatureScheme
) throws(X509Error) -> BitString {
    do throws(KeyOperationError) {
        return BitString(try key.sign(encoding.span, digest, with: scheme))
    } catch { throw .key(.invalid(error)) }
}
