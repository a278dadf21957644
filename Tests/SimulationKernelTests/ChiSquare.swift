/// How far counts are from what the weights lead to expect: the sum of squared deviations over the
/// expected counts.
func chiSquare(_ counts: [Int], weights: [Double]) -> Double {
    let total = Double(counts.reduce(0, +))
    let weightSum = weights.reduce(0, +)
    return zip(counts, weights).reduce(0) { sum, pair in
        let expected = total * pair.1 / weightSum
        let deviation = Double(pair.0) - expected
        return sum + deviation * deviation / expected
    }
}

/// The same for cells of equal weight.
func chiSquare(_ counts: [Int]) -> Double {
    chiSquare(counts, weights: counts.map { _ in 1 })
}
