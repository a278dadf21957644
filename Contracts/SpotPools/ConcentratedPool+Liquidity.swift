import ContractRuntime
import EthereumPrimitives
import VenueFormulas
import WideIntegers

extension ConcentratedPool {
    /// Adds liquidity for an account, which the caller pays for.
    ///
    /// - Parameter data: for `uniswapV3MintCallback`; without data the caller pays by its allowances.
    /// - Source: `UniswapV3Pool.mint`.
    public func mint(
        for owner: AccountID, _ range: TickRange, _ liquidity: UInt256, data: [UInt8],
        in context: CallContext
    ) throws(Revert) -> TokenAmounts {
        try context.compute(ConcentratedGas.liquidity)
        if liquidity.isZero { throw .empty }
        let storage = storage(context)
        var slot0 = try lock(storage)
        let due = try change(
            owner, range, by: Int256(bitPattern: liquidity), &slot0,
            now: context.block.timestampSeconds, storage, credits: false)
        try storage.setSlot0(slot0)
        if data.isEmpty {
            try pull(token0, due.amount0, in: context)
            try pull(token1, due.amount1, in: context)
        } else {
            let held0 = try holding(of: token0, in: context)
            let held1 = try holding(of: token1, in: context)
            var writer = mintCallback.callWriter()
            writer.append(due.amount0)
            writer.append(due.amount1)
            writer.append(bytes: data)
            _ = try context.call(context.caller, writer.bytes)
            try requireHolding(of: token0, held0, plus: due.amount0, or: "M0", in: context)
            try requireHolding(of: token1, held1, plus: due.amount1, or: "M1", in: context)
        }
        try emit(
            "Mint",
            [.address(context.state.address(of: context.caller))]
                + named(owner, range, liquidity, due, context), in: context)
        try unlock(slot0, storage)
        return due
    }

    /// Takes away liquidity of the caller, to whom it is then owed.
    /// - Source: `UniswapV3Pool.burn`.
    public func burn(
        _ range: TickRange, _ liquidity: UInt256, in context: CallContext
    ) throws(Revert) -> TokenAmounts {
        try context.compute(ConcentratedGas.liquidity)
        let storage = storage(context)
        var slot0 = try lock(storage)
        let freed = try change(
            context.caller, range, by: Int256.zero &- Int256(bitPattern: liquidity), &slot0,
            now: context.block.timestampSeconds, storage, credits: true)
        try emit(
            "Burn", named(context.caller, range, liquidity, freed, context), in: context)
        try unlock(slot0, storage)
        return freed
    }

    /// Pays out what the caller is owed, up to the amounts asked for; where it is nothing, the state
    /// stays as it is.
    /// - Source: `UniswapV3Pool.collect`.
    public func collect(
        _ range: TickRange, _ requested: TokenAmounts, to recipient: AccountID,
        in context: CallContext
    ) throws(Revert) -> TokenAmounts {
        try context.compute(ConcentratedGas.view)
        let storage = storage(context)
        let slot0 = try lock(storage)
        let slot = storage.existingPositionSlot(context.caller, range)
        let owed = try storage.owed(at: slot)
        let paid = TokenAmounts(
            amount0: min(requested.amount0, owed.amount0),
            amount1: min(requested.amount1, owed.amount1))
        if !paid.amount0.isZero || !paid.amount1.isZero {
            let rest = TokenAmounts(
                amount0: owed.amount0 &- paid.amount0, amount1: owed.amount1 &- paid.amount1)
            try storage.setOwed(rest, at: slot)
        }
        try pay(token0, paid.amount0, to: recipient, in: context)
        try pay(token1, paid.amount1, to: recipient, in: context)
        try emit(
            "Collect",
            [
                .address(context.state.address(of: context.caller)),
                .address(context.state.address(of: recipient)),
                .int(Int256(Int64(range.lower))), .int(Int256(Int64(range.upper))),
                .uint(paid.amount0), .uint(paid.amount1),
            ], in: context)
        try unlock(slot0, storage)
        return paid
    }

    private func named(
        _ owner: AccountID, _ range: TickRange, _ liquidity: UInt256, _ amounts: TokenAmounts,
        _ context: CallContext
    ) -> [ABIValue] {
        [
            .address(context.state.address(of: owner)), .int(Int256(Int64(range.lower))),
            .int(Int256(Int64(range.upper))), .uint(liquidity), .uint(amounts.amount0),
            .uint(amounts.amount1),
        ]
    }

