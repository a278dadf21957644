import PriceOracles
import SimulationKernel
import WideIntegers

/// The part of a file's rows that a run takes its path from.
struct PathRecording {
    /// The rows, those before the run's start left out.
    private(set) var rows: [DataRow]
    /// The moment of the file that falls on the run's start.
    let from: SimulatedTime
    /// How long a bar lasts, microseconds; nil for rows that are no bars.
    let barMicros: UInt64?

    /// Finds the part of a run that begins at a moment and lasts so long.
    /// - Throws: a problem for no rows, rows without times, a hole where none is allowed, a moment
    ///   that the file does not cover, and a file that ends before the run does.
    init(
        _ all: [DataRow], _ settings: FilePath, start: SimulatedTime, durationMicros: UInt64,
        keyPath: String
    ) throws(ScenarioProblem) {
        let times = all.compactMap(\.time)
        guard let first = times.first, let last = times.last, times.count == all.count else {
            throw ScenarioProblem(
                "\(keyPath).file", settings.file, "a file of bars, ticks or books")
        }
        barMicros = PathRecording.step(of: all)
        let end = last + (barMicros ?? 0)
        let isCovered = first <= start && start < end
        from = settings.from ?? (isCovered ? start : first)
        guard first <= from && from < end else {
            throw ScenarioProblem(
                "\(keyPath).from", "\(from.seconds) s",
                "from \(first.seconds) s to \(end.seconds) s, where the file has prices")
        }
        guard end.micros(since: from) >= durationMicros else {
            throw ScenarioProblem(
                "\(keyPath).file", settings.file,
                "it lasts \(end.micros(since: from) / 1_000_000) s from there, the run "
                    + "\(durationMicros / 1_000_000) s")
        }
        let head = times.lastIndex { [from] in $0 <= from } ?? 0
        let tail = times.firstIndex { [from] in $0 > from + durationMicros } ?? all.count
        rows = Array(all[head..<max(tail, head + 1)])
        if settings.gaps == .refuse { try refuseGaps(keyPath: keyPath, file: settings.file) }
    }

    /// The least distance of two bars.
    private static func step(of rows: [DataRow]) -> UInt64? {
        var least: UInt64?
        var last: SimulatedTime?
        for case .bar(let bar) in rows {
            if let last, bar.openTime > last {
                let distance = bar.openTime.micros(since: last)
                least = min(least ?? distance, distance)
            }
            last = bar.openTime
        }
        return least
    }

    private func refuseGaps(keyPath: String, file: String) throws(ScenarioProblem) {
        guard let barMicros else { return }
        for (row, next) in zip(rows, rows.dropFirst()) {
            guard case .bar(let bar) = row, case .bar(let after) = next,
                after.openTime > bar.openTime + barMicros
            else { continue }
            throw ScenarioProblem(
                "\(keyPath).gaps", "a hole in \(file) after \(bar.openTime.seconds) s",
                "bars every \(barMicros / 1_000_000) s, or `hold`")
        }
    }
}
