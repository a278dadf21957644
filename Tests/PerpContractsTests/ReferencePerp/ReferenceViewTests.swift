import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// What the house and a market answer without changing anything.
@Suite struct ReferenceViewTests {
    private typealias World = ReferenceWorld

    // MARK: - Margin ratio

    @Test(
        "the margin ratio is what the next touch finds, and costs no change",
        arguments: [FundingParameters.Settlement.continuous, .perInterval])
    func marginRatio(_ settlement: FundingParameters.Settlement) throws {
        let world = try ReferenceWorld {
            $0.funding.settlement = settlement
            $0.marginPrice = .worst([.mark, .markTwap, .oracle])
        }
        var random = SeededGenerator(seed: 71)
        try world.trade(World.alice, .buy, wad("30000"), leverage: wad("3"))
        for _ in 0..<60 {
            let price = wad("95") &+ UInt256(random.next() % 10_000_000_000_000_000_000)
            try world.setFeed(price)
            try world.trade(
                World.bob, random.below(2) == 0 ? .buy : .sell,
                UInt256(1_000_000_000 + random.next() % 5_000_000_000_000_000_000))
            world.advance(UInt64(random.below(2_000)))
            let point = world.host.state.checkpoint
            let before = try world.marginRatio(World.alice)
            #expect(before.isSuccess && world.host.state.isUnchanged(since: point))
            // The margin of somebody without a position touches the market and nothing else.
            try world.ok("addMargin", [World.amount(1)], from: World.carol)
            let after = try world.marginRatio(World.alice)
            #expect(before.output == after.output)
            let risk = try world.house.risk(
                of: World.market, truePriceWad: nil, in: world.host, block: world.block
            ).get()
            let listed = risk.positions.first { $0.trader == World.alice }
            #expect(listed?.marginRatioWad.bitPattern.bigEndianBytes == before.output)
        }
        #expect((settlement == .continuous) == !world.summary.fundingLongWad.isZero)
    }

    @Test("the ratio decides on liquidation to the wei")
    func ratioAndLiquidation() throws {
        let world = try ReferenceWorld { $0.marginPrice = .oracle }
        try world.trade(World.alice, .buy, wad("10000"), leverage: wad("5"))
        var (safe, unsafe) = (wad("100"), wad("70"))
        func isSafe(_ price: UInt256) throws -> Bool {
            try world.setFeed(price)
            let output = try world.marginRatio(World.alice).output
            let ratio = Int256(bitPattern: try #require(UInt256(bigEndianBytes: output)))
            return ratio >= signedWad("0.05")
        }
        while safe &- unsafe > 1 {
            let middle = (safe &+ unsafe) >> 1
            if try isSafe(middle) { safe = middle } else { unsafe = middle }
        }
        let values: [ABIValue] = [.address(World.market), .address(World.alice)]
        try world.setFeed(safe)
        #expect(
            try world.call("liquidate", values, from: World.carol).revert
                == .reason("Margin ratio not meet criteria"))
        try world.setFeed(unsafe)
        #expect(try world.call("liquidate", values, from: World.carol).isSuccess)
    }

