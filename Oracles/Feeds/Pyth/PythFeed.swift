import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A feed that users bring prices to: updates signed by a quorum of guardians, stored when newer.
///
/// The key of a feed is its id. Functions, errors and the event of the original keep their names;
/// what `updateData` holds is `SignedPriceUpdate.encoded`, with guardians' signatures over each
/// update in place of the original's messages and Merkle proofs. The deprecated `getPrice` gives
/// way to that of `PriceFeedInterface`.
/// - Source: Pyth, IPyth and AbstractPyth.
public final class PythFeed: StatusFeed {
    /// The functions, errors and events of the feed.
    public let abi: ContractABI
    let guardians: AccountList
    let quorumSlot: Slot
    let feeSlot: Slot
    /// Of each id two words: publish time, exponent, price and confidence; averages of both.
    let prices: KeyTable
    let updateTopic: UInt256
    private let table: DispatchTable<Function>
    private let ownable: Ownable
    private let validSeconds: UInt64

    /// Places a feed without prices.
    /// - Parameters:
    ///   - guardians: whose signatures count.
    ///   - feePerUpdateWei: the price of each update that is submitted or parsed.
    ///   - validSeconds: how old a price may be before the feed calls it stale; exactly as old is
    ///     fine, and so is one as far in the future.
    public init(
        at address: Address, in host: ContractHost, owner: Address, guardians: PythGuardians,
        feePerUpdateWei: UInt256 = .one, validSeconds: UInt64 = 60
    ) throws(ABIDeclarationError) {
        abi = try ContractABI("PythFeed", declarations: PythFeed.declarations)
        table = DispatchTable(abi)
        updateTopic = abi.topic(ofEvent: "PriceFeedUpdate")
        self.validSeconds = validSeconds
        let state = host.state
        ownable = Ownable(slots: state.addSlots(Ownable.slotCount))
        quorumSlot = state.addSlots(2)
        feeSlot = quorumSlot.advanced(by: 1)
        self.guardians = AccountList(in: state)
        prices = KeyTable(fieldCount: 2, in: state)
        ownable.initialize(owner: state.account(owner), in: state)
        self.guardians.initialize(guardians.accounts, in: state)
        state.write(UInt256(UInt64(guardians.quorum)), to: quorumSlot)
        state.write(feePerUpdateWei, to: feeSlot)
        host.deploy(self, at: state.account(address))
    }

    /// The stored price; invalid where there is none, where it is not positive, or where its
    /// confidence is zero, by which publishers say that they know no price.
    public func reading(
        of key: Hash256, in context: CallContext
    ) throws(Revert) -> FeedReading {
        try context.compute(ReportGas.view)
        let stored = try price(of: key, context)
        guard let price = stored.priceWad, !price.isZero, stored.publishTimeSeconds != 0,
            stored.confidence > 0, let confidence = stored.confidenceWad
        else {
            var none = FeedReading.none
            none.updatedAtSeconds = stored.publishTimeSeconds
            return none
        }
        let age = stored.timeApartSeconds(from: context.block.timestampSeconds)
        return FeedReading(
            priceWad: price, confidenceWad: confidence,
            updatedAtSeconds: stored.publishTimeSeconds, status: age > validSeconds ? .stale : .ok)
    }

    // MARK: - Calls

