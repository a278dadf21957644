import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// What several liquidations would do one after the other in the next block, by one `eth_call`.
///
/// A liquidation moves the mark, and with it the measure of others: where it brings the mark a tenth
/// away from the feed, the house measures by the feed, too, and what could be liquidated cannot be any
/// more. What each of them does alone does not tell that.
/// - Source: Perpetual Protocol v1, ClearingHouse, `getMarginRatio` and Amm, `isOverSpreadLimit`.
struct BatchTrial {
    private let abi = try? ContractABI(
        "Multicall3",
        declarations: [
            """
            function aggregate3((address target, bool allowFailure, bytes callData)[] calls) \
            returns ((bool success, bytes returnData)[] returnData)
            """
        ])

    /// Enough for what a market has room for in a block.
    private static let gasMax: UInt64 = 30_000_000
    /// What a position is refused with that earlier liquidations have made sound.
    private static let healed = Revert.reason("Margin ratio not meet criteria").returnData

    /// The places of those that would find their position made sound by the ones before; empty where
    /// the node does not tell.
    func healed(_ names: [PositionName], _ view: AgentView) -> Set<Int> {
        guard names.count > 1, let function = abi?.function(named: "aggregate3") else { return [] }
        let calls = names.map { name in
            let call = view.markets[name.market].liquidate(name.trader)
            return ABIValue.tuple([.address(call.recipient), .bool(true), .bytes(call.data)])
        }
        guard let data = try? function.encodeCall([.array(calls)]) else { return [] }
        let message = Message(
            sender: view.address, recipient: Multicall3.usualAddress, data: data,
            gasLimit: min(Self.gasMax, view.head.header.gasLimit))
        guard let trial = try? view.node.call(message, at: .pending), trial.isSuccess,
            let values = try? function.decodeResult(trial.output, rules: .solidity),
            case .array(let results)? = values.first
        else { return [] }
        return Set(
            results.indices.filter { place in
                guard case .tuple(let parts) = results[place], parts.count == 2,
                    case .bytes(let output) = parts[1]
                else { return false }
                return parts[0] == .bool(false) && output == Self.healed
            })
    }
}
