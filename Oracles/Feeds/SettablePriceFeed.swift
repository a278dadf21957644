import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A feed that answers what it was told: the mock of tests and recorded traces.
///
/// `price` and `latestTimestamp` answer for any key, `twapPrice` for any key and interval; anyone may
/// set them. A price that is set alone keeps the time of the one before it.
public final class SettablePriceFeed: PriceFeedInterface {
    /// The functions of the feed.
    public let abi: ContractABI
    /// What the frames of a small mock spend beside storage, memory included.
    /// - Source: `mock_frames` of the recorded traces of Perpetual Protocol v1.
    private static let priceGas: UInt64 = 132
    private static let twapGas: UInt64 = 155

    private let table: DispatchTable<Function>
    private let priceSlot: Slot
    private let twapSlot: Slot
    private let timestampSlot: Slot

    /// Places a feed with its first answers, prices in wad.
    public init(
        at address: Address, in host: ContractHost, priceWad: UInt256, twapPriceWad: UInt256,
        timestampSeconds: UInt256 = .zero
    ) throws(ABIDeclarationError) {
        abi = try ContractABI(
            "SettablePriceFeed",
            declarations: [
                "function getPrice(bytes32 priceFeedKey) view returns (uint256)",
                "function getTwapPrice(bytes32 priceFeedKey, uint256 interval) view returns (uint256)",
                "function setPrice(uint256 price)",
                "function setTwapPrice(uint256 price)",
                "function getLatestTimestamp(bytes32 priceFeedKey) view returns (uint256)",
                "function setLatest(uint256 price, uint256 timestamp)",
            ])
        table = DispatchTable(abi)
        priceSlot = host.state.addSlots(3)
        twapSlot = priceSlot.advanced(by: 1)
        timestampSlot = priceSlot.advanced(by: 2)
        host.state.write(priceWad, to: priceSlot)
        host.state.write(twapPriceWad, to: twapSlot)
        host.state.write(timestampSeconds, to: timestampSlot)
        host.deploy(self, at: host.state.account(address))
    }

    /// The answer of `getPrice`, wad.
    public func price(of key: Hash256, in context: CallContext) throws(Revert) -> UInt256 {
        try context.compute(SettablePriceFeed.priceGas)
        return try context.load(priceSlot)
    }

    /// The answer of `getTwapPrice`, wad.
    public func twapPrice(
        of key: Hash256, intervalSeconds: UInt256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        try context.compute(SettablePriceFeed.twapGas)
        return try context.load(twapSlot)
    }

    /// The answer of `getLatestTimestamp`.
    public func latestTimestamp(
        of key: Hash256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        try context.compute(SettablePriceFeed.priceGas)
        return try context.load(timestampSlot)
    }

    private enum Function: Int, CaseIterable {
        case getPrice, getTwapPrice, setPrice, setTwapPrice, getLatestTimestamp, setLatest
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .getPrice:
            return CallResult.word(try price(of: try arguments.bytes32(), in: context))
        case .getTwapPrice:
            let key = try arguments.bytes32()
            let interval = try arguments.uint256()
            return CallResult.word(
                try twapPrice(of: key, intervalSeconds: interval, in: context))
        case .setPrice:
            try context.store(try arguments.uint256(), to: priceSlot)
            return CallResult.none
        case .setTwapPrice:
            try context.store(try arguments.uint256(), to: twapSlot)
            return CallResult.none
        case .getLatestTimestamp:
            return CallResult.word(try latestTimestamp(of: try arguments.bytes32(), in: context))
        case .setLatest:
            try context.store(try arguments.uint256(), to: priceSlot)
            try context.store(try arguments.uint256(), to: timestampSlot)
            return CallResult.none
        }
    }
}
