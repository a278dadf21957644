import EthereumPrimitives
import OrderBook
import SimulationKernel
import WideIntegers

/// A perpetual venue with an order book, off the chain, as agents deal with it.
///
/// It is a ledger of its own. What an account deposits lies there as collateral; a trade moves what it
/// needs of that into the account's margin, which alone answers for its positions, as the margin of a
/// position does on a curve. Requests arrive after a latency and are served one after the other;
/// liquidation, funding and the cover of losses are the venue's own doing, with its clock.
public final class PerpetualExchange {
    /// How an exchange is set up.
    public struct Settings: Sendable {
        /// How its whole numbers stand for wad.
        public var grid: BookGrid
        /// The rules of its venue.
        public var terms: PerpetualTerms
        /// How requests come in: latency, service, and what happens when there are too many.
        public var ingress: IngressQueue.Rules
        /// From one publication of market data, and one turn of the clock, to the next; microseconds.
        public var publishEveryMicros: UInt64 = 1_000_000
        /// Levels of each side in market data.
        public var levels = 64

        /// Settings from their parts.
        public init(
            grid: BookGrid, terms: PerpetualTerms,
            ingress: IngressQueue.Rules = IngressQueue.Rules(),
            publishEveryMicros: UInt64 = 1_000_000
        ) {
            self.grid = grid
            self.terms = terms
            self.ingress = ingress
            self.publishEveryMicros = publishEveryMicros
        }
    }

    /// Its market's name.
    public let name: String
    /// How it was set up.
    public let settings: Settings
    /// Whose the fund is, and whose account the backstop is; nil for none.
    public let fund: Address, backstop: Address?

    /// The venue itself.
    public internal(set) var venue: PerpetualVenue
    /// Hears of all that happens, in order.
    public var onEvents: (([PerpetualEvent]) -> Void)?
    /// Where the index comes from, wad with its second; asked at each turn of the clock.
    public var index: (() -> (priceWad: UInt256, updatedSeconds: UInt64)?)?

    /// The market as it was published last, which is what agents see.
    public private(set) var publishedQuote = MarketQuote()

    let timeline: Timeline
    var book = ExchangeAccounts()
    var ingress: ExchangeIngress
    /// Numbers orders.
    private var orderCount: OrderID = 0
    /// The index as the venue has it, and how old it is.
    private(set) var seenIndex: (priceWad: UInt256, updatedSeconds: UInt64)?
    var riskCache: MarketRisk?
    /// What was borne of bad debt in the events that are told just now.
    package private(set) var borneAtOnce = BorneLosses()
    private var borneTold = BorneLosses()
    /// Deposits and withdrawals through the exchange's own doors, units of money.
    var depositedUnits: Int128 = 0

    /// How its whole numbers stand for wad.
    public var grid: BookGrid { settings.grid }

    /// An exchange without accounts.
    /// - Throws: the rule that no venue can have.
    public init(
        name: String, _ settings: Settings, fund: Address, backstop: Address?, timeline: Timeline
    ) throws(PerpetualTermsError) {
        self.name = name
        self.settings = settings
        self.fund = fund
        self.backstop = backstop
        self.timeline = timeline
        var terms = settings.terms
        if let backstop { terms.backstop.account = book.open(backstop, isCross: true) }
        venue = try PerpetualVenue(terms)
        ingress = ExchangeIngress(settings.ingress)
    }

    // MARK: - The clock

    /// Begins its turns; the index is set by then.
    public func begin() { turn() }

    private func turn() {
        tick()
        publish()
        timeline.schedule(afterMicros: max(settings.publishEveryMicros, 1)) { [weak self] in
            self?.turn()
        }
    }

    /// Brings the venue's clock and its index up to now.
    public func tick() {
        if let seen = index?(),
            seen.priceWad != seenIndex?.priceWad || seenIndex == nil
                || seen.updatedSeconds != seenIndex?.updatedSeconds
        {
            seenIndex = seen
        }
        let price = seenIndex.flatMap { grid.ticks(nearest: $0.priceWad) }
        venue.advance(to: micros, index: price)
        collect()
    }

    /// The venue's clock: microseconds of simulated time.
    var micros: Int64 { Int64(clamping: timeline.now.micros) }

    /// Hands on what has happened, and looks after accounts whose position is gone.
    func collect() {
        if venue.events.isEmpty { return }
        let events = venue.events
        venue.clearEvents()
        riskCache = nil
        let totals = venue.totals
        let borne = BorneLosses(
            byBackstop: totals.borneByBackstop, byDeleveraged: totals.borneByDeleveraged)
        borneAtOnce = BorneLosses(
            byBackstop: borne.byBackstop - borneTold.byBackstop,
            byDeleveraged: borne.byDeleveraged - borneTold.byDeleveraged)
        borneTold = borne
        onEvents?(events)
        sweep(events)
    }

    /// Shows the market as it stands now to all.
    func publish() { publishedQuote = presentQuote }

