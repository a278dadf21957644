import Agents
import Chain
import ContractRuntime
import PerpContracts
import WideIntegers

/// What races with others have taught a keeper: how much to bid, and whether to hide.
struct RaceMemory {
    /// The place among `sharesPerMille` of what it bids of an expected gain.
    private var boldness = 0
    private var hiddenUntil: UInt64 = 0
    private var isHidingFutile = false
    /// What a rival has paid per gas that was ahead last, and when.
    private var rival: (tipWei: UInt256, seenAtHead: UInt64)?

    /// What is bid of an expected gain beyond the node's suggestion, in thousandths, from a calm market
    /// to one full of rivals.
    private static let sharesPerMille: [UInt64] = [20, 50, 100, 200, 400]
    /// What is bid against a rival's last tip, in thousandths.
    private static let beatingPerMille: UInt64 = 1_125
    /// Heads for which a rival's tip is remembered.
    private static let headsRemembered: UInt64 = 64
    /// Heads for which what cannot beat it is not sent.
    private static let headsGivenWay: UInt64 = 2
    /// Heads for which it hides after it was copied.
    private static let headsHidden: UInt64 = 256

    /// What is bid of an expected gain, in thousandths.
    var sharePerMille: UInt64 { Self.sharesPerMille[boldness] }

    /// The least tip that beats the last rival who was ahead, wei per gas; zero where none is known.
    func beatingTipWei(at head: UInt64) -> UInt256 {
        guard let rival, head < rival.seenAtHead + Self.headsRemembered else { return .zero }
        return rival.tipWei.scaled(perMille: Self.beatingPerMille)
    }

    /// Whether liquidations go to builders alone, who leave out what fails.
    func hides(at head: UInt64) -> Bool { !isHidingFutile && head < hiddenUntil }

    /// Whether a bid gives way to the last rival who was ahead: it would only pay for failing.
    func givesWay(bidding tipWei: UInt256, at head: UInt64) -> Bool {
        guard let rival, head < rival.seenAtHead + Self.headsGivenWay else { return false }
        return tipWei <= rival.tipWei && !hides(at: head)
    }

    /// Learns from a race: a tip that is a hair above the own one is an answer to it, which no bid in
    /// the public pool helps against; any other one is beaten by more.
    mutating func lose(to rivalTipWei: UInt256, with tipWei: UInt256, at head: UInt64) {
        let hair = max(tipWei.quotientAndRemainder(dividingBy: 1_000).quotient, .one)
        let isCopied = rivalTipWei > tipWei && rivalTipWei &- tipWei <= hair
        if isCopied && !isHidingFutile {
            hiddenUntil = head + Self.headsHidden
        } else {
            rival = (rivalTipWei, head)
            loseUnseen()
        }
    }

    /// Learns from a race in which nothing of its own came into a block.
    mutating func loseUnseen() { boldness = min(boldness + 1, Self.sharesPerMille.count - 1) }

    /// Nobody takes what is sent to builders alone.
    mutating func missBuilders() { isHidingFutile = true }
}

/// A liquidation that has failed in its block.
struct FailedRace {
    /// Why.
    let revert: Revert?
    /// What it has paid the producer per gas, wei.
    let tipWei: UInt256
    /// What a rival has paid that liquidated the position in the same block; nil without one.
    let rivalTipWei: UInt256?
}

extension AgentView {
    /// What the block of a failed liquidation shows; nil where it is not kept, or has no such one.
    func race(
        for outcome: IntentOutcome, _ name: PositionName, in block: UInt64
    ) -> FailedRace? {
        let sent = outcome.task?.attempts.compactMap(\.submission.transaction) ?? []
        guard let receipts = node.block(.number(block))?.receipts,
            let own = receipts.first(where: { receipt in
                sent.contains { $0 === receipt.transaction }
            })
        else { return nil }
        let market = markets[name.market].address.number
        let rival = receipts.first { receipt in
            receipt.transaction.sender != address
                && LiquidationLogs.hasLiquidation(
                    of: name.trader.number, in: market, receipt.outcome.logs)
        }
        return FailedRace(
            revert: own.outcome.revert, tipWei: own.tipPerGasWei, rivalTipWei: rival?.tipPerGasWei)
    }
}

/// What the logs of a liquidation tell its caller.
struct LiquidationLogs {
    /// What the caller is paid, wad of quote.
    private(set) var rewardWad = UInt256.zero
    /// The curve's price after it, wad; nil where the logs have none.
    private(set) var markAfterWad: UInt256?

    private static let liquidated = ReferencePerpABI.house.topic(ofEvent: "PositionLiquidated")
    private static let changed = ReferencePerpABI.house.topic(ofEvent: "PositionChanged")

    init(_ logs: LogStore) {
        for index in 0..<logs.count where logs.topicCount(of: index) > 2 {
            switch logs.topicWord(0, of: index) {
            case Self.liquidated:
                rewardWad = rewardWad.saturatingAdd(logs.dataWord(2, of: index))
            case Self.changed: markAfterWad = logs.dataWord(9, of: index)
            default: break
            }
        }
    }

    /// How far the price is moved from another one, wad of that.
    func change(from markWad: UInt256) -> UInt256 {
        guard let after = markAfterWad, !markWad.isZero else { return .zero }
        let distance = after > markWad ? after &- markWad : markWad &- after
        return (try? distance.mulDivDown(.wad, markWad)) ?? .max
    }

    static func hasLiquidation(
        of trader: UInt256, in market: UInt256, _ logs: LogStore
    ) -> Bool {
        (0..<logs.count).contains { index in
            logs.topicCount(of: index) > 2 && logs.topicWord(0, of: index) == liquidated
                && logs.topicWord(1, of: index) == trader
                && logs.topicWord(2, of: index) == market
        }
    }
}
