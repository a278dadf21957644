import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// An aggregator that gives back what was pushed: the mock of tests and recorded cases.
///
/// The latest round is the last pushed one; round `r` is the `r`-th, counted from zero, whatever id
/// it was pushed with. Anyone may push.
/// - Source: Chainlink, AggregatorV3Interface; the mock of Perpetual Protocol v1's tests.
public final class AggregatorMock: Contract {
    /// The functions of the aggregator.
    public let abi: ContractABI
    private let table: DispatchTable<Function>
    private let decimals: UInt8
    private let countSlot: Slot
    /// The five words of each round.
    private let rounds: SlotTable

    private static let roundWords = 5

    /// Places an aggregator without rounds.
    /// - Parameter decimals: decimal places of its answers.
    public init(
        at address: Address, in host: ContractHost, decimals: UInt8
    ) throws(ABIDeclarationError) {
        abi = try ContractABI(
            "AggregatorMock",
            declarations: AggregatorCalls.declarations + [
                "function mockAddAnswer(uint80 roundId, int256 answer, uint256 startedAt, "
                    + "uint256 updatedAt, uint80 answeredInRound)"
            ])
        table = DispatchTable(abi)
        self.decimals = decimals
        countSlot = host.state.addSlots(1)
        rounds = host.state.addTable(width: AggregatorMock.roundWords)
        host.deploy(self, at: host.state.account(address))
    }

    private enum Function: Int, CaseIterable {
        case decimals, getRoundData, latestRoundData, mockAddAnswer
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        switch function {
        case .decimals: return CallResult.word(UInt256(UInt64(decimals)))
        case .getRoundData:
            return try round(try arguments.uint(bits: 80), context)
        case .latestRoundData:
            return try round((try context.load(countSlot)) &- .one, context)
        case .mockAddAnswer:
            let words: InlineArray<5, UInt256> = [
                try arguments.uint(bits: 80), try arguments.uint256(), try arguments.uint256(),
                try arguments.uint256(), try arguments.uint(bits: 80),
            ]
            try append(words, context)
            return CallResult.none
        }
    }

    private func round(_ index: UInt256, _ context: CallContext) throws(Revert) -> [UInt8] {
        guard index < (try context.load(countSlot)) else { throw .invalidOpcode }
        let slot = context.state.record(in: rounds, number: index.w0)
        var words = InlineArray<5, UInt256>(repeating: .zero)
        for word in words.indices { words[word] = try context.load(slot.advanced(by: word)) }
        return CallResult.words(words)
    }

    private func append(
        _ words: InlineArray<5, UInt256>, _ context: CallContext
    ) throws(Revert) {
        let count = try context.load(countSlot)
        try context.store(count &+ .one, to: countSlot)
        let slot = context.state.record(in: rounds, number: count.w0)
        for word in words.indices { try context.store(words[word], to: slot.advanced(by: word)) }
    }
}
