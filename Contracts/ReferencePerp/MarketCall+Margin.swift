import ContractRuntime
import WideIntegers

/// What a position is worth at a price.
struct PositionValuation {
    var price = Int256.zero
    /// At least one.
    var notional = Int256.zero
    var pnl = Int256.zero
    var owed = Int256.zero
    var equity = Int256.zero
    /// Equity over notional, wad.
    var ratio = Int256.zero
}

/// Margin, and how it is collected and closed: section 4.
extension MarketCall {
    // MARK: - Valuation

    /// What a position is worth at the market's margin price and basis.
    func value(
        of position: ReferencePosition, basis: PnlBasis? = nil
    ) throws(Revert) -> PositionValuation {
        try value(
            of: position, at: try marginPrice(isLong: position.isLong),
            basis: basis ?? parameters.pnlBasis)
    }

    func value(
        of position: ReferencePosition, at price: Int256, basis: PnlBasis
    ) throws(Revert) -> PositionValuation {
        if position.size.isZero {
            var empty = PositionValuation()
            empty.price = price
            empty.notional = 1
            empty.equity = try position.margin.minus(position.socialisedOwed)
            empty.ratio = try empty.equity.mulDiv(.wad, empty.notional, .towardZero)
            return empty
        }
        let worth = try worth(of: position, at: price, basis: basis)
        var result = PositionValuation()
        result.price = price
        result.notional = max(1, worth)
        result.pnl = try profit(of: position, worth: worth)
        result.owed = try fundingOwed(by: position)
        result.equity = try position.margin.minus(result.owed).minus(position.socialisedOwed)
            .plus(result.pnl)
        result.ratio = try result.equity.mulDiv(.wad, result.notional, .towardZero)
        return result
    }

    private func worth(
        of position: ReferencePosition, at price: Int256, basis: PnlBasis
    ) throws(Revert) -> Int256 {
        let rounding: QuotientRounding = position.isLong ? .down : .up
        switch basis {
        case .price: return try position.amount.part(price, rounding)
        case .close:
            return try closingMoney(of: position).mulDiv(price, try curve.mark(), rounding)
        }
    }

    /// What closing the whole position on the curve exchanges now.
    func closingMoney(of position: ReferencePosition) throws(Revert) -> Int256 {
        try curve.exchange(base: position.amount, isSale: position.isLong).money
    }

    /// The profit of a position that is worth so much.
    func profit(of position: ReferencePosition, worth: Int256) throws(Revert) -> Int256 {
        position.isLong
            ? try worth.minus(position.openNotional) : try position.openNotional.minus(worth)
    }

    /// Funding since the position's last settlement, rounded against the trader.
    func fundingOwed(by position: ReferencePosition) throws(Revert) -> Int256 {
        if position.size.isZero { return .zero }
        let funding = try cumulativeFunding(isLong: position.isLong)
        return try position.amount.part(try funding.minus(position.fundingIndex), .up)
    }

    /// The requirements of a notional.
    func tier(of notional: Int256) -> (initial: Int256, maintenance: Int256) {
        let tiers = parameters.tiers
        let tier =
            tiers.first { notional.bitPattern <= $0.notionalUpToWad } ?? tiers[tiers.count - 1]
        return (
            Int256(bitPattern: tier.initialWad), Int256(bitPattern: tier.maintenanceWad)
        )
    }

    // MARK: - Closing a share

    /// The open notional that a part of a position takes with it.
    func share(
        _ amount: Int256, of position: ReferencePosition
    ) throws(Revert) -> Int256 {
        if amount == position.amount { return position.openNotional }
        return try position.openNotional.mulDiv(
            amount, position.amount, position.isLong ? .up : .down)
    }

    /// Profit of closing a part for so much money; its other side is the curve account's.
    func realise(
        _ money: Int256, for notional: Int256, isLong: Bool, onCurve curveMoney: Int256? = nil
    ) throws(Revert) -> Int256 {
        let booked = curveMoney ?? money
        try add(
            isLong ? try notional.minus(booked) : try booked.minus(notional), to: .curveAccount)
        return isLong ? try money.minus(notional) : try notional.minus(money)
    }

    // MARK: - Collecting

    /// Settles what a position owes before its size or margin changes.
    ///
    /// The position keeps its old size until `resize`.
    /// - Returns: the margin afterwards, which may be negative, and the funding paid.
    func collect(
        _ delta: Int256, from position: inout ReferencePosition, _ trader: AccountID
    ) throws(Revert) -> (balance: Int256, funding: Int256) {
        let owed = try fundingOwed(by: position)
        let balance = try position.margin.plus(delta).minus(owed)
            .minus(position.socialisedOwed)
        try add(owed, to: .imbalanceAccount)
        if !position.socialisedOwed.isZero {
            try context.log(
                topics: [
                    ReferencePerpABI.socialisedLossCollected, number(trader),
                    number(market.account),
                ], words: [position.socialisedOwed.bitPattern])
            position.socialisedOwed = .zero
        }
        position.fundingIndex =
            position.size.isZero ? .zero : try cumulativeFunding(isLong: position.isLong)
        return (balance, owed)
    }

    /// Gives a position that has settled a new size.
    func resize(
        _ position: inout ReferencePosition, to size: Int256, openNotional: Int256
    ) throws(Revert) {
        position.size = size
        position.openNotional = openNotional
        position.fundingIndex =
            size.isZero ? .zero : try cumulativeFunding(isLong: position.isLong)
    }

    /// Sets the margin; profit makes a negative one good by being realised.
    func put(
        _ balance: Int256, into position: inout ReferencePosition, _ failure: String
    ) throws(Revert) {
        if balance >= .zero {
            position.margin = balance
            return
        }
        let missing = balance.negated
        let pnl = position.size.isZero ? Int256.zero : try value(of: position).pnl
        try require(pnl >= missing, failure)
        position.openNotional =
            position.isLong
            ? try position.openNotional.plus(missing) : try position.openNotional.minus(missing)
        try add(balance, to: .curveAccount)
        position.margin = .zero
        try count(.profitRealised)
    }
}
