import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A feed whose rounds a bridge pushes from another chain.
///
/// A round is taken when its timestamp is later than the last one's; neither price nor round id is
/// looked at, and the timestamp may lie in the future.
/// - Source: Perpetual Protocol v1, L2PriceFeed.
public final class L2PriceFeed: RoundFeed {
    /// The functions and events of the feed.
    public let abi: ContractABI
    private let table: DispatchTable<Function>
    private let ownable: Ownable
    private let bridgeSlot: Slot
    private let rootBridgeSlot: Slot
    private let rounds: PushedRounds
    private let messageSender: ABIFunction
    private let dataSetTopic: UInt256

    /// Places a feed without keys.
    /// - Parameters:
    ///   - bridge: the contract that delivers messages.
    ///   - rootBridge: the sender on the other chain whose messages are taken.
    public init(
        at address: Address, in host: ContractHost, owner: Address, bridge: Address,
        rootBridge: Address
    ) throws(ABIDeclarationError) {
        let abi = try ContractABI("L2PriceFeed", declarations: L2PriceFeed.declarations)
        self.abi = abi
        table = DispatchTable(abi)
        messageSender = try ABIFunction(parsing: BridgeMock.messageSenderDeclaration)
        dataSetTopic = abi.topic(ofEvent: "PriceFeedDataSet")
        let state = host.state
        let fixed = state.addSlots(Ownable.slotCount + 2)
        ownable = Ownable(slots: fixed)
        bridgeSlot = fixed.advanced(by: Ownable.slotCount)
        rootBridgeSlot = bridgeSlot.advanced(by: 1)
        rounds = PushedRounds(in: state)
        ownable.initialize(owner: state.account(owner), in: state)
        state.write(bridge.number, to: bridgeSlot)
        state.write(rootBridge.number, to: rootBridgeSlot)
        host.deploy(self, at: state.account(address))
    }

    // MARK: - Reading

    /// The latest price, wad.
    /// - Throws: `key not existed`, `no price data`.
    /// - Source: L2PriceFeed, getPrice.
    public func price(of key: Hash256, in context: CallContext) throws(Revert) -> UInt256 {
        let feed = try rounds.registeredFeed(key, context)
        let count = try context.load(feed.count)
        if count.isZero { throw .reason("no price data") }
        return try rounds.price(feed, count &- .one, context)
    }

    /// The average price of an interval up to now, wad, by `RoundAverage`.
    /// - Throws: `key not existed`, `interval can't be 0`, `Not enough history`, SafeMath's texts.
    /// - Source: L2PriceFeed, getTwapPrice.
    public func twapPrice(
        of key: Hash256, intervalSeconds: UInt256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        let feed = try rounds.registeredFeed(key, context)
        if intervalSeconds.isZero { throw .reason("interval can't be 0") }
        let count = try context.load(feed.count)
        if count.isZero { throw .reason("Not enough history") }
        var index = count &- .one
        func point() throws(Revert) -> PricePoint {
            let round = try rounds.round(feed, index, context)
            return PricePoint(price: round.price, timestampSeconds: round.timestampSeconds)
        }
        return try RoundAverage.price(
            latest: try point(), isOnly: index.isZero,
            nowSeconds: context.block.timestampSeconds, intervalSeconds: intervalSeconds
        ) { () throws(Revert) in
            if index.isZero { return nil }
            index = index &- .one
            return try point()
        }
    }

    /// The second of the latest round; zero without one.
    /// - Throws: `key not existed`.
    /// - Source: L2PriceFeed, getLatestTimestamp.
    public func latestTimestamp(
        of key: Hash256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        try latestTimestamp(of: try rounds.registeredFeed(key, context), context)
    }

    private func latestTimestamp(
        of feed: PushedRounds.Feed, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        let count = try context.load(feed.count)
        return count.isZero ? .zero : try rounds.timestamp(feed, count &- .one, context)
    }

    /// The price some rounds before the latest, wad.
    /// - Throws: `key not existed`, `Not enough history`.
    /// - Source: L2PriceFeed, getPreviousPrice.
    public func previousPrice(
        of key: Hash256, roundsBack: UInt256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        let feed = try rounds.registeredFeed(key, context)
        return try rounds.price(feed, try index(feed, roundsBack, context), context)
    }

    /// The second of a round some rounds before the latest.
    /// - Throws: `key not existed`, `Not enough history`.
    /// - Source: L2PriceFeed, getPreviousTimestamp.
    public func previousTimestamp(
        of key: Hash256, roundsBack: UInt256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        let feed = try rounds.registeredFeed(key, context)
        return try rounds.timestamp(feed, try index(feed, roundsBack, context), context)
    }

    private func index(
        _ feed: PushedRounds.Feed, _ roundsBack: UInt256, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        let count = try context.load(feed.count)
        guard roundsBack < count else { throw .reason("Not enough history") }
        return count &- roundsBack &- .one
    }

