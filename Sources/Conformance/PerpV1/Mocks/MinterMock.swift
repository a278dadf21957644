import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Mints the protocol's token for losses of the insurance fund, without a limit.
final class MinterMock: Contract {
    let abi: ContractABI
    private let token: AccountID
    private let mint: ABIFunction

    private enum Function: Int, CaseIterable {
        case getPerpToken, mintForLoss
    }

    private let table: DispatchTable<Function>

    /// Places the minter of a token that anyone may mint, or it alone.
    init(
        at account: AccountID, in host: ContractHost, token: AccountID
    ) throws(ABIDeclarationError) {
        abi = try ContractABI(
            "MinterMock",
            declarations: [
                "function getPerpToken() view returns (address)",
                "function mintForLoss((uint256 d) amount)",
            ])
        table = DispatchTable(abi)
        mint = try ABIFunction(parsing: "mint(address to, uint256 amount)")
        self.token = token
        host.deploy(self, at: account)
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        switch function {
        case .getPerpToken:
            return CallResult.address(context.state.address(of: token))
        case .mintForLoss:
            var arguments = try CallArguments(input, of: declaration, in: context)
            var call = mint.selector.bytes
            context.state.address(of: context.caller).number.appendBigEndian(to: &call)
            try arguments.uint256().appendBigEndian(to: &call)
            _ = try context.call(token, call)
            return CallResult.none
        }
    }
}
