/// The time axis of a page: one span of simulated time that all its charts share.
struct TimeScale: Sendable, Hashable {
    /// First and last moment, microseconds since 1970.
    let start: Int64
    let end: Int64

    /// A span; one second at least.
    init(start: Int64, end: Int64) {
        self.start = start
        self.end = max(end, start + 1_000_000)
    }

    /// Where a moment lies, 0 at the start and 1 at the end.
    func place(_ micros: Int64) -> Double {
        (Double(micros) - Double(start)) / (Double(end) - Double(start))
    }

    /// Round moments with their texts, some `count` of them.
    func ticks(_ count: Int) -> [(place: Double, label: String)] {
        let seconds = max(1, (end - start) / 1_000_000 / Int64(count))
        let step = (Self.steps.first { $0 >= seconds } ?? roundedDays(seconds)) * 1_000_000
        var moment = (start + step - 1) / step * step
        var ticks: [(place: Double, label: String)] = []
        while moment <= end {
            let time = UTCTime(moment)
            let label =
                step >= 86_400_000_000 || time.isMidnight
                ? time.dayShort : step < 60_000_000 ? time.clock : time.clockShort
            ticks.append((place(moment), label))
            moment += step
        }
        return ticks
    }

    /// Steps that people read off a clock, in seconds.
    static let steps: [Int64] = [
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200,
        86_400, 172_800, 604_800, 1_209_600, 2_592_000,
    ]

    private func roundedDays(_ seconds: Int64) -> Int64 { (seconds / 2_592_000 + 1) * 2_592_000 }
}
