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
            for place in window.orders(in: block) { venue.pass(window.flow[place]) }
            if block == window.decision { decided = venue }
            venue.close(block, window)
        }
        end = venue
        self.decided = decided
    }
}
