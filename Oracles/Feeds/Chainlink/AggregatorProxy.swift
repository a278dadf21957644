import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// One address for the aggregators that serve a pair one after the other.
///
/// Each aggregator is a phase, counted from one; a round's id is the phase above bit 64 and the
/// aggregator's own number below. The owner proposes the next aggregator, which can be read on
/// trial, and confirms it. Access control of readers is left out.
/// - Source: Chainlink AggregatorProxy 0.6.
public final class AggregatorProxy: Contract {
    /// The functions and events of the proxy.
    public let abi: ContractABI
    private let table: DispatchTable<Function>
    private let ownable: Ownable
    private let calls: AggregatorCalls
    private let description: [UInt8]
    private let version: [UInt8]
    /// The current phase's number above bit 160 and its aggregator below, as the original packs
    /// them.
    private let currentSlot: Slot
    private let proposedSlot: Slot
    /// The aggregator of each phase.
    private let phases: SlotTable
    private let proposedTopic: UInt256
    private let confirmedTopic: UInt256

    /// Places a proxy whose first phase is an aggregator.
    public init(
        at address: Address, in host: ContractHost, owner: Address, aggregator: Address
    ) throws(ABIDeclarationError) {
        abi = try ContractABI("AggregatorProxy", declarations: AggregatorProxy.declarations)
        table = DispatchTable(abi)
        calls = try AggregatorCalls()
        description = Selector(signature: "description()").bytes
        version = Selector(signature: "version()").bytes
        proposedTopic = abi.topic(ofEvent: "AggregatorProposed")
        confirmedTopic = abi.topic(ofEvent: "AggregatorConfirmed")
        let state = host.state
        ownable = Ownable(slots: state.addSlots(Ownable.slotCount))
        currentSlot = state.addSlots(2)
        proposedSlot = currentSlot.advanced(by: 1)
        phases = state.addTable(width: 1)
        ownable.initialize(owner: state.account(owner), in: state)
        state.write(Phase(id: 1, aggregator: aggregator).word, to: currentSlot)
        state.write(aggregator.number, to: state.record(in: phases, number: 1))
        host.deploy(self, at: state.account(address))
    }

    // MARK: - Phases

    /// An aggregator and its place in the row of them.
    private struct Phase {
        var id: UInt16
        var aggregator: Address

        init(id: UInt16, aggregator: Address) {
            self.id = id
            self.aggregator = aggregator
        }

        init(word: UInt256) {
            id = UInt16(truncatingIfNeeded: (word >> 160).w0)
            aggregator = Address(truncating: word)
        }

        var word: UInt256 { UInt256(UInt64(id)) << 160 | aggregator.number }

        /// The proxy's id of one of the aggregator's rounds.
        func id(ofRound round: UInt256) -> UInt256 {
            UInt256(UInt64(id)) << 64 | UInt256(round.w0)
        }

        /// A round of the aggregator as the proxy shows it.
        func shown(_ round: AggregatorRound) -> AggregatorRound {
            var shown = round
            shown.id = id(ofRound: round.id)
            shown.answeredInRound = id(ofRound: round.answeredInRound)
            return shown
        }
    }

    private func current(_ context: CallContext) throws(Revert) -> Phase {
        Phase(word: try context.load(currentSlot))
    }

    private func phase(_ id: UInt16, _ context: CallContext) throws(Revert) -> Phase {
        let slot = context.state.record(in: phases, number: UInt64(id))
        return Phase(id: id, aggregator: Address(truncating: try context.load(slot)))
    }

    private func latestRound(_ context: CallContext) throws(Revert) -> AggregatorRound {
        let phase = try current(context)
        let aggregator = context.state.account(phase.aggregator)
        return phase.shown(try calls.latestRound(of: aggregator, in: context))
    }

    private func round(
        _ id: UInt256, _ context: CallContext
    ) throws(Revert) -> AggregatorRound {
        let phase = try phase(UInt16(truncatingIfNeeded: (id >> 64).w0), context)
        let aggregator = context.state.account(phase.aggregator)
        let own = UInt256(id.w0)
        return phase.shown(try calls.round(own, of: aggregator, in: context))
    }

    /// The aggregator of a round's phase, which the older functions ask by its own older functions;
    /// nil where the phase does not exist, for which they answer zero.
    /// - Source: Chainlink AggregatorProxy, getAnswer and getTimestamp.
    private func aggregator(
        ofRound id: UInt256, _ context: CallContext
    ) throws(Revert) -> AccountID? {
        guard id.bitWidth <= 80 else { return nil }
        let phase = try phase(UInt16(truncatingIfNeeded: (id >> 64).w0), context)
        return phase.aggregator == .zero ? nil : context.state.account(phase.aggregator)
    }

    /// The proposed aggregator, which there must be.
    private func proposed(_ context: CallContext) throws(Revert) -> AccountID {
        let number = try context.load(proposedSlot)
        if number.isZero { throw .reason("No proposed aggregator present") }
        return context.state.account(Address(truncating: number))
    }

    /// - Source: Chainlink AggregatorProxy, proposeAggregator.
    private func propose(_ aggregator: Address, _ context: CallContext) throws(Revert) {
        try ownable.requireOwner(in: context)
        try context.store(aggregator.number, to: proposedSlot)
        try context.log(
            topics: [proposedTopic, try current(context).aggregator.number, aggregator.number],
            words: [] as InlineArray<0, UInt256>)
    }

