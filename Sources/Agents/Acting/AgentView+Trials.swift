import Chain
import ContractRuntime
import PerpContracts
import WideIntegers

/// What an agent finds out by asking its node to try a call.
extension AgentView {
    /// What a call would do after the head, as `eth_call` tells; nil where the state is not kept.
    func trial(of call: CallIntent) -> ExecutionOutcome? {
        try? node.call(
            Message(
                sender: address, recipient: call.recipient, valueWei: call.valueWei,
                data: call.data, gasLimit: call.gasLimit))
    }

    /// What the liquidator is paid by the liquidations in some logs, wad.
    ///
    /// - Source: `PositionLiquidated`, whose third word is the liquidator's part.
    func liquidationReward(in logs: LogStore) -> UInt256 {
        var sum = UInt256.zero
        for index in 0..<logs.count where logs.topicWord(0, of: index) == Self.positionLiquidated {
            sum = sum.saturatingAdd(logs.dataWord(2, of: index))
        }
        return sum
    }

    private static let positionLiquidated =
        ReferencePerpABI.house.topic(ofEvent: "PositionLiquidated")
}