    /// The market as it stands now, which no agent has seen yet.
    package var presentQuote: MarketQuote {
        var quote = MarketQuote()
        let ladder = ladder
        let mark = grid.priceWad(venue.mark ?? 0)
        quote.ladder = ladder
        quote.markWad = ladder.middleWad ?? mark
        quote.markTwapWad = mark
        quote.oracleWad = seenIndex?.priceWad
        quote.oracleUpdatedSeconds = seenIndex?.updatedSeconds
        let interest = grid.sizeWad(venue.openInterest).magnitude
        (quote.longSizeWad, quote.shortSizeWad) = (interest, interest)
        let terms = settings.terms
        quote.initialMarginWad = .ppm(terms.initialMarginPpm)
        quote.maintenanceMarginWad = .ppm(terms.maintenanceMarginPpm)
        quote.tradeFeeWad = .ppm(max(terms.book.takerFeePpm, 0))
        quote.fundingRateWad = book.fundingRateWad
        quote.isOpen = !venue.isHalted
        return quote
    }

    /// The best levels of the book.
    var ladder: BookLadder { ladder(levels: settings.levels) }

    /// The same with as many levels of each side at most.
    func ladder(levels count: Int) -> BookLadder {
        func levels(_ side: Side) -> [BookLadder.Level] {
            venue.depth(side, levels: count).map {
                BookLadder.Level(
                    priceWad: grid.priceWad($0.price),
                    sizeWad: grid.sizeWad($0.quantity).magnitude)
            }
        }
        return BookLadder(
            bids: levels(.buy), asks: levels(.sell), tickWad: grid.tickWad, lotWad: grid.lotWad)
    }

    /// Whether it is closed.
    public var isHalted: Bool { venue.isHalted }

    /// The fee of the incoming side, wad of the quote.
    var takerFeeWad: UInt256 { .ppm(settings.terms.book.takerFeePpm) }

    /// The fee of an amount of quote for the incoming side, rounded up to a unit of money, wad.
    func feeWad(of quoteWad: UInt256) -> UInt256 {
        guard let fee = try? quoteWad.mulDivUp(takerFeeWad, .wad),
            let units = grid.units(covering: fee)
        else { return .max }
        return grid.amountWad(units)
    }

    /// The mark, wad; nothing before the first index.
    package var presentMarkWad: UInt256 { grid.priceWad(venue.mark ?? 0) }

    /// The number of the next order.
    func nextOrder() -> OrderID {
        orderCount += 1
        return orderCount
    }

    // MARK: - Reading

    /// All positions now.
    package var risk: MarketRisk {
        if let riskCache { return riskCache }
        var risk = MarketRisk(booked: grid.amountWad(venue.totals.badDebt))
        for address in book.byAddress {
            guard let account = book.account(of: address),
                let position = position(of: address)
            else { continue }
            let standing = venue.standing(of: account)
            risk.positions.append(position)
            risk.fundingOwedWad.append(grid.moneyWad(standing.fundingOwed))
            if standing.equity < 0 {
                risk.latentAtCurveWad =
                    risk.latentAtCurveWad &+ grid.moneyWad(standing.equity).magnitude
            }
        }
        riskCache = risk
        return risk
    }

    /// Somebody's position now; nil for none.
    public func position(of trader: Address) -> PositionQuote? {
        guard let account = book.account(of: trader) else { return nil }
        let standing = venue.standing(of: account)
        guard standing.lots != 0 else { return nil }
        var position = PositionQuote(trader: trader)
        position.sizeWad = grid.sizeWad(standing.lots)
        position.openNotionalWad = grid.amountWad(standing.entryNotional)
        position.marginWad = grid.moneyWad(standing.cash)
        let notional = Int128(standing.lots.magnitude) * Int128(venue.mark ?? 0)
        position.notionalWad = grid.amountWad(notional)
        position.equityWad = grid.moneyWad(standing.equity)
        if notional > 0 {
            let ratio = try? position.equityWad.magnitude.mulDivDown(.wad, position.notionalWad)
            let signed = Int256(bitPattern: ratio ?? .zero)
            position.marginRatioWad = position.equityWad.isNegative ? .zero &- signed : signed
        }
        position.maintenanceWad = .ppm(settings.terms.maintenanceMarginPpm)
        position.isLiquidatable = standing.isLiquidatable
        return position
    }

    /// Collateral of an account that is no margin, wad.
    public func freeWad(of address: Address) -> UInt256 {
        book.account(of: address).map { grid.amountWad(book[$0].collateral) } ?? .zero
    }

    /// Margin of an account that holds no position, wad.
    func idleMarginWad(of address: Address) -> UInt256 {
        guard let account = book.account(of: address) else { return .zero }
        let standing = venue.standing(of: account)
        return standing.lots == 0 ? grid.amountWad(standing.cash) : .zero
    }

    /// All that an account has here, by the mark, wad.
    public func equityWad(of address: Address) -> Int256 {
        guard let account = book.account(of: address) else { return .zero }
        return grid.moneyWad(Int128(venue.standing(of: account).equity) + book[account].collateral)
    }

    /// The address of an account of the venue.
    package func address(of account: AccountIndex) -> Address { book.address(of: account) }
}

/// Bad debt that was borne by other accounts than the fund, units of an exchange's money.
package struct BorneLosses: Hashable, Sendable {
    /// By the backstop.
    package var byBackstop: Int128 = 0
    /// By positions that were deleveraged.
    package var byDeleveraged: Int128 = 0
}

extension UInt256 {
    /// Parts per million as wad; nothing for what is below zero.
    static func ppm(_ parts: Int64) -> UInt256 {
        parts > 0 ? UInt256(UInt64(parts)) &* 1_000_000_000_000 : .zero
    }
}
