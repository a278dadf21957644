import Agents
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@testable import Simulation

/// What `venue` makes of a scenario, and what it refuses.
@Suite struct ScenarioVenueTests {
    private func scenario(_ venue: VenueKind, _ change: (inout Scenario) -> Void = { _ in })
        -> Scenario
    {
        var scenario = Scenario.crash()
        scenario.venue = venue
        change(&scenario)
        return scenario
    }

    private func problems(_ scenario: Scenario) -> [String] {
        scenario.resolvingVenue().problems().map(\.description)
    }

    @Test("what it gives resolves to itself", arguments: VenueKind.allCases)
    func idempotence(_ venue: VenueKind) {
        let once = scenario(venue).resolvingVenue()
        #expect(once.resolvingVenue() == once)
        #expect(once.problems().isEmpty)
        if venue == .vamm { #expect(once == scenario(venue)) }
    }

    @Test("a curve becomes a book of its margins, with a maker of its depth and a fund of its own")
    func standIn() throws {
        let made = scenario(.orderBook).resolvingVenue()
        #expect(made.markets.map(\.name) == ["a", "b"])
        #expect(made.markets.allSatisfy { !$0.isOnChain })
        #expect(made.markets[0].fund != made.markets[1].fund)
        #expect(made.funds.reduce(UInt256.zero) { $0 &+ $1.balanceWad } == wad(3_000))
        let makers = made.agents.compactMap { population -> BookMakerSettings? in
            if case .bookMaker(let maker) = population.model { maker } else { nil }
        }
        #expect(makers.map(\.market) == ["a", "b"])
        // 2,000,000 (sqrt(1.01) - 1) = 9,975.12.
        #expect(makers[0].depthWad > wad(9_975) && makers[0].depthWad < wad(9_976))
    }

    @Test("a market that has a maker gets no other")
    func ownMaker() {
        let made = scenario(.orderBook) { scenario in
            var maker = BookMakerSettings()
            maker.market = "b"
            scenario.addAgent("mine", .bookMaker(maker))
        }.resolvingVenue()
        let names = made.agents.filter { $0.model.name == "book-maker" }.map(\.name)
        #expect(names == ["mine", "a-maker"])
    }

    @Test("twins have names, funds and positions of their own, and the chance of whom they copy")
    func twins() throws {
        let made = scenario(.both) { scenario in
            var position = PositionSettings()
            (position.trader, position.market) = ("long-2", "a")
            (position.sizeWad, position.marginWad) = (Int256(bitPattern: wad(1)), wad(500))
            scenario.positions = [position]
        }.resolvingVenue()
        #expect(made.markets.map(\.name) == ["a", "b", "a-book", "b-book"])
        #expect(Set(made.markets.map(\.fund)).count == 3)
        let twin = try #require(made.agents.first { $0.name == "long-book" })
        #expect(twin.twinOf == "long" && twin.count == 2)
        #expect(made.positions.map(\.trader) == ["long-2", "long-book-2"])
        #expect(made.positions.map(\.market) == ["a", "a-book"])
        // Who looks after contracts has no twin.
        #expect(!made.agents.contains { $0.name == "keeper-book" })
    }

    @Test("agents that need contracts are refused in a book")
    func contractsOnly() {
        let found = problems(
            scenario(.orderBook) { $0.addAgent("searcher", .searcher(SearcherSettings())) })
        #expect(found.count == 1)
        #expect(found.first?.contains("works with contracts on a chain") == true)
        #expect(
            problems(scenario(.vamm) { $0.addAgent("searcher", .searcher(SearcherSettings())) })
                .isEmpty)
    }

    @Test("collateral cannot be on the chain and off it at once")
    func mixed() {
        let found = problems(
            scenario(.vamm) { scenario in
                scenario.markets[1].design = .orderBook(OrderBookMarketSettings())
                scenario.markets[1].fund = "other"
                scenario.funds.append(MarketWorld.fund("other", 1))
                scenario.addAgent("noise", .noise(NoiseSettings()))
            })
        #expect(found.contains { $0.hasPrefix("agents[") && $0.contains("but not both") })
    }

