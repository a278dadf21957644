import ContractRuntime
import WideIntegers

/// A request to open, enlarge, reduce or turn a position.
struct ReferenceOpenRequest {
    let isLong: Bool
    /// Collateral that the trader puts in, wad.
    let quoteAmount: Int256
    /// Notional over collateral, wad.
    let leverage: Int256
    /// The least base for a long, the most for a short; zero for none.
    let baseLimit: Int256
}

/// What a trade has done.
struct ReferenceTrade {
    var position: ReferencePosition
    /// Money exchanged.
    var quote = Int256.zero
    /// Base gained, signed.
    var base = Int256.zero
    var realised = Int256.zero
    var funding = Int256.zero
    /// What the trader pays in, or is paid when negative.
    var net = Int256.zero
    /// Whether the position was opened or enlarged, so that the checks of a new risk apply.
    var isIncrease = false
    /// Whether it is a call to close the position.
    var isClose = false
}

/// Opening, enlarging, reducing, reversing and closing: section 4.
extension MarketCall {
    func openPosition(_ request: ReferenceOpenRequest) throws(Revert) {
        try requireOpen()
        try require(request.quoteAmount > .zero, "invalid token amount")
        try require(request.leverage > .zero, "input is 0")
        try touch()
        let trader = context.caller
        let old = try position(of: trader)
        try requireNotRestricted(old)
        let notional = try request.quoteAmount.part(request.leverage, .down)
        try require(notional > .zero, "input is 0")
        try requireWithinFluctuation("price is already over fluctuation limit")
        let distance =
            parameters.limits.bandWad.isZero ? .zero : try oracleDistance(try curve.mark())

        var trade = try execute(request, notional: notional, old, trader)
        try sync(&trade.position, of: trader, over: old)
        let synced = trade.position
        if trade.isIncrease {
            try checkNewRisk(&trade, distanceBefore: distance)
        } else {
            try requireWithinFluctuation("price is over fluctuation limit")
        }
        try finish(&trade, trader, over: synced)
    }

    /// Chooses among enlarging, reducing and reversing, and carries it out up to the margin.
    private func execute(
        _ request: ReferenceOpenRequest, notional: Int256, _ old: ReferencePosition,
        _ trader: AccountID
    ) throws(Revert) -> ReferenceTrade {
        if old.size.isZero || old.isLong == request.isLong {
            var trade = ReferenceTrade(position: old)
            try increase(
                &trade, trader, isLong: request.isLong, notional,
                adding: request.quoteAmount, limit: request.baseLimit)
            trade.net = request.quoteAmount
            return trade
        }
        if notional < (try closingMoney(of: old)) {
            let base = try curve.exchange(money: notional, isSale: !request.isLong).base
            if base < old.amount { return try reduce(old, trader, by: notional, request) }
        }
        return try reverse(old, trader, notional: notional, request)
    }

    private func increase(
        _ trade: inout ReferenceTrade, _ trader: AccountID, isLong: Bool, _ notional: Int256,
        adding collateral: Int256, limit: Int256
    ) throws(Revert) {
        let exchange = try swap(money: notional, isSale: !isLong, baseLimit: limit)
        var position = trade.position
        let (balance, funding) = try collect(collateral, from: &position, trader)
        try resize(
            &position, to: try position.size.plus(exchange.signedBase),
            openNotional: try position.openNotional.plus(notional))
        // A negative balance is made good after the limits were checked.
        position.margin = balance
        trade.position = position
        trade.quote = try trade.quote.plus(notional)
        trade.base = try trade.base.plus(exchange.signedBase)
        trade.funding = try trade.funding.plus(funding)
        trade.isIncrease = true
    }

    private func reduce(
        _ old: ReferencePosition, _ trader: AccountID, by notional: Int256,
        _ request: ReferenceOpenRequest
    ) throws(Revert) -> ReferenceTrade {
        var trade = ReferenceTrade(position: old)
        let exchange = try swap(
            money: notional, isSale: !request.isLong, baseLimit: request.baseLimit)
        let closed = try share(exchange.base, of: old)
        trade.realised = try realise(notional, for: closed, isLong: old.isLong)
        let balance: Int256
        (balance, trade.funding) = try collect(trade.realised, from: &trade.position, trader)
        try resize(
            &trade.position, to: try old.size.plus(exchange.signedBase),
            openNotional: try old.openNotional.minus(closed))
        try put(balance, into: &trade.position, "bad debt")
        try require(try value(of: trade.position).equity >= .zero, "bad debt")
        (trade.quote, trade.base) = (notional, exchange.signedBase)
        return trade
    }

    private func reverse(
        _ old: ReferencePosition, _ trader: AccountID, notional: Int256,
        _ request: ReferenceOpenRequest
    ) throws(Revert) -> ReferenceTrade {
        var trade = ReferenceTrade(position: old)
        let exchange = try swap(base: old.amount, isSale: old.isLong, .trade)
        trade.realised = try realise(
            exchange.money, for: old.openNotional, isLong: old.isLong)
        let balance: Int256
        (balance, trade.funding) = try collect(trade.realised, from: &trade.position, trader)
        try require(balance >= .zero, "reduce an underwater position")
        try resize(&trade.position, to: .zero, openNotional: .zero)
        trade.position.margin = .zero
        (trade.quote, trade.base) = (exchange.money, exchange.signedBase)
        let rest = try notional.minus(exchange.money)
        var collateral = Int256.zero
        if rest > .zero {
            collateral = try rest.mulDiv(.wad, request.leverage, .up)
            let limit =
                request.baseLimit > old.amount
                ? try request.baseLimit.minus(old.amount) : Int256.zero
            try increase(
                &trade, trader, isLong: request.isLong, rest, adding: collateral, limit: limit)
        }
        trade.net = try collateral.minus(balance)
        return trade
    }

