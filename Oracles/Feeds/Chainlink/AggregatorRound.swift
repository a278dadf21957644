import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// What a Chainlink aggregator says of one round.
struct AggregatorRound {
    /// 80 bits.
    var id: UInt256
    /// In the aggregator's decimals.
    var answer: Int256
    var startedAtSeconds: UInt256
    var updatedAtSeconds: UInt256
    /// 80 bits.
    var answeredInRound: UInt256
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
    /// The older functions, one value each.
    /// - Source: Chainlink, AggregatorInterface.
    static let answerDeclarations = [
        "function latestAnswer() view returns (int256)",
        "function latestTimestamp() view returns (uint256)",
        "function latestRound() view returns (uint256)",
        "function getAnswer(uint256 roundId) view returns (int256)",
        "function getTimestamp(uint256 roundId) view returns (uint256)",
    ]

    private let decimals: ABIFunction
    private let getRoundData: ABIFunction
    private let latestRoundData: ABIFunction
    private static let getAnswer = Selector(signature: "getAnswer(uint256)").bytes
    private static let getTimestamp = Selector(signature: "getTimestamp(uint256)").bytes

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

    /// What `getAnswer` says of a round, in the bits of a signed number.
    func answer(
        ofRound id: UInt256, of aggregator: AccountID, in context: CallContext
    ) throws(Revert) -> UInt256 {
        try word(AggregatorCalls.getAnswer + id.bigEndianBytes, of: aggregator, in: context)
    }

    /// What `getTimestamp` says of a round.
    func timestampSeconds(
        ofRound id: UInt256, of aggregator: AccountID, in context: CallContext
    ) throws(Revert) -> UInt256 {
        try word(AggregatorCalls.getTimestamp + id.bigEndianBytes, of: aggregator, in: context)
    }

    private func word(
        _ input: [UInt8], of aggregator: AccountID, in context: CallContext
    ) throws(Revert) -> UInt256 {
        let output = try context.call(aggregator, input, .view)
        guard output.count >= 32 else { throw .empty }
        return UInt256(bigEndian: output.span.bytes, at: 0)
    }

    private func round(in answer: [UInt8]) throws(Revert) -> AggregatorRound {
        do throws(ABIDecodingError) {
            var reader = try ABIReader(
                answer, headSize: latestRoundData.outputsLayout.size, rules: .solidity)
            return AggregatorRound(
                id: try reader.uint(bits: 80), answer: try reader.int256(),
                startedAtSeconds: try reader.uint256(), updatedAtSeconds: try reader.uint256(),
                answeredInRound: try reader.uint(bits: 80))
        } catch {
            throw .empty
        }
    }
}