    /// Changes a position and the pool around it.
    /// - Parameter credits: whether the amounts are owed to the owner from now on.
    private func change(
        _ owner: AccountID, _ range: TickRange, by change: Int256,
        _ slot0: inout ConcentratedSlot0, now: UInt64, _ storage: ConcentratedPoolStorage,
        credits: Bool
    ) throws(Revert) -> TokenAmounts {
        var storage = storage
        let before = try storage.pool(slot0)
        var pool = before
        let slot = storage.positionSlot(owner, range)
        var position = try storage.position(at: slot)
        let amounts = try storage.changeLiquidity(
            of: &position, in: range, by: change, &pool, parameters)
        if credits {
            // As the original's 128 bits do, the sums wrap.
            let mask = SqrtPriceMath.liquidityMax
            position.owed0 = (position.owed0 &+ amounts.amount0) & mask
            position.owed1 = (position.owed1 &+ amounts.amount1) & mask
        }
        try storage.setPosition(position, at: slot)
        if pool.liquidity != before.liquidity {
            try note(&slot0, liquidity: before.liquidity, now: now, &storage)
            try storage.store(pool.liquidity, to: slots.liquidity)
        }
        return amounts
    }
}

// MARK: - While the world is built

extension ConcentratedPool {
    /// Gives the pool a price, liquidity in ranges and tokens for it, out of nothing; a failure leaves
    /// the state as it was.
    ///
    /// - Parameters:
    ///   - observationCardinality: places of the ring from the first observation on.
    /// - Throws: `.hasPrice`; `.noObservations`; `.formula`; `.refused` for a range off the spacing or
    ///   too much liquidity; `.noGenesisToken`; `.token`.
    package func setGenesis(
        sqrtPriceX96: UInt256, ranges: [ConcentratedRange], provider: Address,
        timestampSeconds: UInt64, observationCardinality: UInt16 = 1, in host: ContractHost
    ) throws(ConcentratedPoolError) {
        guard observationCardinality > 0 else { throw .noObservations }
        guard host.state[slots.slot0].isZero else { throw .hasPrice }
        let before = host.state.checkpoint
        do throws(ConcentratedPoolError) {
            try writeGenesis(
                sqrtPriceX96, ranges, provider, timestampSeconds, observationCardinality, host)
        } catch {
            host.state.revert(to: before)
            throw error
        }
    }

    private func writeGenesis(
        _ sqrtPriceX96: UInt256, _ ranges: [ConcentratedRange], _ provider: Address,
        _ timestampSeconds: UInt64, _ observationCardinality: UInt16, _ host: ContractHost
    ) throws(ConcentratedPoolError) {
        let storage = ConcentratedPoolStorage(slots: slots, state: host.state, context: nil)
        var total = TokenAmounts(amount0: .zero, amount1: .zero)
        do throws(Revert) {
            let seconds = UInt32(truncatingIfNeeded: timestampSeconds)
            _ = try start(sqrtPriceX96, seconds: seconds, storage)
            var slot0 = try storage.slot0()
            slot0.cursor.cardinality = observationCardinality
            slot0.cursor.cardinalityNext = observationCardinality
            try storage.prepareObservations(1..<observationCardinality)
            for range in ranges where !range.liquidity.isZero {
                guard range.liquidity.fitsUInt128 else { throw .reason("LO") }
                let due = try change(
                    host.state.account(provider), range.ticks,
                    by: Int256(bitPattern: range.liquidity), &slot0, now: timestampSeconds,
                    storage, credits: false)
                // 2^64 ranges of less than 2^192 units each do not overflow.
                total.amount0 = total.amount0 &+ due.amount0
                total.amount1 = total.amount1 &+ due.amount1
            }
            try storage.setSlot0(slot0)
        } catch {
            if case .reason(let text) = error { throw .refused(text) }
            throw .refused("a tick off the spacing, or too much liquidity")
        }
        try fund(token0, total.amount0, in: host)
        try fund(token1, total.amount1, in: host)
    }

    private func fund(
        _ token: AccountID, _ amount: UInt256, in host: ContractHost
    ) throws(ConcentratedPoolError) {
        guard let contract = host.contract(at: token) as? any GenesisToken else {
            throw .noGenesisToken(host.state.address(of: token))
        }
        do throws(TokenParameterError) {
            try contract.setGenesisBalance(
                amount, of: host.state.address(of: account), in: host.state)
        } catch {
            throw .token(error)
        }
    }
}
