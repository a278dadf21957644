import Chain
import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A position by its market's place and its trader.
public struct PositionName: Hashable, Sendable {
    /// The market's place among the markets of the run.
    public var market: Int
    /// Whose it is.
    public var trader: Address

    /// A name.
    public init(market: Int, trader: Address) {
        self.market = market
        self.trader = trader
    }
}

extension PositionQuote {
    /// Whether it is below maintenance by its own measure, or the contract's.
    package var isInDanger: Bool {
        isLiquidatable || marginRatioWad < (Int256(exactly: maintenanceWad) ?? .max)
    }

    /// Its place among what is to be closed.
    package var urgency: LiquidationUrgency {
        LiquidationUrgency(marginRatioWad: marginRatioWad, trader: trader)
    }
}

extension ExecutionOutcome {
    /// Whether a liquidation has failed for want of a flag.
    /// - Source: perplab's specification of ReferencePerp, section 5.
    package var wantsFlag: Bool { revert == .reason("not flagged") }
}

extension AgentView {
    /// Whether something of one's own for a position is under way.
    package func isUnderWay(_ name: PositionName) -> Bool {
        underWay.contains { entry in
            switch entry.intent.action {
            case .liquidate(let market, let trader), .flag(let market, let trader):
                name == PositionName(market: market, trader: trader)
            default: false
            }
        }
    }

    /// What a liquidation by this account would do after the head; nil where the state is not kept.
    ///
    /// A market that limits its price in a block may refuse at the head what it takes in the next block;
    /// then the node's pending block is asked.
    package func trialOfLiquidation(_ name: PositionName) -> ExecutionOutcome? {
        let call = markets[name.market].liquidate(name.trader)
        let message = Message(
            sender: address, recipient: call.recipient, data: call.data,
            gasLimit: min(Self.trialGasMax, head.header.gasLimit))
        let trial = try? node.call(message)
        guard trial?.revert == .reason("price is already over fluctuation limit") else {
            return trial
        }
        return try? node.call(message, at: .pending)
    }

    /// Enough for any liquidation, also one that walks over many snapshots.
    private static var trialGasMax: UInt64 { 10_000_000 }
}
