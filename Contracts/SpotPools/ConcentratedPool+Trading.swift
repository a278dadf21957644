import ContractRuntime
import EthereumPrimitives
import VenueFormulas
import WideIntegers

extension ConcentratedPool {
    /// Trades up to an amount or a price, pays out, and takes the payment.
    ///
    /// The tick before the trade is noted when the trade changes it, as in the original: until then
    /// the sums grow evenly and need no note.
    /// - Parameters:
    ///   - isDown: whether token0 comes in.
    ///   - amount: above zero what comes in, below zero what goes out.
    ///   - data: for `uniswapV3SwapCallback`; without data the caller pays by its allowance.
    /// - Returns: what the pool gets of each token; below zero what it gives.
    /// - Source: `UniswapV3Pool.swap`.
    public func swap(
        to recipient: AccountID, isDown: Bool, amount: Int256, limitSqrtPriceX96: UInt256,
        data: [UInt8], in context: CallContext
    ) throws(Revert) -> (amount0: Int256, amount1: Int256) {
        try context.compute(ConcentratedGas.swap)
        if amount.isZero { throw .reason("AS") }
        var storage = storage(context)
        var slot0 = try lock(storage)
        let before = try storage.pool(slot0)
        var pool = before
        let outcome = try storage.swap(
            &pool, parameters, isDown: isDown,
            amount: amount.isNegative ? .output(amount.magnitude) : .input(amount.magnitude),
            limitSqrtPriceX96: limitSqrtPriceX96)
        let isLagging = try lags(slot0, storage)
        if pool.tick != before.tick || isLagging {
            try note(
                &slot0, liquidity: before.liquidity, now: context.block.timestampSeconds, &storage)
        }
        slot0.sqrtPriceX96 = pool.sqrtPriceX96
        slot0.tick = pool.tick
        try storage.setSlot0(slot0)
        if pool.liquidity != before.liquidity {
            try storage.store(pool.liquidity, to: slots.liquidity)
        }
        if isDown {
            try storage.store(pool.feeGrowth0X128, to: slots.feeGrowth0)
        } else {
            try storage.store(pool.feeGrowth1X128, to: slots.feeGrowth1)
        }
        let given = Int256.zero &- Int256(bitPattern: outcome.amountOut)
        let taken = Int256(bitPattern: outcome.amountIn)
        let deltas = isDown ? (amount0: taken, amount1: given) : (amount0: given, amount1: taken)
        try pay(isDown ? token1 : token0, outcome.amountOut, to: recipient, in: context)
        try takePayment(
            isDown ? token0 : token1, outcome.amountIn, shortage: "IIA", data, in: context
        ) { () in
            var writer = swapCallback.callWriter()
            writer.append(deltas.amount0)
            writer.append(deltas.amount1)
            writer.append(bytes: data)
            return writer.bytes
        }
        try emit(
            "Swap",
            [
                .address(context.state.address(of: context.caller)),
                .address(context.state.address(of: recipient)), .int(deltas.amount0),
                .int(deltas.amount1), .uint(pool.sqrtPriceX96), .uint(pool.liquidity),
                .int(Int256(Int64(pool.tick))),
            ], in: context)
        try unlock(slot0, storage)
        return deltas
    }

    // MARK: - Tokens

    /// Pays out; nothing is no transfer.
    func pay(
        _ account: AccountID, _ amount: UInt256, to recipient: AccountID, in context: CallContext
    ) throws(Revert) {
        if amount.isZero { return }
        let result = try context.attempt(account) { () throws(Revert) in
            try token(at: account, in: context).transfer(to: recipient, amount, in: context)
        }
        guard case .success(let reply) = result, reply.isAccepted else { throw .reason("TF") }
    }

    /// Calls the caller back, where it gave data, and checks what came; otherwise takes its allowance.
    private func takePayment(
        _ account: AccountID, _ amount: UInt256, shortage: String, _ data: [UInt8],
        in context: CallContext, _ callback: () -> [UInt8]
    ) throws(Revert) {
        if data.isEmpty { return try pull(account, amount, in: context) }
        let before = try holding(of: account, in: context)
        _ = try context.call(context.caller, callback())
        try requireHolding(of: account, before, plus: amount, or: shortage, in: context)
    }

    /// Takes an amount out of the caller's allowance.
    func pull(
        _ account: AccountID, _ amount: UInt256, in context: CallContext
    ) throws(Revert) {
        if amount.isZero { return }
        let pool = context.this
        let payer = context.caller
        let result = try context.attempt(account) { () throws(Revert) in
            try token(at: account, in: context)
                .transferFrom(payer, to: pool, amount, in: context)
        }
        guard case .success(let reply) = result, reply.isAccepted else { throw .reason("STF") }
    }

    /// Checks that the pool has got what it is owed.
    func requireHolding(
        of account: AccountID, _ before: UInt256, plus amount: UInt256, or shortage: String,
        in context: CallContext
    ) throws(Revert) {
        let (due, carries) = before.addingReportingOverflow(amount)
        let held = try holding(of: account, in: context)
        guard !carries && held >= due else { throw .reason(shortage) }
    }

    /// Base units of a token that the pool holds.
    func holding(
        of account: AccountID, in context: CallContext
    ) throws(Revert) -> UInt256 {
        let pool = context.this
        let outer = try context.enter(account, .view)
        let balance = try token(at: account, in: context).balance(of: pool, in: context)
        context.leave(outer)
        return balance
    }
}
