import SimulationKernel
import WideIntegers

/// Arbitrage that brings a venue back to an outside price at regular times, as studies of a held
/// price assume it.
///
/// It trades all the way, also where the venue's fee would leave it a loss: what a hold costs is then
/// the least that its reset can cost it. Where its trade has landed it lets the price be, which on a
/// pool is not to the last unit the outside one; while an order is unanswered it sends no other.
public final class ClosingArbitrage {
    /// What the arbitrageur has paid and received.
    public private(set) var bill = ManipulationBill()
    /// Trades that the venue has filled.
    public private(set) var tradeCount: UInt64 = 0
    /// Trades that the venue has refused, or that the bill cannot count.
    public private(set) var failureCount: UInt64 = 0

    private let venue: any SpotVenue
    private let account: String
    private let timeline: Timeline
    private let intervalMicros: UInt64
    private let outsidePriceWad: (SimulatedTime) -> UInt256
    private var isStopped = false
    private var isAwaiting = false
    /// The target of the last trade, and the price at which it has left the venue.
    private var landed: (targetWad: UInt256, spotWad: UInt256)?

    /// Plans the resets, which go on until `stop` or the end of time.
    /// - Parameters:
    ///   - first: the first one.
    ///   - intervalMicros: the time between two.
    ///   - outsidePriceWad: the price elsewhere.
    /// - Throws: `.outOfRange`.
    public init(
        at venue: any SpotVenue, account: String, first: SimulatedTime, intervalMicros: UInt64,
        timeline: Timeline, outsidePriceWad: @escaping (SimulatedTime) -> UInt256
    ) throws(ManipulationError) {
        try ManipulationError.check("intervalMicros", intervalMicros, in: 1...UInt64.max)
        self.venue = venue
        self.account = account
        self.timeline = timeline
        self.intervalMicros = intervalMicros
        self.outsidePriceWad = outsidePriceWad
        timeline.schedule(at: first) { [weak self] in self?.reset() }
    }

    /// Ends the resets.
    public func stop() { isStopped = true }

    private func reset() {
        if isStopped { return }
        if !isAwaiting { correct(at: timeline.now) }
        let next = timeline.now + intervalMicros
        // At the end of time the clock would stand still.
        if next > timeline.now { timeline.schedule(at: next) { [weak self] in self?.reset() } }
    }

    private func correct(at now: SimulatedTime) {
        let targetWad = outsidePriceWad(now)
        let spotWad = venue.spotPriceWad(at: now)
        if spotWad == targetWad { return }
        if let landed, landed == (targetWad, spotWad) { return }
        guard let needed = try? venue.push(toPriceWad: targetWad, at: now) else {
            failureCount += 1
            return
        }
        isAwaiting = true
        venue.submit(needed.order, from: account) { [weak self] answer in
            self?.take(answer, targetWad)
        }
    }

    private func take(_ answer: Result<SpotFill, SpotVenueError>, _ targetWad: UInt256) {
        isAwaiting = false
        let spotWad = venue.spotPriceWad(at: timeline.now)
        switch answer {
        case .success(let fill):
            landed = (targetWad, spotWad)
            if (try? bill.book(fill, at: venue.name)) == nil {
                failureCount += 1
            } else {
                tradeCount += 1
            }
        case .failure(.amountOutOfRange):
            // So little is missing that nothing would come out for it.
            landed = (targetWad, spotWad)
        case .failure:
            failureCount += 1
        }
    }
}
