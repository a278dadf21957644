import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// What a Chainlink aggregator says of one round, as far as the feeds look at it.
struct AggregatorRound {
    /// 80 bits.
    let id: UInt256
    /// In the aggregator's decimals.
    let answer: Int256
    let updatedAtSeconds: UInt256
}

/// How a contract calls a Chainlink aggregator.
///
/// - Source: Chainlink, AggregatorV3Interface.
struct AggregatorCalls: Sendable {
    /// The functions in the words of the ABI.
    static let declarations = [
        "function decimals() view returns (uint8)",
        "function getRoundData(uint80 _roundId) view returns (uint80 roundId, int256 answer, "
            + "uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)",
        "function latestRoundData() view returns (uint80 roundId, int256 answer, "
            + "uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)",
    ]

    private let decimals: ABIFunction
    private let getRoundData: ABIFunction
    private let latestRoundData: ABIFunction

    init() throws(ABIDeclarationError) {
        decimals = try ABIFunction(parsing: AggregatorCalls.declarations[0])
        getRoundData = try ABIFunction(parsing: AggregatorCalls.declarations[1])
        latestRoundData = try ABIFunction(parsing: AggregatorCalls.declarations[2])
    }

    /// Decimal places of the answers.
    func decimals(
        of aggregator: AccountID, in context: CallContext
    ) throws(Revert) -> UInt256 {
        let answer = try context.call(aggregator, decimals.selector.bytes, .view)
        do throws(ABIDecodingError) {
            var reader = try ABIReader(
                answer, headSize: decimals.outputsLayout.size, rules: .solidity)
            return try reader.uint(bits: 8)
        } catch {
            throw .empty
        }
    }

    /// The latest round.
    func latestRound(
        of aggregator: AccountID, in context: CallContext
    ) throws(Revert) -> AggregatorRound {
        try round(in: try context.call(aggregator, latestRoundData.selector.bytes, .view))
    }

    /// The round of an id.
    func round(
        _ id: UInt256, of aggregator: AccountID, in context: CallContext
    ) throws(Revert) -> AggregatorRound {
        var call = getRoundData.callWriter()
        call.append(id)
        return try round(in: try context.call(aggregator, call.bytes, .view))
    }

    private func round(in answer: [UInt8]) throws(Revert) -> AggregatorRound {
        do throws(ABIDecodingError) {
            var reader = try ABIReader(
                answer, headSize: latestRoundData.outputsLayout.size, rules: .solidity)
            let id = try reader.uint(bits: 80)
            let price = try reader.int256()
            _ = try reader.uint256()
            let updatedAt = try reader.uint256()
            _ = try reader.uint(bits: 80)
            return AggregatorRound(id: id, answer: price, updatedAtSeconds: updatedAt)
        } catch {
            throw .empty
        }
    }
}
