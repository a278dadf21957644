import Foundation
import Simulation

/// How far a run is, on standard error: a bar on a terminal, a line every ten seconds elsewhere.
final class ProgressLine {
    private let isShown: Bool
    private let isTerminal: Bool
    private let begun = ProcessInfo.processInfo.systemUptime
    private var shownAt: TimeInterval
    private var hasBar = false

    init(isShown: Bool) {
        self.isShown = isShown
        isTerminal =
            isatty(2) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
        shownAt = begun
    }

    /// Shows a run's progress, if it is time to.
    func show(_ progress: RunProgress) {
        let share = Double(progress.passedMicros) / Double(max(progress.totalMicros, 1))
        show(share) { seconds in
            let rate = seconds > 0 ? Double(progress.transactions) / seconds : 0
            return "\(progress.blocks) blocks, \(Int(rate)) tx/s"
        }
    }

    /// Shows a study's progress, if it is time to.
    ///
    /// - Parameter secondsLeft: an estimate of the study's own, since runs that were kept from before
    ///   took no time.
    func show(done: Int, of total: Int, secondsLeft: Double?) {
        show(Double(done) / Double(max(total, 1)), secondsLeft: .some(secondsLeft)) { _ in
            "\(done) of \(total) runs"
        }
    }

    /// Shows how far a stage is of a study with several, if it is time to; nobody knows how long the
    /// others take.
    func show(stage: String, done: Int, of total: Int) {
        show(Double(done) / Double(max(total, 1)), secondsLeft: .some(nil)) { _ in
            "\(stage.isEmpty ? "" : "\(stage): ")\(done) of \(total)"
        }
    }

    private func show(
        _ share: Double, secondsLeft: Double?? = nil, _ text: (TimeInterval) -> String
    ) {
        guard isShown else { return }
        let now = ProcessInfo.processInfo.systemUptime
        guard now - shownAt >= (isTerminal ? 0.2 : 10) else { return }
        shownAt = now
        let passed = now - begun
        let estimate = secondsLeft ?? (share > 0 ? passed / share - passed : nil)
        let left = estimate.map { "\(Int(min($0, 1e9))) s left" } ?? ""
        let line = "\(Int(share * 100)) %  \(text(passed))  \(left)"
        if isTerminal {
            let filled = Int(share * 24)
            let bar =
                String(repeating: "=", count: filled) + String(repeating: " ", count: 24 - filled)
            try? FileHandle.standardError.write(contentsOf: Data("\r[\(bar)] \(line)\u{1B}[K".utf8))
            hasBar = true
        } else {
            StandardError.write(line)
        }
    }

    /// Takes the bar away.
    func end() {
        if hasBar { try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K".utf8)) }
        hasBar = false
    }
}
