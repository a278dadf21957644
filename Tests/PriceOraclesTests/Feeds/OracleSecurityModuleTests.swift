import ContractRuntime
import EthereumPrimitives
import PriceOracles
import Testing
import WideIntegers

@Suite struct OracleSecurityModuleTests {
    private let world: FeedWorld
    private let source: Deployed<SettableValue>
    private let module: Deployed<OracleSecurityModule>

    init() throws {
        world = try FeedWorld()
        world.block.timestampSeconds = 1_000 * 3_600
        let addresses = [Address(truncating: 0x5e7), Address(truncating: 0x05b)]
        source = Deployed(
            world: world,
            program: try SettableValue(at: addresses[0], in: world.host, valueWad: 200),
            address: addresses[0])
        module = Deployed(
            world: world,
            program: try OracleSecurityModule(
                at: addresses[1], in: world.host, owner: FeedWorld.admin, source: addresses[0],
                readsAreOpen: true),
            address: addresses[1])
    }

    private func set(_ value: UInt64) throws {
        try source.ok("poke", [.bytes32(Hash256(UInt256(value)))])
    }

    /// Current, next and hour of the last poke; nil for prices that are missing.
    private func state() throws -> [UInt256?] {
        let current = try module.words("peek")
        let next = try module.words("peep")
        return [
            current[1].isZero ? nil : current[0], next[1].isZero ? nil : next[0],
            try module.word("zzz"),
        ]
    }

    @Test("a value is in force one poke after the one that has seen it")
    func delay() throws {
        let hour: UInt256 = 3_600_000
        #expect(try state() == [nil, nil, 0])
        try module.ok("poke")
        #expect(try state() == [nil, 200, hour])
        #expect(try module.reason("read") == "OSM/no-current-value")
        try set(150)
        world.advance(3_599)
        #expect(try module.word("pass") == 0)
        #expect(try module.reason("poke") == "OSM/not-passed")
        world.advance(1)
        #expect(try module.word("pass") == 1)
        let logs = try module.logs("poke")
        #expect(logs.map(\.data) == [UInt256(200).bigEndianBytes])
        #expect(try state() == [200, 150, hour &+ 3_600])
        #expect(try module.word("read") == 200)
    }

    @Test("a late poke does not shift the grid")
    func grid() throws {
        try module.ok("poke")
        world.advance(2 * 3_600 + 3_000)
        try module.ok("poke")
        #expect(try module.word("zzz") == 3_607_200)
        world.advance(599)
        #expect(try module.reason("poke") == "OSM/not-passed")
        world.advance(1)
        try module.ok("poke")
    }

    @Test("a source without a value changes nothing")
    func missingSource() throws {
        try module.ok("poke")
        try source.ok("void")
        world.advance(3_600)
        let before = try state()
        try module.ok("poke")
        #expect(try state() == before)
        try set(190)
        try module.ok("poke")
        #expect(try module.words("peek") == [200, 1])
    }

    @Test("the owner stops, starts, voids, and changes step and source")
    func owner() throws {
        try module.ok("poke")
        world.advance(3_600)
        try module.ok("poke")
        for name in ["stop", "start", "void"] {
            #expect(try module.call(name, from: FeedWorld.stranger).revert != nil)
        }
        world.advance(3_600)
        try module.ok("stop")
        #expect(try module.reason("poke") == "OSM/is-stopped")
        #expect(try world.reading(at: module.address).status == .stale)
        try module.ok("start")
        try module.ok("step", [.uint(600)])
        try module.ok("poke")
        world.advance(600)
        try module.ok("poke")
        #expect(try module.reason("step", [.uint(0)]) == "OSM/ts-is-zero")
        try module.ok("change", [.address(FeedWorld.stranger)])
        #expect(try module.word("src") == FeedWorld.stranger.number)
        #expect(try module.word("hop") == 600)
        world.advance(600)
        #expect(try module.call("poke").revert == .empty)
        try module.ok("void")
        #expect(try module.words("peek") == [0, 0])
        #expect(try module.words("peep") == [0, 0])
        #expect(try world.reading(at: module.address).status == .invalid)
        #expect(try module.reason("poke") == "OSM/is-stopped")
    }

    @Test("a closed module answers its readers alone")
    func toll() throws {
        let address = Address(truncating: 0x05c)
        let closed = Deployed(
            world: world,
            program: try OracleSecurityModule(
                at: address, in: world.host, owner: FeedWorld.admin, source: source.address),
            address: address)
        for name in ["peek", "peep", "read"] {
            #expect(try closed.reason(name) == "OSM/contract-not-whitelisted")
        }
        #expect(try closed.reason("getPrice", [key("ETH")]) == "OSM/contract-not-whitelisted")
        try closed.ok("kiss", [.address(FeedWorld.admin)])
        try closed.ok("peek")
        // Anyone may move the prices on.
        try closed.ok("poke", from: FeedWorld.stranger)
        try closed.ok("diss", [.address(FeedWorld.admin)])
        #expect(try closed.reason("peep") == "OSM/contract-not-whitelisted")
    }

    @Test("a reading is the current price since the hour of the last poke")
    func readings() throws {
        try module.ok("poke")
        #expect(try world.reading(at: module.address).status == .invalid)
        #expect(try module.reason("getPrice", [key("ETH")]) == "no price")
        world.advance(3_700)
        try set(150)
        try module.ok("poke")
        let hour: UInt64 = 1_001 * 3_600
        #expect(
            try world.reading(at: module.address)
                == FeedReading(priceWad: 200, updatedAtSeconds: hour, status: .ok))
        #expect(try module.word("getTwapPrice", [key("ETH"), .uint(60)]) == 200)
        #expect(try module.word("getLatestTimestamp", [key("ETH")]) == UInt256(hour))
    }

    @Test("a module over a medianizer that admits it takes its medians")
    func overMedianizer() throws {
        let feedKey = try PrivateKey(5)
        let medianAddress = Address(truncating: 0x3ed3)
        let median = Deployed(
            world: world,
            program: try Medianizer(
                at: medianAddress, in: world.host, owner: FeedWorld.admin, assetTag: .zero,
                quorum: try MedianQuorum(feeds: [feedKey.address], bar: 1)),
            address: medianAddress)
        try module.ok("change", [.address(medianAddress)])
        let closed = try module.reason("poke")
        #expect(closed == "Median/contract-not-whitelisted")
        try median.ok("kiss", [.address(module.address)])
        let value = SignedMedianValue(
            valueWad: 77, ageSeconds: 1, assetTag: .zero, signedBy: feedKey)
        let poked = world.host.execute(
            Message(
                sender: FeedWorld.stranger, recipient: medianAddress,
                data: SignedMedianValue.pokeCall([value])),
            in: world.block)
        #expect(poked.revert == nil)
        try module.ok("poke")
        #expect(try module.words("peep") == [77, 1])
    }
}
