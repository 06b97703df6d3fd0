/// Square roots, for points in compressed form. What is computed with is public.
extension CurveArithmetic {
    /// y ← a square root of x³ + ax + b, if there is one.
    func solve(_ y: Element, x: Element, _ memory: inout LimbMemory) -> Bool {
        square(x)
        field.copy(t1, t0)
        if unsafe curve.field.number.limbs[0] & 3 == 3 {
            // For p ≡ 3 (mod 4), the (p + 1)/4-th power.
            field.power(y, t1, curve.rootExponent, &memory)
        } else {
            takeRoot(y, of: t1, &memory)
        }
        return isOnCurve(x, y)
    }

    /// r ← a root of a, if there is one, for p = 2^s·q + 1 (A. Tonelli 1891, D. Shanks 1973).
    ///
    /// r² = a·t holds throughout. The order of t, a power of two, gets smaller until t = 1.
    private func takeRoot(_ r: Element, of a: Element, _ memory: inout LimbMemory) {
        let limbCount = field.limbCount
        let (t, c, power) = (memory.element(limbCount), memory.element(limbCount), memory.element(limbCount))
        field.power(power, a, curve.rootExponent, &memory)
        field.multiply(r, power, a)
        field.multiply(t, power, r)
        var twos = CurveConstants.twos(in: curve.field)
        setGenerator(c, ofOrder: twos, power, &memory)
        while !field.areEqual(t, curve.field.one) {
            // The order of t is 2^count.
            field.copy(power, t)
            var count = 0
            while count < twos, !field.areEqual(power, curve.field.one) {
                field.square(power, power)
                count += 1
            }
            guard count < twos else { return }
            for _ in 0..<twos - count - 1 { field.square(c, c) }
            field.multiply(r, r, c)
            field.square(c, c)
            field.multiply(t, t, c)
            twos = count
        }
    }

    /// c ← a number of order 2^twos: the q-th power of a number that is no square.
    private func setGenerator(_ c: Element, ofOrder twos: Int, _ number: Element, _ memory: inout LimbMemory) {
        let (root, power) = (memory.element(field.limbCount), memory.element(field.limbCount))
        let before = memory.used
        field.copy(number, curve.field.one)
        while true {
            field.add(number, number, curve.field.one)
            memory.release(to: before)
            field.power(root, number, curve.rootExponent, &memory)
            field.square(root, root)
            field.multiply(c, root, number)
            field.copy(power, c)
            for _ in 0..<twos - 1 { field.square(power, power) }
            if !field.areEqual(power, curve.field.one) { return }
        }
    }
}
