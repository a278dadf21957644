import Experiments
import OrderBook
import SimulationKernel
import Testing

@Suite struct AvellanedaStoikovMakerTests {
    private typealias Maker = AvellanedaStoikovMaker

    /// The paper's maker with a tick of 0.01.
    private func paper(gamma: Double, inventoryMax: Int64 = 1_000) throws -> Maker {
        try Maker(
            .init(
                riskAversion: gamma / 100, volatility: 200, decay: 0.015,
                horizon: .ending(SimulatedTime(micros: 1_000_000)), inventoryMax: inventoryMax),
            account: 5, firstID: 1)
    }

    private func maker(
        limit: Int64 = 10, lots: Int64 = 4, funding: Double = 0
    ) throws -> Maker {
        try Maker(
            .init(
                riskAversion: 0.01, volatility: 5, decay: 0.2, horizon: .rolling(seconds: 10),
                inventoryMax: limit, quoteLots: lots, fundingTicks: funding),
            account: 5, firstID: 1)
    }

    @Test("the paper's table for a risk aversion of 0.1 comes out, spread, profits and their risks")
    func paperTable() throws {
        let maker = try paper(gamma: 0.1)
        let simulation = MakerSimulation()
        let source = RandomSource(seed: 1)
        let inventory = simulation.run(maker, .inventory, runs: 1_000, source: source)
        let symmetric = simulation.run(maker, .symmetric, runs: 1_000, source: source)
        // A spread of 1.49, and a tick by rounding outwards; profits 65 (6.6) and 68 (12.7).
        #expect(abs(inventory.spreadTicks - 150) < 1.5, "\(inventory)")
        #expect(abs(symmetric.spreadTicks - 150) < 1.5)
        #expect(abs(inventory.profitMean / 100 - 65) < 2)
        #expect(abs(inventory.profitDeviation / 100 - 6.6) < 1)
        #expect(abs(symmetric.profitMean / 100 - 68) < 2, "\(symmetric)")
        #expect(abs(symmetric.profitDeviation / 100 - 12.7) < 2)
        // What it gives up in profit it gains in inventory.
        #expect(inventory.inventoryDeviation < symmetric.inventoryDeviation / 2)
        #expect(abs(inventory.inventoryMean) < 1)
    }

    @Test("with more fear less is held, and with next to none both strategies are one")
    func aversion() throws {
        let source = RandomSource(seed: 2)
        func held(_ gamma: Double) throws -> Double {
            MakerSimulation().run(try paper(gamma: gamma), .inventory, runs: 300, source: source)
                .inventoryDeviation
        }
        #expect(try held(0.5) < held(0.1))
        #expect(try held(0.1) < held(0.01))
        let bold = try paper(gamma: 1e-6)
        #expect(
            MakerSimulation().run(bold, .inventory, runs: 20, source: source)
                == MakerSimulation().run(bold, .symmetric, runs: 20, source: source))
        let tied = try paper(gamma: 1e-6, inventoryMax: 2)
        let outcome = MakerSimulation().run(tied, .inventory, runs: 100, source: source)
        #expect(outcome.inventoryDeviation <= 2)
    }

    @Test("quotes are the formula's on the grid, rounded outwards, and move against inventory")
    func grid() throws {
        // Risk 0.01 * 25 * 10 = 2.5; spread 2.5 + 200 ln 1.05 = 12.258.
        let flat = try maker().quotes(
            mid: 1_000.25, inventory: 0, top: nil, at: SimulatedTime(micros: 0))
        #expect(flat.bid == LiquidityLevel(price: 994, quantity: 4))
        #expect(flat.ask == LiquidityLevel(price: 1_007, quantity: 4))
        let long = try maker().quotes(
            mid: 1_000.25, inventory: 4, top: nil, at: SimulatedTime(micros: 0))
        #expect(long.bid?.price == 984 && long.ask?.price == 997)
        // The horizon rolls, so that an hour later nothing has changed.
        #expect(
            try maker().quotes(
                mid: 1_000.25, inventory: 4, top: nil, at: SimulatedTime(seconds: 3_600)) == long)
        // Longs that pay make both quotes lower, for whatever is held.
        let paying = try maker(funding: 3).quotes(
            mid: 1_000.25, inventory: -4, top: nil, at: SimulatedTime(micros: 0))
        #expect(paying.bid?.price == 1_001 && paying.ask?.price == 1_014)
    }

    @Test("quotes stop at the limit of inventory")
    func limit() throws {
        for (inventory, bid, ask) in [
            (Int64(0), Int64?(4), Int64?(4)), (8, 2, 4), (10, nil, 4), (12, nil, 4), (-9, 4, 1),
            (-10, 4, nil),
        ] {
            let quotes = try maker().quotes(
                mid: 1_000, inventory: inventory, top: nil, at: SimulatedTime(micros: 0))
            #expect(quotes.bid?.quantity == bid && quotes.ask?.quantity == ask, "\(inventory)")
        }
    }

    @Test("in a book it only adds, behind the opposite best, and replaces what it had")
    func postOnly() throws {
        var book = try BookEngine()
        book.apply(.new(NewOrder(id: 900, account: 1, side: .sell, quantity: 1, price: 990)))
        var maker = try maker()
        maker.requote(&book, mid: 1_000.25, at: SimulatedTime(micros: 0))
        #expect(book.top.bid?.price == 989 && book.totals.trades == 0)
        #expect(book.account(5).restingOrders == 2)
        maker.requote(&book, mid: 950, at: SimulatedTime(micros: 1))
        #expect(book.account(5).restingOrders == 2)
        #expect(book.top.bid?.price == 943 && book.top.ask?.price == 957)
        // A fill makes it long, and its quotes lower.
        book.apply(.new(NewOrder(id: 901, account: 2, side: .sell, type: .market, quantity: 2)))
        maker.requote(&book, mid: 950, at: SimulatedTime(micros: 2))
        #expect(book.account(5).position == 2)
        #expect(book.top.bid?.price == 938 && book.top.ask?.price == 952)
        book.apply(.new(NewOrder(id: 902, account: 1, side: .buy, quantity: 1, price: 951)))
        maker.requote(&book, mid: 900, at: SimulatedTime(micros: 3))
        #expect(book.top.ask?.price == 952)
        let rejected = book.events.contains { event in
            if case .reject = event.content { true } else { false }
        }
        #expect(!rejected)
    }

    @Test("refuses settings out of range")
    func refusals() throws {
        func refused(
            gamma: Double = 0.1, decay: Double = 1, seconds: Double = 1, limit: Int64 = 1,
            lots: Int64 = 1
        ) -> String? {
            do {
                _ = try Maker(
                    .init(
                        riskAversion: gamma, volatility: 1, decay: decay,
                        horizon: .rolling(seconds: seconds), inventoryMax: limit, quoteLots: lots),
                    account: 1, firstID: 1)
                return nil
            } catch { return error.name }
        }
        #expect(refused() == nil)
        #expect(refused(gamma: 0) == "riskAversion")
        #expect(refused(decay: .nan) == "decay")
        #expect(refused(seconds: -1) == "horizon seconds")
        #expect(refused(limit: -1) == "inventoryMax")
        #expect(refused(lots: 0) == "quoteLots")
    }
}
