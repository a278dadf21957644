// MARK: - Integers

extension RandomStream {
    /// A number from zero to one less than the bound, each equally likely.
    ///
    /// The high word of draw times bound; draws whose low word falls into the part that does not
    /// divide evenly are rejected.
    /// - Precondition: `bound > 0`.
    /// - Source: Lemire, "Fast random integer generation in an interval" (2019).
    public mutating func below(_ bound: UInt64) -> UInt64 {
        precondition(bound > 0, "no number is below 0")
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            // 2^64 mod bound.
            let rejected = (0 &- bound) % bound
            while product.low < rejected { product = next().multipliedFullWidth(by: bound) }
        }
        return product.high
    }

    /// An index into a collection of that many elements, each equally likely.
    /// - Precondition: `count > 0`.
    public mutating func index(below count: Int) -> Int {
        precondition(count > 0, "no index is below \(count)")
        return Int(below(UInt64(count)))
    }

    /// True with exactly that probability.
    ///
    /// One draw also when the answer is certain, so that a fault switched off leaves the draws after
    /// it in place.
    public mutating func chance(_ ratio: Ratio) -> Bool {
        below(ratio.denominator) < ratio.numerator
    }
}

// MARK: - Unit interval

extension RandomStream {
    /// One of the 2^53 multiples of 2^-53 in [0, 1), each equally likely.
    public mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// One of the 2^52 odd multiples of 2^-53 in (0, 1), each equally likely.
    ///
    /// They lie symmetrically about 1/2, from 2^-53 to 1 - 2^-53: logarithms and quantiles of them
    /// are finite.
    public mutating func openUnit() -> Double {
        (Double(next() >> 12) + 0.5) * 0x1p-52
    }
}

// MARK: - Collections

extension RandomStream {
    /// Puts the elements in an order of which each is equally likely.
    /// - Source: Fisher and Yates in Durstenfeld's form, Knuth, TAOCP volume 2, algorithm P.
    public mutating func shuffle<Element>(_ array: inout [Element]) {
        for last in stride(from: array.count - 1, to: 0, by: -1) {
            array.swapAt(last, index(below: last + 1))
        }
    }

    /// An index, each with the probability of its weight over the sum of all.
    /// - Precondition: the sum of the weights is positive and fits in 64 bits.
    public mutating func pick(weights: [UInt64]) -> Int {
        var sum: UInt64 = 0
        for weight in weights {
            let (next, overflow) = sum.addingReportingOverflow(weight)
            precondition(!overflow, "\(weights.count) weights pass 2^64")
            sum = next
        }
        precondition(sum > 0, "none of \(weights.count) weights is positive")
        var rest = below(sum)
        for (index, weight) in weights.enumerated() {
            if rest < weight { return index }
            rest -= weight
        }
        preconditionFailure("\(rest) is left of a draw below the sum of the weights, \(sum)")
    }
}
