import EthereumPrimitives
import WideIntegers

/// A backstop's deposit with each house of its markets, which comes before all else.
struct BackstopDeposit {
    private let amountWad: UInt256
    private var tries = 0
    private var openCount = 0
    /// Whether nothing is left to deposit.
    private(set) var isDone: Bool

    /// How often it tries at most.
    private static let triesMax = 3

    init(amountWad: UInt256) {
        self.amountWad = amountWad
        isDone = amountWad.isZero
    }

    /// The deposits, as far as the account has the money; none while they are under way.
    mutating func intents(for markets: [Int], _ view: AgentView) -> [AgentIntent] {
        if view.isBusy { return [] }
        guard tries < Self.triesMax else {
            isDone = true
            return []
        }
        tries += 1
        var left = view.collateralWad
        var houses: [Address] = []
        var intents: [AgentIntent] = []
        for market in markets where !houses.contains(view.markets[market].house) {
            houses.append(view.markets[market].house)
            let amount = min(amountWad, left)
            if amount.isZero { continue }
            left = left &- amount
            intents.append(AgentIntent(.depositBackstop(market: market, amount)))
        }
        openCount = intents.count
        isDone = intents.isEmpty
        return intents
    }

    mutating func hear(_ outcome: SendingOutcome) {
        if outcome.isWon { openCount -= 1 }
        if openCount <= 0 { isDone = true }
    }
}
