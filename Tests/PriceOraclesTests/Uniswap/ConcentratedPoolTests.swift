import BigInt
import ContractRuntime
import EthereumPrimitives
import PriceOracles
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@testable import PerpContracts

@Suite struct ConcentratedPoolTests {
    private static let ranges: [(Int32, Int32, String)] = [
        (-887_220, 887_220, "1000"), (-600, 1_200, "50000"), (6_000, 9_000, "700"),
    ]

    private func concentrated() throws -> [ConcentratedRange] {
        try Self.ranges.map {
            ConcentratedRange(try TickRange(lower: $0.0, upper: $0.1), liquidity: wad($0.2))
        }
    }

    @Test("the contract trades to the last unit as the venue does in memory")
    func agreesWithVenue() throws {
        let world = try PoolWorld(ranges: try concentrated(), feePpm: 3_000)
        let venue = try ConcentratedVenue(
            name: "pool", parameters: world.pool.program.parameters, priceWad: .wad,
            ranges: try concentrated())
        try venue.ledger.deposit(
            baseWad: wad("1000000"), quoteWad: wad("1000000"), to: "taker")
        var generator = SeededGenerator(seed: 71)
        for _ in 0..<60 {
            let isBuy = generator.below(2) == 0
            let isInput = generator.below(2) == 0
            let amount = UInt256(UInt64(1 + generator.below(5_000))) &* wad("0.7")
            let order = SpotOrder(
                isBuy ? .buy : .sell, isBuy == isInput ? .quote(amount) : .base(amount))
            var fill: SpotFill?
            venue.submit(order, from: "taker") { fill = try? $0.get() }
            guard let fill else { continue }
            let before0 = try world.balance(0, PoolWorld.trader)
            let before1 = try world.balance(1, PoolWorld.trader)
            let signed = Int256(bitPattern: isInput ? amount : .zero &- amount)
            let farthest =
                isBuy ? TickMath.sqrtRatioMaxX96 &- .one : TickMath.sqrtRatioMinX96 &+ .one
            let outcome = try world.swapPool(toSqrtPriceX96: farthest, amount: signed)
            #expect(outcome.revert == nil)
            let gained0 = try world.balance(0, PoolWorld.trader) &- before0
            let gained1 = try world.balance(1, PoolWorld.trader) &- before1
            #expect(gained0 == (isBuy ? fill.baseWad : .zero &- fill.baseWad))
            #expect(gained1 == (isBuy ? .zero &- fill.quoteWad : fill.quoteWad))
            #expect(try world.state == venue.pool)
            world.world.advance(12)
        }
        #expect(
            try world.balance(0, PoolWorld.poolAddress) == venue.ledger.base.liquidityWad.magnitude)
        #expect(
            try world.balance(1, PoolWorld.poolAddress) == venue.ledger.quote.liquidityWad.magnitude
        )
    }

    @Test("liquidity that is given comes back with its fees, and not twice")
    func provider() throws {
        let world = try PoolWorld(feePpm: 10_000)
        let ticks: [ABIValue] = [.int(-600), .int(600)]
        let before = (
            try world.balance(0, PoolWorld.trader), try world.balance(1, PoolWorld.trader)
        )
        try world.pool.ok(
            "mint", [.address(PoolWorld.trader)] + ticks + [.uint(wad("1000")), .bytes([])],
            from: PoolWorld.trader)
        let given = before.0 &- (try world.balance(0, PoolWorld.trader))
        let expected = try TokenAmounts(
            ofLiquidity: wad("1000"), in: try TickRange(lower: -600, upper: 600),
            at: try world.state, roundingUp: true)
        #expect(given == expected.amount0)
        #expect(try world.pool.word("liquidity") == wad("2000"))
        let paid = wad("10")
        try world.swapPool(toTick: 590, amount: Int256(bitPattern: paid))
        // Half of the liquidity is the trader's: half of 1 % of 10.
        try world.pool.ok("burn", ticks + [.uint(.zero)], from: PoolWorld.trader)
        let most: [ABIValue] = [.uint(UInt256(.max, .max, 0, 0)), .uint(UInt256(.max, .max, 0, 0))]
        let fees = try world.pool.ok(
            "collect", [.address(Address(truncating: 0x99))] + ticks + most, from: PoolWorld.trader)
        #expect(UInt256(bigEndian: fees.output.span.bytes, at: 0) == .zero)
        let earned = UInt256(bigEndian: fees.output.span.bytes, at: 32)
        #expect(earned <= wad("0.05") && earned >= wad("0.049999999999999998"))
        #expect(try world.balance(1, Address(truncating: 0x99)) == earned)
        try world.pool.ok("burn", ticks + [.uint(wad("1000"))], from: PoolWorld.trader)
        #expect(try world.pool.word("liquidity") == wad("1000"))
        #expect(try world.pool.reason("burn", ticks + [.uint(1)], from: PoolWorld.trader) == "LS")
        #expect(
            try world.pool.reason("burn", ticks + [.uint(.zero)], from: PoolWorld.trader) == "NP")
        let last = try world.pool.ok(
            "collect", [.address(PoolWorld.trader)] + ticks + most, from: PoolWorld.trader)
        let freed = try TokenAmounts(
            ofLiquidity: wad("1000"), in: try TickRange(lower: -600, upper: 600),
            at: try world.state, roundingUp: false)
        #expect(UInt256(bigEndian: last.output.span.bytes, at: 0) == freed.amount0)
        #expect(UInt256(bigEndian: last.output.span.bytes, at: 32) == freed.amount1)
        let again = try world.pool.ok(
            "collect", [.address(PoolWorld.trader)] + ticks + most, from: PoolWorld.trader)
        #expect(again.output.allSatisfy { $0 == 0 })
    }

    @Test("a pool has a price once, and trades only with one")
    func initialization() throws {
        let world = try PoolWorld()
        let address = Address(truncating: 0x42)
        let pool = Deployed(
            world: world.world,
            program: try ConcentratedPool(
                at: address, in: world.world.host, tokens: PoolWorld.tokenAddresses,
                parameters: try ConcentratedPoolParameters(feePpm: 500, tickSpacing: 10)),
            address: address)
        let swap: [ABIValue] = [
            .address(PoolWorld.trader), .bool(true), .int(1), .uint(SqrtPriceMath.q96 >> 1),
            .bytes([]),
        ]
        #expect(try pool.reason("swap", swap) == "LOK")
        let root = try TickMath.sqrtRatioX96(at: -3)
        let logs = try pool.logs("initialize", [.uint(root)])
        #expect(logs.count == 1)
        #expect(try pool.reason("initialize", [.uint(root)]) == "AI")
        #expect(pool.program.state(in: world.world.host.state)?.tick == -3)
        #expect(try pool.word("tickSpacing") == 10)
        #expect(try pool.word("fee") == 500)
        #expect(try world.pool.reason("initialize", [.uint(root)]) == "AI")
    }

    @Test("slot 0 and the ring survive packing, negative ticks included")
    func packing() throws {
        let world = try PoolWorld(cardinality: 2)
        world.world.advance(10)
        try world.swapPool(toTick: -69_081)
        world.world.advance(7)
        try world.swapPool(toTick: 46_054)
        world.world.advance(7)
        try world.pool.ok("increaseObservationCardinalityNext", [.uint(5)])
        let outcome = try world.pool.ok("slot0")
        let words = (0..<7).map { UInt256(bigEndian: outcome.output.span.bytes, at: 32 * $0) }
        #expect(words[0] == (try TickMath.sqrtRatioX96(at: 46_054)))
        #expect(words[1..<7].elementsEqual([46_054, 0, 2, 5, 0, 1]))
        let note = try world.pool.ok("observations", [.uint(0)]).output
        let noted = Int256(bitPattern: UInt256(bigEndian: note.span.bytes, at: 32))
        #expect(noted == -483_567)
        #expect(try world.observe([0, 7, 14]) == [-69_081 * 7 + 46_054 * 7, -69_081 * 7, 0])
        #expect(try world.observe([15]) == nil)
        #expect(try world.pool.call("observations", [.uint(65_535)]).revert == .invalidOpcode)
        world.world.advance(1)
        try world.swapPool(toTick: 0)
        // The ring grows once its newest place was the last one.
        world.world.advance(1)
        try world.swapPool(toTick: 5)
        let grown = try world.pool.ok("slot0").output
        #expect(UInt256(bigEndian: grown.span.bytes, at: 96) == 5)
    }

    @Test("a trade never weighs in its own block, and one undone in it leaves no trace")
    func atomicTrade() throws {
        let world = try PoolWorld()
        world.world.advance(100)
        try world.swapPool(toTick: 200_000)
        #expect(try world.observe([0]) == [0])
        try world.swapPool(toSqrtPriceX96: SqrtPriceMath.q96 &+ .one)
        #expect(try world.observe([0]) == [0])
        world.world.advance(50)
        #expect(try world.observe([0, 50]) == [0, 0])
    }

    @Test("with bounded moves a jump of one block weighs no more than the bound")
    func truncation() throws {
        let world = try PoolWorld(observedMoveMax: 500)
        world.world.advance(12)
        try world.swapPool(toTick: 46_054)
        world.world.advance(12)
        #expect(try world.observe([0]) == [500 * 12])
        try world.swapPool(toTick: 0)
        world.world.advance(12)
        #expect(try world.observe([0]) == [500 * 12])
        try world.swapPool(toTick: 10)
        world.world.advance(12)
        #expect(try world.observe([0]) == [500 * 12 + 10 * 12])
        // Held on, it follows by its bound a block, as long as somebody trades.
        try world.swapPool(toTick: 46_054)
        for step in 1...5 {
            world.world.advance(12)
            let sums = try #require(try world.observe([0, 12]))
            #expect(try sums[0] - sums[1] == Int256(Int64(10 + 500 * step)) * 12)
            try world.swapPool(toSqrtPriceX96: try world.state.sqrtPriceX96 &+ .one)
        }
    }

    @Test("who neither pays nor allows gets nothing, and the state is as before")
    func unpaid() throws {
        let world = try PoolWorld()
        let before = try world.state
        let swap: [ABIValue] = [
            .address(FeedWorld.stranger), .bool(true), .int(1_000_000),
            .uint(SqrtPriceMath.q96 >> 1),
        ]
        #expect(
            try world.pool.reason("swap", swap + [.bytes([])], from: FeedWorld.stranger) == "STF")
        // A caller with data must be a contract that pays when it is called back.
        let back = try world.pool.call("swap", swap + [.bytes([1])], from: FeedWorld.stranger)
        #expect(back.revert == .empty)
        let deaf = Address(truncating: 0x77)
        let payer = ScriptedCaller(pays: nil)
        world.world.host.deploy(payer, at: world.world.host.state.account(deaf))
        let asked = try payer.call(world, deaf, swap + [.bytes([1])])
        #expect(asked.revert == .reason("IIA"))
        #expect(try world.state == before)
        let generous = Address(truncating: 0x78)
        let paying = ScriptedCaller(pays: PoolWorld.tokenAddresses.0)
        world.world.host.deploy(paying, at: world.world.host.state.account(generous))
        try world.tokens[0].ok(
            "transfer", [.address(generous), .uint(1_000_000)], from: PoolWorld.trader)
        #expect(try paying.call(world, generous, swap + [.bytes([1])]).revert == nil)
        #expect(try world.balance(0, generous) == .zero)
        #expect(try world.balance(1, FeedWorld.stranger) == 999_999)
    }

    @Test("malformed ticks, amounts and limits revert as in the original")
    func malformed() throws {
        let world = try PoolWorld()
        func mint(_ lower: Int256, _ upper: Int256) throws -> Revert? {
            let function = try #require(world.pool.program.abi.function(named: "mint"))
            var data = function.selector.bytes
            for word in [PoolWorld.trader.number, lower.bitPattern, upper.bitPattern, 1, 160, 0] {
                word.appendBigEndian(to: &data)
            }
            return world.world.host.execute(
                Message(sender: PoolWorld.trader, recipient: PoolWorld.poolAddress, data: data),
                in: world.world.block
            ).revert
        }
        #expect(try mint(60, 60) == .reason("TLU"))
        #expect(try mint(-887_280, 60) == .reason("TLM"))
        #expect(try mint(60, 887_280) == .reason("TUM"))
        #expect(try mint(-60, 61) == .empty)
        #expect(try mint(-60, 1 << 23) == .empty)
        #expect(try mint(.min, .max) == .empty)
        #expect(try mint(-60, 60) == nil)
        for (isDown, limit) in [(true, SqrtPriceMath.q96), (false, SqrtPriceMath.q96)] {
            let swap: [ABIValue] = [
                .address(PoolWorld.trader), .bool(isDown), .int(1), .uint(limit), .bytes([]),
            ]
            #expect(try world.pool.reason("swap", swap) == "SPL")
        }
        let nothing: [ABIValue] = [
            .address(PoolWorld.trader), .bool(true), .int(0), .uint(5_000_000_000), .bytes([]),
        ]
        #expect(try world.pool.reason("swap", nothing) == "AS")
    }

    @Test("a genesis that cannot be is refused by name")
    func genesis() throws {
        let world = try PoolWorld()
        let host = world.world.host
        let parameters = try ConcentratedPoolParameters(feePpm: 500, tickSpacing: 10)
        #expect(throws: ConcentratedPoolError.sameTokens(PoolWorld.tokenAddresses.0)) {
            try ConcentratedPool(
                at: Address(truncating: 0x43), in: host,
                tokens: (PoolWorld.tokenAddresses.0, PoolWorld.tokenAddresses.0),
                parameters: parameters)
        }
        #expect(throws: ConcentratedPoolError.negativeMove(-1)) {
            try ConcentratedPool(
                at: Address(truncating: 0x43), in: host, tokens: PoolWorld.tokenAddresses,
                parameters: parameters, observedMoveMax: -1)
        }
        #expect(throws: ConcentratedPoolError.hasPrice) {
            try world.pool.program.setGenesis(
                sqrtPriceX96: SqrtPriceMath.q96, ranges: [], provider: FeedWorld.admin,
                timestampSeconds: 0, in: host)
        }
        let strange = try ConcentratedPool(
            at: Address(truncating: 0x44), in: host,
            tokens: (Address(truncating: 0xdead), PoolWorld.tokenAddresses.0),
            parameters: parameters)
        #expect(throws: ConcentratedPoolError.noGenesisToken(Address(truncating: 0xdead))) {
            try strange.setGenesis(
                sqrtPriceX96: SqrtPriceMath.q96, ranges: [], provider: FeedWorld.admin,
                timestampSeconds: 0, in: host)
        }
    }

    @Test("a genesis that is refused leaves nothing, so that a sound one can follow")
    func genesisAgain() throws {
        let world = try PoolWorld()
        let host = world.world.host
        let pool = try ConcentratedPool(
            at: Address(truncating: 0x42), in: host, tokens: PoolWorld.tokenAddresses,
            parameters: try ConcentratedPoolParameters(feePpm: 500, tickSpacing: 10))
        let sound = ConcentratedRange(
            try TickRange(lower: -100, upper: 100), liquidity: wad("5"))
        let unsound = ConcentratedRange(
            try TickRange(lower: -101, upper: 100), liquidity: wad("5"))
        func set(_ ranges: [ConcentratedRange]) throws {
            try pool.setGenesis(
                sqrtPriceX96: SqrtPriceMath.q96, ranges: ranges, provider: FeedWorld.admin,
                timestampSeconds: 7, observationCardinality: 3, in: host)
        }
        let before = host.state.checkpoint
        #expect(throws: ConcentratedPoolError.self) { try set([sound, unsound]) }
        #expect(host.state.isUnchanged(since: before))
        try set([sound])
        #expect(pool.state(in: host.state)?.liquidity ?? .zero == wad("5"))
    }

    @Test("the places of a genesis ring are paid for, as those that a pool has grown by")
    func genesisRing() throws {
        let world = try PoolWorld(cardinality: 3)
        try world.pool.ok("increaseObservationCardinalityNext", [.uint(5)])
        for place in 1..<5 {
            let note = try world.pool.words("observations", [.uint(UInt256(UInt64(place)))])
            #expect(note == [1, 0, 0, 0])
        }
    }

    @Test("collecting what nobody owes pays nothing and leaves no range behind")
    func emptyCollect() throws {
        let world = try PoolWorld()
        let state = world.world.host.state
        let ranges = world.pool.program.slots.rangeNumbers
        let count = state.records(in: ranges).count
        let most = ABIValue.uint(UInt256(.max, .max, 0, 0))
        let nothing = try world.pool.words(
            "collect",
            [.address(FeedWorld.stranger), .int(-6_000), .int(6_000), most, most])
        #expect(nothing == [0, 0])
        #expect(state.records(in: ranges).count == count)
        // In a range that others have, a stranger has nothing either.
        let taken = world.pool.program.parameters.fullRange
        let other = try world.pool.words(
            "collect",
            [
                .address(FeedWorld.stranger), .int(Int256(Int64(taken.lower))),
                .int(Int256(Int64(taken.upper))), most, most,
            ])
        #expect(other == [0, 0])
    }
}

