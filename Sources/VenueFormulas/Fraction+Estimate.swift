import WideIntegers

extension Fraction {
    /// The number as a `Double`, for estimates and statistics: within a few units in the last place.
    public var estimate: Double {
        let magnitude = numerator.magnitude.estimate / denominator.estimate
        return numerator.isNegative ? -magnitude : magnitude
    }
}

extension UInt256 {
    /// The number as a `Double`, for estimates and statistics: within a unit in the last place.
    public var estimate: Double {
        // Limbs far below the first vanish in it; the others are added from the smallest.
        let low = Double(w0) + Double(w1) * 0x1p64
        return low + (Double(w2) * 0x1p128 + Double(w3) * 0x1p192)
    }
}
