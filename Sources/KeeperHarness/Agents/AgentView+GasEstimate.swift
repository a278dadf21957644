import Agents
import Chain
import ContractRuntime

extension AgentView {
    /// What `eth_estimateGas` says, nearly, with the state of the block that would be made now; nil where
    /// the call would fail.
    func gasEstimate(of call: CallIntent) -> UInt64? {
        let message = Message(
            sender: address, recipient: call.recipient, data: call.data,
            gasLimit: head.header.gasLimit)
        guard let trial = try? node.call(message, at: .pending), trial.isSuccess else {
            return nil
        }
        return (trial.gasUsed + trial.gasRefund + 2_300) * 64 / 63
    }
}
