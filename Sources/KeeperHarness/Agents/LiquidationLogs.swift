import ContractRuntime
import PerpContracts
import WideIntegers

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
