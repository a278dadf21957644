import WideIntegers

/// The crossing from a relative error in `Double` to a price in integers.
enum RelativeNoise {
    /// Parts of a price that noise is counted in.
    static let partsPerWhole: UInt64 = 1_000_000_000_000
    /// The largest relative error; a price is then a million times the true one.
    private static let noiseMax = 999_999.0

    /// A price with a relative error, `price * (1 + noise)`, to the nearest unit, halves upwards.
    ///
    /// The noise is first rounded to the nearest part in 10^12, ties to the even one; below -1 it
    /// is -1, above `noiseMax` that, and nan is none.
    /// - Returns: nil when 256 bits do not hold it.
    static func applied(_ noise: Double, to price: UInt256) -> UInt256? {
        let parts = UInt256(partsPerWhole(of: noise))
        // Twice the product over the parts, plus one, halved, rounds at the half.
        guard let twice = try? price.mulDivDown(parts &* 2, UInt256(partsPerWhole)) else {
            return nil
        }
        let (sum, overflow) = twice.addingReportingOverflow(.one)
        return overflow ? nil : sum >> 1
    }

    /// `(1 + noise) * 10^12`.
    private static func partsPerWhole(of noise: Double) -> UInt64 {
        if noise.isNaN { return partsPerWhole }
        let bounded = min(max(noise, -1), noiseMax)
        let scaled = bounded.magnitude * Double(partsPerWhole)
        let parts = UInt64(scaled < 0x1p52 ? (scaled + 0x1p52) - 0x1p52 : scaled)
        return bounded < 0 ? partsPerWhole - min(parts, partsPerWhole) : partsPerWhole + parts
    }
}
