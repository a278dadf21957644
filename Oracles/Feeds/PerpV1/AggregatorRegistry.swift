import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Which aggregator stands behind each key, and its decimals as they were when it was added.
///
/// - Source: Perpetual Protocol v1, ChainlinkPriceFeed and ChainlinkL1: addAggregator,
///   removeAggregator, getAggregator, formatDecimals.
struct AggregatorRegistry: Sendable {
    /// Where a key's aggregator, its decimals and a field of the owning contract are.
    struct Entry {
        let aggregator: Slot
        let decimals: Slot
        let extra: Slot
    }

    /// Views and setters in the words of the ABI.
    static let declarations = [
        "function priceFeedKeys(uint256 index) view returns (bytes32)",
        "function priceFeedDecimalMap(bytes32 priceFeedKey) view returns (uint8)",
        "function getAggregator(bytes32 priceFeedKey) view returns (address)",
        "function addAggregator(bytes32 priceFeedKey, address aggregator)",
        "function removeAggregator(bytes32 priceFeedKey)",
    ]

    /// The keys that have an aggregator.
    let keys: KeyList
    /// How aggregators are called.
    let calls: AggregatorCalls
    private let entries: KeyTable

    init(in state: WorldState) throws(ABIDeclarationError) {
        calls = try AggregatorCalls()
        entries = KeyTable(fieldCount: 3, in: state)
        keys = KeyList(in: state)
    }

    /// The entry of a key, with an aggregator or without.
    func entry(_ key: Hash256, _ context: CallContext) -> Entry {
        let fields = entries.record(of: key, in: context.state).fields
        return Entry(
            aggregator: fields, decimals: fields.advanced(by: 1), extra: fields.advanced(by: 2))
    }

    /// The aggregator of an entry, which must have one.
    func aggregator(_ entry: Entry, _ context: CallContext) throws(Revert) -> AccountID {
        let number = try context.load(entry.aggregator)
        if number.isZero { throw .reason("empty address") }
        return context.state.account(Address(truncating: number))
    }

    /// Puts an aggregator behind a key, in place of another if there is one, and asks its decimals.
    func add(
        _ key: Hash256, _ aggregator: AccountID, _ context: CallContext
    ) throws(Revert) {
        if aggregator == .zero { throw .reason("empty address") }
        let entry = entry(key, context)
        if try context.load(entry.aggregator).isZero { try keys.append(key, in: context) }
        let address = context.state.address(of: aggregator)
        try context.store(address.number, to: entry.aggregator)
        try context.store(
            try calls.decimals(of: aggregator, in: context), to: entry.decimals)
    }

    /// Takes the aggregator away from a key that has one; the extra field stays.
    func remove(_ key: Hash256, _ context: CallContext) throws(Revert) {
        let entry = entry(key, context)
        _ = try aggregator(entry, context)
        try context.store(UInt256.zero, to: entry.aggregator)
        try context.store(UInt256.zero, to: entry.decimals)
        try keys.remove(key, in: context)
    }

    /// A price in the aggregator's decimals as wad, rounded down.
    ///
    /// The power of ten wraps, as the original's does for more than 77 decimals.
    func wad(_ price: UInt256, _ entry: Entry, _ context: CallContext) throws(Revert) -> UInt256 {
        let decimals = try context.load(entry.decimals)
        return try price.times(.wad).over(UInt256(10).evmExp(decimals))
    }

    // MARK: - Calls

    /// The functions, in the order of `declarations`.
    enum Function {
        case priceFeedKeys, priceFeedDecimalMap, getAggregator, addAggregator, removeAggregator
    }

    /// Runs one of the functions for a contract that was called by its call data.
    func run(
        _ function: Function, _ arguments: inout CallArguments, _ ownable: Ownable,
        in context: CallContext
    ) throws(Revert) -> [UInt8] {
        switch function {
        case .priceFeedKeys:
            return try keys.key(at: try arguments.uint256(), in: context).bytes
        case .priceFeedDecimalMap:
            let entry = entry(try arguments.bytes32(), context)
            return CallResult.word(try context.load(entry.decimals))
        case .getAggregator:
            let entry = entry(try arguments.bytes32(), context)
            return CallResult.word(try context.load(entry.aggregator))
        case .addAggregator:
            let key = try arguments.bytes32()
            let aggregator = try arguments.account()
            try ownable.requireOwner(in: context)
            try add(key, aggregator, context)
        case .removeAggregator:
            let key = try arguments.bytes32()
            try ownable.requireOwner(in: context)
            try remove(key, context)
        }
        return CallResult.none
    }
}
