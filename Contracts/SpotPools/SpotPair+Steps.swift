import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The steps that the pair's functions are made of.
extension SpotPair {
    func lock(in context: CallContext) throws(Revert) {
        guard try context.load(unlockedSlot) == .one else { throw .reason("UniswapV2: LOCKED") }
        try context.store(UInt256.zero, to: unlockedSlot)
    }

    func loadReserves(in context: CallContext) throws(Revert) -> SpotReserves {
        SpotReserves(packed: try context.load(reservesSlot))
    }

    func received(_ balance: UInt256, _ expected: UInt256) -> UInt256 {
        balance > expected ? balance &- expected : .zero
    }

    /// A balance less the fee on what came in, times 1,000.
    func afterFee(
        _ balance: UInt256, _ amountIn: UInt256
    ) throws(Revert) -> UInt256 {
        try SpotMath.difference(
            try SpotMath.product(balance, 1_000),
            try SpotMath.product(amountIn, UInt256(feePerMille)))
    }

    /// `part * whole / total`, rounded down; a total of zero is an invalid instruction.
    func share(
        _ part: UInt256, _ whole: UInt256, _ total: UInt256
    ) throws(Revert) -> UInt256 {
        let product = try SpotMath.product(part, whole)
        if total.isZero { throw .invalidOpcode }
        return product.quotientAndRemainder(dividingBy: total).quotient
    }

    /// Base units of a token that the pair holds.
    func holding(
        of account: AccountID, in context: CallContext
    ) throws(Revert) -> UInt256 {
        let pair = context.this
        let outer = try context.enter(account, .view)
        let balance = try token(at: account, in: context).balance(of: pair, in: context)
        context.leave(outer)
        return balance
    }

    func pay(
        _ account: AccountID, _ amount: UInt256, to recipient: AccountID, in context: CallContext
    ) throws(Revert) {
        let result = try context.attempt(account) { () throws(Revert) in
            try token(at: account, in: context).transfer(to: recipient, amount, in: context)
        }
        guard case .success(let reply) = result, reply.isAccepted else {
            throw .reason("UniswapV2: TRANSFER_FAILED")
        }
    }

    func callBack(
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
    func update(
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

    func accumulate(
        _ numerator: UInt256, over denominator: UInt256, _ seconds: UInt256, _ slot: Slot,
        in context: CallContext
    ) throws(Revert) {
        let price = (numerator << 112).quotientAndRemainder(dividingBy: denominator).quotient
        try context.store(try context.load(slot) &+ price &* seconds, to: slot)
    }

    /// New shares worth a sixth of the root's growth since shares last changed.
    /// - Source: `UniswapV2Pair._mintFee`.
    func mintProtocolFee(
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

    func noteProduct(
        _ balance0: UInt256, _ balance1: UInt256, in context: CallContext
    ) throws(Revert) {
        guard protocolFeeRecipient != nil else { return }
        try context.store(balance0 &* balance1, to: lastProductSlot)
    }

    func number(_ account: AccountID, _ context: CallContext) -> UInt256 {
        context.state.address(of: account).number
    }
}
