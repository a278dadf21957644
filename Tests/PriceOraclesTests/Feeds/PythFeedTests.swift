import ContractRuntime
import EthereumPrimitives
import PriceOracles
import TestSupport
import Testing
import WideIntegers

@Suite struct PythFeedTests {
    private let world: FeedWorld
    private let keys: [PrivateKey]
    private let feed: Deployed<PythFeed>
    private let eth = Hash256(0xe7 as UInt256)
    private let btc = Hash256(0xb7 as UInt256)
    private let start: UInt64

    init() throws {
        world = try FeedWorld()
        start = world.block.timestampSeconds
        keys = try (1...5).map { try PrivateKey(UInt256(UInt64($0 + 100))) }
        let address = Address(truncating: 0x9714)
        feed = Deployed(
            world: world,
            program: try PythFeed(
                at: address, in: world.host, owner: FeedWorld.admin,
                guardians: try PythGuardians(keys.prefix(4).map(\.address), quorum: 3),
                feePerUpdateWei: 10),
            address: address)
        let state = world.host.state
        state.setBalanceWei(1_000, of: state.account(FeedWorld.stranger))
    }

    private func update(
        _ id: Hash256? = nil, price: Int64 = 2_000, at seconds: UInt64? = nil
    ) -> PriceUpdate {
        PriceUpdate(
            feedID: id ?? eth, price: price, confidence: 5, exponent: -1,
            publishTimeSeconds: seconds ?? start, emaPrice: price - 7, emaConfidence: 6)
    }

    private func signed(_ update: PriceUpdate, by signers: [Int] = [0, 1, 2]) -> ABIValue {
        .bytes(SignedPriceUpdate(update, signedBy: signers.map { keys[$0] }).encoded)
    }

    private func send(
        _ name: String, _ values: [ABIValue], paying wei: UInt256
    ) throws -> ExecutionOutcome {
        let function = try #require(feed.program.abi.function(named: name))
        return world.host.execute(
            Message(
                sender: FeedWorld.stranger, recipient: feed.address, valueWei: wei,
                data: try function.encodeCall(values)),
            in: world.block)
    }

    private func submit(_ updates: [ABIValue], paying wei: UInt256 = 100) throws
        -> ExecutionOutcome
    {
        try send("updatePriceFeeds", [.array(updates)], paying: wei)
    }

    private func error(_ name: String) -> Revert {
        .data(Selector(signature: "\(name)()").bytes)
    }

    @Test("an update that a quorum has signed is stored and told of")
    func stores() throws {
        let outcome = try submit([signed(update())])
        #expect(outcome.revert == nil)
        let words = [2_000, 5, .max, UInt256(start)]
        let stored = try feed.words("getPriceUnsafe", [.bytes32(eth)])
        #expect(stored.enumerated().allSatisfy { $0.offset == 2 || $0.element == words[$0.offset] })
        #expect(Int256(bitPattern: stored[2]) == -1)
        let average = try feed.words("getEmaPriceUnsafe", [.bytes32(eth)])
        #expect(average == [1_993, 6, stored[2], UInt256(start)])
        let log = outcome.logs.log(0, in: world.host.state)
        #expect(log.topics[1] == eth)
        #expect(log.data == ([start, 2_000, 5] as [UInt64]).flatMap { UInt256($0).bigEndianBytes })
        #expect(try feed.word("priceFeedExists", [.bytes32(eth)]) == 1)
        #expect(try feed.word("priceFeedExists", [.bytes32(btc)]) == 0)
    }

    @Test("an update is stored only if it is newer, and an older one is no failure")
    func newer() throws {
        #expect(try submit([signed(update(price: 10, at: start))]).revert == nil)
        for seconds in [start, start - 1] {
            let outcome = try submit([signed(update(price: 20, at: seconds))])
            #expect(outcome.revert == nil && outcome.logs.count == 0)
        }
        #expect(try feed.words("getPriceUnsafe", [.bytes32(eth)])[0] == 10)
        #expect(try submit([signed(update(price: 30, at: start + 1))]).revert == nil)
        #expect(try feed.words("getPriceUnsafe", [.bytes32(eth)])[0] == 30)
    }

