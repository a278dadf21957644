import VenueFormulas

/// A venue taken through a window.
struct WindowRun<Venue: LabVenue> {
    /// The venue at the end, whose ledger tells who has gained what.
    let end: Venue
    /// As the trader finds it when deciding.
    let decided: Venue

    init(_ start: Venue, _ window: MarketWindow) {
        var venue = start
        var decided = start
        for block in 0..<window.count {
            venue.open(block, window)
            for place in window.orders(in: block) {
                _ = venue.take(window.flow[place], limits: true)
            }
            if block == window.decision { decided = venue }
            venue.close(block, window)
        }
        end = venue
        self.decided = decided
    }

    /// What giving liquidity has earned at the index of the end, quote millionths.
    static func liquidityProfit(_ start: Venue, _ window: MarketWindow) -> Int64 {
        WindowRun(start, window).end.ledger.liquidity.worth(at: window.index(window.count - 1))
    }
}
