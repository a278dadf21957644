import Experiments
import OrderBook
import SimulationKernel
import Testing

/// The model as counts on a grid of prices, without orders or an engine, its mid at the grid's.
private struct CountedBook {
    let rates: ContStoikovTalrejaFlow.Rates
    var stream: RandomStream
    var bids = [Int](repeating: 0, count: 4_001)
    var asks = [Int](repeating: 0, count: 4_001)
    var bestBid = 2_000, bestAsk = 2_001
    let reach = 60

    /// How long the state lasted that ends with this step, minutes.
    mutating func step() -> Double {
        var changes: [(rate: Double, side: Int, price: Int, change: Int)] = []
        for (place, rate) in rates.limit.enumerated() {
            changes.append((rate, 0, bestAsk - place - 1, 1))
            changes.append((rate, 1, bestBid + place + 1, 1))
        }
        if bids[bestBid] > 0 { changes.append((rates.market, 0, bestBid, -1)) }
        if asks[bestAsk] > 0 { changes.append((rates.market, 1, bestAsk, -1)) }
        for distance in 1...reach {
            let theta = rates.cancel[min(distance, rates.cancel.count) - 1]
            let (bid, ask) = (bestAsk - distance, bestBid + distance)
            if bids[bid] > 0 { changes.append((theta * Double(bids[bid]), 0, bid, -1)) }
            if asks[ask] > 0 { changes.append((theta * Double(asks[ask]), 1, ask, -1)) }
        }
        let total = changes.reduce(0) { $0 + $1.rate }
        var draw = stream.unit() * total
        let chosen = changes.first { change in
            draw -= change.rate
            return draw < 0
        }
        if let chosen {
            if chosen.side == 0 { bids[chosen.price] += chosen.change }
            if chosen.side == 1 { asks[chosen.price] += chosen.change }
        }
        if let bid = bids.lastIndex(where: { $0 > 0 }) { bestBid = bid }
        if let ask = asks.firstIndex(where: { $0 > 0 }) { bestAsk = ask }
        return 1 / total
    }
}

@Suite struct ContStoikovTalrejaFlowTests {
    private let rates: ContStoikovTalrejaFlow.Rates

    init() throws { rates = try .skyPerfect(reachTicks: 12) }

    private func flow(_ name: String) -> ContStoikovTalrejaFlow {
        ContStoikovTalrejaFlow(
            rates, around: 100_000, stream: RandomStream(seed: 11, name: name))
    }