    private enum Function: Int, CaseIterable {
        case owner, candidate, setOwner, updateOwner, renounceOwnership
        case getReading, getPrice, getTwapPrice, getLatestTimestamp
        case updatePriceFeeds, updatePriceFeedsIfNecessary, parsePriceFeedUpdates, getUpdateFee
        case getPriceUnsafe, getPriceNoOlderThan, getEmaPriceUnsafe, getEmaPriceNoOlderThan
        case priceFeedExists, getValidTimePeriod, singleUpdateFeeInWei, quorum, getGuardians
        case setFee, setGuardians, withdrawFee
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, layout) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: layout, in: context)
        switch function {
        case .owner, .candidate, .setOwner, .updateOwner, .renounceOwnership:
            return try ownable.run(function, &arguments, in: context)
        case .getReading: return try run(.getReading, &arguments, in: context)
        case .getPrice: return try run(.getPrice, &arguments, in: context)
        case .getTwapPrice: return try run(.getTwapPrice, &arguments, in: context)
        case .getLatestTimestamp: return try run(.getLatestTimestamp, &arguments, in: context)
        case .updatePriceFeeds: try update(try readUpdates(input, layout), context)
        case .updatePriceFeedsIfNecessary: try updateIfNecessary(input, layout, context)
        case .parsePriceFeedUpdates: return try parse(input, layout, context)
        case .getUpdateFee:
            return CallResult.word(try fee(of: try readUpdates(input, layout), context))
        case .getPriceUnsafe:
            return try existing(try arguments.bytes32(), context).encodedPrice
        case .getPriceNoOlderThan:
            let key = try arguments.bytes32()
            return try existing(key, noOlderThan: try arguments.uint256(), context).encodedPrice
        case .getEmaPriceUnsafe:
            return try existing(try arguments.bytes32(), context).encodedEMAPrice
        case .getEmaPriceNoOlderThan:
            let key = try arguments.bytes32()
            return try existing(key, noOlderThan: try arguments.uint256(), context)
                .encodedEMAPrice
        case .priceFeedExists:
            let stored = try price(of: try arguments.bytes32(), context)
            return CallResult.flag(stored.publishTimeSeconds != 0)
        case .getValidTimePeriod: return CallResult.word(UInt256(validSeconds))
        case .singleUpdateFeeInWei: return CallResult.word(try context.load(feeSlot))
        case .quorum: return CallResult.word(try context.load(quorumSlot))
        case .getGuardians: return layout.result(try guardians.members(in: context))
        case .setFee:
            try ownable.requireOwner(in: context)
            try context.store(try arguments.uint256(), to: feeSlot)
        case .setGuardians:
            try ownable.requireOwner(in: context)
            try setGuardians(input, layout, context)
        case .withdrawFee:
            try ownable.requireOwner(in: context)
            let target = try arguments.account()
            try withdraw(try arguments.uint256(), to: target, context)
        }
        return CallResult.none
    }

    private static let declarations: [String] = {
        let price = "(int64 price, uint64 conf, int32 expo, uint256 publishTime)"
        let feed = "(bytes32 id, \(price) price, \(price) emaPrice)"
        return Ownable.declarations + StatusFeedView.declarations + [
            "function updatePriceFeeds(bytes[] updateData) payable",
            "function updatePriceFeedsIfNecessary(bytes[] updateData, bytes32[] priceIds, "
                + "uint64[] publishTimes) payable",
            "function parsePriceFeedUpdates(bytes[] updateData, bytes32[] priceIds, "
                + "uint64 minPublishTime, uint64 maxPublishTime) payable "
                + "returns (\(feed)[] priceFeeds)",
            "function getUpdateFee(bytes[] updateData) view returns (uint256 feeAmount)",
            "function getPriceUnsafe(bytes32 id) view returns (\(price) price)",
            "function getPriceNoOlderThan(bytes32 id, uint256 age) view returns (\(price) price)",
            "function getEmaPriceUnsafe(bytes32 id) view returns (\(price) price)",
            "function getEmaPriceNoOlderThan(bytes32 id, uint256 age) view "
                + "returns (\(price) price)",
            "function priceFeedExists(bytes32 id) view returns (bool)",
            "function getValidTimePeriod() view returns (uint256 validTimePeriod)",
            "function singleUpdateFeeInWei() view returns (uint256)",
            "function quorum() view returns (uint256)",
            "function getGuardians() view returns (address[])",
            "function setFee(uint256 newFee)",
            "function setGuardians(address[] newGuardians, uint256 newQuorum)",
            "function withdrawFee(address targetAddress, uint256 feeAmount)",
            "event PriceFeedUpdate(bytes32 indexed id, uint64 publishTime, int64 price, "
                + "uint64 conf)",
            PythFailure.insufficientFee.declaration,
            PythFailure.invalidUpdateData.declaration,
            PythFailure.noFreshUpdate.declaration,
            PythFailure.notFound.declaration,
            PythFailure.notFoundWithinRange.declaration,
            PythFailure.stalePrice.declaration,
        ]
    }()
}

/// The errors of the feed by their names in the original.
/// - Source: Pyth, PythErrors.
enum PythFailure: String {
    case insufficientFee = "InsufficientFee"
    case invalidUpdateData = "InvalidUpdateData"
    case noFreshUpdate = "NoFreshUpdate"
    case notFound = "PriceFeedNotFound"
    case notFoundWithinRange = "PriceFeedNotFoundWithinRange"
    case stalePrice = "StalePrice"

    var declaration: String { "error \(rawValue)()" }

    var revert: Revert { .data(Selector(signature: "\(rawValue)()").bytes) }
}
