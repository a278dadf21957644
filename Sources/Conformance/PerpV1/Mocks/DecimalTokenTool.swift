import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// Offers the protocol's token functions as calls; it is the holder and the spender itself.
final class DecimalTokenTool: Contract {
    let abi: ContractABI
    private let tokens: DecimalTokens
    private let table: DispatchTable<Function>

    private enum Function: Int, CaseIterable {
        case transfer, transferFrom, approve, allowance, balanceOf
    }

    /// Places the tool.
    init(at account: AccountID, in host: ContractHost) throws(ABIDeclarationError) {
        let decimal = "(uint256 d)"
        abi = try ContractABI(
            "DecimalTokenTool",
            declarations: [
                "function transfer(address token, address to, \(decimal) value)",
                "function transferFrom(address token, address from, address to, \(decimal) value)",
                "function approve(address token, address spender, \(decimal) value)",
                """
                function allowance(address token, address owner, address spender) view \
                returns (\(decimal))
                """,
                "function balanceOf(address token, address account) view returns (\(decimal))",
            ])
        table = DispatchTable(abi)
        tokens = DecimalTokens(in: host.state)
        host.deploy(self, at: account)
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        let token = try arguments.account()
        let account = try arguments.account()
        switch function {
        case .transfer:
            try tokens.transfer(token, to: account, try arguments.uint256(), context)
        case .transferFrom:
            let recipient = try arguments.account()
            try tokens.transferFrom(
                token, account, to: recipient, try arguments.uint256(), context)
        case .approve:
            try tokens.approve(token, account, try arguments.uint256(), context)
        case .allowance:
            let spender = try arguments.account()
            let outer = try context.enter(token, .view)
            let units = try PerpContracts.token(at: token, in: context)
                .allowance(of: account, for: spender, in: context)
            context.leave(outer)
            return CallResult.word(try tokens.amount(ofUnits: units, token, context))
        case .balanceOf:
            return CallResult.word(try tokens.balance(of: account, token, context))
        }
        return CallResult.none
    }
}
