import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import WideIntegers

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

    /// What others have bid in a block for liquidations, failed ones included, wei per gas: the best bid
    /// for each position, nothing where one's own has won without any, and none that answers one's own.
    func rivalTipsWei(in block: Block) -> [UInt256] {
        var calls: [[UInt8]] = []
        var best: [UInt256] = []
        var own: [[UInt8]: UInt256] = [:]
        var rivals: [(tipWei: UInt256, call: [UInt8])] = []
        for receipt in block.receipts {
            let call = receipt.transaction.transaction
            guard Selector(prefix: call.data) == Self.liquidateSelector,
                markets.contains(where: { $0.house == call.recipient })
            else { continue }
            if receipt.transaction.sender != address {
                rivals.append((receipt.tipPerGasWei, call.data))
                continue
            }
            own[call.data] = receipt.tipPerGasWei
            if receipt.isSuccess {
                calls.append(call.data)
                best.append(.zero)
            }
        }
        for (tipWei, call) in rivals {
            if let ownTipWei = own[call], RaceMemory.isAnswer(tipWei, to: ownTipWei) { continue }
            if let place = calls.firstIndex(of: call) {
                best[place] = max(best[place], tipWei)
            } else {
                calls.append(call)
                best.append(tipWei)
            }
        }
        return best
    }

    /// One's own liquidation of a position that waits in pools and was settled once, until a reorg has
    /// brought it back; nil for none.
    func orphan(for name: PositionName) -> SendingTask? {
        let data = markets[name.market].liquidate(name.trader).data
        return wallet.tasks.first { task in
            task.isOpen && task.intent.data == data
                && task.attempts.last?.submission.fate == .pending
        }
    }

    private static let liquidateSelector = Selector(signature: "liquidate(address,address)")
}
