import PerpContracts
import WideIntegers

/// What trades on the curve of a quote would come to, as an agent works it out by itself.
extension MarketQuote {
    private var curve: ConstantProduct {
        ConstantProduct(quoteReserveWad: quoteReserveWad, baseReserveWad: baseReserveWad)
    }

    private func wadPart(_ amount: UInt256, _ factor: UInt256, over whole: UInt256) -> UInt256 {
        (try? amount.mulDivDown(factor, whole)) ?? .max
    }

    /// The notional of a size at the mark, wad.
    public func notionalWad(of sizeWad: Int256) -> UInt256 {
        wadPart(sizeWad.magnitude, markWad, over: .wad)
    }

    /// Base that a trade of a notional exchanges, wad; nil where the curve cannot give it.
    /// - Parameter side: buys base as a long, sells it as a short.
    public func baseWad(forNotional notionalWad: UInt256, _ side: PositionSide) -> UInt256? {
        if let ladder { return ladder.baseWad(forQuote: notionalWad, side) }
        guard !pegWad.isZero else { return nil }
        return try? curve.base(
            forQuoteWad: wadPart(notionalWad, .wad, over: pegWad),
            side == .long ? .add : .remove)
    }

    /// Money that closing a size exchanges, wad; nil where the curve cannot give it.
    public func closingWad(of sizeWad: Int256) -> UInt256? {
        if let ladder, !sizeWad.isZero {
            return ladder.quoteWad(forBase: sizeWad.magnitude, sizeWad.isNegative ? .long : .short)
        }
        guard !sizeWad.isZero,
            let quote = try? curve.quote(
                forBaseWad: sizeWad.magnitude, sizeWad.isNegative ? .remove : .add)
        else { return nil }
        return wadPart(quote, pegWad, over: .wad)
    }

    /// The market after a trade that opens; nil where the curve cannot give it.
    public func after(
        _ side: PositionSide, notionalWad: UInt256
    ) -> (baseWad: UInt256, market: MarketQuote)? {
        guard let base = baseWad(forNotional: notionalWad, side) else { return nil }
        if let ladder {
            var next = self
            let after = ladder.taking(baseWad: base, side)
            next.ladder = after
            next.markWad = after.middleWad ?? markWad
            return (base, next)
        }
        let quote = wadPart(notionalWad, .wad, over: pegWad)
        var next = self
        if side == .long {
            guard base < baseReserveWad else { return nil }
            next.quoteReserveWad = quoteReserveWad.saturatingAdd(quote)
            next.baseReserveWad = baseReserveWad &- base
        } else {
            guard quote < quoteReserveWad else { return nil }
            next.quoteReserveWad = quoteReserveWad &- quote
            next.baseReserveWad = baseReserveWad.saturatingAdd(base)
        }
        next.markWad = wadPart(next.quoteReserveWad, pegWad, over: next.baseReserveWad)
        return (base, next)
    }

    /// The trade that brings the mark to a price, rounded down; nil where none does.
    ///
    /// With the product k of the reserves, the quote reserve at a price p is sqrt(k p / peg).
    public func trade(
        toPriceWad targetWad: UInt256
    ) -> (side: PositionSide, notionalWad: UInt256)? {
        if let ladder { return ladder.trade(toPriceWad: targetWad) }
        let (product, overflow) = quoteReserveWad.multipliedReportingOverflow(by: baseReserveWad)
        guard !overflow, !pegWad.isZero, let square = try? product.mulDivDown(targetWad, pegWad)
        else { return nil }
        let reserve = square.squareRoot
        let side: PositionSide = reserve >= quoteReserveWad ? .long : .short
        let quote =
            side == .long ? reserve &- quoteReserveWad : quoteReserveWad &- reserve
        return (side, wadPart(quote, pegWad, over: .wad))
    }

    /// Whether closing a position on the curve pays for its loss; funding is not counted. An exchange
    /// lets everybody leave for whom there is anything in the book.
    public func leavesSomething(of position: PositionQuote) -> Bool {
        if let ladder { return !ladder.isEmpty(for: position.side.opposite) }
        guard let money = closingWad(of: position.sizeWad), let worth = Int256(exactly: money),
            let cost = Int256(exactly: position.openNotionalWad)
        else { return false }
        let profit = position.sizeWad.isNegative ? cost &- worth : worth &- cost
        return !(position.marginWad &+ profit).isNegative
    }

    // MARK: - Limits

    /// The limit of base of a trade that may cost so much more than the mark, as the contract takes
    /// it; nil where the trade moves the price by more itself.
    /// - Parameter slippageMaxWad: share of the mark, wad; zero for any.
    public func baseLimitWad(
        _ side: PositionSide, notionalWad: UInt256, slippageMaxWad: UInt256
    ) -> UInt256? {
        // At any price a book gives what it has, where a curve refuses.
        if slippageMaxWad.isZero, let ladder { return ladder.isEmpty(for: side) ? nil : .zero }
        guard let base = baseWad(forNotional: notionalWad, side), !base.isZero else { return nil }
        if slippageMaxWad.isZero { return .zero }
        switch side {
        case .long:
            let worst = wadPart(markWad, .wad &+ slippageMaxWad, over: .wad)
            guard !worst.isZero else { return nil }
            let least = wadPart(notionalWad, .wad, over: worst)
            return base >= least ? max(least, .one) : nil
        case .short:
            let worst = wadPart(markWad, UInt256.wad.saturatingSubtract(slippageMaxWad), over: .wad)
            if worst.isZero { return .zero }
            let most = wadPart(notionalWad, .wad, over: worst)
            return base <= most ? most : nil
        }
    }

    /// The limit of money of closing a size, that far from what the curve gives now; zero for none.
    public func quoteLimitWad(closing sizeWad: Int256, slippageMaxWad: UInt256) -> UInt256 {
        guard !slippageMaxWad.isZero, let money = closingWad(of: sizeWad) else { return .zero }
        return sizeWad.isNegative
            ? wadPart(money, .wad &+ slippageMaxWad, over: .wad)
            : wadPart(money, UInt256.wad.saturatingSubtract(slippageMaxWad), over: .wad)
    }

    /// The most margin of a position that an amount of money pays for with its fee, wad.
    public func marginMaxWad(ofCollateral collateralWad: UInt256, leverageWad: UInt256) -> UInt256 {
        let fee = wadPart(leverageWad, tradeFeeWad, over: .wad)
        return wadPart(collateralWad, .wad, over: UInt256.wad.saturatingAdd(fee))
    }
}

extension PositionQuote {
    /// Which side it is on.
    public var side: PositionSide { sizeWad.isNegative ? .short : .long }

    /// What may leave by the protocol's measure if all profit counts, wad: equity less the margin to
    /// open what is held.
    public func surplusWad(initialMarginWad: UInt256) -> UInt256 {
        let needed = (try? notionalWad.mulDivUp(initialMarginWad, .wad)) ?? .max
        return equityWad.isNegative ? .zero : equityWad.magnitude.saturatingSubtract(needed)
    }
}
