import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A feed behind a chain of guards, which markets read in place of the feed itself.
///
/// Views judge the price of the moment by what the guards remembered at the last `update` and change
/// nothing; `update`, which anyone may call, remembers, and logs each guard that changed or refused
/// the price (with a used price of zero). A refused price makes `getPrice` revert with
/// `GuardedPriceFeed: ` and the refusal's words; a source that fails counts as one without a price.
public final class GuardedPriceFeed: StatusFeed {
    /// The functions and the event.
    public let abi: ContractABI
    /// The guards in their order.
    public let guards: [PriceGuard]
    private let table: DispatchTable<Function>
    private let sources: GuardedSourceReader
    /// The last good price and its time, then two words for each guard.
    private let memories: KeyTable
    private let trippedTopic: UInt256

    private enum Function: Int, CaseIterable {
        case getPrice, getTwapPrice, getLatestTimestamp, getReading, update
    }

    /// What the evaluation spends beside storage and calls; estimates.
    private static let entryGas: UInt64 = 500
    private static let guardGas: UInt64 = 300

    /// Places a feed over others.
    /// - Throws: `GuardParameterError` for a guard that is not allowed or lacks its source.
    public init(
        at address: Address, in host: ContractHost, over sources: GuardedFeedSources,
        guards: [PriceGuard]
    ) throws(GuardParameterError) {
        try GuardChain.validate(guards)
        for (index, one) in guards.enumerated() {
            for need in one.needs where !sources.has(need) {
                throw .missingSource(index: index, need)
            }
        }
        guard let abi = try? ContractABI("GuardedPriceFeed", declarations: Self.declarations)
        else { preconditionFailure("the declarations of GuardedPriceFeed") }
        self.abi = abi
        self.guards = guards
        table = DispatchTable(abi)
        self.sources = GuardedSourceReader(sources, in: host.state)
        memories = KeyTable(fieldCount: 2 + 2 * guards.count, in: host.state)
        trippedTopic = UInt256(abi.events[0].topic0)
        host.deploy(self, at: host.state.account(address))
    }

    private static let declarations = [
        "function getPrice(bytes32 priceFeedKey) view returns (uint256)",
        "function getTwapPrice(bytes32 priceFeedKey, uint256 interval) view returns (uint256)",
        "function getLatestTimestamp(bytes32 priceFeedKey) view returns (uint256)",
        """
        function getReading(bytes32 priceFeedKey) view returns (uint256 price, \
        uint256 confidence, uint256 updatedAt, uint256 roundId, uint8 status)
        """,
        "function update(bytes32 priceFeedKey)",
        "event GuardTripped(uint256 index, uint256 raw, uint256 used)",
    ]

    // MARK: - Reading

    /// The price that the guards let through, wad.
    /// - Throws: `GuardedPriceFeed: ` and why there is none.
    public func price(of key: Hash256, in context: CallContext) throws(Revert) -> UInt256 {
        try used(try judge(key, context).verdict)
    }

    /// The average of the feed whose price the guards let through, wad; the last good price itself
    /// where that is used.
    ///
    /// The average is not judged on its own.
    /// - Throws: as `price`, or what the feed reverts with.
    public func twapPrice(
        of key: Hash256, intervalSeconds: UInt256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        let verdict = try judge(key, context).verdict
        let price = try used(verdict)
        guard let feed = sources.feed(verdict.source) else { return price }
        return try context.twapPrice(at: feed, key: key, intervalSeconds: intervalSeconds)
    }

    /// The second of the price that the guards let through.
    /// - Throws: as `price`.
    public func latestTimestamp(
        of key: Hash256, in context: CallContext
    ) throws(Revert) -> UInt256 {
        let verdict = try judge(key, context).verdict
        _ = try used(verdict)
        return UInt256(verdict.updatedAtSeconds)
    }

    /// What the guards let through: `ok` from a feed, `stale` for the last good price, `invalid`
    /// where they refuse.
    public func reading(of key: Hash256, in context: CallContext) throws(Revert) -> FeedReading {
        let (verdict, input, _) = try judge(key, context)
        guard case .use(let price, let confidence) = verdict.decision else {
            return FeedReading(
                priceWad: .zero, updatedAtSeconds: verdict.updatedAtSeconds, status: .invalid)
        }
        let round: UInt256
        switch verdict.source {
        case .primary: round = input.primary.roundID
        case .secondary: round = input.secondary?.roundID ?? .zero
        case .lastGood: round = .zero
        }
        return FeedReading(
            priceWad: price, confidenceWad: confidence,
            updatedAtSeconds: verdict.updatedAtSeconds, roundID: round,
            status: verdict.source == .lastGood ? .stale : .ok)
    }

