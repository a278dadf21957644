import SimulationKernel
import WideIntegers

/// Gives to a market's fund, or deposits as a backstop: once, or again and again.
public final class FundDepositor: Agent {
    /// Woken at its start, and then by the clock.
    public let rhythm: WakeRhythm
    private let market: Int
    private let isBackstop: Bool
    private let amountWad: UInt256
    private let isOnce: Bool
    private var tries = 0
    private var isDone = false

    /// How often a gift that failed is tried again, and after how long, microseconds.
    private static let triesMax = 5
    private static let retryMicros: UInt64 = 60_000_000

    /// A depositor.
    /// - Parameters:
    ///   - market: the market whose fund, or whose house, gets it.
    ///   - everyMicros: from one time to the next; zero for once.
    public init(market: Int, isBackstop: Bool, amountWad: UInt256, everyMicros: UInt64) {
        self.market = market
        self.isBackstop = isBackstop
        self.amountWad = amountWad
        isOnce = everyMicros == 0
        rhythm = WakeRhythm(
            interval: .constant(Double(everyMicros == 0 ? Self.retryMicros : everyMicros)),
            firstMicros: 0)
    }

    /// Gives what it has, up to the amount.
    public func act(_ view: AgentView) -> [AgentIntent] {
        if isDone || view.isBusy { return [] }
        let amount = min(amountWad, view.collateralWad)
        guard !amount.isZero, !isOnce || tries < Self.triesMax else {
            isDone = true
            return []
        }
        tries += 1
        return [
            AgentIntent(
                isBackstop
                    ? .depositBackstop(market: market, amount) : .donate(market: market, amount))
        ]
    }

    /// Whoever gives once has done so when it was included.
    public func hear(_ outcome: IntentOutcome, _ view: AgentView) {
        if isOnce { isDone = outcome.outcome.isWon }
    }
}
