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
    func show(done: Int, of total: Int) {
        show(Double(done) / Double(max(total, 1))) { _ in "\(done) of \(total) runs" }
    }

    private func show(_ share: Double, _ text: (TimeInterval) -> String) {
        guard isShown else { return }
        let now = ProcessInfo.processInfo.systemUptime
        guard now - shownAt >= (isTerminal ? 0.2 : 10) else { return }
        shownAt = now
        let passed = now - begun
        let left = share > 0 ? "\(Int(passed / share - passed)) s left" : ""
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
