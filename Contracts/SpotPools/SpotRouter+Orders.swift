import ContractRuntime
import EthereumPrimitives
import WideIntegers

extension SpotRouter {
    /// Swaps an exact amount for as much as the path gives, at least the limit.
    /// - Source: `UniswapV2Router02.swapExactTokensForTokens`.
    func swapExactInput(_ order: SwapOrder, in context: CallContext) throws(Revert) -> [UInt256] {
        try requireInTime(order.deadline, in: context)
        let amounts = try amountsOut(order.amount, along: order.path, in: context)
        guard amounts[amounts.count - 1] >= order.limit else {
            throw .reason("UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT")
        }
        try swap(amounts, order, in: context)
        return amounts
    }

    /// Swaps as little as the path takes, at most the limit, for an exact amount.
    /// - Source: `UniswapV2Router02.swapTokensForExactTokens`.
    func swapExactOutput(
        _ order: SwapOrder, in context: CallContext
    ) throws(Revert) -> [UInt256] {
        try requireInTime(order.deadline, in: context)
        let amounts = try amountsIn(order.amount, along: order.path, in: context)
        guard amounts[0] <= order.limit else {
            throw .reason("UniswapV2Router: EXCESSIVE_INPUT_AMOUNT")
        }
        try swap(amounts, order, in: context)
        return amounts
    }

    /// Provides liquidity at the pair's ratio.
    /// - Source: `UniswapV2Router02.addLiquidity`.
    func addLiquidity(
        _ order: LiquidityOrder, in context: CallContext
    ) throws(Revert) -> (amountA: UInt256, amountB: UInt256, shares: UInt256) {
        try requireInTime(order.deadline, in: context)
        try context.compute(SpotGas.router)
        let pair = try pair(order.tokenA, order.tokenB, in: context)
        let (amountA, amountB) = try fittedAmounts(order, pair, in: context)
        try take(order.tokenA, amountA, for: pair, in: context)
        try take(order.tokenB, amountB, for: pair, in: context)
        let outer = try context.enter(pair.account)
        let shares = try pair.mint(to: order.recipient, in: context)
        context.leave(outer)
        return (amountA, amountB, shares)
    }

    /// Takes liquidity out.
    /// - Source: `UniswapV2Router02.removeLiquidity`.
    func removeLiquidity(
        _ order: LiquidityOrder, in context: CallContext
    ) throws(Revert) -> (amountA: UInt256, amountB: UInt256) {
        try requireInTime(order.deadline, in: context)
        try context.compute(SpotGas.router)
        let pair = try pair(order.tokenA, order.tokenB, in: context)
        let provider = context.caller
        let outer = try context.enter(pair.account)
        _ = try pair.transferFrom(
            provider, to: pair.account, order.amountADesired, in: context)
        context.leave(outer)
        let again = try context.enter(pair.account)
        let paid = try pair.burn(to: order.recipient, in: context)
        context.leave(again)
        let isA0 = order.tokenA == pair.token0
        let amountA = isA0 ? paid.amount0 : paid.amount1
        let amountB = isA0 ? paid.amount1 : paid.amount0
        guard amountA >= order.amountAMin else {
            throw .reason("UniswapV2Router: INSUFFICIENT_A_AMOUNT")
        }
        guard amountB >= order.amountBMin else {
            throw .reason("UniswapV2Router: INSUFFICIENT_B_AMOUNT")
        }
        return (amountA, amountB)
    }

    // MARK: - Amounts along a path

    /// What each pair of a path gives, the amount put in first.
    /// - Source: `UniswapV2Library.getAmountsOut`.
    func amountsOut(
        _ amountIn: UInt256, along path: [AccountID], in context: CallContext
    ) throws(Revert) -> [UInt256] {
        guard path.count >= 2 else { throw .reason("UniswapV2Library: INVALID_PATH") }
        var amounts = [amountIn]
        for hop in path.indices.dropLast() {
            let pair = try pair(path[hop], path[hop + 1], in: context)
            let (reserveIn, reserveOut) = try reserves(of: pair, from: path[hop], in: context)
            try context.compute(SpotGas.routerHop)
            amounts.append(
                try SpotMath.amountOut(
                    for: amounts[hop], reserveIn: reserveIn, reserveOut: reserveOut,
                    feePerMille: pair.feePerMille))
        }
        return amounts
    }

