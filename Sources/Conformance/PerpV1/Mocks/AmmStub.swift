import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// An amm of which nothing is known but its quote token.
final class AmmStub: Contract {
    let abi: ContractABI
    private let quoteAssetSlot: Slot

    /// Places the stub.
    init(
        at account: AccountID, in host: ContractHost, quoteAsset: Address
    ) throws(ABIDeclarationError) {
        abi = try ContractABI(
            "AmmStub",
            declarations: [
                "function quoteAsset() view returns (address)",
                "function mockSetQuoteAsset(address token)",
            ])
        quoteAssetSlot = host.state.addSlots(1)
        host.state.write(quoteAsset.number, to: quoteAssetSlot)
        host.deploy(self, at: account)
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        guard let selector = Selector(prefix: input), let index = abi.functionIndex(selector)
        else { throw .empty }
        if index == 0 { return CallResult.word(try context.load(quoteAssetSlot)) }
        var arguments = try CallArguments(input, of: CallLayout(abi.functions[index]), in: context)
        let token = context.state.address(of: try arguments.account())
        try context.store(token.number, to: quoteAssetSlot)
        return CallResult.none
    }
}
