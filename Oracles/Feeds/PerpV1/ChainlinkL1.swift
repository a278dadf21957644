import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Sends an aggregator's latest round over the bridge to an `L2PriceFeed`, when anyone asks for it.
///
/// - Source: Perpetual Protocol v1, ChainlinkL1.
public final class ChainlinkL1: Contract {
    /// The functions and events of the relay.
    public let abi: ContractABI
    private let table: DispatchTable<Function>
    private let ownable: Ownable
    private let rootBridgeSlot: Slot
    private let receiverSlot: Slot
    /// The extra field of an entry is the timestamp that was sent last.
    private let registry: AggregatorRegistry
    private let updatePriceFeed: ABIFunction
    private let rootBridgeTopic: UInt256
    private let receiverTopic: UInt256
    private let messageTopic: UInt256
    private let priceTopic: UInt256

    /// Places a relay without keys.
    /// - Parameters:
    ///   - rootBridge: the contract that takes the messages.
    ///   - priceFeedL2: the receiver of the prices on the other side.
    public init(
        at address: Address, in host: ContractHost, owner: Address, rootBridge: Address,
        priceFeedL2: Address
    ) throws(ABIDeclarationError) {
        let abi = try ContractABI("ChainlinkL1", declarations: ChainlinkL1.declarations)
        self.abi = abi
        table = DispatchTable(abi)
        updatePriceFeed = try ABIFunction(parsing: BridgeMock.updatePriceFeedDeclaration)
        rootBridgeTopic = abi.topic(ofEvent: "RootBridgeChanged")
        receiverTopic = abi.topic(ofEvent: "PriceFeedL2Changed")
        messageTopic = abi.topic(ofEvent: "PriceUpdateMessageIdSent")
        priceTopic = abi.topic(ofEvent: "PriceUpdated")
        let state = host.state
        let fixed = state.addSlots(Ownable.slotCount + 2)
        ownable = Ownable(slots: fixed)
        rootBridgeSlot = fixed.advanced(by: Ownable.slotCount)
        receiverSlot = rootBridgeSlot.advanced(by: 1)
        registry = try AggregatorRegistry(in: state)
        ownable.initialize(owner: state.account(owner), in: state)
        state.write(rootBridge.number, to: rootBridgeSlot)
        state.write(priceFeedL2.number, to: receiverSlot)
        host.deploy(self, at: state.account(address))
    }

    /// Sends the latest round of a key; its timestamp must be later than that of the last one sent.
    /// - Throws: `empty address`, `incorrect timestamp`, `negative answer`.
    /// - Source: ChainlinkL1, updateLatestRoundData.
    private func sendLatest(_ key: Hash256, _ context: CallContext) throws(Revert) {
        let entry = registry.entry(key, context)
        let aggregator = try registry.aggregator(entry, context)
        let round = try registry.calls.latestRound(of: aggregator, in: context)
        guard round.updatedAtSeconds > (try context.load(entry.extra)) else {
            throw .reason("incorrect timestamp")
        }
        if round.answer.isNegative { throw .reason("negative answer") }
        let price = try registry.wad(round.answer.bitPattern, entry, context)
        let messageID = try send(key, price, round, context)
        try context.log(topics: [messageTopic], words: [messageID])
        try context.log(topics: [priceTopic], words: [round.id, price, round.updatedAtSeconds])
        try context.store(round.updatedAtSeconds, to: entry.extra)
    }

    /// Hands a price to the root bridge and gives the message's id back.
    private func send(
        _ key: Hash256, _ priceWad: UInt256, _ round: AggregatorRound, _ context: CallContext
    ) throws(Revert) -> UInt256 {
        let bridge = context.state.account(
            Address(truncating: try context.load(rootBridgeSlot)))
        var call = updatePriceFeed.callWriter()
        call.append(try context.load(receiverSlot))
        call.append(key)
        call.append(priceWad)
        call.append(round.updatedAtSeconds)
        call.append(round.id)
        let answer = try context.call(bridge, call.bytes)
        do throws(ABIDecodingError) {
            var reader = try ABIReader(answer, headSize: 32, rules: .solidity)
            return try reader.uint256()
        } catch {
            throw .empty
        }
    }

    /// Changes one of the two addresses.
    /// - Source: ChainlinkL1, setRootBridge and setPriceFeedL2.
    private func set(
        _ slot: Slot, to account: AccountID, topic: UInt256, _ context: CallContext
    ) throws(Revert) {
        try ownable.requireOwner(in: context)
        if account == .zero { throw .reason("empty address") }
        let number = context.state.address(of: account).number
        try context.store(number, to: slot)
        try context.log(topics: [topic], words: [number])
    }

    // MARK: - Calls

    private static let declarations =
        Ownable.declarations + AggregatorRegistry.declarations + [
            "function rootBridge() view returns (address)",
            "function priceFeedL2Address() view returns (address)",
            "function prevTimestampMap(bytes32 priceFeedKey) view returns (uint256)",
            "function setRootBridge(address rootBridge)",
            "function setPriceFeedL2(address priceFeedL2)",
            "function updateLatestRoundData(bytes32 priceFeedKey)",
            "event RootBridgeChanged(address rootBridge)",
            "event PriceFeedL2Changed(address priceFeedL2)",
            "event PriceUpdateMessageIdSent(bytes32 messageId)",
            "event PriceUpdated(uint80 roundId, uint256 price, uint256 timestamp)",
        ]

    private enum Function: Int, CaseIterable {
        case owner, candidate, setOwner, updateOwner, renounceOwnership
        case priceFeedKeys, priceFeedDecimalMap, getAggregator, addAggregator, removeAggregator
        case rootBridge, priceFeedL2Address, prevTimestampMap, setRootBridge, setPriceFeedL2
        case updateLatestRoundData
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .owner, .candidate, .setOwner, .updateOwner, .renounceOwnership:
            return try ownable.run(function, &arguments, in: context)
        case .priceFeedKeys:
            return try registry.run(.priceFeedKeys, &arguments, ownable, in: context)
        case .priceFeedDecimalMap:
            return try registry.run(.priceFeedDecimalMap, &arguments, ownable, in: context)
        case .getAggregator:
            return try registry.run(.getAggregator, &arguments, ownable, in: context)
        case .addAggregator:
            return try registry.run(.addAggregator, &arguments, ownable, in: context)
        case .removeAggregator:
            return try registry.run(.removeAggregator, &arguments, ownable, in: context)
        case .rootBridge: return CallResult.word(try context.load(rootBridgeSlot))
        case .priceFeedL2Address: return CallResult.word(try context.load(receiverSlot))
        case .prevTimestampMap:
            let entry = registry.entry(try arguments.bytes32(), context)
            return CallResult.word(try context.load(entry.extra))
        case .setRootBridge:
            let account = try arguments.account()
            try set(rootBridgeSlot, to: account, topic: rootBridgeTopic, context)
        case .setPriceFeedL2:
            let account = try arguments.account()
            try set(receiverSlot, to: account, topic: receiverTopic, context)
        case .updateLatestRoundData:
            try sendLatest(try arguments.bytes32(), context)
        }
        return CallResult.none
    }
}
