import ContractRuntime
import EthereumPrimitives

/// The contract that other people's transactions call: it uses all gas that it is given.
final class GasSink: Contract {
    static let address = Address(truncating: 0x9a55)

    let abi: ContractABI

    init(in host: ContractHost) {
        guard let abi = try? ContractABI("GasSink", declarations: []) else {
            preconditionFailure("an ABI without declarations")
        }
        self.abi = abi
        host.deploy(self, at: host.state.account(GasSink.address))
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        try context.compute(context.gasRemaining)
        return []
    }
}
