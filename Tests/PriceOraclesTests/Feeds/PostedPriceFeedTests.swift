import ContractRuntime
import EthereumPrimitives
import PriceOracles
import TestSupport
import Testing
import WideIntegers

@Suite struct PostedPriceFeedTests {
    private let world: FeedWorld
    private let accounts = (0..<4).map { Address(truncating: UInt256(UInt64(0x5000 + $0))) }
    private let feed: Deployed<PostedPriceFeed>

    init() throws {
        world = try FeedWorld()
        feed = try PostedPriceFeedTests.feed(
            in: world, zip(accounts, [3, 2, 2, 1]).map { .init($0, weight: $1) })
    }

    private static func feed(
        in world: FeedWorld, _ validators: [StakedValidators.Validator],
        ageSecondsMax: UInt64? = 10, at address: Address = Address(truncating: 0x9057)
    ) throws -> Deployed<PostedPriceFeed> {
        Deployed(
            world: world,
            program: try PostedPriceFeed(
                at: address, in: world.host, owner: FeedWorld.admin,
                validators: try StakedValidators(validators), postAgeSecondsMax: ageSecondsMax),
            address: address)
    }

    private func post(_ price: UInt64, by index: Int, _ name: String = "ETH") throws {
        try feed.ok("submit", [key(name), .uint(UInt256(price))], from: accounts[index])
    }

