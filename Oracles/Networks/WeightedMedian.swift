/// The median of values that have weights: the smallest whose cumulated weight reaches half.
///
/// A holder of half of the weight can therefore lower it, and needs more than half to raise it.
/// - Source: Hyperliquid's documentation for the weights; the rule for ties is this library's.
public enum WeightedMedian {
    /// The median; nil when there is no weight.
    public static func of<Value: Comparable>(
        _ values: [(value: Value, weight: UInt64)]
    ) -> Value? {
        // At most 2^63 values of 64 bits: the sum and its double fit in 128 bits.
        let total = values.reduce(UInt128(0)) { $0 + UInt128($1.weight) }
        guard total > 0 else { return nil }
        var cumulated = UInt128(0)
        for (value, weight) in values.sorted(by: { $0.value < $1.value }) {
            cumulated += UInt128(weight)
            if cumulated * 2 >= total { return value }
        }
        return nil
    }
}
