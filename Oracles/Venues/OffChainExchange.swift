import SimulationKernel
import WideIntegers

/// The rules of an off-chain exchange.
public struct ExchangeSettings: Hashable, Sendable {
    /// The name that reports and bills give it.
    public var name: String
    /// What buyers take, above the fair price.
    public var asks: DepthCurve
    /// What sellers take, below the fair price; it ends before a price of nothing.
    public var bids: DepthCurve
    /// How what was taken comes back.
    public var replenishment: Replenishment
    /// The fee on quote that every order pays, parts per million.
    public var takerFeePpm: UInt32
    /// Whether flow carried over moves the fair price.
    public var feedback: SpotFeedback
    /// How far back its price can be asked, in microseconds; before that the oldest book counts.
    public var historyMicros: UInt64

    /// Rules from their parts.
    public init(
        name: String, asks: DepthCurve, bids: DepthCurve,
        replenishment: Replenishment = .none, takerFeePpm: UInt32 = 0,
        feedback: SpotFeedback = .off, historyMicros: UInt64 = 0
    ) {
        self.name = name
        self.asks = asks
        self.bids = bids
        self.replenishment = replenishment
        self.takerFeePpm = takerFeePpm
        self.feedback = feedback
        self.historyMicros = historyMicros
    }
}

/// An exchange off the chain: accounts of its own, and a book of resting depth around a fair price.
///
/// The fair price follows a path from outside. Orders take the nearest depth first; what they took
/// comes back as the rules say. The two sides are apart, as on any book: what was bought up to a
/// high price is sold back to the bids about the fair price, and the difference is lost. The
/// venue's price is that of the next unit on the side that traded last, as a last price is, and the
/// fair price once nothing of that side is missing.
public final class OffChainExchange: SpotVenue {
    /// The largest amount of an order, 2^112 wad.
    public static let amountWadMax: UInt256 = DepthCurve.sizeWadMax

    /// The name that reports and bills give it.
    public let name: String
    /// Who holds what.
    public let ledger = VenueLedger()
    /// Whether the venue is closed.
    public var isHalted = false
    /// What flow carried over has done to the fair price.
    public private(set) var feedback: SpotFeedback

    private let pathWad: (SimulatedTime) -> UInt256
    private let takerFeePpm: UInt256
    private var asks: BookSide
    private var bids: BookSide
    private var lastSide: SpotSide?
    private var orders: DelayLine
    private let historyMicros: UInt64
    /// The books that orders have changed, the oldest first, each with the moment of its end.
    private var past: [PastBook] = []

    private struct PastBook {
        let endedAt: SimulatedTime
        let asks: BookSide
        let bids: BookSide
        let lastSide: SpotSide?
    }

    /// An exchange by its rules.
    ///
    /// - Parameters:
    ///   - orders: Brings orders to the venue, each after a delay of its own.
    ///   - fairPriceWad: The path of the fair price, quote per base in wad; brought into 1 to 2^120.
    /// - Throws: `.takerFeePpm`, `.bidDistanceWad`, `.halfLifeIsZero`, `.returnRate`.
    public init(
        _ settings: ExchangeSettings, orders: DelayLine,
        fairPriceWad: @escaping (SimulatedTime) -> UInt256
    ) throws(VenueSettingsError) {
        guard settings.takerFeePpm < 1_000_000 else { throw .takerFeePpm(settings.takerFeePpm) }
        guard settings.bids.farthestWad < .wad else {
            throw .bidDistanceWad(settings.bids.farthestWad)
        }
        if let defect = settings.replenishment.defect { throw defect }
        name = settings.name
        feedback = settings.feedback
        takerFeePpm = UInt256(UInt64(settings.takerFeePpm))
        asks = BookSide(.buy, settings.asks, settings.replenishment)
        bids = BookSide(.sell, settings.bids, settings.replenishment)
        pathWad = fairPriceWad
        self.orders = orders
        historyMicros = settings.historyMicros
    }

    // MARK: - Prices

    /// The price about which the book stands, wad: the path, and what flow carried over has added.
    public func fairPriceWad(at now: SimulatedTime) -> UInt256 {
        min(max(feedback.fairPriceWad(path: pathWad(now)), .one), DepthCurve.priceWadMax)
    }

