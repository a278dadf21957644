import BigInt
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import SimulationKernel
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

/// A hold of some blocks at a factor.
struct Hold: Sendable, CustomStringConvertible {
    let window: UInt32
    let held: UInt32
    /// The factor is a square of a quotient, so that its root is exact.
    let root: (Int, Int)

    var factor: (Int, Int) { (root.0 * root.0, root.1 * root.1) }
    var factorWad: UInt256 {
        UInt256(truncating: BigInt(UInt256.wad) * BigInt(factor.0) / BigInt(factor.1))
    }
    var description: String { "\(held) of \(window) at \(factor.0)/\(factor.1)" }

    /// `1 + (n/N)(m - 1)` in wad, rounded down.
    var arithmeticWad: BigInt {
        let (m, d) = (BigInt(factor.0), BigInt(factor.1))
        let numerator = d * BigInt(window) + BigInt(held) * (m - d)
        return BigInt(UInt256.wad) * numerator / (d * BigInt(window))
    }

    /// `c(m) / y = sqrt m + 1 / sqrt m - 2` times an amount, rounded down.
    func loss(_ quote: UInt256) -> BigInt {
        let (r, s) = (BigInt(root.0), BigInt(root.1))
        return BigInt(quote) * (r * r + s * s - 2 * r * s) / (r * s)
    }
}

@Suite struct TwapHoldTests {
    private static let holds = [
        Hold(window: 150, held: 1, root: (4, 1)), Hold(window: 150, held: 5, root: (2, 1)),
        Hold(window: 30, held: 30, root: (11, 10)), Hold(window: 144, held: 72, root: (27, 20)),
        Hold(window: 40, held: 3, root: (1, 2)), Hold(window: 25, held: 25, root: (9, 10)),
        Hold(window: 10, held: 0, root: (3, 1)),
    ]

    /// Whether two numbers differ by less than a billionth.
    private func agree(_ one: BigInt, _ other: BigInt) -> Bool {
        let gap = one > other ? one - other : other - one
        return gap * 1_000_000_000 <= max(one, other)
    }

    /// Whether `1.0001^mean` is `m^(n/N)` within a tick: `m^n` lies between powers of whole ticks.
    private func isGeometric(_ hold: Hold, _ tick: Int32) -> Bool {
        // Both sides to the N-th power, in fixed point with 600 bits.
        let one = BigInt(1) << 600
        func power(_ base: BigInt, _ exponent: UInt32) -> BigInt {
            (0..<exponent).reduce(one) { power, _ in (power * base) >> 600 }
        }
        let target = power(one * BigInt(hold.factor.0) / BigInt(hold.factor.1), hold.held)
        func ofTick(_ tick: Int32) -> BigInt {
            let step = one * 10_001 / 10_000
            let magnitude = power(step, tick.magnitude)
            return power(tick < 0 ? one * one / magnitude : magnitude, hold.window)
        }
        return ofTick(tick - 1) <= target && target <= ofTick(tick + 2)
    }

    @Test("block by block both means are the closed forms', and so is the loss", arguments: holds)
    func closedForms(hold: Hold) throws {
        let quote = wad("2000000")
        let outcome = try TwapHoldSimulation(
            reserveBase: wad("1000"), reserveQuote: quote, windowBlocks: hold.window,
            heldBlocks: hold.held, spotFactorWad: hold.factorWad
        ).run()
        #expect(agree(BigInt(outcome.arithmeticFactorWad), hold.arithmeticWad))
        #expect(isGeometric(hold, outcome.meanTick - outcome.firstTick))
        let loss = hold.loss(quote) * BigInt(hold.held)
        #expect(agree(BigInt(outcome.lossQuote), loss))
        if hold.held > 0 && hold.root.0 > hold.root.1 {
            let capital = BigInt(quote) * BigInt(hold.root.0 - hold.root.1) / BigInt(hold.root.1)
            #expect(agree(BigInt(outcome.capitalQuote), capital))
        }
        let ratio = try TickMath.price(atTick: outcome.meanTick - outcome.firstTick)
        #expect(outcome.geometricFactorWad == ratio)
    }

    @Test("a fee makes a hold dearer")
    func fee() throws {
        var hold = TwapHoldSimulation(
            reserveBase: wad("1000"), reserveQuote: wad("1000"), windowBlocks: 10, heldBlocks: 1,
            spotFactorWad: wad("2"))
        let free = try hold.run()
        hold.fee = try #require(Ratio(3, 1_000))
        let dear = try hold.run()
        // Of y: 0.414836 in and 0.122254 lost, as the table of fees has it.
        #expect(dear.capitalQuote >= wad("414.8355") && dear.capitalQuote <= wad("414.8365"))
        #expect(dear.lossQuote >= wad("122.2535") && dear.lossQuote <= wad("122.2545"))
        #expect(free.lossQuote < dear.lossQuote)
    }

