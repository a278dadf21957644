/// An order as it is sent.
///
/// Prices are ticks of the quote per lot and quantities lots, as whole numbers; notional is their product.
public struct NewOrder: Hashable, Sendable {
    /// Its number; refused when an order of this number was accepted before.
    public var id: OrderID
    /// Whose it is.
    public var account: AccountIndex
    /// Which way it trades.
    public var side: Side
    /// What it does on arrival.
    public var type: OrderType
    /// Lots, above zero.
    public var quantity: Int64
    /// The limit of a type that has one; not looked at otherwise.
    public var price: Int64
    /// The price at which a conditional order enters; not looked at otherwise.
    public var trigger: Int64
    /// What a conditional order watches.
    public var source: TriggerSource
    /// How long it stays.
    public var timeInForce: TimeInForce
    /// The end of an order that is good until a time; nil otherwise.
    public var expiry: Int64?
    /// Whether it may only add liquidity.
    public var isPostOnly: Bool
    /// Whether it may only bring its account's position nearer to zero.
    public var isReduceOnly: Bool
    /// What happens when it meets its own account; nil for the book's default.
    public var selfTradePrevention: SelfTradePrevention?
    /// Whether it closes a position by force: it is not held by the band, and never trades with itself.
    public var isLiquidation: Bool

    /// An order; what is not named is as in a plain limit order that stays until cancelled.
    public init(
        id: OrderID, account: AccountIndex, side: Side, type: OrderType = .limit, quantity: Int64,
        price: Int64 = 0, trigger: Int64 = 0, source: TriggerSource = .last,
        timeInForce: TimeInForce = .goodTilCancelled, expiry: Int64? = nil,
        isPostOnly: Bool = false, isReduceOnly: Bool = false,
        selfTradePrevention: SelfTradePrevention? = nil, isLiquidation: Bool = false
    ) {
        self.id = id
        self.account = account
        self.side = side
        self.type = type
        self.quantity = quantity
        self.price = price
        self.trigger = trigger
        self.source = source
        self.timeInForce = timeInForce
        self.expiry = expiry
        self.isPostOnly = isPostOnly
        self.isReduceOnly = isReduceOnly
        self.selfTradePrevention = selfTradePrevention
        self.isLiquidation = isLiquidation
    }
}
