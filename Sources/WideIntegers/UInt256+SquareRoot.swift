extension UInt256 {
    /// The square root, rounded down.
    ///
    /// Newton's iteration from above, seeded with the root of the upper half; each step doubles the
    /// number of correct bits.
    public var squareRoot: UInt256 {
        if fitsUInt128 { return UInt256(UInt64.squareRoot(of: low128)) }
        // Shift by an even count that leaves at most 128 bits; rounding up keeps the seed above.
        let shift = (bitWidth - 127) & ~1
        let seed = UInt64.squareRoot(of: (self >> shift).low128)
        var root = (UInt256(seed) &+ .one) << (shift / 2)
        while true {
            let quotient = quotientAndRemainder(dividingBy: root).quotient
            let next = (root &+ quotient) >> 1
            if next >= root { return root }
            root = next
        }
    }
}

extension UInt64 {
    /// The square root of a 128-bit number, rounded down.
    static func squareRoot(of value: UInt128) -> UInt64 {
        guard value > 0 else { return 0 }
        let bits = 128 - value.leadingZeroBitCount
        // 2^ceil(bits / 2) is above the root, and Newton's iteration falls from there.
        var root = UInt128(1) << ((bits + 1) / 2)
        while true {
            let next = (root &+ value / root) >> 1
            if next >= root { return UInt64(truncatingIfNeeded: root) }
            root = next
        }
    }
}
