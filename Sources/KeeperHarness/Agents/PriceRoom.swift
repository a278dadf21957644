import Agents
import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// How far a keeper's own liquidations may move a market's price in the next block.
///
/// A market of Perpetual Protocol v1 lets one liquidation pass its limit in a block, and refuses what
/// comes after it: so the first one always has room, and others while all of them stay below a half of
/// the limit, which leaves the rest to other people's trades.
/// - Source: Perpetual Protocol v1, Amm, `fluctuationLimitRatio` and checkIsOverBlockFluctuationLimit.
struct PriceRoom {
    private var leftWad: UInt256
    private var isFirst: Bool
    private let isSingle: Bool

    /// Room in a market with a limit, wad; zero for none.
    /// - Parameters:
    ///   - isSingle: whether one liquidation in a block is all that may be sent.
    ///   - isBusy: whether one is under way.
    init(limitWad: UInt256, isSingle: Bool, isBusy: Bool) {
        leftWad =
            limitWad.isZero ? .max : limitWad.quotientAndRemainder(dividingBy: 2).quotient
        self.isSingle = isSingle
        isFirst = !isBusy
    }

    /// The room of a market, by the limit that it tells.
    init(of market: Int, isSingle: Bool, _ view: AgentView) {
        let isBusy = view.underWay.contains { entry in
            if case .liquidate(let other, _) = entry.intent.action { return other == market }
            return false
        }
        self.init(
            limitWad: view.fluctuationLimitWad(of: market), isSingle: isSingle, isBusy: isBusy)
    }

    /// Takes a liquidation in, where it has room.
    mutating func take(changeWad: UInt256) -> Bool {
        guard isFirst || !isSingle && changeWad <= leftWad else { return false }
        isFirst = false
        leftWad = leftWad.saturatingSubtract(changeWad)
        return true
    }
}

extension AgentView {
    /// The most that a market's price may change in a block, wad; zero where it tells of no limit.
    fileprivate func fluctuationLimitWad(of market: Int) -> UInt256 {
        let call = Message(
            sender: address, recipient: markets[market].address,
            data: Self.limitSelector.bytes, gasLimit: 100_000)
        guard let outcome = try? node.call(call), outcome.isSuccess, outcome.output.count == 32
        else { return .zero }
        return UInt256(bigEndianBytes: outcome.output) ?? .zero
    }

    private static let limitSelector = Selector(signature: "fluctuationLimitRatio()")
}