/// A contract that passes a call on to the pool, and pays when it is called back, or does not.
private final class ScriptedCaller: Contract {
    let abi: ContractABI
    let pays: Address?

    init(pays: Address?) {
        abi = (try? ContractABI("ScriptedCaller", declarations: [])) ?? ContractABI.none
        self.pays = pays
    }

    func call(
        _ world: PoolWorld, _ address: Address, _ values: [ABIValue]
    ) throws -> ExecutionOutcome {
        let function = try #require(world.pool.program.abi.function(named: "swap"))
        return world.world.host.execute(
            Message(
                sender: FeedWorld.stranger, recipient: address,
                data: try function.encodeCall(values)),
            in: world.world.block)
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let pool = context.state.account(PoolWorld.poolAddress)
        guard context.caller == pool else { return try context.call(pool, input) }
        let owed = UInt256(bigEndian: input.span.bytes, at: 4)
        if let pays {
            let token = context.state.account(pays)
            let data =
                Selector(signature: "transfer(address,uint256)").bytes
                + PoolWorld.poolAddress.number.bigEndianBytes + owed.bigEndianBytes
            _ = try context.call(token, data)
        }
        return []
    }
}

extension ContractABI {
    fileprivate static var none: ContractABI {
        guard let abi = try? ContractABI("none", functions: []) else { preconditionFailure("abi") }
        return abi
    }
}
