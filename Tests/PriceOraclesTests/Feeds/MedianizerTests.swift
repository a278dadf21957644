import ContractRuntime
import EthereumPrimitives
import PriceOracles
import Testing
import WideIntegers

@Suite struct MedianizerTests {
    private static let tag = key("ETHUSD").bytesValue.flatMap { Hash256(bytes: $0) } ?? .zero

    private let world: FeedWorld
    private let keys: [PrivateKey]
    private let median: Deployed<Medianizer>
    private let start: UInt64

    init() throws {
        world = try FeedWorld()
        start = world.block.timestampSeconds
        keys = try (1...5).map { try PrivateKey(UInt256(UInt64($0 + 200))) }
        let address = Address(truncating: 0x3ed1)
        median = Deployed(
            world: world,
            program: try Medianizer(
                at: address, in: world.host, owner: FeedWorld.admin,
                assetTag: MedianizerTests.tag,
                quorum: try MedianQuorum(feeds: keys.map(\.address), bar: 3)),
            address: address)
        try median.ok("kiss", [.address(FeedWorld.admin)])
    }

    private func value(
        _ wad: UInt256, by signer: Int, age: UInt64? = nil, tag: Hash256 = MedianizerTests.tag
    ) -> SignedMedianValue {
        SignedMedianValue(
            valueWad: wad, ageSeconds: age ?? start, assetTag: tag, signedBy: keys[signer])
    }

    private func poke(_ values: [SignedMedianValue]) -> ExecutionOutcome {
        world.host.execute(
            Message(
                sender: FeedWorld.stranger, recipient: median.address,
                data: SignedMedianValue.pokeCall(values)),
            in: world.block)
    }

    @Test("the middle one of bar ascending values is the median, with the block's time")
    func middle() throws {
        world.advance(20)
        let outcome = poke([value(7, by: 2), value(8, by: 0), value(8_000, by: 4)])
        #expect(outcome.revert == nil)
        #expect(try median.words("peek") == [8, 1])
        #expect(try median.word("read") == 8)
        #expect(try median.word("age") == UInt256(start + 20))
        let log = outcome.logs.log(0, in: world.host.state)
        #expect(log.data == UInt256(8).bigEndianBytes + UInt256(start + 20).bigEndianBytes)
        #expect(try median.word("wat") == UInt256(MedianizerTests.tag))
    }

    @Test("values that are too few, too old, unordered or signed twice make no median")
    func refusals() {
        let good = [value(7, by: 0), value(8, by: 1), value(9, by: 2)]
        #expect(poke(Array(good.prefix(2))).reason == "Median/bar-too-low")
        #expect(poke(good + [value(10, by: 3)]).reason == "Median/bar-too-low")
        let unordered = poke([good[0], good[2], good[1]])
        #expect(unordered.reason == "Median/messages-not-in-order")
        let twice = poke([good[0], good[1], value(9, by: 1)])
        #expect(twice.reason == "Median/oracle-already-signed")
        let otherAsset = poke([good[0], good[1], value(9, by: 2, tag: .zero)])
        #expect(otherAsset.reason == "Median/invalid-oracle")
        var changed = good
        changed[2].valueWad = 10
        #expect(poke(changed).reason == "Median/invalid-oracle")
        #expect(poke(good).revert == nil)
        // The same second is not newer than the median's.
        #expect(poke(good).reason == "Median/stale-message")
        let old = poke([value(7, by: 0, age: start + 1), value(8, by: 1), value(9, by: 2)])
        #expect(old.reason == "Median/stale-message")
        #expect(poke((0..<3).map { value(7, by: $0, age: start + 1) }).revert == nil)
    }

    @Test("arrays of unequal lengths are an invalid instruction")
    func lengths() throws {
        let outcome = try median.call(
            "poke",
            [
                .array([.uint(1), .uint(2), .uint(3)]), .array([]), .array([]), .array([]),
                .array([]),
            ])
        #expect(outcome.revert == .invalidOpcode)
    }

    @Test("only readers read, and only while there is a median")
    func toll() throws {
        #expect(try median.words("peek") == [0, 0])
        #expect(try median.reason("read") == "Median/invalid-price-feed")
        let stranger = FeedWorld.stranger
        for name in ["peek", "read"] {
            let closed = try median.reason(name, from: stranger)
            #expect(closed == "Median/contract-not-whitelisted")
        }
        let reading = try median.reason("getReading", [key("ETH")], from: stranger)
        #expect(reading == "Median/contract-not-whitelisted")
        try median.ok("kiss", [.address(stranger)])
        try median.ok("peek", from: stranger)
        try median.ok("diss", [.address(stranger)])
        #expect(try median.reason("peek", from: stranger) != nil)
        #expect(try median.reason("kiss", [.address(.zero)]) == "Median/no-contract-0")
        #expect(try median.call("kiss", [.address(stranger)], from: stranger).revert != nil)
    }

    @Test("the owner lifts and drops feeds and sets an odd bar")
    func owner() throws {
        let newcomer = try PrivateKey(999)
        try median.ok("lift", [.array([.address(newcomer.address)])])
        #expect(try median.word("orcl", [.address(newcomer.address)]) == 1)
        try median.ok("drop", [.array([.address(keys[0].address)])])
        try median.ok("setBar", [.uint(1)])
        #expect(poke([value(7, by: 0)]).reason == "Median/invalid-oracle")
        let signed = SignedMedianValue(
            valueWad: 5, ageSeconds: start, assetTag: MedianizerTests.tag, signedBy: newcomer)
        #expect(poke([signed]).revert == nil)
        #expect(try median.reason("setBar", [.uint(2)]) == "Median/quorum-not-odd-number")
        #expect(try median.reason("setBar", [.uint(0)]) == "Median/quorum-is-zero")
        #expect(try median.reason("lift", [.array([.address(.zero)])]) == "Median/no-oracle-0")
        for name in ["lift", "drop"] {
            #expect(try median.call(name, [.array([])], from: FeedWorld.stranger).revert != nil)
        }
        #expect(throws: MedianQuorumError.barOutOfRange(2, feeds: 5)) {
            try MedianQuorum(feeds: keys.map(\.address), bar: 2)
        }
        #expect(throws: MedianQuorumError.barOutOfRange(7, feeds: 5)) {
            try MedianQuorum(feeds: keys.map(\.address), bar: 7)
        }
    }

    @Test("an open medianizer reads as a feed with a status; a value beyond 128 bits is refused")
    func open() throws {
        let address = Address(truncating: 0x3ed2)
        let open = Deployed(
            world: world,
            program: try Medianizer(
                at: address, in: world.host, owner: FeedWorld.admin,
                assetTag: MedianizerTests.tag,
                quorum: try MedianQuorum(feeds: keys.map(\.address), bar: 1),
                readsAreOpen: true),
            address: address)
        #expect(try world.reading(at: address).status == .invalid)
        #expect(try open.reason("getPrice", [key("ETH")]) == "no price")
        let send = { (wad: UInt256) in
            world.host.execute(
                Message(
                    sender: FeedWorld.stranger, recipient: address,
                    data: SignedMedianValue.pokeCall([value(wad, by: 1)])),
                in: world.block)
        }
        #expect(send(UInt256.one << 128).revert == .panic(.overflow))
        let largest = (UInt256.one << 128) &- .one
        #expect(send(largest).revert == nil)
        #expect(
            try world.reading(at: address)
                == FeedReading(priceWad: largest, updatedAtSeconds: start, status: .ok))
    }
}