    @Test("a quorum is made of different guardians and of nobody else")
    func quorum() throws {
        let refused = error("InvalidUpdateData")
        for signers in [[], [0, 1], [0, 1, 1], [0, 1, 4], [0, 1, 2, 4]] {
            #expect(try submit([signed(update(), by: signers)]).revert == refused)
        }
        let stolen = SignedPriceUpdate(
            update: update(price: 3_000),
            signatures: SignedPriceUpdate(update(), signedBy: keys).signatures)
        #expect(try submit([.bytes(stolen.encoded)]).revert == refused)
        #expect(try submit([.bytes([1, 2, 3])]).revert == refused)
        #expect(try submit([signed(update(), by: [3, 2, 1, 0])]).revert == nil)
    }

    @Test("each update costs the fee, which stays with the feed until the owner takes it")
    func fees() throws {
        let two = [signed(update()), signed(update(btc))]
        #expect(try feed.word("getUpdateFee", [.array(two)]) == 20)
        #expect(try submit(two, paying: 19).revert == error("InsufficientFee"))
        #expect(try submit(two, paying: 20).revert == nil)
        #expect(try submit(two, paying: 25).revert == nil)
        let state = world.host.state
        #expect(state.balanceWei(of: state.account(feed.address)) == 45)
        let target = Address(truncating: 0x7a)
        let call: [ABIValue] = [.address(target), .uint(45)]
        #expect(try feed.call("withdrawFee", call, from: FeedWorld.stranger).revert != nil)
        let beyond = try feed.call("withdrawFee", [.address(target), .uint(46)])
        #expect(beyond.revert == error("InsufficientFee"))
        try feed.ok("withdrawFee", call)
        #expect(state.balanceWei(of: state.account(target)) == 45)
    }

    @Test("an age is the distance to the publish time on either side")
    func ages() throws {
        #expect(try submit([signed(update())]).revert == nil)
        let call = { (age: UInt64) in
            try feed.call("getPriceNoOlderThan", [.bytes32(eth), .uint(UInt256(age))]).revert
        }
        world.advance(30)
        #expect(try call(30) == nil)
        #expect(try call(29) == error("StalePrice"))
        let average = try feed.call("getEmaPriceNoOlderThan", [.bytes32(eth), .uint(29)])
        #expect(average.revert == error("StalePrice"))
        #expect(try submit([signed(update(at: start + 50))]).revert == nil)
        #expect(try call(20) == nil)
        #expect(try call(19) == error("StalePrice"))
        let none = try feed.call("getPriceUnsafe", [.bytes32(btc)])
        #expect(none.revert == error("PriceFeedNotFound"))
    }

    @Test("a caller may choose any signed update of a window, and none is stored")
    func parsing() throws {
        let updates = ABIValue.array([
            signed(update(price: 90, at: start - 9)), signed(update(price: 70, at: start - 7)),
            signed(update(price: 80, at: start - 8)), signed(update(btc, at: start - 8)),
        ])
        func parse(_ ids: [Hash256], _ from: UInt64, _ to: UInt64) throws -> ExecutionOutcome {
            try send(
                "parsePriceFeedUpdates",
                [
                    updates, .array(ids.map { .bytes32($0) }), .uint(UInt256(start - from)),
                    .uint(UInt256(start - to)),
                ], paying: 40)
        }
        // Of ETH the first in the window counts, whatever the order of the ids.
        for (from, to, price) in [(9, 0, 90), (8, 0, 70), (8, 8, 80)] as [(UInt64, UInt64, UInt64)]
        {
            let outcome = try parse([btc, eth], from, to)
            try #require(outcome.revert == nil)
            let words = stride(from: 0, to: outcome.output.count, by: 32).map {
                UInt256(bigEndian: outcome.output.span.bytes, at: $0)
            }
            #expect(words.prefix(4) == [32, 2, UInt256(btc), 2_000])
            #expect(words[11] == UInt256(eth))
            #expect(words[12] == UInt256(price))
            #expect(words[16] == UInt256(price) &- 7)
        }
        let missing = error("PriceFeedNotFoundWithinRange")
        #expect(try parse([eth, btc], 7, 0).revert == missing)
        #expect(try parse([eth], 6, 0).revert == missing)
        #expect(try parse([eth], 0, 9).revert == missing)
        #expect(try feed.word("priceFeedExists", [.bytes32(eth)]) == 0)
    }

