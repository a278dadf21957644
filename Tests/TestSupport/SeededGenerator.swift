import WideIntegers

/// A generator of test data that gives the same values for the same seed on every machine.
///
/// - Source: SplitMix64, Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// A generator of the sequence that belongs to a seed.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }

    /// A number whose bit length is uniform in 0...256, so that small ones occur as often as large.
    public mutating func wide() -> UInt256 {
        let bits = Int(next() % 257)
        if bits == 0 { return .zero }
        let full = UInt256(next(), next(), next(), next())
        return full >> (256 - bits)
    }

    /// A number of `wide`'s lengths and either sign.
    public mutating func signedWide() -> Int256 {
        let bits = wide()
        return Int256(bitPattern: next() & 1 == 0 ? bits : .zero &- bits)
    }

    /// A number whose limbs are mostly all zeros, all ones or beside half, where long division
    /// misjudges its digits.
    public mutating func patterned() -> UInt256 {
        UInt256(patternedLimb(), patternedLimb(), patternedLimb(), patternedLimb())
    }

    private mutating func patternedLimb() -> UInt64 {
        switch next() % 8 {
        case 0, 1: 0
        case 2, 3: .max
        case 4: 1 << 63
        case 5: 1 << 63 - 1
        case 6: 1
        default: next()
        }
    }

    /// Random bytes.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }

    /// A number below `bound`, which is positive.
    public mutating func below(_ bound: Int) -> Int {
        Int(next() % UInt64(bound))
    }
}
