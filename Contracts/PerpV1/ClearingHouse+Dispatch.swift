import ContractRuntime
import EthereumPrimitives
import WideIntegers

extension ClearingHouse {
    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        noteForwardedSender(input, context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .openPosition, .openPositionWithReferral:
            let request = OpenRequest(
                market: try arguments.account(), side: try arguments.choice(PerpV1Side.self),
                quoteAmount: try arguments.uint256(), leverage: try arguments.uint256(),
                baseLimit: try arguments.uint256())
            if function == .openPositionWithReferral {
                _ = try arguments.bytes32()
                try context.compute(.openPositionWithReferral)
            }
            try openPosition(request, context)
            return CallResult.none
        case .closePosition, .closePositionWithReferral:
            let market = try arguments.account()
            let limit = try arguments.uint256()
            if function == .closePositionWithReferral {
                _ = try arguments.bytes32()
                try context.compute(.closePositionWithReferral)
            }
            try closePosition(market, quoteLimit: limit, context)
            return CallResult.none
        case .addMargin:
            let market = try arguments.account()
            try addMargin(market, try arguments.uint256(), context)
            return CallResult.none
        case .removeMargin:
            let market = try arguments.account()
            try removeMargin(market, try arguments.uint256(), context)
            return CallResult.none
        case .settlePosition:
            try settlePosition(try arguments.account(), context)
            return CallResult.none
        case .payFunding:
            try payFunding(try arguments.account(), context)
            return CallResult.none
        case .liquidate:
            let market = try arguments.account()
            return encoded(try liquidate(market, try arguments.account(), context))
        case .liquidateWithSlippage:
            let market = try arguments.account()
            let trader = try arguments.account()
            return encoded(
                try liquidateWithSlippage(
                    market, trader, quoteLimit: try arguments.uint256(), context))
        case .setLiquidationFeeRatio, .setMaintenanceMarginRatio, .setTollPool, .setWhitelist,
            .setBackstopLiquidityProvider, .setPartialLiquidationRatio, .pause, .unpause,
            .setOwner, .updateOwner, .renounceOwnership:
            try administer(function, &arguments, context)
            return CallResult.none
        default:
            return try view(function, &arguments, context)
        }
    }

    /// EIP-2771: a trusted forwarder appends the sender to the call data.
    private func noteForwardedSender(_ input: [UInt8], _ context: CallContext) {
        let forwarder = context.state[slots.trustedForwarder]
        guard input.count >= 24, !forwarder.isZero,
            forwarder == context.state.address(of: context.caller).number,
            let forwarded = Address(bytes: input.suffix(20))
        else { return }
        context.forwardedSender = context.state.account(forwarded)
    }

    private func encoded(_ result: LiquidationResult) -> [UInt8] {
        CallResult.words([result.quoteAmount, result.isPartial ? .one : .zero])
    }

    // MARK: - Views

    private func view(
        _ function: ClearingHouseFunction, _ arguments: inout CallArguments,
        _ context: CallContext
    ) throws(Revert) -> [UInt8] {
        try context.compute(.clearingHouseView)
        switch function {
        case .getMarginRatio:
            let market = try arguments.account()
            let trader = try arguments.account()
            try requireSize(try position(market, trader, context))
            return CallResult.word(
                try marginRatio(try amm(at: market, context), trader, context))
        case .getPosition, .getUnadjustedPosition:
            let market = try arguments.account()
            return encoded(try position(market, try arguments.account(), context))
        case .getPositionNotionalAndUnrealizedPnl:
            let market = try arguments.account()
            let trader = try arguments.account()
            let option = try arguments.choice(PnlOption.self)
            if try position(market, trader, context).size.isZero {
                return CallResult.words([.zero, .zero])
            }
            let result = try valuation(try amm(at: market, context), trader, option, context)
            return CallResult.words([result.notional, result.pnl.bitPattern])
        case .getLatestCumulativePremiumFraction:
            return CallResult.word(
                try latestPremiumFraction(try arguments.account(), context))
        case .openInterestNotionalMap:
            let slot = context.state.record(in: slots.openInterest, try arguments.account())
            return CallResult.word(try context.load(slot))
        case .backstopLiquidityProviderMap:
            let slot = context.state.record(in: slots.backstops, try arguments.account())
            return CallResult.word(try context.load(slot))
        default:
            return CallResult.word(try variable(function, context))
        }
    }

    private func amm(at market: AccountID, _ context: CallContext) throws(Revert) -> Amm {
        guard let amm = context.contract(at: market) as? Amm else { throw .empty }
        return amm
    }

    private func encoded(_ position: PerpV1Position) -> [UInt8] {
        CallResult.words([
            position.size.bitPattern, position.margin, position.openNotional,
            position.lastPremiumFraction.bitPattern, position.liquidityHistoryIndex,
            position.blockNumber,
        ])
    }

    private func variable(
        _ function: ClearingHouseFunction, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        switch function {
        case .initMarginRatio: return try context.load(slots.initMarginRatio)
        case .maintenanceMarginRatio: return try context.load(slots.maintenanceMarginRatio)
        case .liquidationFeeRatio: return try context.load(slots.liquidationFeeRatio)
        case .partialLiquidationRatio: return try context.load(slots.partialLiquidationRatio)
        case .insuranceFund: return try context.load(slots.insuranceFund)
        case .feePool: return try context.load(slots.feePool)
        case .trustedForwarder: return try context.load(slots.trustedForwarder)
        case .paused: return try context.load(slots.paused)
        case .owner: return context.state.address(of: try ownable.owner(in: context)).number
        case .candidate:
            return context.state.address(of: try ownable.candidate(in: context)).number
        default: throw .empty
        }
    }
}