    @Test("works in a static call, and under a bad feed halts with its text")
    func staticCall() throws {
        let world = try ReferenceWorld { $0.funding.settlement = .continuous }
        try world.trade(World.alice, .buy, wad("10000"), leverage: wad("5"))
        try world.trade(World.bob, .buy, wad("10000"))
        world.advance(777)
        let caller = Address(truncating: 0xca11)
        let house = world.house.account
        try Probe(at: caller, in: world.host) { input, context throws(Revert) in
            try context.tryCall(house, input, .lowLevelView).get()
        }
        let function = try #require(ReferencePerpABI.house.function(named: "getMarginRatio"))
        let data = try function.encodeCall([.address(World.market), .address(World.alice)])
        func ask() -> ExecutionOutcome {
            world.host.execute(
                Message(sender: World.bob, recipient: caller, data: data), in: world.block)
        }
        #expect(ask().isSuccess)
        #expect(ask().output == (try world.marginRatio(World.alice).output))
        try world.setFeed(0)
        #expect(ask().revert == .reason("feed is invalid"))
        #expect(
            try world.call(
                "getMarginRatio", [.address(World.market), .address(World.carol)],
                from: World.bob
            ).revert == .reason("positionSize is 0"))
    }

    // MARK: - Market

    @Test("prices and exchanges of a pegged curve")
    func exchanges() throws {
        let peg = wad("1.234567890123456789")
        let world = try ReferenceWorld { $0.curve.pegWad = peg }
        try world.trade(World.alice, .buy, wad("12345.678901234567891234"))
        let summary = world.summary
        let pool = ConstantProduct(
            quoteReserveWad: summary.quoteReserveWad, baseReserveWad: summary.baseReserveWad)
        #expect(
            try world.words("getSpotPrice")
                == [pool.quoteReserveWad.mulDivDown(peg, pool.baseReserveWad)])
        #expect(
            try world.words("getReserve") == [pool.quoteReserveWad, pool.baseReserveWad])
        for amount in [1, 999, wad("1"), wad("321.987654321987654321")] {
            let direction = [ABIValue.uint(0), World.amount(amount)]
            let opposite = [ABIValue.uint(1), World.amount(amount)]
            // Buying for money: base out; selling for money: base in, the reserve's quote rounded up.
            let bought = try pool.base(forQuoteWad: amount.mulDivDown(.wad, peg), .add)
            let answer = try world.view("getInputPrice", direction)
            if bought.isZero {
                #expect(answer.revert == .reason("input is 0"))
            } else {
                #expect(answer.output == bought.bigEndianBytes)
            }
            #expect(
                try world.words("getInputPrice", opposite)
                    == [pool.base(forQuoteWad: amount.mulDivUp(.wad, peg), .remove)])
            #expect(
                try world.words("getOutputPrice", direction)
                    == [pool.quote(forBaseWad: amount, .add).mulDivDown(peg, .wad)])
            #expect(
                try world.words("getOutputPrice", opposite)
                    == [pool.quote(forBaseWad: amount, .remove).mulDivUp(peg, .wad)])
        }
        for name in ["getInputPrice", "getOutputPrice"] {
            #expect(try world.words(name, [.uint(0), World.amount(0)]) == [0])
            #expect(try world.view(name, [.uint(2), World.amount(1)]).revert == .empty)
        }
        #expect(
            try world.view("getOutputPrice", [.uint(1), World.amount(pool.baseReserveWad)]).revert
                != nil)
    }

    @Test("fees are rounded up, toll first; the feed's price; whether it is open")
    func others() throws {
        let world = try ReferenceWorld {
            $0.fees.tollRatioWad = wad("0.001")
            $0.fees.spreadRatioWad = wad("0.002")
        }
        #expect(
            try world.words("calcFee", [World.amount(wad("1"))]) == [wad("0.001"), wad("0.002")])
        #expect(try world.words("calcFee", [World.amount(1)]) == [1, 1])
        #expect(try world.words("calcFee", [World.amount(0)]) == [0, 0])
        try world.setFeed(wad("77"))
        #expect(try world.words("getUnderlyingPrice") == [wad("77")])
        #expect(try world.words("open") == [1])
        try world.ok("shutdown", from: World.owner)
        #expect(try world.words("open") == [0])
    }

    @Test("the average over any interval is that of the mark at the end of each block")
    func averages() throws {
        let world = try ReferenceWorld {
            $0.twapWindowSeconds = 500
            $0.funding.windowSeconds = 4_000
        }
        let start = world.block.timestampSeconds
        var random = SeededGenerator(seed: 7)
        // The mark from each second on.
        var history: [(from: UInt64, mark: UInt256)] = [(start, world.summary.markWad)]
        for _ in 0..<400 {
            for _ in 0..<(1 + random.below(3)) {
                let side: PerpV1Side = world.summary.markWad < wad("100") ? .buy : .sell
                let quote = UInt256(1 + random.next() % 5_000) &* .wad
                try world.trade(random.below(2) == 0 ? World.alice : World.bob, side, quote)
            }
            let now = world.block.timestampSeconds
            if history.last?.from == now { history.removeLast() }
            history.append((now, world.summary.markWad))
            world.advance([0, 1, 2, 15, 60, 333, 1_200, 5_000][random.below(8)])
            try compareAverages(world, history, since: start)
        }
        let beyond = try world.view("getTwapPrice", [.uint(4_001)])
        #expect(beyond.revert == .reason("interval above the longest window"))
        #expect(try !world.view("getTwapPrice", [.uint(.max)]).isSuccess)
        #expect(try world.words("getTwapPrice", [.uint(0)]) == [world.summary.markWad])
    }

    private func compareAverages(
        _ world: ReferenceWorld, _ history: [(from: UInt64, mark: UInt256)], since start: UInt64
    ) throws {
        let now = world.block.timestampSeconds
        for interval in [1, 2, 17, 499, 500, 501, 3_999, 4_000] as [UInt64] {
            let begin = max(start, now - interval)
            guard now > begin else { continue }
            var sum = UInt256.zero
            var end = now
            for (from, mark) in history.reversed() where from < end {
                let first = max(from, begin)
                if first < end { sum = try sum + mark * UInt256(end - first) }
                end = first
            }
            let expected = sum.quotientAndRemainder(dividingBy: UInt256(now - begin)).quotient
            #expect(
                try world.words("getTwapPrice", [.uint(UInt256(interval))]) == [expected],
                "\(interval) at \(now)")
        }
    }

    // MARK: - ABI

    /// A value of a type, different in every place.
    private func sample(_ type: ABIType, _ place: inout UInt64) -> ABIValue {
        place += 1
        switch type {
        case .uint(let bits): return .uint(bits == 8 ? 1 : UInt256(place) &* .wad)
        case .int: return .int(.zero &- Int256(bitPattern: UInt256(place)))
        case .address: return .address(Address(truncating: UInt256(place)))
        case .bool: return .bool(place % 2 == 0)
        case .tuple(let members): return .tuple(members.map { sample($0.type, &place) })
        default:
            Issue.record("no sample of \(type)")
            return .bool(false)
        }
    }

    @Test("calls, results and events come back as they were encoded")
    func roundTrips() throws {
        var place: UInt64 = 0
        for abi in [ReferencePerpABI.house, ReferencePerpABI.market] {
            for function in abi.functions {
                let values = function.inputs.map { sample($0.type, &place) }
                let data = try function.encodeCall(values)
                #expect(Selector(prefix: data) == function.selector)
                #expect(abi.function(function.selector) == function)
                #expect(try function.decodeCall(data, rules: .strict) == values)
                let results = function.outputs.map { sample($0.type, &place) }
                let output = try function.encodeResult(results)
                #expect(try function.decodeResult(output, rules: .strict) == results)
            }
            for event in abi.events {
                let values = event.inputs.map { sample($0.type, &place) }
                let (topics, data) = try event.encode(values)
                #expect(topics.first == event.topic0 && abi.event(topic0: event.topic0) == event)
                let decoded = try event.decode(topics: topics, data: data, rules: .strict)
                #expect(decoded == values.map(ABIEventValue.value))
            }
        }
    }

    @Test("what both designs have is declared alike")
    func sharedDeclarations() {
        for (own, v1) in [
            (ReferencePerpABI.house, PerpV1ABI.clearingHouse),
            (ReferencePerpABI.market, PerpV1ABI.amm),
        ] {
            for function in own.functions {
                guard let shared = v1.function(named: function.name) else { continue }
                #expect(function == shared)
            }
            for event in own.events {
                guard let shared = v1.event(named: event.name) else { continue }
                #expect(event == shared)
            }
        }
        #expect(ReferencePerpABI.house.functions.count == 19)
        #expect(ReferencePerpABI.market.functions.count == 8)
    }

    @Test("what calls write can be read by the declarations")
    func writtenEvents() throws {
        let world = try ReferenceWorld {
            $0.fees.tollRatioWad = wad("0.01")
            $0.liquidation.feeRatioWad = wad("0.01")
            $0.liquidation.liquidatorShareWad = wad("0.5")
            $0.isRestrictionMode = true
            $0.marginPrice = .oracle
        }
        var seen: Set<String> = []
        func read(_ outcome: ExecutionOutcome) throws {
            #expect(outcome.revert == nil)
            for log in world.logs(outcome) where log.address != World.token {
                let abi =
                    log.address == World.house ? ReferencePerpABI.house : ReferencePerpABI.market
                let topic = try #require(log.topics.first)
                let event = try #require(abi.event(topic0: topic))
                _ = try event.decode(log, rules: .strict)
                seen.insert(event.name)
            }
        }
        try read(world.trade(World.alice, .buy, wad("10000"), leverage: wad("5")))
        try read(world.ok("addMargin", [World.amount(1)]))
        try read(world.call("depositBackstop", [World.amount(9)], from: World.carol))
        try read(
            world.call("donate", [.address(World.fund), World.amount(9)], from: World.carol))
        world.advance(3_600)
        try read(world.ok("payFunding"))
        try world.setFeed(wad("130"))
        try read(world.ok("repeg", [World.amount(wad("1.001"))], from: World.owner))
        try read(world.trade(World.bob, .sell, wad("300000")))
        try world.setFeed(wad("80"))
        try read(world.ok("flag", [.address(World.alice)]))
        try read(world.ok("liquidate", [.address(World.alice)], from: World.carol))
        try read(world.ok("shutdown", from: World.owner))
        #expect(
            seen.isSuperset(of: [
                "PositionChanged", "SwapInput", "SwapOutput", "MarginChanged", "BackstopChanged",
                "FundDonated", "FundingRateUpdated", "CurveChanged", "PositionFlagged",
                "PositionLiquidated", "RestrictionModeEntered", "BadDebtPaid", "Shutdown",
            ]), "\(seen.sorted())")
        world.checkVault()
    }
}
