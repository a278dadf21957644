import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Swaps along pairs and provides liquidity, for accounts that have allowed it to take their tokens.
///
/// Functions for the native asset, permits and tokens with fees are left out.
/// - Source: Uniswap v2 periphery, `UniswapV2Router02` and `UniswapV2Library`.
public final class SpotRouter: Contract {
    /// The functions.
    public let abi: ContractABI
    let registry: SpotPairRegistry
    private let table: DispatchTable<Function>

    private enum Function: Int, CaseIterable {
        case factory, addLiquidity, removeLiquidity
        case swapExactTokensForTokens, swapTokensForExactTokens
        case quote, getAmountOut, getAmountIn, getAmountsOut, getAmountsIn
    }

    /// Places a router over the pairs of a registry.
    public init(
        at address: Address, in host: ContractHost, registry: SpotPairRegistry
    ) throws(ABIDeclarationError) {
        abi = try ContractABI("UniswapV2Router02", declarations: SpotRouter.declarations)
        table = DispatchTable(abi)
        self.registry = registry
        host.deploy(self, at: host.state.account(address))
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var words = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .factory:
            return CallResult.address(registry.address)
        case .addLiquidity:
            let added = try addLiquidity(try LiquidityOrder(&words, desired: true), in: context)
            return CallResult.words([added.amountA, added.amountB, added.shares])
        case .removeLiquidity:
            let order = try LiquidityOrder(&words, desired: false)
            let removed = try removeLiquidity(order, in: context)
            return CallResult.words([removed.amountA, removed.amountB])
        case .swapExactTokensForTokens:
            let order = try SwapOrder(input, of: declaration, in: context)
            return encoded(try swapExactInput(order, in: context), of: declaration)
        case .swapTokensForExactTokens:
            let order = try SwapOrder(input, of: declaration, in: context)
            return encoded(try swapExactOutput(order, in: context), of: declaration)
        case .quote:
            let amount = try words.uint256()
            let reserve = try words.uint256()
            return CallResult.word(
                try SpotMath.quote(amount, reserveA: reserve, reserveB: try words.uint256()))
        case .getAmountOut:
            let amount = try words.uint256()
            let reserve = try words.uint256()
            return CallResult.word(
                try SpotMath.amountOut(
                    for: amount, reserveIn: reserve, reserveOut: try words.uint256()))
        case .getAmountIn:
            let amount = try words.uint256()
            let reserve = try words.uint256()
            return CallResult.word(
                try SpotMath.amountIn(
                    for: amount, reserveIn: reserve, reserveOut: try words.uint256()))
        case .getAmountsOut:
            let (amount, path) = try Self.amountAndPath(input, of: declaration, in: context)
            return encoded(try amountsOut(amount, along: path, in: context), of: declaration)
        case .getAmountsIn:
            let (amount, path) = try Self.amountAndPath(input, of: declaration, in: context)
            return encoded(try amountsIn(amount, along: path, in: context), of: declaration)
        }
    }

    private func encoded(_ amounts: [UInt256], of declaration: CallLayout) -> [UInt8] {
        var writer = declaration.resultWriter()
        writer.appendArray(amounts, of: .word) { writer, amount in writer.append(amount) }
        return writer.bytes
    }

    private static func amountAndPath(
        _ input: [UInt8], of declaration: CallLayout, in context: CallContext
    ) throws(Revert) -> (UInt256, [AccountID]) {
        do {
            var reader = try declaration.reader(input)
            let amount = try reader.uint256()
            return (amount, try reader.path(in: context.state))
        } catch {
            throw .empty
        }
    }

    private static let declarations: [String] = {
        let swap =
            "address[] path, address to, uint256 deadline) returns (uint256[] amounts)"
        return [
            "function factory() view returns (address)",
            """
            function addLiquidity(address tokenA, address tokenB, uint256 amountADesired, \
            uint256 amountBDesired, uint256 amountAMin, uint256 amountBMin, address to, \
            uint256 deadline) returns (uint256 amountA, uint256 amountB, uint256 liquidity)
            """,
            """
            function removeLiquidity(address tokenA, address tokenB, uint256 liquidity, \
            uint256 amountAMin, uint256 amountBMin, address to, uint256 deadline) \
            returns (uint256 amountA, uint256 amountB)
            """,
            "function swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, " + swap,
            "function swapTokensForExactTokens(uint256 amountOut, uint256 amountInMax, " + swap,
            """
            function quote(uint256 amountA, uint256 reserveA, uint256 reserveB) pure \
            returns (uint256 amountB)
            """,
            """
            function getAmountOut(uint256 amountIn, uint256 reserveIn, uint256 reserveOut) pure \
            returns (uint256 amountOut)
            """,
            """
            function getAmountIn(uint256 amountOut, uint256 reserveIn, uint256 reserveOut) pure \
            returns (uint256 amountIn)
            """,
            """
            function getAmountsOut(uint256 amountIn, address[] path) view \
            returns (uint256[] amounts)
            """,
            """
            function getAmountsIn(uint256 amountOut, address[] path) view \
            returns (uint256[] amounts)
            """,
        ]
    }()
}

extension ABIReader {
    /// Reads an array of tokens.
    fileprivate mutating func path(
        in state: WorldState
    ) throws(ABIDecodingError) -> [AccountID] {
        try array(of: .word) { reader throws(ABIDecodingError) in
            state.account(try reader.address())
        }
    }
}

/// The arguments of a swap: an exact amount, a limit for the other, the way and the terms.
struct SwapOrder {
    let amount: UInt256
    let limit: UInt256
    let path: [AccountID]
    let recipient: AccountID
    let deadline: UInt256

    init(
        _ input: [UInt8], of declaration: CallLayout, in context: CallContext
    ) throws(Revert) {
        do {
            var reader = try declaration.reader(input)
            amount = try reader.uint256()
            limit = try reader.uint256()
            path = try reader.path(in: context.state)
            recipient = context.state.account(try reader.address())
            deadline = try reader.uint256()
        } catch {
            throw .empty
        }
    }
}

/// The arguments of a provision or withdrawal of liquidity.
struct LiquidityOrder {
    let tokenA: AccountID
    let tokenB: AccountID
    /// What is offered of A; of a withdrawal, the shares.
    let amountADesired: UInt256
    let amountBDesired: UInt256
    let amountAMin: UInt256
    let amountBMin: UInt256
    let recipient: AccountID
    let deadline: UInt256

    init(_ words: inout CallArguments, desired: Bool) throws(Revert) {
        tokenA = try words.account()
        tokenB = try words.account()
        amountADesired = try words.uint256()
        amountBDesired = desired ? try words.uint256() : .zero
        amountAMin = try words.uint256()
        amountBMin = try words.uint256()
        recipient = try words.account()
        deadline = try words.uint256()
    }
}
