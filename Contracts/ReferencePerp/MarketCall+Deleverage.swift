import ContractRuntime
import VenueFormulas
import WideIntegers

/// Winners on the other side of a bankrupt position are closed at a worse price: section 7.
extension MarketCall {
    private struct Ranked {
        let open: OpenPosition
        let rank: Int256
    }

    /// Why a position was passed over; the numbers are those of the event.
    private enum SkipReason: UInt64 {
        case exempt = 0
        case cannotBear = 1
        case noContribution = 2
    }

    func deleverage(_ left: inout Int256, _ bankruptcy: Bankruptcy) throws(Revert) {
        if left.isZero { return }
        let isLong = bankruptcy.sign > .zero
        let owed = isLong ? left : left.negated
        // The money at which the bankrupt size would have left what earlier payers paid.
        let target = try bankruptcy.quote.plus(owed)
        var rest = bankruptcy.amount
        var paid = Int256.zero
        for ranked in try ranking(against: bankruptcy) {
            if left.isZero || rest.isZero { break }
            let contribution = try deleverage(
                ranked, target: target, rest: &rest, left: left, bankruptcy)
            left = try left.minus(contribution)
            paid = try paid.plus(contribution)
        }
        try book(paid, .deleverage, bankruptcy.trader, bankruptcy)
    }

    /// Opposite positions with equity, highest rank first, ties to the lower address.
    private func ranking(against bankruptcy: Bankruptcy) throws(Revert) -> [Ranked] {
        let winnersAreLong = bankruptcy.sign.isNegative
        let price = try marginPrice(isLong: winnersAreLong)
        var ranked: [Ranked] = []
        for open in openPositions()
        where open.position.isLong == winnersAreLong && open.trader != bankruptcy.trader {
            let valuation = try value(of: open.position, at: price, basis: .price)
            guard valuation.equity > .zero else { continue }
            ranked.append(Ranked(open: open, rank: try rank(open.position, valuation)))
        }
        ranked.sort { ($1.rank, $0.open.address) < ($0.rank, $1.open.address) }
        return ranked
    }

    private func rank(
        _ position: ReferencePosition, _ valuation: PositionValuation
    ) throws(Revert) -> Int256 {
        let worth =
            position.isLong
            ? try position.openNotional.plus(valuation.pnl)
            : try position.openNotional.minus(valuation.pnl)
        let wallet = try position.margin.minus(valuation.owed).minus(position.socialisedOwed)
        do throws(VenueFormulaError) {
            let score = try DeleveragingScore(
                valueWad: worth.bitPattern, profitWad: valuation.pnl,
                equityWad: valuation.equity.bitPattern)
            switch parameters.waterfall.rank {
            case .byLeverage: return Int256(bitPattern: try score.leverageWad())
            case .profitTimesLeverage:
                return try score.profitTimesLeverageWad(
                    openNotionalWad: position.openNotional.bitPattern)
            case .binance:
                let maintenance = tier(of: max(1, worth)).maintenance.bitPattern
                return Int256(
                    bitPattern: try score.leverageProfitWad(
                        maintenanceRatioWad: maintenance, walletWad: wallet))
            }
        } catch {
            throw Revert(.signedMultiplicationOverflow)
        }
    }

    /// Closes one winner on the curve and settles it at its part of the target.
    /// - Returns: what it contributes; zero when it was passed over.
    private func deleverage(
        _ ranked: Ranked, target: Int256, rest: inout Int256, left: Int256,
        _ bankruptcy: Bankruptcy
    ) throws(Revert) -> Int256 {
        let trader = ranked.open.trader
        // Read anew: its place on the list changes when others are closed before it.
        let old = try position(of: trader)
        let isLong = old.isLong
        if market.exempt.contains(trader) { return try skip(ranked, .exempt) }
        let amount = min(old.amount, rest)
        let exchange: PeggedCurve.Exchange
        do throws(Revert) {
            exchange = try curve.exchange(base: amount, isSale: isLong)
            _ = try curve.after(exchange)
        } catch {
            return try skip(ranked, .noContribution)
        }
        var settled = max(
            .zero, try target.mulDiv(amount, bankruptcy.amount, isLong ? .down : .up))
        let difference =
            isLong ? try exchange.money.minus(settled) : try settled.minus(exchange.money)
        let contribution = min(difference, left)
        guard contribution > .zero else { return try skip(ranked, .noContribution) }
        settled =
            isLong
            ? try exchange.money.minus(contribution) : try exchange.money.plus(contribution)
        let closed = try share(amount, of: old)
        let realised = isLong ? try settled.minus(closed) : try closed.minus(settled)
        let owed = try fundingOwed(by: old)
        let bears = try old.margin.plus(realised).minus(owed).minus(old.socialisedOwed)
        guard bears >= .zero else { return try skip(ranked, .cannotBear) }

        _ = try swap(base: amount, isSale: isLong, .forced)
        _ = try realise(settled, for: closed, isLong: isLong, onCurve: exchange.money)
        var position = old
        let (balance, funding) = try collect(realised, from: &position, trader)
        try resize(
            &position, to: try old.size.plus(exchange.signedBase),
            openNotional: try old.openNotional.minus(closed))
        (position.margin, position.lastBlock) = (balance, blockNumber)
        try save(&position, of: trader, over: old)
        try count(.deleverage)
        rest = try rest.minus(amount)
        try context.log(
            topics: [
                ReferencePerpABI.positionDeleveraged, number(trader), number(market.account),
            ],
            words: [
                exchange.signedBase.bitPattern, settled.bitPattern, contribution.bitPattern,
                ranked.rank.bitPattern, funding.bitPattern,
            ])
        return contribution
    }

    private func skip(_ ranked: Ranked, _ reason: SkipReason) throws(Revert) -> Int256 {
        try count(.deleverageSkipped)
        try context.log(
            topics: [
                ReferencePerpABI.deleverageSkipped, number(ranked.open.trader),
                number(market.account),
            ], words: [ranked.rank.bitPattern, UInt256(reason.rawValue)])
        return .zero
    }
}
