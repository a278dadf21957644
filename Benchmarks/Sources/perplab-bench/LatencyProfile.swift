/// Times of single operations, whose tail a median of many hides.
struct LatencyProfile: Sendable {
    let name: String
    /// The time of each operation, that of reading the clock included.
    let samples: @Sendable () throws -> [Duration]
}

/// How long one operation takes, by the share of operations that take no longer.
struct LatencyFigures: Encodable {
    let name: String
    let p50Nanoseconds: Double
    let p99Nanoseconds: Double
    let p999Nanoseconds: Double
    let maxNanoseconds: Double

    init(_ profile: LatencyProfile) throws {
        name = profile.name
        let sorted = try profile.samples().sorted()
        func quantile(_ share: Double) -> Double {
            guard !sorted.isEmpty else { return 0 }
            let place = Int((Double(sorted.count) * share).rounded(.up)) - 1
            return sorted[min(max(place, 0), sorted.count - 1)].nanoseconds
        }
        p50Nanoseconds = quantile(0.5)
        p99Nanoseconds = quantile(0.99)
        p999Nanoseconds = quantile(0.999)
        maxNanoseconds = quantile(1)
    }

    /// What an operation of no length takes: the cost of the clock.
    static let clock = LatencyProfile(name: "the clock alone") {
        (0..<200_000).map { _ in
            let start = ContinuousClock.now
            return ContinuousClock.now - start
        }
    }
}
