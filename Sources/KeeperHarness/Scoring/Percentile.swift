/// Percentiles of whole numbers.
enum Percentile {
    /// The least value that so many hundredths of the values do not pass; nil of none.
    ///
    /// The nearest rank: no value is made up between two others.
    static func nearestRank(_ percent: Int, of values: [Int64]) -> Int64? {
        if values.isEmpty { return nil }
        let sorted = values.sorted()
        let rank = (percent * sorted.count + 99) / 100
        return sorted[max(rank, 1) - 1]
    }
}
