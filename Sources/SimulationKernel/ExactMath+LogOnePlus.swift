extension ExactMath {
    /// The natural logarithm of one more than a number, which keeps its digits for small numbers.
    ///
    /// The rounding of `1 + x` is the same in the logarithm and in its argument less one, so that their
    /// quotient is good where either is not.
    /// - Returns: minus infinity for minus one, nan below it.
    public static func logOnePlus(_ x: Double) -> Double {
        let sum = 1 + x
        if sum == 1 { return x }
        return sum.isInfinite ? sum : log(sum) * (x / (sum - 1))
    }
}