    /// The price of the next unit on the side that traded last; the fair price where nothing is
    /// missing. A moment of the past is answered by the book of that moment, as far as it is kept.
    public func spotPriceWad(at now: SimulatedTime) -> UInt256 {
        let fairWad = fairPriceWad(at: now)
        let then = past.first { now < $0.endedAt }
        guard let lastSide = then == nil ? lastSide : then?.lastSide else { return fairWad }
        let side = lastSide == .buy ? then?.asks ?? asks : then?.bids ?? bids
        let takenWad = side.takenWad(at: now)
        return takenWad.isZero ? fairWad : side.priceWad(afterTaking: takenWad, fairWad: fairWad)
    }

    /// Base that still rests on the side that an order of this side would take, wad.
    public func availableBaseWad(_ side: SpotSide, at now: SimulatedTime) -> UInt256 {
        let side = self.side(side)
        return side.curve.sizeWad &- side.takenWad(at: now)
    }

    // MARK: - Trading

    /// What an order would move now.
    ///
    /// An order with a limit takes what there is up to it. One for an amount of quote takes the
    /// most base that the quote pays for, or gives the least for which it gets that much.
    /// - Throws: among others `.amountOutOfRange` where nothing would come out.
    public func quote(
        _ order: SpotOrder, at now: SimulatedTime
    ) throws(SpotVenueError) -> SpotFill {
        try walk(for: order.side, at: now).fill(order)
    }

    /// The least trade after which the marginal price is at the target or beyond it.
    public func push(
        toPriceWad targetWad: UInt256, at now: SimulatedTime
    ) throws(SpotVenueError) -> SpotFill {
        let spotWad = spotPriceWad(at: now)
        let walk = try walk(for: targetWad < spotWad ? .sell : .buy, at: now)
        return targetWad == spotWad
            ? walk.fill(ofBase: .zero) : try walk.fill(reachingPriceWad: targetWad)
    }

    /// Sends an order for an account; the answer comes when the venue has dealt with it.
    public func submit(
        _ order: SpotOrder, from account: String,
        answer: @escaping (Result<SpotFill, SpotVenueError>) -> Void
    ) {
        orders.send { [self] in
            answer(Result { () throws(SpotVenueError) in try execute(order, for: account) })
        }
    }

    /// Lets flow from elsewhere move the fair price: base bought above zero, sold below, wad.
    ///
    /// The impact is that of the amount on the full book, the whole book at most. No money moves
    /// here: who carries the flow over books it where it trades.
    public func carry(baseWad: Int256) {
        let curve = side(baseWad.isNegative ? .sell : .buy).curve
        let amountWad = min(baseWad.magnitude, curve.sizeWad)
        feedback.carry(
            baseWad: baseWad,
            impactWad: amountWad.isZero ? .zero : curve.distanceWad(afterTaking: amountWad))
    }

    private func execute(
        _ order: SpotOrder, for account: String
    ) throws(SpotVenueError) -> SpotFill {
        let now = orders.timeline.now
        let fill = try quote(order, at: now)
        try ledger.settle(fill, earnedFeeWad: fill.feeQuoteWad, for: account)
        keepBook(at: now)
        switch order.side {
        case .buy: asks.take(fill.baseWad, at: now)
        case .sell: bids.take(fill.baseWad, at: now)
        }
        lastSide = order.side
        return fill
    }

    /// Keeps the book that an order is about to change, and forgets what is too old.
    private func keepBook(at now: SimulatedTime) {
        guard historyMicros > 0 else { return }
        past.removeAll { now.micros(since: $0.endedAt) > historyMicros }
        past.append(PastBook(endedAt: now, asks: asks, bids: bids, lastSide: lastSide))
    }

    private func side(_ side: SpotSide) -> BookSide { side == .buy ? asks : bids }

    private func walk(
        for side: SpotSide, at now: SimulatedTime
    ) throws(SpotVenueError) -> BookWalk {
        if isHalted { throw .halted }
        let bookSide = self.side(side)
        return BookWalk(
            book: bookSide, takenWad: bookSide.takenWad(at: now), fairWad: fairPriceWad(at: now),
            feePpm: takerFeePpm, spotBeforeWad: spotPriceWad(at: now))
    }
}
