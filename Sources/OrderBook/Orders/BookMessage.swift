/// What a caller can ask of an engine.
public enum BookMessage: Hashable, Sendable {
    /// Send an order.
    case new(NewOrder)
    /// Withdraw an order, resting or dormant; where an account is named, it must be the owner.
    case cancel(id: OrderID, account: AccountIndex?)
    /// Withdraw all orders of an account, or those of one side.
    case cancelAll(account: AccountIndex, side: Side?)
    /// Change a resting order.
    case replace(ReplaceRequest)
    /// Set the mark price.
    case setMark(Int64)
    /// Set the clock.
    case setTime(Int64)
    /// Refuse new orders and changes; cancels still work.
    case halt
    /// Take new orders again.
    case resume

    /// Whether it withdraws orders and does nothing else.
    var isCancel: Bool {
        switch self {
        case .cancel, .cancelAll: true
        case .replace(let request): request.quantity == 0
        default: false
        }
    }
}

/// A change of a resting order.
public struct ReplaceRequest: Hashable, Sendable {
    /// The order's number, which it keeps.
    public var id: OrderID
    /// Who asks; nil when the owner is not to be checked.
    public var account: AccountIndex?
    /// The new limit; nil for the old one.
    public var price: Int64?
    /// The new open quantity, zero to cancel; nil for the old one.
    public var quantity: Int64?

    /// A change; what is not named stays.
    public init(
        id: OrderID, account: AccountIndex? = nil, price: Int64? = nil, quantity: Int64? = nil
    ) {
        self.id = id
        self.account = account
        self.price = price
        self.quantity = quantity
    }
}

/// In which order the messages of a block take effect.
public enum BlockPolicy: UInt8, Hashable, Sendable, CaseIterable {
    /// As proposed.
    case fifo
    /// All cancels, then the rest.
    case cancelsFirst
    /// What sends no order that could take, then cancels, then the rest.
    ///
    /// - Source: Hyperliquid's documentation of its order book, ordering inside a block.
    case nonTakingCancelsTaking
    /// Cancels, then post-only orders, then the rest.
    case cancelsPostOnlyTaking
}