    @Test("parameters out of range are refused and none traps")
    func refusals() {
        func outcome(
            _ base: UInt256, _ quote: UInt256, _ window: UInt32, _ held: UInt32, _ factor: UInt256,
            seconds: UInt32 = 12, fee: Ratio = .never
        ) throws -> TwapHoldSimulation.Outcome {
            var hold = TwapHoldSimulation(
                reserveBase: base, reserveQuote: quote, windowBlocks: window, heldBlocks: held,
                spotFactorWad: factor)
            hold.secondsPerBlock = seconds
            hold.fee = fee
            return try hold.run()
        }
        let big = UInt256.one << 112
        #expect(throws: TwapHoldError.reserveOutOfRange(.zero)) {
            try outcome(.zero, 1, 1, 1, .wad)
        }
        #expect(throws: TwapHoldError.reserveOutOfRange(big)) { try outcome(1, big, 1, 1, .wad) }
        #expect(throws: TwapHoldError.blocksOutOfRange(held: 2, window: 1)) {
            try outcome(1, 1, 1, 2, .wad)
        }
        #expect(throws: TwapHoldError.blocksOutOfRange(held: 0, window: 0)) {
            try outcome(1, 1, 0, 0, .wad)
        }
        #expect(throws: TwapHoldError.secondsOutOfRange(.max)) {
            try outcome(1, 1, 2, 0, .wad, seconds: .max)
        }
        #expect(throws: TwapHoldError.secondsOutOfRange(0)) {
            try outcome(1, 1, 2, 0, .wad, seconds: 0)
        }
        #expect(throws: TwapHoldError.feeOutOfRange) {
            try outcome(1, 1, 1, 1, .wad, fee: .always)
        }
        for factor in [UInt256.zero, .max, wad("5"), wad("0.2")] {
            #expect(throws: TwapHoldError.factorOutOfRange(factor)) {
                try outcome(big >> 1, big >> 1, 1, 1, factor)
            }
        }
    }

    @Test(
        "on the chain a feed of a pair reads what the closed form says",
        arguments: [
            Hold(window: 20, held: 2, root: (3, 1)), Hold(window: 25, held: 5, root: (1, 2)),
        ])
    func pairOnChain(hold: Hold) throws {
        let world = try PoolWorld(reserves: (wad("1000"), wad("1000")))
        let feed = Deployed(
            world: world.world,
            program: try FixedWindowFeed(
                at: PoolWorld.feedAddress, in: world.world.host, pair: PoolWorld.pairAddress,
                sides: try PoolSides(base: .token0), periodSeconds: 12 * hold.window),
            address: PoolWorld.feedAddress)
        try feed.ok("update")
        let isUp = hold.root.0 > hold.root.1
        let (more, less) = isUp ? hold.root : (hold.root.1, hold.root.0)
        // y (sqrt m - 1) in upwards, x (1 / sqrt m - 1) downwards, both of 1,000.
        let push = UInt256(truncating: BigInt(wad("1000")) * BigInt(more - less) / BigInt(less))
        var loss = BigInt(0)
        for block in 0..<hold.window {
            if block < hold.held {
                let got = try world.swapPair(token0In: !isUp, push)
                loss += BigInt(push) - BigInt(got)
                world.world.advance(12)
                try world.swapPair(token0In: isUp, got)
            } else {
                world.world.advance(12)
            }
        }
        try feed.ok("update")
        let found = BigInt(try feed.word("getPrice", [key("ETH")]))
        #expect(agree(found, hold.arithmeticWad))
        #expect(agree(loss, hold.loss(wad("1000")) * BigInt(hold.held)))
    }

    @Test(
        "on the chain a feed of a concentrated pool reads the geometric mean within a tick",
        arguments: [
            Hold(window: 20, held: 2, root: (3, 1)), Hold(window: 25, held: 5, root: (1, 2)),
        ])
    func poolOnChain(hold: Hold) throws {
        let world = try PoolWorld()
        let feed = Deployed(
            world: world.world,
            program: try ConcentratedTwapFeed(
                at: PoolWorld.feedAddress, in: world.world.host, pool: PoolWorld.poolAddress,
                sides: try PoolSides(base: .token0), windowSeconds: 12 * hold.window),
            address: PoolWorld.feedAddress)
        let pushed = SqrtPriceMath.q96 &* UInt256(UInt64(hold.root.0))
        let target = pushed.quotientAndRemainder(dividingBy: UInt256(UInt64(hold.root.1))).quotient
        for block in 0..<hold.window {
            if block < hold.held { try world.swapPool(toSqrtPriceX96: target) }
            world.world.advance(12)
            // At the tick's own root price a fall would leave the tick below it.
            if block < hold.held {
                try world.swapPool(toSqrtPriceX96: SqrtPriceMath.q96 &+ (hold.root.0 > 1 ? 1 : 0))
            }
        }
        let price = try feed.word("getPrice", [key("ETH")])
        let tick = try TickMath.tick(
            atSqrtPriceX96: try TickMath.sqrtPriceX96(atLeast: price &+ .one))
        #expect(isGeometric(hold, tick))
    }

    @Test("a price of too few digits is refused, and so is a window without end")
    func fewDigits() throws {
        func run(
            quote: UInt256, factor: String, window: UInt32 = 3
        ) throws -> TwapHoldSimulation.Outcome {
            try TwapHoldSimulation(
                reserveBase: wad("1000000000000"), reserveQuote: quote, windowBlocks: window,
                heldBlocks: 1, spotFactorWad: wad(factor)
            ).run()
        }
        // Of one wad in the last place no half can be told.
        #expect(throws: TwapHoldError.priceTooLow(1)) {
            try run(quote: 1_000_000_000_000, factor: "1.5")
        }
        #expect(throws: TwapHoldError.priceTooLow(500_000)) {
            try run(quote: wad("1"), factor: "0.5")
        }
        let held = try run(quote: wad("1"), factor: "1.5")
        // A third of one and a half and two thirds of one.
        let mean = BigInt(held.arithmeticFactorWad)
        #expect(abs(mean * 6 - BigInt(UInt256.wad) * 7) <= BigInt(UInt256.wad) / 100_000)
        #expect(throws: TwapHoldError.blocksOutOfRange(held: 1, window: 1_000_001)) {
            try run(quote: wad("1000"), factor: "1.5", window: 1_000_001)
        }
    }
}
