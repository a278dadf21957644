import Agents
import Chain
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@Suite struct ProfessionalTests {
    private func arbitrageur(
        tradeMax: UInt256 = .zero, isHedged: Bool = true
    ) -> CurveArbitrageur {
        CurveArbitrageur(
            CurveArbitrageur.Terms(
                market: 0, outside: .venue(0), thresholdWad: perMille(5), leverageWad: units(5),
                tradeMaxWad: tradeMax, hedgeVenue: isHedged ? 0 : nil))
    }

    @Test("an arbitrageur brings the mark within the fee of the outside price, both ways, hedged")
    func band() throws {
        let world = try ActingWorld()
        let body = try world.add(
            arbitrageur(), as: "arbitrageur", account: 1, baseWad: units(1_000),
            quoteWad: units(200_000))
        world.desk.begin()
        world.run(seconds: 5)
        #expect(world.receipts(body).isEmpty)
        for price in [units(103), units(97), units(105)] {
            world.outside.priceWad = price
            try world.setFeed(price)
            world.run(seconds: 60)
            let mark = world.quote.markWad
            let distance = mark > price ? mark &- price : price &- mark
            #expect(distance <= price.scaled(perMille: 6))
            // What is long here is short there, to less than a unit of quote.
            let base = world.exchange.ledger.balance(of: body.name).baseWad
            let left = Int256(bitPattern: base &- units(1_000)) &+ world.size(body)
            #expect(left.magnitude < perMille(20))
        }
        #expect(world.size(body) > .zero)
        #expect(world.notes("capital").isEmpty)
    }

    @Test("an arbitrageur stops short of the outside price by the fee, whatever the venue takes")
    func fee() throws {
        for takerFeePpm: UInt32 in [0, 20_000] {
            let world = try ActingWorld(takerFeePpm: takerFeePpm)
            try world.add(arbitrageur(isHedged: false), as: "arbitrageur", account: 1)
            world.desk.begin()
            for (price, isUp) in [(units(103), true), (units(99), false)] {
                world.outside.priceWad = price
                try world.setFeed(price)
                world.run(seconds: 20)
                let (least, most) = isUp ? (units(102), price) : (price, units(100))
                #expect(world.quote.markWad > least && world.quote.markWad < most)
            }
        }
    }

    @Test("an arbitrageur out of capital stops, and says so once")
    func exhausted() throws {
        let world = try ActingWorld()
        let body = try world.add(
            arbitrageur(isHedged: false), as: "arbitrageur", account: 1, quoteWad: units(1))
        world.desk.begin()
        world.outside.priceWad = units(300)
        try world.setFeed(units(300))
        world.run(seconds: 120)
        #expect(world.quote.markWad < units(290))
        #expect(world.collateral(body) < units(100))
        #expect(world.notes("capital").count == 1)
        let sent = world.receipts(body).count
        world.run(seconds: 120)
        #expect(world.receipts(body).count == sent)
    }

    @Test("a trade of an arbitrageur is bounded by what it may risk")
    func bounded() throws {
        let world = try ActingWorld()
        let body = try world.add(
            arbitrageur(tradeMax: units(100), isHedged: false), as: "arbitrageur", account: 1)
        world.desk.begin()
        world.outside.priceWad = units(110)
        try world.setFeed(units(110))
        world.run(seconds: 6)
        let notional = world.position(body)?.openNotionalWad ?? .zero
        #expect(notional > units(400) && notional <= units(500) &* 6)
    }

    @Test("an arbitrageur settles when the market has shut")
    func shut() throws {
        let world = try ActingWorld()
        let body = try world.add(
            arbitrageur(), as: "arbitrageur", account: 1, baseWad: units(1_000),
            quoteWad: units(200_000))
        let owner = world.fixture.wallet(0, isHearing: false)
        world.desk.add(owner)
        world.desk.begin()
        world.outside.priceWad = units(105)
        try world.setFeed(units(105))
        world.run(seconds: 30)
        #expect(world.size(body) > .zero)
        owner.send(
            world.desk.markets[0].call(.shutdown, [.address(ActingWorld.market)]),
            bid: GasBid(tipWei: gwei(9), capWei: gwei(900)))
        world.run(seconds: 90)
        #expect(!world.quote.isOpen)
        #expect(world.size(body).isZero)
        let base = world.exchange.ledger.balance(of: body.name).baseWad
        #expect(Int256(bitPattern: base &- units(1_000)).magnitude < perMille(20))
    }

    private func basis(closesNakedLeg: Bool) -> BasisTrader {
        BasisTrader(
            BasisTrader.Terms(
                market: 0, venue: 0, notionalWad: units(10_000), leverageWad: units(5),
                openPremiumWad: perMille(30), closePremiumWad: perMille(5),
                everyMicros: 5_000_000, closesNakedLeg: closesNakedLeg))
    }

    @Test("a basis trader is short here and holds as much there, until the premium is gone")
    func basisTrade() throws {
        let world = try ActingWorld()
        let body = try world.add(
            basis(closesNakedLeg: false), as: "basis", account: 1, quoteWad: units(50_000))
        try world.script(
            2, [(10, .open(.long, marginWad: units(30_000), leverageWad: .wad)), (90, .close)])
        world.desk.begin()
        world.run(seconds: 60)
        let size = world.size(body)
        #expect(size.isNegative)
        let base = world.exchange.ledger.balance(of: body.name).baseWad
        #expect((Int256(bitPattern: base) &+ size).magnitude < perMille(20))
        world.run(seconds: 90)
        #expect(world.size(body).isZero)
        #expect(world.exchange.ledger.balance(of: body.name).baseWad < perMille(20))
        #expect(world.notes("naked leg").isEmpty)
    }

    @Test("a basis trader opens no leg that it cannot hedge")
    func unhedgeable() throws {
        for (quote, isOpened) in [(units(9_000), false), (units(11_000), true)] {
            let world = try ActingWorld()
            let body = try world.add(
                basis(closesNakedLeg: false), as: "basis", account: 1, quoteWad: quote)
            try world.script(
                2, [(10, .open(.long, marginWad: units(60_000), leverageWad: .wad))])
            world.desk.begin()
            world.run(seconds: 40)
            #expect(world.size(body).isNegative == isOpened)
        }
    }

    @Test("a basis trader tells of a leg that was left naked, and closes it only if told to")
    func nakedLeg() throws {
        for closes in [false, true] {
            let world = try ActingWorld()
            let body = try world.add(
                basis(closesNakedLeg: closes), as: "basis", account: 1, quoteWad: units(50_000))
            try world.add(
                LiquidationKeeper(KeeperTerms(markets: [0], skill: .eager)), as: "keeper",
                account: 5)
            try world.script(
                2, [(10, .open(.long, marginWad: units(30_000), leverageWad: .wad)), (70, .close)])
            world.desk.begin()
            world.run(seconds: 65)
            let size = world.size(body)
            #expect(size.isNegative)
            try world.setFeed(units(124))
            world.run(seconds: 60)
            #expect(world.size(body).isZero)
            #expect(
                world.notes("naked leg")
                    == ["\(size.magnitude.wadText) base on spot are no longer balanced"])
            let base = world.exchange.ledger.balance(of: body.name).baseWad
            #expect(closes ? base < perMille(20) : base >= size.magnitude &- perMille(20))
        }
    }

    @Test("a hedger is short what it holds, and tells when the short is gone")
    func hedger() throws {
        for reopens in [false, true] {
            let world = try ActingWorld()
            let body = try world.add(
                Hedger(
                    Hedger.Terms(
                        market: 0, venue: 0, baseWad: units(50), leverageWad: units(5),
                        everyMicros: 5_000_000, reopens: reopens)), as: "hedger", account: 1,
                baseWad: units(80))
            try world.add(
                LiquidationKeeper(KeeperTerms(markets: [0], skill: .eager)), as: "keeper",
                account: 5)
            world.desk.begin()
            world.run(seconds: 20)
            let size = world.size(body)
            #expect(size.isNegative)
            #expect((size &+ Int256(bitPattern: units(50))).magnitude < perMille(10))
            try world.setFeed(units(130))
            world.run(seconds: 12)
            #expect(world.notes("naked leg").count == 1)
            try world.setFeed(units(100))
            world.run(seconds: 30)
            #expect(world.size(body).isNegative == reopens)
            #expect(world.exchange.ledger.balance(of: body.name).baseWad == units(80))
        }
    }

    @Test("a pair comes back to the price outside up to its fee, as far as the money goes")
    func pairArbitrage() throws {
        let world = try ActingWorld()
        let outside = world.outside
        let body = try world.add(
            PairArbitrageur(
                venue: 1, outside: .path { _ in outside.priceWad }, thresholdWad: perMille(1)),
            as: "pair", account: 1)
        world.desk.begin()
        for price in [units(104), units(96)] {
            outside.priceWad = price
            world.run(seconds: 10)
            let spot = world.desk.venues[1].quotedPriceWad
            let distance = spot > price ? spot &- price : price &- spot
            #expect(distance <= price.scaled(perMille: 5))
        }
        let sent = world.receipts(body).count
        #expect(sent == 2)
        outside.priceWad = units(1_000)
        world.run(seconds: 60)
        #expect(world.notes("capital").count == 1)
    }

    private func searcher(_ style: CurveSearcher.Style) -> CurveSearcher {
        CurveSearcher(
            CurveSearcher.Terms(
                market: 0, style: style, placement: .fees(frontAheadWei: .one),
                victimMinWad: units(5_000), leverageWad: units(5)))
    }

    /// Somebody's trade with a limit of base, at once at the node.
    private func sendVictim(
        _ world: ActingWorld, marginWad: UInt256, limitWad: UInt256 = .zero
    ) throws -> Submission {
        let call = world.desk.markets[0].open(
            isLong: true, marginWad: marginWad, leverageWad: units(2), baseLimitWad: limitWad)
        return try world.fixture.send(
            7, nonce: 0, to: call.recipient, gas: call.gasLimit, data: call.data)
    }

    @Test("a sandwich leaves a profit, and the victim no less than its limit")
    func sandwich() throws {
        let world = try ActingWorld()
        let body = try world.add(searcher(.sandwich), as: "searcher", account: 1)
        world.desk.begin()
        world.run(seconds: 2)
        let notional = units(60_000)
        let free = try #require(world.quote.baseWad(forNotional: notional, .long))
        let victim = try sendVictim(
            world, marginWad: units(30_000), limitWad: free.scaled(perMille: 970))
        world.run(seconds: 10)
        guard case .included(let number, _) = victim.fate,
            let block = world.fixture.view.block(.number(number))
        else {
            Issue.record("the victim's trade is in no block")
            return
        }
        #expect(block.receipts.count(where: \.isSuccess) == 3)
        #expect(world.receipts(body).map(\.isSuccess) == [true, true])
        #expect(world.size(body).isZero)
        #expect(world.collateral(body) > ActingWorld.means)
        #expect(world.fixture.senders(of: block) == [1, 7, 1])
    }

    @Test("nobody is sandwiched who takes nothing worse, or who is too small")
    func spared() throws {
        let world = try ActingWorld()
        let body = try world.add(searcher(.sandwich), as: "searcher", account: 1)
        world.desk.begin()
        world.run(seconds: 2)
        let free = try #require(world.quote.baseWad(forNotional: units(60_000), .long))
        _ = try sendVictim(world, marginWad: units(30_000), limitWad: free)
        world.run(seconds: 5)
        #expect(world.receipts(body).isEmpty)
    }

    @Test("a back-run takes the other side up to the feed, and leaves when closing pays")
    func backrun() throws {
        let world = try ActingWorld()
        let body = try world.add(searcher(.backrun), as: "searcher", account: 1)
        try world.script(
            7, [(3, .open(.long, marginWad: units(30_000), leverageWad: units(2))), (40, .close)])
        world.desk.begin()
        world.run(seconds: 20)
        #expect(world.receipts(body).map(\.isSuccess) == [true])
        #expect(world.size(body).isNegative)
        #expect(world.quote.markWad < units(101))
        world.run(seconds: 30)
        #expect(world.size(body).isZero)
        #expect(world.collateral(body) > ActingWorld.means)
    }
}
