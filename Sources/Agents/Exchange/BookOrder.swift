import PriceOracles
import WideIntegers

/// An order in a book as an agent asks for it; the exchange rounds it to its grid against the agent.
public struct BookOrder: Hashable, Sendable {
    /// What becomes of what does not trade at once, or must not.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// It rests.
        case limit
        /// The order is refused where it would trade at once.
        case postOnly = "post-only"
        /// It is taken back.
        case immediate
    }

    /// Which way it trades.
    public var side: SpotSide
    /// Base, wad.
    public var sizeWad: UInt256
    /// Its limit, wad; nil for any price, which only an immediate order may have.
    public var priceWad: UInt256?
    /// What becomes of its rest.
    public var kind: Kind
    /// Whether it may only bring the position nearer to nothing.
    public var isReduceOnly: Bool

    /// An order from its parts.
    public init(
        _ side: SpotSide, sizeWad: UInt256, priceWad: UInt256? = nil, kind: Kind = .limit,
        isReduceOnly: Bool = false
    ) {
        self.side = side
        self.sizeWad = sizeWad
        self.priceWad = priceWad
        self.kind = kind
        self.isReduceOnly = isReduceOnly
    }
}

/// What an exchange answers to a request.
public struct ExchangeAnswer: Hashable, Sendable {
    /// Why nothing was done; nil where something was.
    public var refusal: ExchangeRefusal?
    /// The orders that were taken, by their numbers.
    public var orders: [UInt64] = []
    /// Base that traded at once, wad.
    public var baseWad = UInt256.zero
    /// Quote that it traded for, wad.
    public var quoteWad = UInt256.zero

    /// An answer.
    public init(refusal: ExchangeRefusal? = nil) { self.refusal = refusal }
}

/// Why an exchange does not do what it is asked for.
public enum ExchangeRefusal: Error, Hashable, Sendable {
    /// The market has no such function: its contracts have no book, or the exchange does it by itself.
    case notOffered
    /// The exchange is closed, and with it everybody's collateral.
    case halted
    /// It is overloaded, and refuses requests that are not urgent.
    case overloaded
    /// There is no account of this address.
    case noAccount
    /// There is no position.
    case noPosition
    /// Too small for the grid, or too large to count.
    case amountOutOfRange
    /// The collateral at the exchange does not pay for it.
    case insufficientCollateral
    /// The vault does not hold, or the rules do not let go, what was asked for.
    case notWithdrawable
    /// Nothing stands in the book within the limit.
    case nothingToTradeWith
    /// The book refuses the order, by the word of its reason.
    case rejected(String)
}

extension ExchangeRefusal: CustomStringConvertible {
    /// A sentence for notes.
    public var description: String {
        switch self {
        case .notOffered: "the venue has no such function or does it by itself"
        case .halted: "the venue is closed"
        case .overloaded: "the venue is overloaded"
        case .noAccount: "the venue has no such account"
        case .noPosition: "there is no position"
        case .amountOutOfRange: "the amount is beyond the venue's grid"
        case .insufficientCollateral: "the collateral at the venue does not pay for it"
        case .notWithdrawable: "the vault or the rules do not let so much go"
        case .nothingToTradeWith: "nothing stands in the book within the limit"
        case .rejected(let reason): "the book refuses the order: \(reason)"
        }
    }
}
