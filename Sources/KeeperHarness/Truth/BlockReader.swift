import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import Simulation
import WideIntegers

/// Reads what a sealed block has done to positions, from its logs alone.
///
/// - Source: events of Perpetual Protocol v1; ReferencePerp shares those for what both have.
struct BlockReader {
    private enum Kind { case changed, liquidated, margin, settled, deleveraged, takenOver, funding }

    private let kinds: [UInt256: Kind]
    private let markets: [Address: Int]
    private let marketAccounts: [AccountID: Int]
    /// Whether bad debt is told by the position's change and the liquidation together.
    private let sumsBadDebt: [Bool]
    private let bot: Address

    init(_ world: SimulationWorld, bot: Address) {
        self.bot = bot
        let house = ReferencePerpABI.house
        kinds = [
            house.topic(ofEvent: "PositionChanged"): .changed,
            house.topic(ofEvent: "PositionLiquidated"): .liquidated,
            house.topic(ofEvent: "MarginChanged"): .margin,
            house.topic(ofEvent: "PositionSettled"): .settled,
            house.topic(ofEvent: "PositionDeleveraged"): .deleveraged,
            house.topic(ofEvent: "PositionTakenOver"): .takenOver,
            ReferencePerpABI.market.topic(ofEvent: "FundingRateUpdated"): .funding,
        ]
        var markets: [Address: Int] = [:]
        var accounts: [AccountID: Int] = [:]
        for market in world.markets {
            markets[market.address] = market.index
            if let account = world.chain.host.state.knownAccount(market.address) {
                accounts[account] = market.index
            }
        }
        self.markets = markets
        marketAccounts = accounts
        sumsBadDebt = world.markets.map(\.design.isBadDebtTheFunds)
    }

    /// Adds what the receipts of a block tell.
    func read(_ block: Block, into facts: inout BlockFacts) {
        for (index, receipt) in block.receipts.enumerated() {
            read(receipt, index, into: &facts)
        }
    }

    private func read(_ receipt: Receipt, _ index: Int, into facts: inout BlockFacts) {
        let logs = receipt.outcome.logs
        var rewardWad = UInt256.zero
        var liquidated: [PositionName] = []
        var changed: [PositionName] = []
        for log in 0..<logs.count {
            guard logs.topicCount(of: log) > 0, let kind = kinds[logs.topicWord(0, of: log)] else {
                continue
            }
            if kind == .funding {
                guard let market = marketAccounts[logs.emitter(of: log)] else { continue }
                facts.fundings.append(
                    FundingFact(
                        market: market, dueSeconds: nil, caller: receipt.transaction.sender))
                continue
            }
            guard logs.topicCount(of: log) > 2,
                let market = markets[Address(truncating: logs.topicWord(2, of: log))]
            else { continue }
            let trader = Address(truncating: logs.topicWord(1, of: log))
            let name = PositionName(market: market, trader: trader)
            switch kind {
            case .changed:
                if sumsBadDebt[market] {
                    facts.badDebtWad = facts.badDebtWad &+ logs.dataWord(7, of: log)
                }
                changed.append(name)
            case .liquidated:
                let caller = Address(truncating: logs.dataWord(3, of: log))
                let reward = logs.dataWord(2, of: log)
                if caller == bot { rewardWad = rewardWad &+ reward }
                facts.badDebtWad = facts.badDebtWad &+ logs.dataWord(4, of: log)
                liquidated.append(name)
                facts.liquidations.append(
                    LiquidationFact(
                        name: name, liquidator: receipt.transaction.sender, rewardWad: reward,
                        badDebtWad: badDebtWad(of: name, receipt),
                        transaction: receipt.transaction.id.rawValue, index: index,
                        tipWei: receipt.tipPerGasWei))
            case .margin, .settled, .deleveraged, .takenOver: changed.append(name)
            case .funding: break
            }
        }
        facts.touched += changed.filter { !liquidated.contains($0) }
        guard receipt.transaction.sender == bot else { return }
        let gas = UInt256(receipt.gasUsed)
        facts.own.append(
            OwnReceipt(
                transaction: receipt.transaction.id.rawValue, index: index,
                revert: receipt.outcome.revert.map(RevertWords.text), gasUsed: receipt.gasUsed,
                feeWei: receipt.effectiveGasPriceWei &* gas, tipFeeWei: receipt.tipPerGasWei &* gas,
                boundRules: receipt.outcome.boundRules.map(\.name), rewardWad: rewardWad))
    }

    /// What a liquidation has realised, with the loss beyond the margin where the design tells it apart.
    private func badDebtWad(of name: PositionName, _ receipt: Receipt) -> UInt256 {
        reading(receipt.outcome.logs, of: name).badDebtWad
    }

    /// What some logs tell of the liquidation of one position: the caller's pay and the bad debt, wad.
    func reading(
        _ logs: LogStore, of name: PositionName
    ) -> (rewardWad: UInt256, badDebtWad: UInt256) {
        var (reward, badDebt) = (UInt256.zero, UInt256.zero)
        for log in 0..<logs.count where logs.topicCount(of: log) > 2 {
            guard let kind = kinds[logs.topicWord(0, of: log)],
                Address(truncating: logs.topicWord(1, of: log)) == name.trader,
                markets[Address(truncating: logs.topicWord(2, of: log))] == name.market
            else { continue }
            if kind == .liquidated {
                reward = reward &+ logs.dataWord(2, of: log)
                badDebt = badDebt &+ logs.dataWord(4, of: log)
            } else if kind == .changed, sumsBadDebt[name.market] {
                badDebt = badDebt &+ logs.dataWord(7, of: log)
            }
        }
        return (reward, badDebt)
    }
}

/// Failures in the words that bots match on.
enum RevertWords {
    static func text(_ revert: Revert) -> String {
        switch revert {
        case .reason(let text): text
        case .panic(let panic): "panic 0x" + String(panic.code, radix: 16)
        case .data(let bytes): bytes.isEmpty ? "no reason" : "custom error"
        case .outOfGas: "out of gas"
        case .invalidOpcode: "invalid opcode"
        }
    }
}
