import VenueFormulas
import WideIntegers

/// What it takes to push a constant-product pool to a multiple of its price, to the last unit.
public struct ConstantProductPush: Hashable, Sendable {
    /// Which way it goes: buying pumps, selling dumps.
    public let side: SpotSide
    /// The least input after which the ratio of the reserves is at the target or beyond it.
    public let amountIn: UInt256
    /// What comes out for it.
    public let amountOut: UInt256
    /// The pool after the push.
    public let poolAfter: ConstantProductPool
    /// What goes in less what comes out, in units of quote, the base of the two at the price before
    /// and rounded down: the loss of one who keeps what came out while the outside price stays.
    public let markToOutsideLossQuote: UInt256
    /// What is missing, in units of the input, after what came out is sold straight back.
    public let roundTripLoss: UInt256
    /// The input by the closed form, in units, cut to whole ones.
    public let closedFormAmountIn: UInt256
}

extension ConstantProductPool {
    /// The factors that a push can have are from one over this to this.
    static let factorMax: UInt256 = 1_000_000_000_000

    /// The push of the price to a multiple of what it is.
    ///
    /// - Parameters:
    ///   - side: Buying for a factor of at least one, selling for one of at most one.
    ///   - factor: The price after over the price before, 10^-12 to 10^12.
    /// - Throws: `.factorOutOfRange`, `.factorOnOtherSide`.
    /// - Source: input `d(m)` of a pool with fee, Angeris and Chitra, "Improved price oracles"
    ///   (2020), solved here in integers for the rounded swap.
    public func push(
        _ side: SpotSide, toFactor factor: Fraction
    ) throws(ConstantProductError) -> ConstantProductPush {
        let terms = factor.reduced
        let numerator = terms.numerator.magnitude
        guard terms.signum > 0, numerator.fitsUInt128, terms.denominator.fitsUInt128,
            numerator <= terms.denominator &* Self.factorMax,
            terms.denominator <= numerator &* Self.factorMax
        else { throw .factorOutOfRange("\(factor)") }
        let (rise, over) =
            side == .buy ? (numerator, terms.denominator) : (terms.denominator, numerator)
        guard rise >= over else { throw .factorOnOtherSide("\(factor)", side) }
        let direction = direction(side)
        guard let factorQ192 = try? rise.mulDivUp(.one << 192, over),
            let inWeight = try? over * direction.reserveOut,
            let outWeight = try? rise * direction.reserveIn,
            let amountIn = PoolGoal(
                inWeight: inWeight, outWeight: outWeight, isStrict: false, factorQ192: factorQ192
            ).leastInput(direction)
        else { throw .factorOutOfRange("\(factor)") }
        let (amountOut, after) = try trading(amountIn, side)
        let returned = try after.amountOut(for: amountOut, side.opposite)
        return ConstantProductPush(
            side: side, amountIn: amountIn, amountOut: amountOut, poolAfter: after,
            markToOutsideLossQuote: markToOutsideLoss(side, amountIn, amountOut),
            roundTripLoss: amountIn &- returned,
            closedFormAmountIn: direction.closedFormInput(factorQ192: factorQ192) ?? .zero)
    }

    /// The least input that brings the price to a target in wad or beyond; zero when it is there.
    ///
    /// - Returns: nil where the target is zero, 2^128 or more, or over 10^12 times away.
    public func leastInput(_ side: SpotSide, toPriceWad targetWad: UInt256) -> UInt256? {
        goal(side, priceWad: targetWad, isStrict: false)?.leastInput(direction(side))
    }

    /// The most input that leaves the price on this side of a limit in wad, or at it; nil where
    /// even nothing does not.
    func mostInput(_ side: SpotSide, withinPriceWad limitWad: UInt256) -> UInt256? {
        guard let goal = goal(side, priceWad: limitWad, isStrict: true),
            let least = goal.leastInput(direction(side))
        else {
            // Too far away to matter, or nothing at all for a buyer.
            let isAhead = side == .buy ? limitWad > spotPriceWad : limitWad < spotPriceWad
            return isAhead ? Self.amountMax : nil
        }
        return least.isZero ? nil : least &- .one
    }

    private func goal(_ side: SpotSide, priceWad: UInt256, isStrict: Bool) -> PoolGoal? {
        guard !priceWad.isZero, priceWad.fitsUInt128 else { return nil }
        let direction = direction(side)
        let (inWeight, outWeight) =
            side == .buy ? (UInt256.wad, priceWad) : (priceWad, UInt256.wad)
        guard let wanted = try? outWeight * direction.reserveOut,
            let present = try? inWeight * direction.reserveIn,
            let factorQ192 = try? wanted.mulDivUp(.one << 192, present),
            factorQ192 <= Self.factorMax << 192
        else { return nil }
        return PoolGoal(
            inWeight: inWeight, outWeight: outWeight, isStrict: isStrict, factorQ192: factorQ192)
    }

    /// Never negative: by the price before, an input buys more than its curve gives.
    private func markToOutsideLoss(
        _ side: SpotSide, _ amountIn: UInt256, _ amountOut: UInt256
    ) -> UInt256 {
        switch side {
        case .buy:
            amountIn &- ((try? amountOut.mulDivDown(quoteReserve, baseReserve)) ?? amountIn)
        case .sell:
            ((try? amountIn.mulDivDown(quoteReserve, baseReserve)) ?? amountOut) &- amountOut
        }
    }
}
