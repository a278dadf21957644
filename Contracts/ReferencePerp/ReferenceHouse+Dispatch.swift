import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The house's functions in the order of its ABI.
enum ReferenceHouseFunction: Int, CaseIterable, Sendable {
    case openPosition, closePosition, addMargin, removeMargin, settlePosition, liquidate
    case liquidateWithSlippage, payFunding, getMarginRatio, getPosition
    case flag, repeg, scaleK, shutdown, claim, donate, depositBackstop, withdrawBackstop
    case withdrawFees
}

/// Gas that bytecode would spend beside storage, logs and calls; estimates by the clearing house of
/// Perpetual Protocol v1, whose entries and checks take between 3,000 and 15,000.
private enum ReferenceGas {
    static let trade: UInt64 = 12_000
    static let liquidation: UInt64 = 14_000
    static let margin: UInt64 = 6_000
    static let funding: UInt64 = 8_000
    static let plain: UInt64 = 3_000
    static let view: UInt64 = 1_500
}

extension ReferenceHouse {
    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, layout) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: layout, in: context)
        switch function {
        case .getMarginRatio, .getPosition:
            return try view(function, &arguments, context)
        default: break
        }
        try require(!(try context.load(slots.notEntered)).isZero, "ReentrancyGuard: reentrant call")
        try context.store(UInt256.zero, to: slots.notEntered)
        let output = try runGuarded(function, &arguments, context)
        try context.store(UInt256.one, to: slots.notEntered)
        return output
    }

    private func runGuarded(
        _ function: ReferenceHouseFunction, _ arguments: inout CallArguments,
        _ context: CallContext
    ) throws(Revert) -> [UInt8] {
        switch function {
        case .openPosition:
            try context.compute(ReferenceGas.trade)
            let market = try arguments.account()
            let request = ReferenceOpenRequest(
                isLong: try arguments.choice(ReferenceSide.self) == .buy,
                quoteAmount: try arguments.decimal(), leverage: try arguments.decimal(),
                baseLimit: try arguments.decimal())
            try call(market, context).openPosition(request)
        case .closePosition:
            try context.compute(ReferenceGas.trade)
            let market = try arguments.account()
            let limit = try arguments.decimal()
            try call(market, context).closePosition(quoteLimit: limit)
        case .addMargin, .removeMargin:
            try context.compute(ReferenceGas.margin)
            let market = try arguments.account()
            let amount = try arguments.decimal()
            let call = try call(market, context)
            if function == .addMargin {
                try call.addMargin(amount)
            } else {
                try call.removeMargin(amount)
            }
        case .liquidate, .liquidateWithSlippage:
            try context.compute(ReferenceGas.liquidation)
            let market = try arguments.account()
            let trader = try arguments.account()
            let limit =
                function == .liquidateWithSlippage ? try arguments.decimal() : Int256.zero
            let outcome = try call(market, context).liquidate(trader, quoteLimit: limit)
            return CallResult.words([
                outcome.quote.bitPattern, outcome.isPartial ? .one : .zero,
            ])
        case .payFunding:
            try context.compute(ReferenceGas.funding)
            try call(try arguments.account(), context).payFunding()
        default:
            try context.compute(ReferenceGas.plain)
            try runPlain(function, &arguments, context)
        }
        return CallResult.none
    }

    private func runPlain(
        _ function: ReferenceHouseFunction, _ arguments: inout CallArguments,
        _ context: CallContext
    ) throws(Revert) {
        switch function {
        case .settlePosition:
            try call(try arguments.account(), context).settlePosition()
        case .flag:
            let market = try arguments.account()
            let trader = try arguments.account()
            try call(market, context).flag(trader)
        case .repeg:
            let market = try arguments.account()
            let peg = try arguments.decimal()
            try call(market, context).repeg(to: peg)
        case .scaleK:
            let market = try arguments.account()
            let scale = try arguments.decimal()
            try call(market, context).scaleK(by: scale)
        case .shutdown: try call(try arguments.account(), context).shutdown()
        case .claim: try claim(try arguments.account(), context)
        case .donate:
            let fund = try arguments.account()
            try donate(try arguments.decimal(), to: fund, context)
        case .depositBackstop: try changeDeposit(try arguments.decimal(), context)
        case .withdrawBackstop:
            try changeDeposit(try arguments.decimal().negated, context)
        case .withdrawFees:
            let market = try arguments.account()
            let amount = try arguments.decimal()
            try withdrawFees(amount, of: try call(market, context))
        default: throw .empty
        }
    }

    /// A call on one of the house's markets.
    private func call(
        _ account: AccountID, _ context: CallContext, isView: Bool = false
    ) throws(Revert) -> MarketCall {
        guard let market = context.contract(at: account) as? ReferenceMarket,
            market.house === self
        else { throw .reason("amm not found") }
        return try MarketCall(market, context, isView: isView)
    }

    // MARK: - Money of funds, fees and deposits

    private func donate(
        _ amount: Int256, to fund: AccountID, _ context: CallContext
    ) throws(Revert) {
        guard case .fund = claimant(fund, context) else { throw .reason("fund not found") }
        try require(amount > .zero, "invalid token amount")
        try draw(amount, from: context.caller, context)
        try addToFund(amount, fund, context)
        try context.log(
            topics: [ReferencePerpABI.fundDonated, context.state.address(of: fund).number],
            words: [amount.bitPattern])
    }

    private func changeDeposit(_ amount: Int256, _ context: CallContext) throws(Revert) {
        let caller = context.caller
        try require(!amount.isZero, "invalid token amount")
        if amount > .zero {
            try draw(amount, from: caller, context)
            try addToDeposit(amount, caller, context)
        } else {
            let held = try signed(depositSlot(caller, context), context)
            try require(held >= amount.negated, "margin is not enough")
            try addToDeposit(amount, caller, context)
            try send(amount.negated, to: caller, context)
        }
        try context.log(
            topics: [ReferencePerpABI.backstopChanged, context.state.address(of: caller).number],
            words: [amount.bitPattern])
    }

    private func withdrawFees(_ amount: Int256, of call: MarketCall) throws(Revert) {
        try call.requireOwner()
        try require(amount > .zero, "invalid token amount")
        try require(try call.load(.feePool) >= amount, "fees not enough")
        try call.addToFeePool(amount.negated)
        try send(amount, to: call.context.caller, call.context)
    }

    // MARK: - Views

    private func view(
        _ function: ReferenceHouseFunction, _ arguments: inout CallArguments,
        _ context: CallContext
    ) throws(Revert) -> [UInt8] {
        try context.compute(ReferenceGas.view)
        let market = try arguments.account()
        let trader = try arguments.account()
        let call = try call(market, context, isView: true)
        let position = try call.position(of: trader)
        if function == .getMarginRatio {
            try require(!position.size.isZero, "positionSize is 0")
            try call.touch()
            return CallResult.word(try call.value(of: position).ratio)
        }
        return CallResult.words([
            position.size.bitPattern, position.margin.bitPattern,
            position.openNotional.bitPattern, position.fundingIndex.bitPattern, .zero,
            UInt256(position.lastBlock),
        ])
    }
}

/// Sides of a trade, as the ABI numbers them.
enum ReferenceSide: UInt8 {
    case buy = 0
    case sell = 1
}

extension CallArguments {
    /// The next word as an amount below 2^255.
    mutating func decimal() throws(Revert) -> Int256 { try Int256(unsigned: try uint256()) }
}