    /// Makes the proposed aggregator the next phase.
    /// - Throws: `Invalid proposed aggregator`.
    /// - Source: Chainlink AggregatorProxy, confirmAggregator.
    private func confirm(_ aggregator: Address, _ context: CallContext) throws(Revert) {
        try ownable.requireOwner(in: context)
        guard try context.load(proposedSlot) == aggregator.number, aggregator != .zero else {
            throw .reason("Invalid proposed aggregator")
        }
        let before = try current(context)
        guard before.id < .max else { throw .panic(.overflow) }
        let next = Phase(id: before.id + 1, aggregator: aggregator)
        try context.store(UInt256.zero, to: proposedSlot)
        try context.store(next.word, to: currentSlot)
        let slot = context.state.record(in: phases, number: UInt64(next.id))
        try context.store(aggregator.number, to: slot)
        try context.log(
            topics: [confirmedTopic, before.aggregator.number, aggregator.number],
            words: [] as InlineArray<0, UInt256>)
    }

    // MARK: - Calls

    private enum Function: Int, CaseIterable {
        case owner, candidate, setOwner, updateOwner, renounceOwnership
        case decimals, getRoundData, latestRoundData
        case latestAnswer, latestTimestamp, latestRound, getAnswer, getTimestamp
        case description, version, aggregator, phaseId, phaseAggregators, proposedAggregator
        case proposedGetRoundData, proposedLatestRoundData, proposeAggregator, confirmAggregator
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, layout) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: layout, in: context)
        try context.compute(ReportGas.view)
        switch function {
        case .owner, .candidate, .setOwner, .updateOwner, .renounceOwnership:
            return try ownable.run(function, &arguments, in: context)
        case .decimals:
            let aggregator = context.state.account(try current(context).aggregator)
            return CallResult.word(try calls.decimals(of: aggregator, in: context))
        case .getRoundData:
            return try round(try arguments.uint(bits: 80), context).encoded
        case .latestRoundData: return try latestRound(context).encoded
        case .latestAnswer: return CallResult.word(try latestRound(context).answer)
        case .latestTimestamp: return CallResult.word(try latestRound(context).updatedAtSeconds)
        case .latestRound: return CallResult.word(try latestRound(context).id)
        case .getAnswer:
            let id = try arguments.uint256()
            guard let aggregator = try aggregator(ofRound: id, context) else {
                return CallResult.word(UInt256.zero)
            }
            return CallResult.word(
                try calls.answer(ofRound: UInt256(id.w0), of: aggregator, in: context))
        case .getTimestamp:
            let id = try arguments.uint256()
            guard let aggregator = try aggregator(ofRound: id, context) else {
                return CallResult.word(UInt256.zero)
            }
            return CallResult.word(
                try calls.timestampSeconds(
                    ofRound: UInt256(id.w0), of: aggregator, in: context))
        case .description: return try forward(description, context)
        case .version: return try forward(version, context)
        case .aggregator: return CallResult.address(try current(context).aggregator)
        case .phaseId: return CallResult.word(UInt256(UInt64(try current(context).id)))
        case .phaseAggregators:
            let id = UInt16(truncatingIfNeeded: try arguments.uint(bits: 16).w0)
            return CallResult.address(try phase(id, context).aggregator)
        case .proposedAggregator: return CallResult.word(try context.load(proposedSlot))
        case .proposedGetRoundData:
            let id = try arguments.uint(bits: 80)
            return try calls.round(id, of: try proposed(context), in: context).encoded
        case .proposedLatestRoundData:
            return try calls.latestRound(of: try proposed(context), in: context).encoded
        case .proposeAggregator:
            try propose(context.state.address(of: try arguments.account()), context)
        case .confirmAggregator:
            try confirm(context.state.address(of: try arguments.account()), context)
        }
        return CallResult.none
    }

    private func forward(_ input: [UInt8], _ context: CallContext) throws(Revert) -> [UInt8] {
        try context.call(context.state.account(try current(context).aggregator), input, .view)
    }

    private static let declarations =
        Ownable.declarations + AggregatorCalls.declarations
        + AggregatorCalls.answerDeclarations + [
            "function description() view returns (string)",
            "function version() view returns (uint256)",
            "function aggregator() view returns (address)",
            "function phaseId() view returns (uint16)",
            "function phaseAggregators(uint16 phase) view returns (address)",
            "function proposedAggregator() view returns (address)",
            "function proposedGetRoundData(uint80 _roundId) view returns (uint80 roundId, "
                + "int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)",
            "function proposedLatestRoundData() view returns (uint80 roundId, int256 answer, "
                + "uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)",
            "function proposeAggregator(address _aggregator)",
            "function confirmAggregator(address _aggregator)",
            "event AggregatorProposed(address indexed current, address indexed proposed)",
            "event AggregatorConfirmed(address indexed previous, address indexed latest)",
        ]
}

extension AggregatorRound {
    /// The five words of `getRoundData`.
    var encoded: [UInt8] {
        CallResult.words([
            id, answer.bitPattern, startedAtSeconds, updatedAtSeconds, answeredInRound,
        ])
    }
}