    @Test("a maker without a book, two books of one fund, and rules that contradict are refused")
    func refusals() {
        let maker = problems(
            scenario(.vamm) { $0.addAgent("maker", .bookMaker(BookMakerSettings())) })
        #expect(maker.first?.contains("needs a market in an order book") == true)
        let fund = problems(
            scenario(.vamm) { scenario in
                for place in scenario.markets.indices {
                    scenario.markets[place].design = .orderBook(OrderBookMarketSettings())
                }
            })
        #expect(fund.contains { $0.hasPrefix("markets[1].fund") })
        func broken(_ change: (inout OrderBookMarketSettings) -> Void) -> [String] {
            problems(
                scenario(.orderBook) { scenario in
                    var own = OrderBookMarketSettings()
                    change(&own)
                    scenario.markets.removeLast()
                    scenario.markets[0].design = .orderBook(own)
                    scenario.agents = []
                })
        }
        #expect(broken { _ in }.isEmpty)
        for (path, change) in [
            ("maintenance_margin", { $0.maintenanceMarginPpm = 200_000 }),
            ("initial_margin", { ($0.initialMarginPpm, $0.maintenanceMarginPpm) = (0, 0) }),
            ("lot", { ($0.tickWad, $0.lotWad) = (.one, .one) }),
            ("payers[1]", { $0.payers = [.fund, .fund] }),
            ("maker_fee", { $0.makerFeeWad = Int256(bitPattern: .one) }),
        ] as [(String, (inout OrderBookMarketSettings) -> Void)] {
            let found = broken(change)
            #expect(
                found.count == 1 && found[0].hasPrefix("markets[0].\(path):"), "\(found)")
        }
    }

    @Test("a grid that cannot be is refused when the world is built")
    func grid() {
        #expect {
            try SimulationWorld(
                scenario(.orderBook) { scenario in
                    var own = OrderBookMarketSettings()
                    own.tickWad = wad(1_000_000)
                    scenario.markets[0].design = .orderBook(own)
                })
        } throws: { error in
            "\(error)".hasPrefix("markets[0].tick:")
        }
    }

    @Test("positions of a book add up to nothing, or a maker has the other side")
    func positions() throws {
        func position(_ trader: String, _ size: Int64) -> PositionSettings {
            var position = PositionSettings()
            (position.trader, position.market, position.marginWad) = (trader, "a", wad(1_000))
            position.sizeWad = Int256(size) &* Int256(bitPattern: .wad)
            position.entryPriceWad = wad(1_900)
            return position
        }
        func world(_ positions: [PositionSettings], hasMaker: Bool) throws -> SimulationWorld {
            try SimulationWorld(
                scenario(hasMaker ? .orderBook : .vamm) { scenario in
                    scenario.markets.removeLast()
                    scenario.markets[0].design = .orderBook(OrderBookMarketSettings())
                    scenario.agents = []
                    if hasMaker {
                        var maker = BookMakerSettings()
                        maker.market = "a"
                        scenario.addAgent("maker", .bookMaker(maker))
                    }
                    scenario.positions = positions
                })
        }
        let balanced = try world([position("x", 2), position("y", -2)], hasMaker: false)
        let exchange = try #require(balanced.markets[0].exchange)
        #expect(exchange.risk.positions.count == 2)
        #expect(
            exchange.risk.positions.allSatisfy { $0.openNotionalWad == wad(3_800) })
        try exchange.checkInvariants()
        #expect {
            try world([position("x", 2), position("y", -1)], hasMaker: false)
        } throws: { "\($0)".contains("add up to 0") }
        let open = try world([position("x", 2), position("y", -1)], hasMaker: true)
        let maker = Genesis.key(for: "agent/maker").address
        #expect(
            open.markets[0].exchange?.position(of: maker)?.sizeWad
                == .zero &- Int256(bitPattern: .wad))
        try open.markets[0].exchange?.checkInvariants()
    }
}
