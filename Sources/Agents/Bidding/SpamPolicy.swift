import Chain
import EthereumPrimitives
import WideIntegers

/// Sends the same intent several times over, where that is cheaper than to bid.
///
/// On chains that order by arrival no price buys a place, and each further copy is another draw of
/// the latency; copies that come too late fail at a low price. Over four of five reverted rollup
/// transactions are swaps of this kind.
/// - Source: Gogol et al., arXiv 2506.01462.
public struct SpamPolicy: Hashable, Sendable {
    /// Copies at most.
    public var copiesMax: Int
    /// Gas of a copy that fails at its first check.
    public var failedGas: UInt64
    /// How much of the expected gain may go into copies that fail, in thousandths.
    public var wasteShareMaxPerMille: UInt64

    /// Whether each copy goes to all nodes of its wallet rather than to one.
    public var reachesEveryNode: Bool

    /// A policy; by default half of the gain may be wasted, and each copy goes to one node.
    public init(
        copiesMax: Int, failedGas: UInt64, wasteShareMaxPerMille: UInt64 = 500,
        reachesEveryNode: Bool = false
    ) {
        precondition(copiesMax > 0 && failedGas > 0, "\(copiesMax) copies of \(failedGas) gas")
        self.copiesMax = copiesMax
        self.failedGas = failedGas
        self.wasteShareMaxPerMille = wasteShareMaxPerMille
        self.reachesEveryNode = reachesEveryNode
    }

    /// How many copies to send for a gain at a price per gas: all but one of them fail.
    public func copies(gainWei: UInt256, priceWei: UInt256) -> Int {
        let budget = gainWei.scaled(perMille: wasteShareMaxPerMille)
        let (each, overflow) = priceWei.multipliedReportingOverflow(by: UInt256(failedGas))
        if overflow { return 1 }
        if each.isZero { return copiesMax }
        let affordable = budget.quotientAndRemainder(dividingBy: each).quotient
        return affordable >= UInt256(UInt64(copiesMax)) ? copiesMax : Int(affordable.w0) + 1
    }

    /// Sends the copies: one for each wallet in turn, each through the wallet's own connections.
    ///
    /// The same transaction at several nodes costs once; copies of several accounts each pay.
    ///
    /// Copies of different accounts can all be included; what comes after the first is left to fail.
    /// - Returns: the sendings, whose outcomes and costs tell what it was worth.
    public func send(
        _ intent: CallIntent, from wallets: [Wallet], bid: GasBid, gainWei: UInt256
    ) -> [SendingTask] {
        guard let first = wallets.first else { return [] }
        let price = bid.priceWei(baseFeeWei: first.view().nextBaseFeeWei)
        let count = copies(gainWei: gainWei, priceWei: price)
        return (0..<count).map { turn in
            let task = wallets[turn % wallets.count].send(intent, bid: bid)
            if reachesEveryNode { task.sendToOtherNodes() }
            return task
        }
    }
}
