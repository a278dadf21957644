import ContractRuntime
import WideIntegers

/// Closing: perp-v1 sections 7.6 and 7.7.
extension ClearingHouse {
    /// `closePosition`: all of it, or a part where all would pass the price limit.
    func closePosition(
        _ market: AccountID, quoteLimit: UInt256, _ context: CallContext
    ) throws(Revert) {
        try context.compute(.closePosition)
        try requireNotPaused(context)
        try guarded(context) { () throws(Revert) in
            let amm = try requireAmm(market, open: true, context)
            try requireNotRestricted(market, context)
            let trader = try sender(context)
            let change = try closeAllOrPart(amm, trader, quoteLimit, context)
            try require(change.badDebt.isZero, "bad debt")
            try context.compute(.closeEnd)
            let token = try amm.call(.view, context) { () throws(Revert) in
                try amm.quoteAsset(context)
            }
            try withdraw(token, to: trader, change.marginToVault.magnitude, context)
            try finishTrade(amm, trader, change, context)
        }
    }

    private func closeAllOrPart(
        _ amm: Amm, _ trader: AccountID, _ quoteLimit: UInt256, _ context: CallContext
    ) throws(Revert) -> PositionChange {
        let position = try position(amm.account, trader, context)
        // An empty position counts as a short here, which changes nothing.
        let direction: PoolDirection = position.size > .zero ? .add : .remove
        let isOver = try amm.call(.view, context) { () throws(Revert) in
            try amm.isOverFluctuationLimit(
                direction, base: position.size.magnitude, context)
        }
        if isOver {
            try context.compute(.closeFluctuation)
            let ratio = try context.load(slots.partialLiquidationRatio)
            if ratio < .wad {
                // Without a position the call fails for want of one, with the limit or without.
                if !position.size.isZero {
                    context.bound(by: PerpV1BoundRules.fluctuationLimit)
                }
                let change = try closePart(amm, trader, position, context)
                try setPosition(change.position, amm.account, trader, context)
                return change
            }
        }
        return try close(amm, trader, quoteLimit: quoteLimit, context)
    }

    /// Closes the part that the liquidation ratio names, past the price limit if need be.
    func closePart(
        _ amm: Amm, _ trader: AccountID, _ position: PerpV1Position, _ context: CallContext
    ) throws(Revert) -> PositionChange {
        try context.compute(.closePartial)
        let ratio = try context.load(slots.partialLiquidationRatio)
        let part = try checked { () throws(FixedPointError) in
            try position.size.mulD(ratio).magnitude
        }
        let direction: PoolDirection = position.size > .zero ? .add : .remove
        let notional = try amm.call(.view, context) { () throws(Revert) in
            try context.compute(.ammOutputPrice)
            return try amm.outputPrice(direction, part, context)
        }
        return try reverse(
            ReverseRequest(
                amm: amm, side: position.size > .zero ? .sell : .buy, trader: trader,
                quoteAmount: notional, leverage: .wad, baseLimit: .zero,
                canOverFluctuationLimit: true), context)
    }

    /// Closes all of a position and clears it; the margin that remains is owed to the trader.
    func close(
        _ amm: Amm, _ trader: AccountID, quoteLimit: UInt256, _ context: CallContext
    ) throws(Revert) -> PositionChange {
        let old = try position(amm.account, trader, context)
        try requireSize(old)
        try context.compute(.closeInternal)
        let valuation = try valuation(amm, trader, .spotPrice, context)
        let rest = try remainingMargin(old, amm.account, change: valuation.pnl, context)
        var change = PositionChange()
        change.realizedPnl = valuation.pnl
        change.badDebt = rest.badDebt
        change.fundingPayment = rest.fundingPayment
        (change.exchangedSize, change.marginToVault) = try checked { () throws(FixedPointError) in
            (
                try old.size.mulScalar(-1 as Int256),
                try Int256(fromDecimal: rest.margin).mulScalar(-1 as Int256)
            )
        }
        change.exchangedQuote = try amm.call(.function, context) { () throws(Revert) in
            try amm.swapOutput(
                old.closingDirection, base: old.size.magnitude, quoteLimit: quoteLimit, context)
        }
        try context.compute(.closeInternalEnd)
        // A bankrupt position's bad debt counts as open interest that goes away.
        try updateOpenInterest(
            amm,
            try checked { () throws(FixedPointError) in
                try valuation.pnl.addD(rest.badDebt).addD(old.openNotional)
                    .mulScalar(-1 as Int256)
            }, context)
        try clearPosition(amm.account, trader, context)
        return change
    }
}