    // MARK: - Checks

    private func checkNewRisk(
        _ trade: inout ReferenceTrade, distanceBefore: Int256
    ) throws(Revert) {
        try requireWithinFluctuation("price is over fluctuation limit")
        try requireWithinCaps(trade.position)
        try requireWithinBand(distanceBefore)
        try put(trade.position.margin, into: &trade.position, "bad debt")
        let valuation = try value(of: trade.position)
        try require(
            valuation.ratio >= tier(of: valuation.notional).initial,
            "Margin ratio not meet criteria")
    }

    private func requireWithinCaps(_ position: ReferencePosition) throws(Revert) {
        let limits = parameters.limits
        let side = position.isLong ? limits.openNotionalLongWad : limits.openNotionalShortWad
        if !side.isZero {
            let total = try load(position.isLong ? .openNotionalLong : .openNotionalShort)
            try require(total.bitPattern <= side, "over limit")
        }
        if !limits.openNotionalTotalWad.isZero {
            let total = try load(.openNotionalLong).plus(try load(.openNotionalShort))
            try require(total.bitPattern <= limits.openNotionalTotalWad, "over limit")
        }
        if !limits.positionSizeWad.isZero {
            try require(
                position.amount.bitPattern <= limits.positionSizeWad,
                "hit position size upper bound")
        }
    }

    private func requireWithinBand(_ distanceBefore: Int256) throws(Revert) {
        if parameters.limits.bandWad.isZero { return }
        let distance = try oracleDistance(try curve.mark())
        let band = Int256(bitPattern: parameters.limits.bandWad)
        let isWithin = try distance.times(.wad) <= band.times(try oracle())
        try require(isWithin || distance < distanceBefore, "price band exceeded")
    }

    /// Whether the mark is within its bounds around the price that the last block ended with.
    func requireWithinFluctuation(_ failure: String) throws(Revert) {
        if parameters.limits.fluctuationWad.isZero { return }
        let ratio = Int256(bitPattern: parameters.limits.fluctuationWad)
        let reference = try blockPrice(ofMark: true)
        let lower = try reference.part(try Int256.wad.minus(ratio), .down)
        let upper = try reference.part(try Int256.wad.plus(ratio), .down)
        let mark = try curve.mark()
        try require(mark >= lower && mark <= upper, failure)
    }

    // MARK: - End of a trade

    /// Clears the flag, moves tokens, takes fees and writes the event.
    func finish(
        _ trade: inout ReferenceTrade, _ trader: AccountID, over synced: ReferencePosition
    ) throws(Revert) {
        trade.position.lastBlock = blockNumber
        try unflag(&trade.position, trader)
        try save(&trade.position, of: trader, over: synced)
        if trade.net > .zero {
            try house.draw(trade.net, from: trader, context)
        } else if trade.net.isNegative || trade.isClose {
            // Closing serves an old claim even when nothing is added to it.
            try pay(trade.net.negated, to: .wallet(trader))
        }
        let fee = try takeFees(of: trade.quote, from: trader)
        try logPositionChanged(
            trader, trade, fee: fee, badDebt: .zero, penalty: .zero)
    }

    private func takeFees(
        of quote: Int256, from trader: AccountID
    ) throws(Revert) -> Int256 {
        let fees = parameters.fees
        let spread = try quote.part(Int256(bitPattern: fees.spreadRatioWad), .up)
        let toll = try quote.part(Int256(bitPattern: fees.tollRatioWad), .up)
        if !spread.isZero {
            try house.draw(spread, from: trader, context)
            try house.addToFund(spread, market.fund, context)
        }
        if !toll.isZero {
            try house.draw(toll, from: trader, context)
            try addToFeePool(toll)
        }
        return try spread.plus(toll)
    }

    func logPositionChanged(
        _ trader: AccountID, _ trade: ReferenceTrade, fee: Int256, badDebt: Int256,
        penalty: Int256
    ) throws(Revert) {
        let position = trade.position
        let pnl = position.size.isZero ? Int256.zero : try value(of: position).pnl
        try context.log(
            topics: [
                ReferencePerpABI.positionChanged, number(trader), number(market.account),
            ],
            words: [
                position.margin.bitPattern, trade.quote.bitPattern, trade.base.bitPattern,
                fee.bitPattern, position.size.bitPattern, trade.realised.bitPattern,
                pnl.bitPattern, badDebt.bitPattern, penalty.bitPattern,
                try curve.mark().bitPattern, trade.funding.bitPattern,
            ])
    }

    // MARK: - Closing

    func closePosition(quoteLimit: Int256) throws(Revert) {
        try requireOpen()
        try touch()
        let trader = context.caller
        let old = try position(of: trader)
        try requireNotRestricted(old)
        try require(!old.size.isZero, "positionSize is 0")
        try requireWithinFluctuation("price is already over fluctuation limit")
        let limit = quoteLimit.isZero ? nil : quoteLimit
        let exchange = try swap(base: old.amount, isSale: old.isLong, .trade, limit: limit)
        var trade = ReferenceTrade(position: old)
        trade.realised = try realise(
            exchange.money, for: old.openNotional, isLong: old.isLong)
        let balance: Int256
        (balance, trade.funding) = try collect(trade.realised, from: &trade.position, trader)
        try require(balance >= .zero, "bad debt")
        try resize(&trade.position, to: .zero, openNotional: .zero)
        trade.position.margin = .zero
        (trade.quote, trade.base) = (exchange.money, exchange.signedBase)
        (trade.net, trade.isClose) = (balance.negated, true)
        try finish(&trade, trader, over: old)
    }
}
