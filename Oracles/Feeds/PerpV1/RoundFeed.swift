import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A price feed with a history of rounds, as Perpetual Protocol v1 declares it for its feeds.
///
/// - Source: Perpetual Protocol v1, IPriceFeed.
public protocol RoundFeed: PriceFeedInterface {
    /// The price some rounds before the latest, wad.
    func previousPrice(
        of key: Hash256, roundsBack: UInt256, in context: CallContext
    ) throws(Revert) -> UInt256
    /// The second of a round some rounds before the latest.
    func previousTimestamp(
        of key: Hash256, roundsBack: UInt256, in context: CallContext
    ) throws(Revert) -> UInt256
}

/// The views that round feeds share.
enum RoundFeedView {
    case getPrice, getTwapPrice, getLatestTimestamp, getPreviousPrice, getPreviousTimestamp

    /// The views and the push, in this order, in the words of the ABI.
    static let declarations = [
        "function getPrice(bytes32 priceFeedKey) view returns (uint256)",
        "function getTwapPrice(bytes32 priceFeedKey, uint256 interval) view returns (uint256)",
        "function getLatestTimestamp(bytes32 priceFeedKey) view returns (uint256)",
        "function getPreviousPrice(bytes32 priceFeedKey, uint256 numOfRoundBack) view returns (uint256)",
        "function getPreviousTimestamp(bytes32 priceFeedKey, uint256 numOfRoundBack) "
            + "view returns (uint256)",
        pushDeclaration,
    ]

    /// The function by which a bridge pushes a round.
    static let pushDeclaration =
        "function setLatestData(bytes32 priceFeedKey, uint256 price, uint256 timestamp, "
        + "uint256 roundId)"
}

extension RoundFeed {
    /// Runs one of the views for a feed that was called by its call data.
    func run(
        _ view: RoundFeedView, _ arguments: inout CallArguments, in context: CallContext
    ) throws(Revert) -> [UInt8] {
        let key = try arguments.bytes32()
        let value: UInt256
        switch view {
        case .getPrice: value = try price(of: key, in: context)
        case .getTwapPrice:
            let interval = try arguments.uint256()
            value = try twapPrice(of: key, intervalSeconds: interval, in: context)
        case .getLatestTimestamp: value = try latestTimestamp(of: key, in: context)
        case .getPreviousPrice:
            let back = try arguments.uint256()
            value = try previousPrice(of: key, roundsBack: back, in: context)
        case .getPreviousTimestamp:
            let back = try arguments.uint256()
            value = try previousTimestamp(of: key, roundsBack: back, in: context)
        }
        return CallResult.word(value)
    }
}