    private func used(_ verdict: GuardVerdict) throws(Revert) -> UInt256 {
        switch verdict.decision {
        case .use(let price, _): return price
        case .refuse(let refusal): throw .reason("GuardedPriceFeed: \(refusal)")
        }
    }

    // MARK: - Judging

    /// The verdict on the price of the moment, what was judged, and what is to be remembered.
    private func judge(
        _ key: Hash256, _ context: CallContext
    ) throws(Revert) -> (verdict: GuardVerdict, input: GuardInput, state: GuardState) {
        try context.compute(Self.entryGas + Self.guardGas * UInt64(guards.count))
        let input = try sources.input(key, context)
        var state = try loadState(key, context)
        let verdict = GuardChain.run(guards, on: input, &state)
        return (verdict, input, state)
    }

    /// The verdict on the price of the moment with what was judged, for reports; the guards
    /// remember nothing of it.
    package func verdict(
        of key: Hash256, in context: CallContext
    ) throws(Revert) -> (verdict: GuardVerdict, primary: FeedReading) {
        let (verdict, input, _) = try judge(key, context)
        return (verdict, input.primary)
    }

    /// Judges the price of the moment and remembers it.
    private func update(_ key: Hash256, _ context: CallContext) throws(Revert) {
        let (verdict, _, state) = try judge(key, context)
        try store(state, key, context)
        for trip in verdict.trips {
            let words: InlineArray<3, UInt256> = [
                UInt256(UInt64(trip.index)), trip.rawWad, trip.usedWad ?? .zero,
            ]
            try context.log(topics: [trippedTopic] as InlineArray<1, UInt256>, words: words)
        }
    }

    private func loadState(
        _ key: Hash256, _ context: CallContext
    ) throws(Revert) -> GuardState {
        let fields = memories.record(of: key, in: context.state).fields
        var state = GuardState(guardCount: guards.count)
        state.lastGoodWad = try context.load(fields)
        state.lastGoodAtSeconds = try context.load(fields.advanced(by: 1)).w0
        for index in guards.indices {
            let slot = fields.advanced(by: 2 + 2 * index)
            state.memories[index] = GuardMemory(
                (try context.load(slot), try context.load(slot.advanced(by: 1))))
        }
        return state
    }

    private func store(
        _ state: GuardState, _ key: Hash256, _ context: CallContext
    ) throws(Revert) {
        let fields = memories.record(of: key, in: context.state).fields
        try keep(state.lastGoodWad, fields, context)
        try keep(UInt256(state.lastGoodAtSeconds), fields.advanced(by: 1), context)
        for (index, memory) in state.memories.enumerated() {
            let slot = fields.advanced(by: 2 + 2 * index)
            try keep(memory.words.0, slot, context)
            try keep(memory.words.1, slot.advanced(by: 1), context)
        }
    }

    /// Writes what has changed; the slot was read before.
    private func keep(
        _ value: UInt256, _ slot: Slot, _ context: CallContext
    ) throws(Revert) {
        if context.state[slot] != value { try context.store(value, to: slot) }
    }

    // MARK: - Calls

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, declaration) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: declaration, in: context)
        let key = try arguments.bytes32()
        switch function {
        case .getPrice: return CallResult.word(try price(of: key, in: context))
        case .getTwapPrice:
            let interval = try arguments.uint256()
            return CallResult.word(
                try twapPrice(of: key, intervalSeconds: interval, in: context))
        case .getLatestTimestamp:
            return CallResult.word(try latestTimestamp(of: key, in: context))
        case .getReading:
            let reading = try reading(of: key, in: context)
            return CallResult.words([
                reading.priceWad, reading.confidenceWad ?? .zero,
                UInt256(reading.updatedAtSeconds), reading.roundID,
                UInt256(UInt64(reading.status.rawValue)),
            ])
        case .update:
            try update(key, context)
            return CallResult.none
        }
    }
}