    private func reading(_ name: String = "ETH") throws -> FeedReading {
        let bytes = try #require(key(name).bytesValue)
        return try world.reading(
            at: feed.address, key: try #require(Hash256(bytes: bytes)))
    }

    @Test("the answer is the smallest price at which the stake reaches half")
    func median() throws {
        for (index, price) in [100, 90, 110, 95].enumerated() {
            try post(UInt64(price), by: index)
        }
        // In order: 90 (2), 95 (1), 100 (3) of 8; 4 is reached by 100.
        #expect(try reading().priceWad == 100)
        try post(94, by: 0)
        // 90 (2), 94 (3): half is reached by 94.
        #expect(try reading().priceWad == 94)
        #expect(try reading().status == .ok)
    }

    @Test("half of the stake is enough to lower the answer and too little to raise it")
    func corruption() throws {
        let two = (0..<2).map { StakedValidators.Validator(accounts[$0], weight: 5) }
        let even = try PostedPriceFeedTests.feed(
            in: world, two, at: Address(truncating: 0x9058))
        for (honest, lie, answer) in [(100, 1, 1), (100, 900, 100)] as [(UInt64, UInt64, UInt64)] {
            try even.ok("submit", [key("ETH"), .uint(UInt256(honest))], from: accounts[0])
            try even.ok("submit", [key("ETH"), .uint(UInt256(lie))], from: accounts[1])
            #expect(try even.word("getPrice", [key("ETH")]) == UInt256(answer))
        }
    }

    @Test("random posts give what counting each unit of stake gives")
    func bruteForce() throws {
        var random = SeededGenerator(seed: 21)
        for _ in 0..<40 {
            var units: [UInt64] = []
            for (index, weight) in [3, 2, 2, 1].enumerated() {
                let price = UInt64(random.below(6) + 1)
                try post(price, by: index)
                units += [UInt64](repeating: price, count: weight)
            }
            // Of eight units in order the fourth is the first to complete a half.
            #expect(try reading().priceWad == UInt256(units.sorted()[3]))
        }
    }

    @Test("posts count while they are fresh, and less than half of the stake makes a stale answer")
    func freshness() throws {
        let start = world.block.timestampSeconds
        #expect(try reading() == FeedReading(priceWad: 0, updatedAtSeconds: 0, status: .invalid))
        #expect(try feed.reason("getPrice", [key("ETH")]) == "no price")
        try post(100, by: 0)
        // Three of eight.
        #expect(try reading().status == .stale)
        world.advance(4)
        try post(50, by: 3)
        // Four of eight.
        #expect(try reading().status == .ok)
        #expect(try reading().updatedAtSeconds == start)
        world.advance(6)
        #expect(try reading().status == .ok)
        world.advance(1)
        let alone = FeedReading(priceWad: 50, updatedAtSeconds: start + 4, status: .stale)
        #expect(try reading() == alone)
        world.advance(100)
        // None is fresh: all count again.
        let old = FeedReading(priceWad: 100, updatedAtSeconds: start, status: .stale)
        #expect(try reading() == old)
    }

    @Test("only validators post, a price at a time or many, each key for itself")
    func posting() throws {
        let price = ABIValue.uint(5)
        let stranger = try feed.reason("submit", [key("ETH"), price], from: FeedWorld.stranger)
        #expect(stranger == "not a validator")
        let zero = try feed.reason("submit", [key("ETH"), .uint(0)], from: accounts[0])
        #expect(zero == "price out of range")
        let wide: [ABIValue] = [key("ETH"), .uint(1 << 192)]
        #expect(try feed.reason("submit", wide, from: accounts[0]) == "price out of range")
        let keys = ABIValue.array([key("ETH"), key("BTC")])
        let logs = try feed.logs(
            "submitBatch", [keys, .array([.uint(5), .uint((1 << 192) &- 1)])], from: accounts[0])
        #expect(logs.count == 2)
        #expect(UInt256(logs[1].topics[2]) == accounts[0].number)
        #expect(try reading("ETH").priceWad == 5)
        #expect(try reading("BTC").priceWad == (1 << 192) &- 1)
        let seconds = UInt256(world.block.timestampSeconds)
        #expect(try feed.words("postOf", [key("ETH"), .address(accounts[0])]) == [5, seconds])
        #expect(try feed.words("postOf", [key("ETH"), .address(accounts[1])]) == [0, 0])
        let unequal = try feed.reason("submitBatch", [keys, .array([price])], from: accounts[0])
        #expect(unequal == "keys and prices of unequal number")
    }

    @Test("the owner changes validators and weights, and who leaves counts no longer")
    func validators() throws {
        try post(100, by: 0)
        try post(50, by: 3)
        let call: [ABIValue] = [
            .array([.address(accounts[3]), .address(accounts[1])]), .array([.uint(2), .uint(1)]),
        ]
        #expect(try feed.call("setValidators", call, from: FeedWorld.stranger).revert != nil)
        try feed.ok("setValidators", call)
        #expect(try reading().priceWad == 50)
        #expect(try reading().status == .ok)
        #expect(try feed.word("weightOf", [.address(accounts[0])]) == 0)
        #expect(try feed.word("weightOf", [.address(accounts[3])]) == 2)
        let listed = try feed.words("getValidators")
        #expect(listed == [32, 2, accounts[3].number, accounts[1].number])
        #expect(
            try feed.reason("submit", [key("ETH"), .uint(1)], from: accounts[0])
                == "not a validator")
        let bad: [ABIValue] = [.array([.address(accounts[1])]), .array([.uint(0)])]
        #expect(try feed.reason("setValidators", bad) != nil)
        #expect(throws: StakedValidatorsError.repeated(accounts[0])) {
            try StakedValidators([.init(accounts[0], weight: 1), .init(accounts[0], weight: 2)])
        }
        #expect(throws: StakedValidatorsError.countOutOfRange(0)) { try StakedValidators([]) }
    }

    @Test("one operator posts an index alone, whose age is not bounded unless it is asked for")
    func single() throws {
        let address = Address(truncating: 0x9059)
        let index = Deployed(
            world: world,
            program: try PostedPriceFeed(
                at: address, in: world.host, owner: FeedWorld.admin,
                validators: .single(accounts[0])),
            address: address)
        try index.ok("submit", [key("ETH"), .uint(7)], from: accounts[0])
        world.advance(1_000_000)
        #expect(try index.word("getPrice", [key("ETH")]) == 7)
        #expect(try index.words("getReading", [key("ETH")])[4] == 0)
    }

    @Test("who leaves and comes back begins anew, who stays keeps the post")
    func readmission() throws {
        let feed = try PostedPriceFeedTests.feed(
            in: world, [.init(accounts[0], weight: 3), .init(accounts[1], weight: 2)],
            ageSecondsMax: nil, at: Address(truncating: 0x9058))
        func post(_ price: UInt64, by index: Int) throws {
            try feed.ok("submit", [key("ETH"), .uint(UInt256(price))], from: accounts[index])
        }
        func set(_ places: [Int], _ weights: [UInt64]) throws {
            try feed.ok(
                "setValidators",
                [
                    .array(places.map { .address(accounts[$0]) }),
                    .array(weights.map { .uint(UInt256($0)) }),
                ])
        }
        try post(100, by: 0)
        try post(90, by: 1)
        world.advance(10)
        try set([1], [2])
        world.advance(31_536_000)
        try set([0, 1], [9, 2])
        // All the stake that has posted is that of the one who stayed.
        #expect(try feed.word("getPrice", [key("ETH")]) == 90)
        #expect(try feed.word("weightOf", [.address(accounts[0])]) == 9)
        try post(110, by: 0)
        #expect(try feed.word("getPrice", [key("ETH")]) == 110)
    }
}
