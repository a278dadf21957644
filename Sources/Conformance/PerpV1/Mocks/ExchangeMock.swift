import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// An exchange that swaps any token into any other at one settable ratio, from its own balances.
///
/// An amount v is worth `v / ratio` of the other token; what must be paid for v is `v * ratio`.
final class ExchangeMock: Contract {
    let abi: ContractABI
    private let ratioSlot: Slot
    private let table: DispatchTable<Function>

    private enum Function: Int, CaseIterable {
        case getInputPrice, getOutputPrice, swapInput, mockSetSwapRatio
    }

    /// Places the exchange.
    init(
        at account: AccountID, in host: ContractHost, ratioWad: UInt256
    ) throws(ABIDeclarationError) {
        let decimal = "(uint256 d)"
        abi = try ContractABI(
            "ExchangeMock",
            declarations: [
                """
                function getInputPrice(address inputToken, address outputToken, \(decimal) sold) \
                view returns (\(decimal))
                """,
                """
                function getOutputPrice(address inputToken, address outputToken, \
                \(decimal) bought) view returns (\(decimal))
                """,
                """
                function swapInput(address inputToken, address outputToken, \(decimal) sold, \
                \(decimal) boughtMin, \(decimal) priceMax) returns (\(decimal))
                """,
                "function mockSetSwapRatio(\(decimal) ratio)",
            ])
        table = DispatchTable(abi)
        ratioSlot = host.state.addSlots(1)
        host.state.write(ratioWad, to: ratioSlot)
        host.deploy(self, at: account)
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        if function == .mockSetSwapRatio {
            try context.store(try arguments.uint256(), to: ratioSlot)
            return CallResult.none
        }
        let inputToken = try arguments.account()
        let outputToken = try arguments.account()
        let amount = try arguments.uint256()
        let ratio = try context.load(ratioSlot)
        let price: UInt256
        do throws(FixedPointError) {
            price =
                function == .getOutputPrice ? try amount.mulD(ratio) : try amount.divD(ratio)
        } catch {
            throw Revert(error)
        }
        if function == .swapInput {
            let (payer, this) = (context.caller, context.this)
            try move(amount, of: inputToken, in: context) {
                (token, amount) throws(Revert) in
                try token.transferFrom(payer, to: this, amount, in: context)
            }
            try move(price, of: outputToken, in: context) {
                (token, amount) throws(Revert) in
                try token.transfer(to: payer, amount, in: context)
            }
        }
        return CallResult.word(price)
    }

    /// Moves an amount of 18 decimals in base units of its token.
    private func move(
        _ amountWad: UInt256, of account: AccountID, in context: CallContext,
        _ body: (any TokenInterface, UInt256) throws(Revert) -> TokenReply
    ) throws(Revert) {
        let outer = try context.enter(account)
        let token = token(at: account, in: context)
        guard let decimals = try token.decimals(in: context), decimals <= 18 else { throw .empty }
        let raw: UInt256
        do throws(ArithmeticPanic) {
            raw = try amountWad / UInt256(10).power(18 &- decimals)
        } catch {
            throw .panic(error)
        }
        guard try body(token, raw).isAccepted else { throw .empty }
        context.leave(outer)
    }
}
