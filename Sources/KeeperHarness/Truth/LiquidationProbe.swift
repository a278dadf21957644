import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import Simulation
import WideIntegers

/// Finds out which positions can be liquidated after a block, by trying.
///
/// What the contract itself does decides: each position below maintenance is liquidated on the state
/// after the block, as the bot and as the first transaction of the next block, and undone. A reader's
/// formula only chooses whom to try.
struct LiquidationProbe {
    /// Reads what a trial would have paid.
    let reader: BlockReader
    let bot: Address

    /// The refusal of all but backstop providers, which comes after every other test of a liquidation.
    /// - Source: Perpetual Protocol v1, ClearingHouse, internalLiquidate.
    private static let notBackstop = Revert.reason("not backstop LP")
    /// The refusal of positions that nobody has flagged yet.
    private static let notFlagged = Revert.reason("not flagged")

    /// Adds the positions that can be liquidated after a block, which the host's state is that of.
    func look(_ world: SimulationWorld, after block: Block, into facts: inout BlockFacts) {
        let chain = world.chain
        let environment = block.environment(chainID: chain.settings.chainID)
        var next = environment
        next.number += 1
        next.timestampSeconds += chain.settings.production.usualSeconds
        next.baseFeePerGasWei = facts.nextBaseFeeWei
        for market in world.markets where market.exchange == nil {
            let risk = market.risk(after: block, in: chain.host, environment)
            facts.latentBadDebtWad = facts.latentBadDebtWad &+ risk.latentAtCurveWad
            for position in risk.positions where Self.isInDanger(position) {
                if let open = trial(position, market, chain.host, next) { facts.open.append(open) }
            }
        }
    }

    private static func isInDanger(_ position: PositionQuote) -> Bool {
        position.isLiquidatable
            || position.marginRatioWad < (Int256(exactly: position.maintenanceWad) ?? .max)
    }

    private func trial(
        _ position: PositionQuote, _ market: PerpMarket, _ host: ContractHost,
        _ block: BlockEnvironment
    ) -> OpenPosition? {
        let name = PositionName(market: market.index, trader: position.trader)
        let call = market.liquidate(position.trader)
        let outcome = host.simulate(
            Message(
                sender: bot, recipient: call.recipient, data: call.data,
                gasLimit: min(Self.gasLimit, block.gasLimit)), in: block)
        var open = OpenPosition(
            name: name, access: .open, rewardWad: .zero, gas: outcome.gasUsed,
            badDebtWad: position.equityWad.isNegative ? position.equityWad.magnitude : .zero)
        switch outcome.revert {
        case nil:
            (open.rewardWad, open.badDebtWad) = reader.reading(outcome.logs, of: name)
        case Self.notBackstop:
            open.access = .backstopOnly
            open.rewardWad = usualReward(position, market, host, block)
        case Self.notFlagged:
            open.access = .flagFirst
            open.rewardWad = usualReward(position, market, host, block)
        default: return nil
        }
        return open
    }

    /// Enough for any liquidation, also one that walks over many snapshots.
    private static let gasLimit: UInt64 = 10_000_000

    /// What a liquidation of the whole position pays by the market's ratio, wad of quote.
    private func usualReward(
        _ position: PositionQuote, _ market: PerpMarket, _ host: ContractHost,
        _ block: BlockEnvironment
    ) -> UInt256 {
        let ratio = market.design.quote(in: host, block: block).liquidationRewardWad
        return (try? position.notionalWad.mulDivDown(ratio, .wad)) ?? .zero
    }
}

extension BlockProduction {
    /// The usual time from block to block, in whole seconds.
    var usualSeconds: UInt64 {
        switch schedule {
        case .slots(let interval), .onDemand(let interval, _): interval / 1_000_000
        case .exponential(let mean): mean / 1_000_000
        }
    }
}