    @Test("updates are made if necessary for one of the ids, and refused otherwise")
    func ifNecessary() throws {
        let call = { (times: [UInt64]) in
            try send(
                "updatePriceFeedsIfNecessary",
                [
                    .array([signed(update())]), .array([.bytes32(eth), .bytes32(btc)]),
                    .array(times.map { .uint(UInt256($0)) }),
                ], paying: 10
            ).revert
        }
        #expect(try call([0, 0]) == error("NoFreshUpdate"))
        #expect(try call([start]) == error("InvalidUpdateData"))
        #expect(try call([start, 0]) == nil)
        #expect(try call([start, 0]) == error("NoFreshUpdate"))
        #expect(try call([start, 1]) == nil)
    }

    @Test("readings have price, confidence and status")
    func readings() throws {
        #expect(try world.reading(at: feed.address, key: eth).status == .invalid)
        #expect(try submit([signed(update())]).revert == nil)
        let fine = FeedReading(
            priceWad: 200 &* .wad, confidenceWad: 500_000_000_000_000_000,
            updatedAtSeconds: start, status: .ok)
        world.advance(60)
        #expect(try world.reading(at: feed.address, key: eth) == fine)
        #expect(try feed.word("getPrice", [.bytes32(eth)]) == 200 &* .wad)
        #expect(try feed.word("getTwapPrice", [.bytes32(eth), .uint(9)]) == 200 &* .wad)
        world.advance(1)
        #expect(try world.reading(at: feed.address, key: eth).status == .stale)
        var unknown = update(at: start + 61)
        unknown.confidence = 0
        #expect(try submit([signed(unknown)]).revert == nil)
        #expect(try world.reading(at: feed.address, key: eth).status == .invalid)
        let none = try feed.reason("getPrice", [.bytes32(eth)])
        #expect(none == "no price")
        let negative = update(price: -5, at: start + 62)
        #expect(try submit([signed(negative)]).revert == nil)
        #expect(try world.reading(at: feed.address, key: eth).status == .invalid)
        #expect(
            Int256(bitPattern: try feed.words("getPriceUnsafe", [.bytes32(eth)])[0]) == -5)
    }

    @Test("what is stored is what was signed, whatever its numbers")
    func packing() throws {
        var random = SeededGenerator(seed: 3)
        let state = world.host.state
        for index in 1...40 {
            let update = PriceUpdate(
                feedID: eth, price: Int64(bitPattern: random.next()), confidence: random.next(),
                exponent: Int32(truncatingIfNeeded: random.next()),
                publishTimeSeconds: UInt64(index) << 50, emaPrice: Int64(bitPattern: random.next()),
                emaConfidence: random.next())
            state.setBalanceWei(1_000, of: state.account(FeedWorld.stranger))
            #expect(try submit([signed(update)]).revert == nil)
            let words = try feed.words("getPriceUnsafe", [.bytes32(eth)])
            #expect(Int256(bitPattern: words[0]) == Int256(update.price))
            #expect(words[1] == UInt256(update.confidence))
            #expect(Int256(bitPattern: words[2]) == Int256(Int64(update.exponent)))
            #expect(words[3] == UInt256(update.publishTimeSeconds))
            let average = try feed.words("getEmaPriceUnsafe", [.bytes32(eth)])
            #expect(Int256(bitPattern: average[0]) == Int256(update.emaPrice))
            #expect(average[1] == UInt256(update.emaConfidence))
        }
    }

    @Test("other guardians take over at once")
    func guardians() throws {
        let next = keys.suffix(2).map { ABIValue.address($0.address) }
        let call: [ABIValue] = [.array(next), .uint(2)]
        #expect(try feed.call("setGuardians", call, from: FeedWorld.stranger).revert != nil)
        for quorum in [0, 3] as [UInt256] {
            #expect(try feed.reason("setGuardians", [.array(next), .uint(quorum)]) != nil)
        }
        try feed.ok("setGuardians", call)
        #expect(try feed.word("quorum") == 2)
        #expect(try submit([signed(update())]).revert == error("InvalidUpdateData"))
        #expect(try submit([signed(update(), by: [3, 4])]).revert == nil)
        #expect(throws: PythGuardiansError.repeated(keys[0].address)) {
            try PythGuardians([keys[0].address, keys[0].address], quorum: 1)
        }
    }
}
