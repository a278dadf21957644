import SimulationKernel
import WideIntegers

/// Brings a venue back to an outside price, with money of its own and after a delay of its own.
///
/// It looks at the venue; when the price lies outside the band that the fee leaves, it decides
/// after its delay on an order up to the band's edge and sends it. It trades only at a gain against
/// the outside price, with what it holds: its account at the venue is to hold the same. What it has
/// run out of it no longer trades; trading the other way brings it back.
public final class Arbitrageur {
    /// What it holds and what it has made.
    public struct Books: Hashable, Sendable {
        /// Base it holds, wad.
        public internal(set) var baseWad: UInt256
        /// Quote it holds, wad.
        public internal(set) var quoteWad: UInt256
        /// Gains less losses, wad of quote, each fill at the outside price of its moment.
        public internal(set) var profitQuoteWad: Int256 = .zero
        /// Fills.
        public internal(set) var fillCount: UInt64 = 0
        /// Base bought less sold, wad.
        public internal(set) var carriedBaseWad: Int256 = .zero
        /// Orders that the venue refused after it had been quoted a gain.
        public internal(set) var refusalCount: UInt64 = 0
        /// When it first wanted to trade and had nothing left for it; nil while it never did.
        public internal(set) var exhaustedAt: SimulatedTime?
    }

    /// Its account at the venue.
    public let account: String
    /// What it holds and what it has made.
    public private(set) var books: Books

    private let venue: any SpotVenue
    private let fee: Ratio
    private let outsidePriceWad: (SimulatedTime) -> UInt256
    private let onFill: (SpotFill) -> Void
    private var decisions: DelayLine
    private var isActing = false

    /// An arbitrageur with the money that its account at the venue holds.
    ///
    /// - Parameters:
    ///   - fee: The venue's fee, from which the band follows.
    ///   - decisions: Brings its decisions, each after a delay of its own.
    ///   - outsidePriceWad: The price at which it could trade elsewhere, quote per base in wad.
    ///   - onFill: Told of each fill, so that the flow can be carried on.
    /// - Throws: `.bandTooWide` for a fee of everything.
    public init(
        account: String, venue: any SpotVenue, baseWad: UInt256, quoteWad: UInt256, fee: Ratio,
        decisions: DelayLine, outsidePriceWad: @escaping (SimulatedTime) -> UInt256,
        onFill: @escaping (SpotFill) -> Void = { _ in }
    ) throws(VenueSettingsError) {
        guard fee.numerator < fee.denominator else { throw .bandTooWide }
        self.account = account
        self.venue = venue
        self.fee = fee
        self.decisions = decisions
        self.outsidePriceWad = outsidePriceWad
        self.onFill = onFill
        books = Books(baseWad: baseWad, quoteWad: quoteWad)
    }

    /// Looks at the venue every so often, from now until a moment.
    /// - Throws: `.intervalIsZero`.
    public func watch(
        everyMicros intervalMicros: UInt64, until end: SimulatedTime
    ) throws(VenueSettingsError) {
        guard intervalMicros > 0 else { throw .intervalIsZero }
        look(everyMicros: intervalMicros, until: end)
    }

    /// Looks at the venue now, and sets out to trade if there may be a gain.
    public func look() {
        guard !isActing, correction(at: decisions.timeline.now) != nil else { return }
        isActing = true
        decisions.send { [self] in act() }
    }

    private func look(everyMicros intervalMicros: UInt64, until end: SimulatedTime) {
        look()
        let next = decisions.timeline.now + intervalMicros
        // At the end of time the clock would stand still.
        guard next <= end, next > decisions.timeline.now else { return }
        decisions.timeline.schedule(at: next) { [self] in
            look(everyMicros: intervalMicros, until: end)
        }
    }

    // MARK: - Acting

    private func correction(at now: SimulatedTime) -> (side: SpotSide, targetWad: UInt256)? {
        NoArbitrageBand(aroundWad: outsidePriceWad(now), fee: fee)
            .correction(ofPriceWad: venue.spotPriceWad(at: now))
    }

    private func act() {
        let now = decisions.timeline.now
        guard let (side, targetWad) = correction(at: now) else {
            isActing = false
            return
        }
        let heldWad = side == .buy ? books.quoteWad : books.baseWad
        guard !heldWad.isZero else { return stopForWantOfMoney(at: now) }
        let amountWad = min(heldWad, DepthCurve.sizeWadMax)
        let order = SpotOrder(
            side, side == .buy ? .quote(amountWad) : .base(amountWad), limitPriceWad: targetWad)
        do throws(SpotVenueError) {
            guard gainWad(of: try venue.quote(order, at: now), at: now).signum > 0 else {
                isActing = false
                return
            }
            venue.submit(order, from: account) { [self] in book($0) }
        } catch {
            // Too little is left to buy a single unit; or so little is left to the limit, which is
            // less than what it has.
            if error == .amountOutOfRange(amountWad) { return stopForWantOfMoney(at: now) }
            isActing = false
        }
    }

    private func stopForWantOfMoney(at now: SimulatedTime) {
        isActing = false
        if books.exhaustedAt == nil { books.exhaustedAt = now }
    }

    private func book(_ answer: Result<SpotFill, SpotVenueError>) {
        isActing = false
        guard case .success(let fill) = answer else {
            books.refusalCount += 1
            return
        }
        books.fillCount += 1
        books.profitQuoteWad =
            books.profitQuoteWad &+ gainWad(of: fill, at: decisions.timeline.now)
        let base = Int256(bitPattern: fill.baseWad)
        switch fill.side {
        case .buy:
            books.quoteWad = books.quoteWad &- min(fill.quoteWad, books.quoteWad)
            books.baseWad = books.baseWad &+ fill.baseWad
            books.carriedBaseWad = books.carriedBaseWad &+ base
        case .sell:
            books.baseWad = books.baseWad &- min(fill.baseWad, books.baseWad)
            books.quoteWad = books.quoteWad &+ fill.quoteWad
            books.carriedBaseWad = books.carriedBaseWad &- base
        }
        onFill(fill)
    }

    /// What a fill is worth at the outside price beyond what it costs, wad of quote.
    private func gainWad(of fill: SpotFill, at now: SimulatedTime) -> Int256 {
        let worth = (try? fill.baseWad.mulDivDown(outsidePriceWad(now), .wad)) ?? .max
        let (received, given) =
            fill.side == .buy ? (worth, fill.quoteWad) : (fill.quoteWad, worth)
        let isLoss = given > received
        let difference = isLoss ? given &- received : received &- given
        return Int256(magnitude: difference, isNegative: isLoss) ?? (isLoss ? .min : .max)
    }
}
