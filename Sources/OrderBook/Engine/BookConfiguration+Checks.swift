// What can be told of an order from the rules alone. These are no methods of the engine, which is large
// and would be copied for each call of a method that does not change it.

extension BookConfiguration {
    func quantityRefusal(_ quantity: Int64) -> RejectReason? {
        if quantity <= 0 { return .badQuantity }
        if lot != 1, quantity % lot != 0 { return .badLot }
        if quantity < quantityMin { return .minQuantity }
        return quantity > BookLimits.quantityMax ? .beyondLimits : nil
    }

    func priceRefusal(_ price: Int64) -> RejectReason? {
        if price <= 0 { return .badPrice }
        if tick != 1, price % tick != 0 { return .badTick }
        return price > BookLimits.priceMax ? .beyondLimits : nil
    }

    func triggerRefusal(_ trigger: Int64) -> RejectReason? {
        if trigger <= 0 { return .badTrigger }
        return tick != 1 && trigger % tick != 0 ? .badTick : nil
    }

    /// The rules about price times quantity and about the band.
    func limitRefusal(
        _ price: Int64, _ quantity: Int64, _ mark: Int64?, isReduceOnly: Bool,
        isLiquidation: Bool
    ) -> RejectReason? {
        let notional = price.multipliedReportingOverflow(by: quantity)
        if notional.overflow { return .beyondLimits }
        if !isReduceOnly, notional.partialValue < notionalMin { return .minNotional }
        if bandBps > 0, !isLiquidation, let mark {
            let distance = Int128(price) - Int128(mark)
            let width = Int128(bandBps) * Int128(mark)
            if distance.magnitude * 10_000 > width.magnitude { return .priceBand }
        }
        return nil
    }

    /// The worst price of a market order, and whether it is an edge of the band: a buyer's rounded
    /// down, a seller's rounded up.
    func marketLimit(_ side: Side, _ mark: Int64?, isLiquidation: Bool) -> (Int64, Bool) {
        guard bandBps > 0, !isLiquidation, let mark else { return (side == .buy ? .max : 0, false) }
        let bps = Int128(bandBps)
        if side == .buy { return (Int64(clamping: Int128(mark) * (10_000 + bps) / 10_000), true) }
        return (Int64(clamping: max(0, (Int128(mark) * (10_000 - bps) + 9_999) / 10_000)), true)
    }

    /// The self-trade mode of an order.
    func mode(of order: NewOrder) -> SelfTradePrevention {
        let mode = order.selfTradePrevention ?? selfTradePrevention
        // A liquidation never trades with itself; the resting order gives way.
        return order.isLiquidation && mode == .none ? .cancelOldest : mode
    }
}
