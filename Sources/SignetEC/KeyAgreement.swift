public import SignetBytes

extension ECPrivateKey {
    /// What this key and another's public key share (SEC 1 §3.3.1; with cofactor 1, §3.3.2 gives the same): the x of their
    /// product, as long as the field's prime.
    ///
    /// A public key was checked when it was made, and the group has prime order, so that the product is never infinity.
    ///
    /// - Throws: `.differentCurves`, or `.faultDetected`.
    public func sharedSecret(with publicKey: ECPublicKey) throws(ECError) -> SecretBytes {
        guard publicKey.curve == curve else { throw .differentCurves(curve, publicKey.curve) }
        let constants = CurveConstants[curve]
        var memory = constants.makeMemory()
        let limbCount = constants.field.limbCount
        let (x, y, number) = (memory.element(limbCount), memory.element(limbCount), memory.element(limbCount))
        publicKey.load(x, y, &memory)
        constants.order.load(scalar.span, into: number)
        constants.multiply(x, y, by: number, &memory)
        guard constants.contains(x, y, &memory) else { throw .faultDetected }
        constants.plainField(&memory).leave(x, x)
        let byteCount = curve.byteCount
        return SecretBytes(capacity: byteCount) { output in
            constants.field.store(x, byteCount: byteCount, to: &output)
        }
    }
}