    /// What each pair of a path must be given, the amount taken out last.
    /// - Source: `UniswapV2Library.getAmountsIn`.
    func amountsIn(
        _ amountOut: UInt256, along path: [AccountID], in context: CallContext
    ) throws(Revert) -> [UInt256] {
        guard path.count >= 2 else { throw .reason("UniswapV2Library: INVALID_PATH") }
        var amounts = [UInt256](repeating: amountOut, count: path.count)
        for hop in path.indices.dropLast().reversed() {
            let pair = try pair(path[hop], path[hop + 1], in: context)
            let (reserveIn, reserveOut) = try reserves(of: pair, from: path[hop], in: context)
            try context.compute(SpotGas.routerHop)
            amounts[hop] = try SpotMath.amountIn(
                for: amounts[hop + 1], reserveIn: reserveIn, reserveOut: reserveOut,
                feePerMille: pair.feePerMille)
        }
        return amounts
    }

    // MARK: - Parts

    private func requireInTime(_ deadline: UInt256, in context: CallContext) throws(Revert) {
        guard deadline >= UInt256(context.block.timestampSeconds) else {
            throw .reason("UniswapV2Router: EXPIRED")
        }
    }

    /// The pair of two tokens; where there is none, the original calls an address without code.
    private func pair(
        _ one: AccountID, _ other: AccountID, in context: CallContext
    ) throws(Revert) -> SpotPair {
        if one == other { throw .reason("UniswapV2Library: IDENTICAL_ADDRESSES") }
        if one == .zero || other == .zero { throw .reason("UniswapV2Library: ZERO_ADDRESS") }
        guard let pair = registry.pair(one, other) else { throw .empty }
        return pair
    }

    private func reserves(
        of pair: SpotPair, from tokenIn: AccountID, in context: CallContext
    ) throws(Revert) -> (UInt256, UInt256) {
        let outer = try context.enter(pair.account, .view)
        let reserves = try pair.reserves(in: context)
        context.leave(outer)
        return tokenIn == pair.token0
            ? (reserves.reserve0, reserves.reserve1) : (reserves.reserve1, reserves.reserve0)
    }

    /// Pays the first pair and lets each pay the next; the last pays the recipient.
    private func swap(
        _ amounts: [UInt256], _ order: SwapOrder, in context: CallContext
    ) throws(Revert) {
        try context.compute(SpotGas.router)
        let path = order.path
        let first = try pair(path[0], path[1], in: context)
        try take(path[0], amounts[0], for: first, in: context)
        for hop in path.indices.dropLast() {
            let current = try pair(path[hop], path[hop + 1], in: context)
            let amountOut = amounts[hop + 1]
            let isOut1 = path[hop] == current.token0
            let recipient =
                hop + 2 < path.count
                ? try pair(path[hop + 1], path[hop + 2], in: context).account : order.recipient
            let outer = try context.enter(current.account)
            try current.swap(
                amount0Out: isOut1 ? .zero : amountOut, amount1Out: isOut1 ? amountOut : .zero,
                to: recipient, data: [], in: context)
            context.leave(outer)
        }
    }

    private func fittedAmounts(
        _ order: LiquidityOrder, _ pair: SpotPair, in context: CallContext
    ) throws(Revert) -> (UInt256, UInt256) {
        let (reserveA, reserveB) = try reserves(of: pair, from: order.tokenA, in: context)
        if reserveA.isZero && reserveB.isZero {
            return (order.amountADesired, order.amountBDesired)
        }
        let fittedB = try SpotMath.quote(
            order.amountADesired, reserveA: reserveA, reserveB: reserveB)
        if fittedB <= order.amountBDesired {
            guard fittedB >= order.amountBMin else {
                throw .reason("UniswapV2Router: INSUFFICIENT_B_AMOUNT")
            }
            return (order.amountADesired, fittedB)
        }
        let fittedA = try SpotMath.quote(
            order.amountBDesired, reserveA: reserveB, reserveB: reserveA)
        // Both quotes rounded down cannot both exceed what is offered.
        precondition(fittedA <= order.amountADesired, "\(fittedA) of \(order.amountADesired)")
        guard fittedA >= order.amountAMin else {
            throw .reason("UniswapV2Router: INSUFFICIENT_A_AMOUNT")
        }
        return (fittedA, order.amountBDesired)
    }

    /// Moves tokens of the caller to a pair.
    private func take(
        _ account: AccountID, _ amount: UInt256, for pair: SpotPair, in context: CallContext
    ) throws(Revert) {
        let payer = context.caller
        let result = try context.attempt(account) { () throws(Revert) in
            try token(at: account, in: context).transferFrom(
                payer, to: pair.account, amount, in: context)
        }
        guard case .success(let reply) = result, reply.isAccepted else {
            throw .reason("TransferHelper: TRANSFER_FROM_FAILED")
        }
    }
}
