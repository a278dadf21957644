import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The price of a pair at the very moment, which one trade can bend and the next one mend.
///
/// It answers for any key; asked for an interval it gives the same answer.
/// - Source: the spot readings behind bZx (February 2020), Harvest (October 2020) and many after
///   them.
public final class PairSpotFeed: StatusFeed {
    /// The functions of the feed.
    public let abi: ContractABI
    private let table: DispatchTable<Function>
    private let reader: PairReader

    /// Places a feed over a pair.
    public init(
        at address: Address, in host: ContractHost, pair: Address, sides: PoolSides
    ) throws(ABIDeclarationError) {
        abi = try ContractABI("PairSpotFeed", declarations: StatusFeedView.declarations)
        table = DispatchTable(abi)
        reader = PairReader(pair: host.state.account(pair), sides: sides)
        host.deploy(self, at: host.state.account(address))
    }

    private enum Function: Int, CaseIterable {
        case getReading, getPrice, getTwapPrice, getLatestTimestamp
    }

    /// Runs the view that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .getReading: return try run(.getReading, &arguments, in: context)
        case .getPrice: return try run(.getPrice, &arguments, in: context)
        case .getTwapPrice: return try run(.getTwapPrice, &arguments, in: context)
        case .getLatestTimestamp: return try run(.getLatestTimestamp, &arguments, in: context)
        }
    }

    /// Quote reserve over base reserve; none while the pair is empty.
    public func reading(
        of key: Hash256, in context: CallContext
    ) throws(Revert) -> FeedReading {
        try context.compute(UniswapFeedGas.read)
        guard let price = try reader.spotPrice(in: context) else { return .none }
        return reader.reading(of: price, updatedAtSeconds: context.block.timestampSeconds)
    }
}
