/// Why a message changed nothing. The raw values are the words of the conformance vectors.
public enum RejectReason: String, Hashable, Sendable, CaseIterable {
    /// The book takes no orders now.
    case halted
    /// An order of this number was accepted before.
    case duplicateID = "duplicate_id"
    /// The quantity is not above zero.
    case badQuantity = "bad_qty"
    /// The quantity is no multiple of the lot.
    case badLot = "bad_lot"
    /// The quantity is below the minimum.
    case minQuantity = "min_qty"
    /// The limit, or a mark price, is not above zero.
    case badPrice = "bad_price"
    /// The limit or the trigger is no multiple of the tick.
    case badTick = "bad_tick"
    /// The trigger is not above zero.
    case badTrigger = "bad_trigger"
    /// The order's flags contradict each other.
    case badCombination = "bad_combination"
    /// The order's end is not after the clock.
    case expired
    /// Price times quantity is below the minimum.
    case minNotional = "min_notional"
    /// The limit is outside the band around the mark.
    case priceBand = "price_band"
    /// There is no position that a reduce-only order could reduce.
    case reduceOnlyWouldIncrease = "reduce_only_would_increase"
    /// The account has as many resting orders as it may.
    case maxOrders = "max_orders"
    /// A post-only order would trade.
    case postOnlyWouldCross = "post_only_would_cross"
    /// A fill-or-kill order cannot be filled.
    case fillOrKillUnfillable = "fok_unfillable"
    /// No live order has this number.
    case unknownOrder = "unknown_order"
    /// The order belongs to another account.
    case notOwner = "not_owner"
    /// The condition of a conditional order holds already, and the book refuses such orders.
    case wouldTriggerImmediately = "would_trigger_immediately"
    /// The policy does not let the account enter this order.
    case margin
    /// A quantity, notional, position, account or number of orders beyond `BookLimits`.
    case beyondLimits = "beyond_limits"
}

/// Why an order, or a part of it, left without a trade. The raw values are those of the vectors.
public enum CancelReason: String, Hashable, Sendable, CaseIterable {
    /// Its owner asked for it.
    case user
    /// The clock reached its end.
    case expired
    /// It may not rest.
    case immediateRemainder = "ioc_remainder"
    /// It may not rest, and what it could still trade with is outside the band.
    case priceBand = "price_band"
    /// It met its own account.
    case selfTrade = "self_trade"
    /// A trade brought the position to zero or to the other side, which it could only increase now.
    case reduceOnlyNoPosition = "reduce_only_no_position"
    /// It entered by a trigger, or was met, when it could only increase the position.
    case reduceOnlyWouldIncrease = "reduce_only_would_increase"
    /// A post-only order entered by a trigger and would have traded.
    case postOnlyWouldCross = "post_only_would_cross"
    /// A fill-or-kill order entered by a trigger and could not be filled.
    case fillOrKillUnfillable = "fok_unfillable"
    /// The policy did not let a resting order trade.
    case undercollateralised
    /// The policy did not let an incoming order enter or go on.
    case margin
}
