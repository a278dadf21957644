import EthereumPrimitives

/// The name of a setting, and what may be said under it.
public struct SettingKey: Sendable {
    /// The key: words in lower case, with dots and dashes.
    public let name: String
    /// What is allowed, to follow "it must be".
    public let allowed: String
    /// Sets the value of a text; false, and nothing is set, when the text is not allowed.
    let read: @Sendable (String, inout SettingsDraft) -> Bool

    init<Value>(
        _ name: String, _ grammar: SettingGrammar<Value>,
        set: @escaping @Sendable (inout SettingsDraft, Value) -> Void
    ) {
        self.name = name
        allowed = grammar.allowed
        read = { text, draft in
            guard let value = grammar.parse(text) else { return false }
            set(&draft, value)
            return true
        }
    }

    private init<Value>(
        _ name: String, _ path: WritableKeyPath<SettingsDraft, Value> & Sendable,
        _ grammar: SettingGrammar<Value>
    ) {
        self.init(name, grammar) { draft, value in draft[keyPath: path] = value }
    }

    /// All keys, in the order in which they are shown.
    public static let all: [SettingKey] = rules + production + pool + network + faults + demand
}

// MARK: - The keys

extension SettingKey {
    private static let forks = Hardfork.allCases.filter { $0 >= SettingBound.firstFork }.map {
        (name: $0.rawValue.lowercased(), value: $0)
    }

    private static let rules = [
        SettingKey("chain-id", \.chainID, .integer(1...SettingBound.chainIDMax)),
        SettingKey("fork", \.fork, .word(forks)),
        SettingKey("block-gas-limit", \.blockGasLimit, .gas(SettingBound.blockGas)),
        SettingKey("fee-market", \.feeMarket, .word()),
        SettingKey("base-fee.elasticity", \.elasticity, .integer(1...1_000)),
        SettingKey("base-fee.denominator", \.denominator, .integer(1...1_000_000)),
        SettingKey("base-fee.floor", \.baseFeeFloorWei, .gasPrice),
        SettingKey("base-fee.initial", \.baseFeeInitialWei, .gasPrice),
        SettingKey("base-fee.recipient", \.baseFeeRecipient, .address),
        SettingKey("native-price", \.nativePriceQuoteWad, .price),
    ]

    private static let production =
        [
            SettingKey("production.schedule", \.schedule, .word()),
            SettingKey("production.interval", \.intervalMicros, .duration(atLeast: 1)),
            SettingKey("production.drain", \.drainMicros, .duration()),
            SettingKey("production.empty", \.emptySlot, .ratio),
            SettingKey("production.cutoff", \.cutoffMicros, .duration()),
        ] + latency("production.lateness", \.lateness) + [
            SettingKey("ordering", \.ordering, .word()),
            SettingKey("sequencer.queue", \.sequencer.queueCapacity, .integer(1...1_000_000)),
            SettingKey("sequencer.deadline", \.sequencer.deadlineMicros, .duration(atLeast: 1)),
            SettingKey("builders.block-share", \.builders.blockShare, .ratio),
            SettingKey("builders.weights", \.builders.builderWeights, .weights),
            SettingKey("builders.random-share", \.builders.randomShare, .ratio),
            SettingKey(
                "builders.private-blocks", \.builders.privateBlocksMax, .integer(1...10_000)),
        ]

    private static let pool = [
        SettingKey("pool.public", \.isPoolPublic, .onOff),
        SettingKey("pool.tip-min", \.pool.tipMinWei, .gasPrice),
        SettingKey("pool.price-bump", \.pool.priceBumpPerMille, .perMille(upTo: 10)),
        SettingKey("pool.account-slots", \.pool.accountSlots, .integer(1...1_000_000)),
        SettingKey("pool.global-slots", \.pool.globalSlots, .integer(1...1_000_000)),
        SettingKey("pool.account-queue", \.pool.accountQueue, .integer(0...1_000_000)),
        SettingKey("pool.global-queue", \.pool.globalQueue, .integer(0...1_000_000)),
        SettingKey("pool.queued-lifetime", \.pool.queuedLifetimeMicros, .duration()),
        SettingKey("pool.bytes-max", \.pool.byteCountMax, .integer(1...16_777_216)),
        SettingKey("pool.slot-bytes", \.pool.slotBytes, .integer(1...16_777_216)),
    ]

    private static let network =
        [
            SettingKey("network.rpc-nodes", \.rpcNodes, .integer(SettingBound.rpcNodes)),
            SettingKey("network.proposers", \.proposers, .integer(SettingBound.proposers)),
            SettingKey("network.peers", \.peers, .integer(SettingBound.peers)),
        ] + latency("network.agent-to-node", \.agentToNode)
        + latency("network.node-to-node", \.nodeToNode) + [
            SettingKey("network.announce-delay", \.announceDelayMicros, .duration()),
            SettingKey("network.push-bytes", \.pushBytesMax, .integer(0...16_777_216)),
        ] + latency("network.block-to-node", \.blockToNode) + [
            SettingKey("network.head-lag", \.headLagWeights, .weights)
        ] + latency("network.rpc", \.rpc) + [
            SettingKey("network.loss", \.loss, .ratio),
            SettingKey("network.duplication", \.duplication, .ratio),
        ]

    private static let faults = [
        SettingKey("reorg.chance", \.reorgChance, .ratio),
        SettingKey("reorg.deeper", \.reorgDeeper, .ratio),
        SettingKey("reorg.depth-max", \.reorgDepthMax, .integer(0...1_000_000)),
        SettingKey("reorg.keep", \.reorgKeep, .ratio),
        SettingKey("reorg.order", \.reorgOrder, .word()),
        SettingKey("reorg.rivals", \.rivals, .addresses),
        SettingKey("finality.safe", \.finality.safeDepth, .integer(0...1_000_000)),
        SettingKey("finality.finalized", \.finality.finalizedDepth, .integer(0...1_000_000)),
    ]

    private static let demand = [
        SettingKey("background", \.hasBackground, .onOff),
        SettingKey("background.load", \.background.loadPerMille, .perMille(upTo: 1_000)),
        SettingKey("background.load-sigma", \.background.loadSigma, .sigma),
        SettingKey(
            "background.gas", \.background.transactionGas, .gas(SettingBound.transactionGas)),
        SettingKey(
            "background.willingness.median", \.background.willingnessMedianWei, .gasPrice),
        SettingKey("background.willingness.sigma", \.background.willingnessSigma, .sigma),
        SettingKey("background.tip.median", \.background.tipMedianWei, .gasPrice),
        SettingKey("background.tip.sigma", \.background.tipSigma, .sigma),
        SettingKey("background.accounts", \.background.accounts, .integer(SettingBound.accounts)),
        SettingKey("signatures", \.signatures, .word()),
        SettingKey("history-blocks", \.historyBlocks, .integer(1...1_000_000)),
    ]

    private static func latency(
        _ name: String, _ path: WritableKeyPath<SettingsDraft, LatencyDraft> & Sendable
    ) -> [SettingKey] {
        [
            SettingKey("\(name).shift", .duration()) { $0[keyPath: path].shiftMicros = $1 },
            SettingKey("\(name).median", .duration()) { $0[keyPath: path].medianMicros = $1 },
            SettingKey("\(name).sigma", .sigma) { $0[keyPath: path].sigma = $1 },
        ]
    }
}
