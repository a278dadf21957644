import ContractRuntime
import EthereumPrimitives
import WideIntegers

extension Amm {
    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .swapInput:
            let direction = try arguments.choice(PoolDirection.self)
            let quote = try arguments.uint256()
            let limit = try arguments.uint256()
            return CallResult.word(
                try swapInput(
                    direction, quote: quote, baseLimit: limit,
                    canOverFluctuationLimit: try arguments.bool(), context))
        case .swapOutput:
            let direction = try arguments.choice(PoolDirection.self)
            let base = try arguments.uint256()
            return CallResult.word(
                try swapOutput(
                    direction, base: base, quoteLimit: try arguments.uint256(), context))
        case .settleFunding:
            return CallResult.word(try settleFunding(context))
        case .shutdown:
            try shutdown(context)
            return CallResult.none
        case .setOpen, .setCap, .setFluctuationLimitRatio, .setTollRatio, .setSpreadRatio,
            .setSpotPriceTwapInterval, .setPriceFeed, .setCounterParty, .setGlobalShutdown,
            .setOwner, .updateOwner, .renounceOwnership:
            try administer(function, &arguments, context)
            return CallResult.none
        default:
            return try view(function, &arguments, context)
        }
    }

    private func view(
        _ function: AmmFunction, _ arguments: inout CallArguments, _ context: CallContext
    ) throws(Revert) -> [UInt8] {
        switch function {
        case .calcFee:
            let (toll, spread) = try fee(ofNotional: try arguments.uint256(), context)
            return CallResult.words([toll, spread])
        case .getInputPrice, .getOutputPrice, .getInputTwap, .getOutputTwap:
            return CallResult.word(try amountView(function, &arguments, context))
        case .getTwapPrice:
            return CallResult.word(
                try twap(.reserves, intervalSeconds: try arguments.uint256(), context))
        case .getSpotPrice:
            return CallResult.word(try spotPrice(context))
        case .getReserve:
            let pool = try reserves(context)
            return CallResult.words([pool.quoteReserveWad, pool.baseReserveWad])
        case .getUnderlyingPrice:
            return CallResult.word(try underlyingPrice(context))
        case .getUnderlyingTwapPrice:
            return CallResult.word(
                try underlyingTwapPrice(intervalSeconds: try arguments.uint256(), context))
        case .isOverSpreadLimit:
            return CallResult.flag(try isOverSpreadLimit(context))
        case .isOverFluctuationLimit:
            let direction = try arguments.choice(PoolDirection.self)
            return CallResult.flag(
                try isOverFluctuationLimit(direction, base: try arguments.uint256(), context))
        case .getInputPriceWithReserves, .getOutputPriceWithReserves:
            return CallResult.word(try priceWithReserves(function, &arguments, context))
        case .calcBaseAssetAfterLiquidityMigration:
            let size = try arguments.int256()
            let pool = ConstantProduct(
                quoteReserveWad: try arguments.uint256(), baseReserveWad: try arguments.uint256())
            return CallResult.word(try baseAfterMigration(size, from: pool, context))
        case .reserveSnapshots:
            return try snapshotView(try arguments.uint256(), context)
        case .getLiquidityChangedSnapshots, .getLatestLiquidityChangedSnapshots:
            if function == .getLiquidityChangedSnapshots {
                let count = try context.load(slots.liquiditySnapshotCount)
                try require(try arguments.uint256() < count, "incorrect index")
            }
            return try liquiditySnapshotView(context)
        default:
            return CallResult.word(try variable(function, context))
        }
    }

    private func amountView(
        _ function: AmmFunction, _ arguments: inout CallArguments, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        let direction = try arguments.choice(PoolDirection.self)
        let amount = try arguments.uint256()
        let window = UInt256(Amm.twapIntervalSeconds)
        switch function {
        case .getInputPrice: return try inputPrice(direction, amount, context)
        case .getOutputPrice: return try outputPrice(direction, amount, context)
        case .getInputTwap:
            return try twap(.input(direction, amount), intervalSeconds: window, context)
        default:
            return try twap(.output(direction, amount), intervalSeconds: window, context)
        }
    }

    private func priceWithReserves(
        _ function: AmmFunction, _ arguments: inout CallArguments, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        let direction = try arguments.choice(PoolDirection.self)
        let amount = try arguments.uint256()
        let pool = ConstantProduct(
            quoteReserveWad: try arguments.uint256(), baseReserveWad: try arguments.uint256())
        return function == .getInputPriceWithReserves
            ? try base(forQuote: amount, direction, on: pool, context)
            : try quote(forBase: amount, direction, on: pool, context)
    }

    private func snapshotView(
        _ index: UInt256, _ context: CallContext
    ) throws(Revert) -> [UInt8] {
        // An index beyond the array is an invalid opcode in Solidity 0.6.
        guard index < context.state[slots.snapshotCount] else { throw .invalidOpcode }
        let snapshot = try snapshot(index.w0, context)
        return CallResult.words([
            snapshot.pool.quoteReserveWad, snapshot.pool.baseReserveWad, snapshot.timestamp,
            snapshot.block,
        ])
    }

    private func liquiditySnapshotView(_ context: CallContext) throws(Revert) -> [UInt8] {
        let first = slots.liquiditySnapshot
        return CallResult.words([
            try context.load(first), try context.load(first.advanced(by: 1)),
            try context.load(first.advanced(by: 2)), try context.load(first.advanced(by: 3)),
        ])
    }

    /// A view that returns one variable as it is stored.
    private func variable(
        _ function: AmmFunction, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        switch function {
        case .getSnapshotLen: return try context.load(slots.snapshotCount)
        case .getLiquidityHistoryLength: return try context.load(slots.liquiditySnapshotCount)
        case .getCumulativeNotional: return try context.load(slots.cumulativeNotional)
        case .getSettlementPrice: return try context.load(slots.settlementPrice)
        case .getMaxHoldingBaseAsset: return try context.load(slots.maxHoldingBase)
        case .getOpenInterestNotionalCap: return try context.load(slots.openInterestCap)
        case .getBaseAssetDelta, .totalPositionSize:
            return try context.load(slots.totalPositionSize)
        case .getBaseAssetDeltaThisFundingPeriod: return try context.load(slots.baseDelta)
        case .fundingRate: return try context.load(slots.fundingRate)
        case .tradeLimitRatio: return try context.load(slots.tradeLimitRatio)
        case .quoteAssetReserve: return try context.load(slots.quoteReserve)
        case .baseAssetReserve: return try context.load(slots.baseReserve)
        case .fluctuationLimitRatio: return try context.load(slots.fluctuationLimitRatio)
        case .tollRatio: return try context.load(slots.tollRatio)
        case .spreadRatio: return try context.load(slots.spreadRatio)
        case .tollAmount: return try context.load(slots.tollAmount)
        case .spotPriceTwapInterval: return try context.load(slots.spotPriceTwapInterval)
        case .fundingPeriod: return try context.load(slots.fundingPeriod)
        case .fundingBufferPeriod: return try context.load(slots.fundingBufferPeriod)
        case .nextFundingTime: return try context.load(slots.nextFundingTime)
        case .priceFeedKey: return try context.load(slots.priceFeedKey)
        case .globalShutdown: return try context.load(slots.globalShutdown)
        case .quoteAsset: return try context.load(slots.quoteAsset)
        case .priceFeed: return try context.load(slots.priceFeedAndOpen) & AmmSlots.addressMask
        case .open: return try context.load(slots.priceFeedAndOpen) >> 160
        case .owner: return context.state.address(of: try ownable.owner(in: context)).number
        case .candidate:
            return context.state.address(of: try ownable.candidate(in: context)).number
        default: throw .empty
        }
    }
}
