import SimulationKernel
import WideIntegers

/// How a bidder answers in an auction in the pool.
///
/// - Source: Daian et al. 2019, "Flash Boys 2.0" (arXiv 1904.05234), section 4: observed strategies.
public enum AuctionStrategy: Hashable, Sendable {
    /// Overbids whoever is ahead, by the least bump.
    case counterBid
    /// Overbids whoever is ahead by so many thousandths, to shake off those who raise in small steps.
    case jumpBid(perMille: UInt64)
    /// Raises its own bid by the least bump every so often, without looking at others.
    case blindRaise(everyMicros: UInt64)
    /// Bids all that the prize is worth as soon as it was overbid once.
    case grimTrigger
}

/// What a bidder bids for, and how.
public struct AuctionTerms: Hashable, Sendable {
    /// What the prize is worth, and the gas that taking it uses.
    public var stake: Stake
    /// How it answers.
    public var strategy: AuctionStrategy
    /// From seeing a bid to sending the answer, in microseconds.
    public var reactionMicros: UInt64
    /// When it stops bidding; nil for never.
    public var deadline: SimulatedTime?
    /// Whether it takes its bid back when somebody else has the prize.
    public var cancelsWhenTaken: Bool

    /// Terms; by default an immediate counter-bidder without deadline.
    public init(
        _ stake: Stake, strategy: AuctionStrategy = .counterBid, reactionMicros: UInt64 = 0,
        deadline: SimulatedTime? = nil, cancelsWhenTaken: Bool = true
    ) {
        self.stake = stake
        self.strategy = strategy
        self.reactionMicros = reactionMicros
        self.deadline = deadline
        self.cancelsWhenTaken = cancelsWhenTaken
    }
}

/// Where a bidder stands.
public enum AuctionState: Hashable, Sendable {
    /// It has not bid yet.
    case idle
    /// Its bid is in the pool, and it answers.
    case bidding
    /// It answers no more; its last bid may still win, or fail at its cost.
    case stopped(AuctionEnd)
}

/// Why a bidder answers no more.
public enum AuctionEnd: Hashable, Sendable {
    /// The next bid would cost as much as the prize, or more.
    case outbid
    /// Its own transaction took the prize.
    case won
    /// Its own transaction was included and failed, or no longer comes.
    case lost
    /// A rival's transaction took the prize.
    case prizeTaken
    /// Its time is over.
    case deadline
}

/// One bid that was sent.
public struct PlacedBid: Hashable, Sendable {
    /// When.
    public let time: SimulatedTime
    /// What.
    public let bid: GasBid
    /// The best rival's tip that it answers, in wei per gas; zero when there was none.
    public let rivalTipWei: UInt256
}
