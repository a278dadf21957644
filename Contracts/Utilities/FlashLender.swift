import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Lends tokens it holds for the length of one call, for a fee that stays with it.
///
/// Besides the allowance that it draws on, it checks its balance, so that a token with a fee on
/// transfers cannot be paid back short.
/// - Source: EIP-3156; texts of its reference lender.
public final class FlashLender: Contract {
    /// The functions.
    public let abi: ContractABI
    /// The fee in 1/10000 of the loan, rounded down.
    public let feeBasisPoints: UInt64
    private let table: DispatchTable<Function>
    private let tokens: [AccountID]
    private let callback: ABIFunction

    private enum Function: Int, CaseIterable {
        case maxFlashLoan, flashFee, flashLoan
    }

    /// Places a lender of some tokens, of which it must be given balances.
    public init(
        at address: Address, in host: ContractHost, tokens: [Address], feeBasisPoints: UInt64
    ) throws(FlashLenderParameterError) {
        guard feeBasisPoints <= 10_000 else {
            throw .feeAboveAmount(basisPoints: feeBasisPoints)
        }
        do throws(ABIDeclarationError) {
            abi = try ContractABI("FlashLender", declarations: FlashLender.declarations)
            callback = try ABIFunction(parsing: FlashLender.callbackDeclaration)
        } catch {
            throw .declaration(error)
        }
        table = DispatchTable(abi)
        self.tokens = tokens.map { host.state.account($0) }
        self.feeBasisPoints = feeBasisPoints
        host.deploy(self, at: host.state.account(address))
    }

    private static let declarations = [
        "function maxFlashLoan(address token) view returns (uint256)",
        "function flashFee(address token, uint256 amount) view returns (uint256)",
        """
        function flashLoan(address receiver, address token, uint256 amount, bytes data) \
        returns (bool)
        """,
    ]

    private static let callbackDeclaration = """
        onFlashLoan(address initiator, address token, uint256 amount, uint256 fee, \
        bytes data) returns (bytes32)
        """

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        try context.compute(UtilityGas.entry)
        switch function {
        case .maxFlashLoan:
            let token = try arguments.account()
            let isLent = tokens.contains(token)
            return CallResult.word(isLent ? try holding(of: token, in: context) : .zero)
        case .flashFee:
            let token = try arguments.account()
            return CallResult.word(try fee(on: try arguments.uint256(), of: token))
        case .flashLoan:
            let receiver = try arguments.account()
            let token = try arguments.account()
            let amount = try arguments.uint256()
            try lend(amount, of: token, to: receiver, try arguments.bytes(), in: context)
            return CallResult.flag(true)
        }
    }

    private func fee(on amount: UInt256, of token: AccountID) throws(Revert) -> UInt256 {
        guard tokens.contains(token) else { throw .reason("FlashLender: Unsupported currency") }
        do {
            let product = try amount * UInt256(feeBasisPoints)
            return product.quotientAndRemainder(dividingBy: 10_000).quotient
        } catch {
            throw .panic(error)
        }
    }

    private func lend(
        _ amount: UInt256, of account: AccountID, to receiver: AccountID, _ data: [UInt8],
        in context: CallContext
    ) throws(Revert) {
        try context.compute(UtilityGas.flashLoan)
        let lender = context.this
        let fee = try fee(on: amount, of: account)
        let before = try holding(of: account, in: context)
        let paid = try tokenCall(account, in: context) { token throws(Revert) in
            try token.transfer(to: receiver, amount, in: context)
        }
        guard paid.isAccepted else { throw .reason("FlashLender: Transfer failed") }
        try callBack(receiver, account, amount, fee, data, in: context)
        let (due, overflows) = amount.addingReportingOverflow(fee)
        if overflows { throw .panic(.overflow) }
        let repaid = try tokenCall(account, in: context) { token throws(Revert) in
            try token.transferFrom(receiver, to: lender, due, in: context)
        }
        guard repaid.isAccepted else { throw .reason("FlashLender: Repay failed") }
        guard try holding(of: account, in: context) >= before &+ fee else {
            throw .reason("FlashLender: Repay failed")
        }
    }

    private func callBack(
        _ receiver: AccountID, _ token: AccountID, _ amount: UInt256, _ fee: UInt256,
        _ data: [UInt8], in context: CallContext
    ) throws(Revert) {
        var writer = callback.callWriter()
        writer.append(context.state.address(of: context.caller))
        writer.append(context.state.address(of: token))
        writer.append(amount)
        writer.append(fee)
        writer.append(bytes: data)
        let output = try context.call(receiver, writer.bytes)
        guard output.count >= 32 else { throw .empty }
        let reply = Hash256(UInt256(bigEndian: output.span.bytes, at: 0))
        guard reply == ScriptAccount.flashLoanReply else {
            throw .reason("FlashLender: Callback failed")
        }
    }

    private func holding(
        of account: AccountID, in context: CallContext
    ) throws(Revert) -> UInt256 {
        let lender = context.this
        let outer = try context.enter(account, .view)
        let balance = try token(at: account, in: context).balance(of: lender, in: context)
        context.leave(outer)
        return balance
    }

    private func tokenCall(
        _ account: AccountID, in context: CallContext,
        _ body: (any TokenInterface) throws(Revert) -> TokenReply
    ) throws(Revert) -> TokenReply {
        let outer = try context.enter(account)
        let reply = try body(token(at: account, in: context))
        context.leave(outer)
        return reply
    }
}

/// Why a lender cannot be placed.
public enum FlashLenderParameterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A fee above the loan itself.
    case feeAboveAmount(basisPoints: UInt64)
    /// The contract's own declaration is wrong.
    case declaration(ABIDeclarationError)

    /// Parameter, value and what is allowed.
    public var description: String {
        switch self {
        case .feeAboveAmount(let points): "feeBasisPoints is 0 to 10000, not \(points)"
        case .declaration(let error): "\(error)"
        }
    }
}
