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

// MARK: - Parts

extension SpotPair {
    private func lock(in context: CallContext) throws(Revert) {
        guard try context.load(unlockedSlot) == .one else { throw .reason("UniswapV2: LOCKED") }
        try context.store(UInt256.zero, to: unlockedSlot)
    }

    private func loadReserves(in context: CallContext) throws(Revert) -> SpotReserves {
        SpotReserves(packed: try context.load(reservesSlot))
    }

    private func received(_ balance: UInt256, _ expected: UInt256) -> UInt256 {
        balance > expected ? balance &- expected : .zero
    }

    /// A balance less the fee on what came in, times 1,000.
    private func afterFee(
        _ balance: UInt256, _ amountIn: UInt256
    ) throws(Revert) -> UInt256 {
        try SpotMath.difference(
            try SpotMath.product(balance, 1_000),
            try SpotMath.product(amountIn, UInt256(feePerMille)))
    }

    /// `part * whole / total`, rounded down; a total of zero is an invalid instruction.
    private func share(
        _ part: UInt256, _ whole: UInt256, _ total: UInt256
    ) throws(Revert) -> UInt256 {
        let product = try SpotMath.product(part, whole)
        if total.isZero { throw .invalidOpcode }
        return product.quotientAndRemainder(dividingBy: total).quotient
    }

    /// Base units of a token that the pair holds.
    private func holding(
        of account: AccountID, in context: CallContext
    ) throws(Revert) -> UInt256 {
        let pair = context.this
        let outer = try context.enter(account, .view)
        let balance = try token(at: account, in: context).balance(of: pair, in: context)
        context.leave(outer)
        return balance
    }

    private func pay(
        _ account: AccountID, _ amount: UInt256, to recipient: AccountID, in context: CallContext
    ) throws(Revert) {
        let result = try context.attempt(account) { () throws(Revert) in
            try token(at: account, in: context).transfer(to: recipient, amount, in: context)
        }
        guard case .success(let reply) = result, reply.isAccepted else {
            throw .reason("UniswapV2: TRANSFER_FAILED")
        }
    }

    private func callBack(
        _ recipient: AccountID, _ amount0: UInt256, _ amount1: UInt256, _ data: [UInt8],
        in context: CallContext
    ) throws(Revert) {
        var writer = callback.callWriter()
        writer.append(context.state.address(of: context.caller))
        writer.append(amount0)
        writer.append(amount1)
        writer.append(bytes: data)
        _ = try context.call(recipient, writer.bytes)
    }

    /// Writes reserves, and on the first change of a block the price times the seconds before it.
    /// - Source: `UniswapV2Pair._update`; prices are UQ112x112 and sums wrap.
    private func update(
        _ balance0: UInt256, _ balance1: UInt256, _ before: SpotReserves, in context: CallContext
    ) throws(Revert) {
        guard balance0 <= SpotReserves.reserveMax && balance1 <= SpotReserves.reserveMax else {
            throw .reason("UniswapV2: OVERFLOW")
        }
        let now = UInt32(truncatingIfNeeded: context.block.timestampSeconds)
        let elapsed = UInt256(UInt64(now &- before.timestampLast))
        if !elapsed.isZero && !before.reserve0.isZero && !before.reserve1.isZero {
            try accumulate(
                before.reserve1, over: before.reserve0, elapsed, cumulative0Slot, in: context)
            try accumulate(
                before.reserve0, over: before.reserve1, elapsed, cumulative1Slot, in: context)
        }
        let after = SpotReserves(reserve0: balance0, reserve1: balance1, timestampLast: now)
        try context.store(after.packed, to: reservesSlot)
        try context.log(topics: [topics[5]], words: [balance0, balance1])
    }

    private func accumulate(
        _ numerator: UInt256, over denominator: UInt256, _ seconds: UInt256, _ slot: Slot,
        in context: CallContext
    ) throws(Revert) {
        let price = (numerator << 112).quotientAndRemainder(dividingBy: denominator).quotient
        try context.store(try context.load(slot) &+ price &* seconds, to: slot)
    }

    /// New shares worth a sixth of the root's growth since shares last changed.
    /// - Source: `UniswapV2Pair._mintFee`.
    private func mintProtocolFee(
        _ reserves: SpotReserves, in context: CallContext
    ) throws(Revert) {
        let last = try context.load(lastProductSlot)
        guard let recipient = protocolFeeRecipient, !last.isZero else { return }
        let root = (reserves.reserve0 &* reserves.reserve1).squareRoot
        let rootLast = last.squareRoot
        guard root > rootLast else { return }
        let supply = try context.load(supplySlot)
        let shares = try share(
            supply, root &- rootLast, try SpotMath.sum(try SpotMath.product(root, 5), rootLast))
        if !shares.isZero { try mintShares(shares, to: recipient, in: context) }
    }

    private func noteProduct(
        _ balance0: UInt256, _ balance1: UInt256, in context: CallContext
    ) throws(Revert) {
        guard protocolFeeRecipient != nil else { return }
        try context.store(balance0 &* balance1, to: lastProductSlot)
    }

    func number(_ account: AccountID, _ context: CallContext) -> UInt256 {
        context.state.address(of: account).number
    }
}
