/// Where a curve meets the code of its field. Coordinates go in and come out in Montgomery form.
extension CurveConstants {
    /// Working memory for one of the operations below and some elements of the caller's.
    func makeMemory() -> LimbMemory { LimbMemory(capacity: 160 * field.limbCount + 32) }

    /// The field, for conversions.
    func plainField(_ memory: inout LimbMemory) -> MontgomeryField { MontgomeryField(field, &memory) }

    /// Arithmetic modulo the order.
    func orderField(_ memory: inout LimbMemory) -> MontgomeryField { MontgomeryField(order, &memory) }

    /// (x, y) ← scalar·G.
    func multiplyGenerator(_ x: Element, _ y: Element, by scalar: Element, _ memory: inout LimbMemory) {
        switch curve {
        case .p256:
            if multiplyGeneratorByVectors(x, y, by: scalar, &memory) { return }
            CurveArithmetic(P256Field(modulus: field), self, &memory).multiplyGenerator(x, y, by: scalar, &memory)
        case .p384:
            CurveArithmetic(P384Field(modulus: field), self, &memory).multiplyGenerator(x, y, by: scalar, &memory)
        case .p521:
            CurveArithmetic(P521Field(field, &memory), self, &memory).multiplyGenerator(x, y, by: scalar, &memory)
        default:
            CurveArithmetic(plainField(&memory), self, &memory).multiplyGenerator(x, y, by: scalar, &memory)
        }
    }

    /// (x, y) ← scalar·(x, y).
    func multiply(_ x: Element, _ y: Element, by scalar: Element, _ memory: inout LimbMemory) {
        switch curve {
        case .p256:
            if multiplyByVectors(x, y, by: scalar, &memory) { return }
            CurveArithmetic(P256Field(modulus: field), self, &memory).multiply(x, y, by: scalar, &memory)
        case .p384:
            CurveArithmetic(P384Field(modulus: field), self, &memory).multiply(x, y, by: scalar, &memory)
        case .p521:
            CurveArithmetic(P521Field(field, &memory), self, &memory).multiply(x, y, by: scalar, &memory)
        default:
            CurveArithmetic(plainField(&memory), self, &memory).multiply(x, y, by: scalar, &memory)
        }
    }

    /// See `CurveArithmetic.hasX`.
    func hasX(
        _ r: Element, u: Element, v: Element, _ x: Element, _ y: Element, _ kept: OddMultiples?,
        _ memory: inout LimbMemory
    ) -> Bool {
        switch curve {
        case .p256:
            CurveArithmetic(P256Field(modulus: field), self, &memory).hasX(r, u: u, v: v, x, y, kept, &memory)
        case .p384:
            CurveArithmetic(P384Field(modulus: field), self, &memory).hasX(r, u: u, v: v, x, y, kept, &memory)
        case .p521:
            CurveArithmetic(P521Field(field, &memory), self, &memory).hasX(r, u: u, v: v, x, y, kept, &memory)
        default:
            CurveArithmetic(plainField(&memory), self, &memory).hasX(r, u: u, v: v, x, y, kept, &memory)
        }
    }

    /// Odd multiples of (x, y), to be kept.
    func makeKeptMultiples(_ x: Element, _ y: Element, _ memory: inout LimbMemory) -> OddMultiples {
        let (width, partCount) = (KeptMultiples.width, KeptMultiples.partCount)
        return switch curve {
        case .p256:
            CurveArithmetic(P256Field(modulus: field), self, &memory).makeOddMultiples(
                x, y, width: width, partCount: partCount)
        case .p384:
            CurveArithmetic(P384Field(modulus: field), self, &memory).makeOddMultiples(
                x, y, width: width, partCount: partCount)
        case .p521:
            CurveArithmetic(P521Field(field, &memory), self, &memory).makeOddMultiples(
                x, y, width: width, partCount: partCount)
        default:
            CurveArithmetic(plainField(&memory), self, &memory).makeOddMultiples(
                x, y, width: width, partCount: partCount)
        }
    }

    /// Whether (x, y) lies on the curve.
    func contains(_ x: Element, _ y: Element, _ memory: inout LimbMemory) -> Bool {
        CurveArithmetic(plainField(&memory), self, &memory).isOnCurve(x, y)
    }

    /// y ← a y that goes with x, if there is one.
    func solve(_ y: Element, x: Element, _ memory: inout LimbMemory) -> Bool {
        CurveArithmetic(plainField(&memory), self, &memory).solve(y, x: x, &memory)
    }
}
