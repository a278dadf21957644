import ContractRuntime
import EthereumPrimitives
import WideIntegers

extension SpotPair {
    enum Function: Int, CaseIterable {
        case name, symbol, decimals, totalSupply, balanceOf, allowance
        case approve, transfer, transferFrom
        // The original's own spelling, by which dispatch finds it.
        // swift-format-ignore: AlwaysUseLowerCamelCase
        case MINIMUM_LIQUIDITY
        case token0, token1, getReserves, price0CumulativeLast, price1CumulativeLast, kLast
        case mint, burn, swap, skim, sync
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .swap:
            let amount0Out = try arguments.uint256()
            let amount1Out = try arguments.uint256()
            let recipient = try arguments.account()
            try swap(
                amount0Out: amount0Out, amount1Out: amount1Out, to: recipient,
                data: try arguments.bytes(), in: context)
        case .mint:
            return CallResult.word(try mint(to: try arguments.account(), in: context))
        case .burn:
            let paid = try burn(to: try arguments.account(), in: context)
            return CallResult.words([paid.amount0, paid.amount1])
        case .skim: try skim(to: try arguments.account(), in: context)
        case .sync: try sync(in: context)
        case .getReserves:
            let reserves = try reserves(in: context)
            return CallResult.words([
                reserves.reserve0, reserves.reserve1, UInt256(UInt64(reserves.timestampLast)),
            ])
        case .balanceOf, .allowance, .approve, .transfer, .transferFrom:
            return try runShares(function, &arguments, in: context)
        case .name, .symbol, .decimals, .totalSupply, .MINIMUM_LIQUIDITY, .token0, .token1,
            .price0CumulativeLast, .price1CumulativeLast, .kLast:
            return try view(function, declaration, in: context)
        }
        return CallResult.none
    }

    private func runShares(
        _ function: Function, _ arguments: inout CallArguments, in context: CallContext
    ) throws(Revert) -> [UInt8] {
        let first = try arguments.account()
        switch function {
        case .balanceOf:
            return CallResult.word(try balance(of: first, in: context))
        case .allowance:
            return CallResult.word(
                try allowance(of: first, for: try arguments.account(), in: context))
        case .approve:
            _ = try approve(first, try arguments.uint256(), in: context)
        case .transfer:
            _ = try transfer(to: first, try arguments.uint256(), in: context)
        default:
            let recipient = try arguments.account()
            _ = try transferFrom(first, to: recipient, try arguments.uint256(), in: context)
        }
        return CallResult.flag(true)
    }

    private func view(
        _ function: Function, _ declaration: CallLayout, in context: CallContext
    ) throws(Revert) -> [UInt8] {
        try context.compute(SpotGas.view)
        switch function {
        case .name, .symbol:
            var writer = declaration.resultWriter()
            writer.append(string: function == .name ? "Uniswap V2" : "UNI-V2")
            return writer.bytes
        case .decimals: return CallResult.word(UInt256(18))
        case .totalSupply: return CallResult.word(try context.load(supplySlot))
        case .MINIMUM_LIQUIDITY: return CallResult.word(SpotPair.minimumLiquidity)
        case .token0: return CallResult.address(context.state.address(of: token0))
        case .token1: return CallResult.address(context.state.address(of: token1))
        case .price0CumulativeLast: return CallResult.word(try context.load(cumulative0Slot))
        case .price1CumulativeLast: return CallResult.word(try context.load(cumulative1Slot))
        default: return CallResult.word(try context.load(lastProductSlot))
        }
    }
}
