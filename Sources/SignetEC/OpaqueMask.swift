internal import CInstructions

/// A mask, all ones for one and zero for zero, that the optimiser knows nothing about.
///
/// Where it knows that a mask has only these two values it makes branches of them, and loads only where they say so: the
/// very thing that masks are for preventing. That was seen in the look-up of a table, in copies and in sums.
@inline(__always)
func opaqueMask(_ bit: UInt64) -> UInt64 { 0 &- value_barrier(bit) }

/// Nine masks of which the one whose place is `value`, from 0 to 8, is all ones, and of which the optimiser knows
/// nothing.
@inline(__always)
func opaqueMasks(_ value: UInt64) -> InlineArray<9, UInt64> {
    var masks = InlineArray<9, UInt64> { index in 0 &- (((value ^ UInt64(index)) &- 1) >> 63) }
    obscure(&masks)
    return masks
}

/// For all that the optimiser knows, changes the masks.
@inline(never) @_optimize(none)
private func obscure(_ masks: inout InlineArray<9, UInt64>) {}