    @Test("Sky Perfect's rates are measured at five distances and fitted beyond")
    func preset() throws {
        let rates = try ContStoikovTalrejaFlow.Rates.skyPerfect(reachTicks: 7)
        #expect(rates.limit.prefix(5) == [1.85, 1.51, 1.09, 0.88, 0.77])
        #expect(rates.limit.count == 7 && rates.cancel.count == 5 && rates.market == 0.94)
        #expect(abs(rates.limit[6] - 1.92 / 2.7508) < 1e-3)
        #expect(throws: LiquidityModelError.self) {
            try ContStoikovTalrejaFlow.Rates.skyPerfect(reachTicks: 4)
        }
        #expect(throws: LiquidityModelError.self) {
            try ContStoikovTalrejaFlow.Rates(limit: [], cancel: [1], market: 1)
        }
        #expect(throws: LiquidityModelError.self) {
            try ContStoikovTalrejaFlow.Rates(limit: [1, .nan], cancel: [1], market: 1)
        }
    }

    @Test("the mean depth by distance, and the spread, are those of the counted model")
    func profile() throws {
        let steps = 150_000
        var book = try BookEngine()
        var flow = flow("profile")
        for _ in 0..<5_000 { _ = flow.step(&book) }
        var (profile, spread, time) = ([Double](repeating: 0, count: 13), 0.0, 0.0)
        for _ in 0..<steps {
            guard let bid = book.top.bid?.price, let ask = book.top.ask?.price else {
                _ = flow.step(&book)
                continue
            }
            let levels = book.depth(.sell).prefix { $0.price - bid <= 12 }
            let passed = Double(flow.step(&book))
            for level in levels {
                profile[Int(level.price - bid)] += Double(level.quantity) * passed
            }
            spread += Double(ask - bid) * passed
            time += passed
        }
        var counted = CountedBook(rates: rates, stream: RandomStream(seed: 4, name: "counted"))
        for _ in 0..<5_000 { _ = counted.step() }
        var (wanted, wantedSpread, minutes) = ([Double](repeating: 0, count: 13), 0.0, 0.0)
        for _ in 0..<steps {
            let (bid, asks) = (counted.bestBid, counted.asks)
            let wide = Double(counted.bestAsk - bid)
            let passed = counted.step()
            for distance in 1...12 {
                wanted[distance] += Double(asks[bid + distance]) * passed
            }
            wantedSpread += wide * passed
            minutes += passed
        }
        for distance in 1...12 {
            let (one, other) = (profile[distance] / time, wanted[distance] / minutes)
            #expect(abs(one / other - 1) < 0.06, "distance \(distance): \(one), \(other)")
        }
        #expect(abs(spread / time / (wantedSpread / minutes) - 1) < 0.03)
        // The book has its hump away from the best, as was measured.
        let highest = profile.indices.max { profile[$0] < profile[$1] } ?? 0
        #expect(highest > 1 && highest < 12)
    }

    /// The probability that asks of a queue run out before bids of another do, both one tick apart:
    /// the recursion over the next event, iterated until it stands still.
    private func upProbabilities(sizeMax: Int) -> [[Double]] {
        let (born, market, theta) = (rates.limit[0], rates.market, rates.cancel[0])
        var up = [[Double]](
            repeating: [Double](repeating: 0.5, count: sizeMax + 2), count: sizeMax + 2)
        for size in up.indices {
            up[0][size] = 1
            up[size][0] = 0
        }
        for _ in 0..<600 {
            for ask in 1...sizeMax {
                for bid in 1...sizeMax {
                    let (askDies, bidDies) = (
                        market + theta * Double(ask), market + theta * Double(bid)
                    )
                    let flow =
                        born * (up[ask + 1][bid] + up[ask][bid + 1])
                        + askDies * up[ask - 1][bid] + bidDies * up[ask][bid - 1]
                    up[ask][bid] = flow / (2 * born + askDies + bidDies)
                }
            }
            for size in 1...sizeMax {
                up[sizeMax + 1][size] = up[sizeMax][size]
                up[size][sizeMax + 1] = up[size][sizeMax]
            }
        }
        return up
    }

    @Test("the middle moves up as often as the ask queue runs out first in two birth-death chains")
    func upMoves() throws {
        let wanted = upProbabilities(sizeMax: 25)
        #expect(abs(wanted[1][1] - 0.5) < 1e-9 && wanted[1][4] > 0.7)
        var book = try BookEngine()
        var flow = flow("moves")
        var ups = [[Double]](repeating: [0, 0, 0, 0, 0], count: 5)
        var visits = ups
        var waiting: [(ask: Int, bid: Int)] = []
        var last: (bid: Int64, ask: Int64)?
        for _ in 0..<400_000 {
            _ = flow.step(&book)
            guard let bid = book.top.bid, let ask = book.top.ask else { continue }
            if let before = last, before != (bid.price, ask.price) {
                let isUp = bid.price + ask.price > before.bid + before.ask
                for (ask, bid) in waiting {
                    visits[ask][bid] += 1
                    if isUp { ups[ask][bid] += 1 }
                }
                waiting = []
            }
            last = (bid.price, ask.price)
            if ask.price - bid.price == 1, ask.orderCount <= 4, bid.orderCount <= 4 {
                let state = (ask: ask.orderCount, bid: bid.orderCount)
                // One visit of a state counts once until the middle moves.
                if !waiting.contains(where: { $0 == state }) { waiting.append(state) }
            }
        }
        for ask in 1...4 {
            for bid in 1...4 {
                let found = ups[ask][bid] / visits[ask][bid]
                let error = 4 * (0.25 / visits[ask][bid]).squareRoot()
                #expect(
                    abs(found - wanted[ask][bid]) < max(error, 0.02),
                    "\(ask) \(bid): \(found) \(wanted[ask][bid]) of \(visits[ask][bid])")
                #expect(visits[ask][bid] > 200)
            }
        }
    }

    @Test("another's order is followed, and the same seed gives the same book")
    func others() throws {
        func hash(trading: Bool) throws -> UInt64 {
            var book = try BookEngine()
            var flow = flow("others")
            for turn in 0..<20_000 {
                _ = flow.step(&book)
                guard trading, turn % 20 == 0 else { continue }
                book.apply(
                    .new(
                        NewOrder(
                            id: 1 << 40 + UInt64(turn), account: 2, side: .buy, type: .market,
                            quantity: 2)))
                flow.follow(book)
                book.clearEvents()
            }
            #expect(book.liveOrderCount > 20)
            // No cancel was ever sent for an order that had left.
            return book.bookHash
        }
        #expect(try hash(trading: true) == hash(trading: true))
        #expect(try hash(trading: false) == hash(trading: false))
        #expect(try hash(trading: true) != hash(trading: false))
    }
}
