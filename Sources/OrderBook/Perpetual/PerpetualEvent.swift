/// Something that happened on a venue, in the order in which it did.
public enum PerpetualEvent: Hashable, Sendable {
    /// What the book tells.
    case book(BookEvent)
    /// One side of the trade that the book told just before; the incoming side comes first.
    case fill(Fill)
    /// Money came in.
    case deposited(account: AccountIndex, amount: Int64)
    /// Money left.
    case withdrawn(account: AccountIndex, amount: Int64)
    /// Money did not move.
    case moneyRefused(account: AccountIndex, amount: Int64, MoneyRefusal)
    /// The fund was given money.
    case donated(amount: Int64)
    /// A message that the venue does not take from a trader, or not now.
    case refused(MessageRefusal)
    /// There is a new index price.
    case index(Int64)
    /// A price that is no index price, or would bring the open interest beyond `PerpetualLimits`.
    case indexRefused(Int64)
    /// The rate of the interval that ended, in ppb; above zero, longs pay.
    case fundingRate(ppb: Int64, premiumPpb: Int64)
    /// An account paid this, or received what is below zero.
    case funding(account: AccountIndex, amount: Int64, ratePpb: Int64)
    /// The book closed a part of a position by force.
    case liquidation(ForcedClose)
    /// The backstop took a position over.
    case takeover(from: AccountIndex, to: AccountIndex, lots: Int64, price: Int64)
    /// An account's position was closed against that of another, which nobody else took.
    case deleveraged(account: AccountIndex, lots: Int64, price: Int64, against: AccountIndex)
    /// The fund paid for an account.
    case fundPaid(account: AccountIndex, amount: Int64)
    /// Nobody paid for an account.
    case uncovered(account: AccountIndex, amount: Int64)
    /// The venue stopped.
    case halted(trapsCancels: Bool)
    /// The venue works again.
    case resumed

    /// One side of a trade.
    public struct Fill: Hashable, Sendable {
        /// Whose side it is.
        public let account: AccountIndex
        /// Which way it traded.
        public let side: Side
        /// Lots.
        public let lots: Int64
        /// Quote ticks per lot.
        public let price: Int64
        /// What it paid; below zero for a rebate.
        public let fee: Int64
        /// Profit that the trade made real, fee not taken off.
        public let realised: Int64
        /// The position after the trade, in lots.
        public let sizeAfter: Int64
        /// Whether the trade closed the incoming side's position by force.
        public let isLiquidation: Bool
        /// Who has the other side.
        public let counterparty: AccountIndex

        /// One side of a trade.
        public init(
            account: AccountIndex, side: Side, lots: Int64, price: Int64, fee: Int64,
            realised: Int64, sizeAfter: Int64, isLiquidation: Bool, counterparty: AccountIndex
        ) {
            self.account = account
            self.side = side
            self.lots = lots
            self.price = price
            self.fee = fee
            self.realised = realised
            self.sizeAfter = sizeAfter
            self.isLiquidation = isLiquidation
            self.counterparty = counterparty
        }
    }

    /// What the book closed of a position by force.
    public struct ForcedClose: Hashable, Sendable {
        /// Whose position it was.
        public let account: AccountIndex
        /// Lots that the book closed, below zero for those of a short position.
        public let lots: Int64
        /// Their average price, rounded against the account.
        public let price: Int64
        /// What the fund got.
        public let fee: Int64
        /// The position after it.
        public let remainder: Int64

        /// A close.
        public init(
            account: AccountIndex, lots: Int64, price: Int64, fee: Int64, remainder: Int64
        ) {
            self.account = account
            self.lots = lots
            self.price = price
            self.fee = fee
            self.remainder = remainder
        }
    }
}

/// Why money did not move.
public enum MoneyRefusal: Error, Hashable, Sendable {
    /// The amount is not above zero.
    case notPositive
    /// The venue has stopped.
    case halted
    /// No account can have this number.
    case noAccount
    /// The account may have so much less.
    case exceedsFree(Int64)
    /// The account may have it, but no more than this is there.
    case vaultShort(Int64)
    /// The vault cannot hold as much.
    case beyondLimits
}

/// Why the venue did not hand a message to the book.
public enum MessageRefusal: Hashable, Sendable {
    /// The mark, the clock and a stop are the venue's.
    case notATradersMessage
    /// The order bears a number of the venue, or says that it is a liquidation.
    case reservedOrder(OrderID)
    /// Cancels are trapped by a stop.
    case trapped
}
