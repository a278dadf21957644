import ContractRuntime
import EthereumPrimitives
import WideIntegers

extension SpotPair {
    /// The reserves as of their last change.
    public func reserves(in context: CallContext) throws(Revert) -> SpotReserves {
        try context.compute(SpotGas.view)
        return try loadReserves(in: context)
    }

    /// Sends out what is asked for, calls back if there is data, and checks the product at the end.
    ///
    /// - Source: `UniswapV2Pair.swap`.
    public func swap(
        amount0Out: UInt256, amount1Out: UInt256, to recipient: AccountID, data: [UInt8],
        in context: CallContext
    ) throws(Revert) {
        try lock(in: context)
        try context.compute(SpotGas.swap)
        if amount0Out.isZero && amount1Out.isZero {
            throw .reason("UniswapV2: INSUFFICIENT_OUTPUT_AMOUNT")
        }
        let before = try loadReserves(in: context)
        guard amount0Out < before.reserve0 && amount1Out < before.reserve1 else {
            throw .reason("UniswapV2: INSUFFICIENT_LIQUIDITY")
        }
        if recipient == token0 || recipient == token1 { throw .reason("UniswapV2: INVALID_TO") }
        if !amount0Out.isZero { try pay(token0, amount0Out, to: recipient, in: context) }
        if !amount1Out.isZero { try pay(token1, amount1Out, to: recipient, in: context) }
        if !data.isEmpty {
            try callBack(recipient, amount0Out, amount1Out, data, in: context)
        }
        let balance0 = try holding(of: token0, in: context)
        let balance1 = try holding(of: token1, in: context)
        let amount0In = received(balance0, before.reserve0 &- amount0Out)
        let amount1In = received(balance1, before.reserve1 &- amount1Out)
        if amount0In.isZero && amount1In.isZero {
            throw .reason("UniswapV2: INSUFFICIENT_INPUT_AMOUNT")
        }
        let adjusted0 = try afterFee(balance0, amount0In)
        let adjusted1 = try afterFee(balance1, amount1In)
        // Reserves below 2^112 leave room for the factor of 10^6.
        let product = before.reserve0 &* before.reserve1 &* 1_000_000
        guard try SpotMath.product(adjusted0, adjusted1) >= product else {
            throw .reason("UniswapV2: K")
        }
        try update(balance0, balance1, before, in: context)
        try context.log(
            topics: [topics[4], number(context.caller, context), number(recipient, context)],
            words: [amount0In, amount1In, amount0Out, amount1Out])
        try context.store(UInt256.one, to: unlockedSlot)
    }

    /// Makes shares for what came in since the last change of the reserves.
    /// - Source: `UniswapV2Pair.mint`.
    public func mint(
        to recipient: AccountID, in context: CallContext
    ) throws(Revert) -> UInt256 {
        try lock(in: context)
        try context.compute(SpotGas.liquidity)
        let before = try loadReserves(in: context)
        let balance0 = try holding(of: token0, in: context)
        let balance1 = try holding(of: token1, in: context)
        let amount0 = try SpotMath.difference(balance0, before.reserve0)
        let amount1 = try SpotMath.difference(balance1, before.reserve1)
        try mintProtocolFee(before, in: context)
        let supply = try context.load(supplySlot)
        let shares: UInt256
        if supply.isZero {
            let root = try SpotMath.product(amount0, amount1).squareRoot
            shares = try SpotMath.difference(root, SpotPair.minimumLiquidity)
            try mintShares(SpotPair.minimumLiquidity, to: .zero, in: context)
        } else {
            shares = min(
                try share(amount0, supply, before.reserve0),
                try share(amount1, supply, before.reserve1))
        }
        if shares.isZero { throw .reason("UniswapV2: INSUFFICIENT_LIQUIDITY_MINTED") }
        try mintShares(shares, to: recipient, in: context)
        try update(balance0, balance1, before, in: context)
        try noteProduct(balance0, balance1, in: context)
        try context.log(
            topics: [topics[2], number(context.caller, context)], words: [amount0, amount1])
        try context.store(UInt256.one, to: unlockedSlot)
        return shares
    }

    /// Pays out for the shares that the pair itself holds.
    /// - Source: `UniswapV2Pair.burn`.
    public func burn(
        to recipient: AccountID, in context: CallContext
    ) throws(Revert) -> (amount0: UInt256, amount1: UInt256) {
        try lock(in: context)
        try context.compute(SpotGas.liquidity)
        let before = try loadReserves(in: context)
        let held0 = try holding(of: token0, in: context)
        let held1 = try holding(of: token1, in: context)
        let shares = try context.load(context.state.record(in: balances, context.this))
        try mintProtocolFee(before, in: context)
        let supply = try context.load(supplySlot)
        let amount0 = try share(shares, held0, supply)
        let amount1 = try share(shares, held1, supply)
        guard !amount0.isZero && !amount1.isZero else {
            throw .reason("UniswapV2: INSUFFICIENT_LIQUIDITY_BURNED")
        }
        try burnShares(shares, of: context.this, in: context)
        try pay(token0, amount0, to: recipient, in: context)
        try pay(token1, amount1, to: recipient, in: context)
        let balance0 = try holding(of: token0, in: context)
        let balance1 = try holding(of: token1, in: context)
        try update(balance0, balance1, before, in: context)
        try noteProduct(balance0, balance1, in: context)
        try context.log(
            topics: [topics[3], number(context.caller, context), number(recipient, context)],
            words: [amount0, amount1])
        try context.store(UInt256.one, to: unlockedSlot)
        return (amount0, amount1)
    }

    /// Pays out whatever the pair holds above its reserves.
    /// - Source: `UniswapV2Pair.skim`.
    func skim(to recipient: AccountID, in context: CallContext) throws(Revert) {
        try lock(in: context)
        try context.compute(SpotGas.balance)
        let reserves = try loadReserves(in: context)
        for (token, reserve) in [(token0, reserves.reserve0), (token1, reserves.reserve1)] {
            let held = try holding(of: token, in: context)
            let surplus = try SpotMath.difference(held, reserve)
            try pay(token, surplus, to: recipient, in: context)
        }
        try context.store(UInt256.one, to: unlockedSlot)
    }

    /// Takes whatever the pair holds as its reserves.
    /// - Source: `UniswapV2Pair.sync`.
    func sync(in context: CallContext) throws(Revert) {
        try lock(in: context)
        try context.compute(SpotGas.balance)
        let before = try loadReserves(in: context)
        let balance0 = try holding(of: token0, in: context)
        let balance1 = try holding(of: token1, in: context)
        try update(balance0, balance1, before, in: context)
        try context.store(UInt256.one, to: unlockedSlot)
    }
}
