import OrderBook

/// What a run has done.
struct BookTally {
    var messages = 0
    var trades: UInt64 = 0
    var fillOrKills = 0
    var killed = 0
    var pairs = 0
    var liveMax = 0
}

/// Rules and actions, all from one seed.
struct BookSequence {
    let seed: UInt64
    let flow: BookFlow
    let actions: [BookAction]

    init(seed: UInt64, length: Int) {
        self.seed = seed
        flow = BookFlow(seed: seed)
        var generator = flow
        actions = (0..<length).map { _ in generator.next() }
    }

    /// Carries out some of the actions and checks every property.
    func run(
        _ places: [Int], walkPeriod: Int, _ tally: inout BookTally
    ) throws(BookViolation) {
        var run = try BookRun(flow)
        for (step, place) in places.enumerated() {
            try run.perform(actions[place], isWalked: step % walkPeriod == 0, &tally)
        }
        try run.walk()
        tally.trades += run.book.totals.trades
    }

    /// The first property that some of the actions break, with walks after each.
    func violation(_ places: [Int]) -> BookViolation? {
        var tally = BookTally()
        do throws(BookViolation) {
            try run(places, walkPeriod: 1, &tally)
            return nil
        } catch {
            return error
        }
    }
}