    // MARK: - Writing

    /// Appends a round that came over the bridge.
    /// - Throws: `!ambBridge`, `sender not RootBridge`, `key not existed`, `incorrect timestamp`.
    /// - Source: L2PriceFeed, setLatestData.
    private func append(
        _ round: PushedRound, to key: Hash256, _ context: CallContext
    ) throws(Revert) {
        let bridge = try context.load(bridgeSlot)
        guard context.state.address(of: context.caller).number == bridge else {
            throw .reason("!ambBridge")
        }
        let answer = try context.call(context.caller, messageSender.selector.bytes, .view)
        guard try sender(in: answer).number == (try context.load(rootBridgeSlot)) else {
            throw .reason("sender not RootBridge")
        }
        let feed = try rounds.registeredFeed(key, context)
        guard round.timestampSeconds > (try latestTimestamp(of: feed, context)) else {
            throw .reason("incorrect timestamp")
        }
        try rounds.append(round, to: feed, context)
        try context.log(
            topics: [dataSetTopic],
            words: [UInt256(key), round.price, round.timestampSeconds, round.id])
    }

    private func sender(in answer: [UInt8]) throws(Revert) -> Address {
        do throws(ABIDecodingError) {
            var reader = try ABIReader(answer, headSize: 32, rules: .solidity)
            return try reader.address()
        } catch {
            throw .empty
        }
    }

    private func setRootBridge(_ bridge: AccountID, _ context: CallContext) throws(Revert) {
        try ownable.requireOwner(in: context)
        if bridge == .zero { throw .reason("addr is empty") }
        try context.store(context.state.address(of: bridge).number, to: rootBridgeSlot)
    }

    // MARK: - Calls

    private static let declarations =
        Ownable.declarations + RoundFeedView.declarations + [
            "function ambBridge() view returns (address)",
            "function rootBridge() view returns (address)",
            "function priceFeedMap(bytes32 priceFeedKey) view returns (bool registered)",
            "function priceFeedKeys(uint256 index) view returns (bytes32)",
            "function getPriceFeedLength(bytes32 priceFeedKey) view returns (uint256)",
            "function addAggregator(bytes32 priceFeedKey)",
            "function removeAggregator(bytes32 priceFeedKey)",
            "function setRootBridge(address rootBridge)",
            "event PriceFeedDataSet(bytes32 key, uint256 price, uint256 timestamp, uint256 roundId)",
        ]

    private enum Function: Int, CaseIterable {
        case owner, candidate, setOwner, updateOwner, renounceOwnership
        case getPrice, getTwapPrice, getLatestTimestamp, getPreviousPrice, getPreviousTimestamp
        case setLatestData
        case ambBridge, rootBridge, priceFeedMap, priceFeedKeys, getPriceFeedLength
        case addAggregator, removeAggregator, setRootBridge
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .owner, .candidate, .setOwner, .updateOwner, .renounceOwnership:
            return try ownable.run(function, &arguments, in: context)
        case .getPrice: return try run(.getPrice, &arguments, in: context)
        case .getTwapPrice: return try run(.getTwapPrice, &arguments, in: context)
        case .getLatestTimestamp: return try run(.getLatestTimestamp, &arguments, in: context)
        case .getPreviousPrice: return try run(.getPreviousPrice, &arguments, in: context)
        case .getPreviousTimestamp:
            return try run(.getPreviousTimestamp, &arguments, in: context)
        case .setLatestData:
            let key = try arguments.bytes32()
            let price = try arguments.uint256()
            let timestamp = try arguments.uint256()
            let id = try arguments.uint256()
            let round = PushedRound(id: id, price: price, timestampSeconds: timestamp)
            try append(round, to: key, context)
        case .ambBridge: return CallResult.word(try context.load(bridgeSlot))
        case .rootBridge: return CallResult.word(try context.load(rootBridgeSlot))
        case .priceFeedMap:
            let feed = rounds.feed(try arguments.bytes32(), context)
            return CallResult.word(try context.load(feed.isRegistered))
        case .priceFeedKeys:
            return try rounds.keys.key(at: try arguments.uint256(), in: context).bytes
        case .getPriceFeedLength:
            let feed = rounds.feed(try arguments.bytes32(), context)
            return CallResult.word(try context.load(feed.count))
        case .addAggregator:
            let key = try arguments.bytes32()
            try ownable.requireOwner(in: context)
            try rounds.register(key, context)
        case .removeAggregator:
            let key = try arguments.bytes32()
            try ownable.requireOwner(in: context)
            try rounds.unregister(key, context)
        case .setRootBridge:
            try setRootBridge(try arguments.account(), context)
        }
        return CallResult.none
    }
}
