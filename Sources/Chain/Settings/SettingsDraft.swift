import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// Every key's value, those of alternatives that are not chosen included.
///
/// The initial values stand for nothing: a preset gives every key.
struct SettingsDraft {
    var chainID: UInt64 = 1
    var fork = Hardfork.istanbul
    var blockGasLimit: UInt64 = 0
    var feeMarket = FeeMarketWord.auction
    var elasticity: UInt64 = 1
    var denominator: UInt64 = 1
    var baseFeeFloorWei = UInt256.zero
    var baseFeeInitialWei = UInt256.zero
    var baseFeeRecipient: Address?
    var nativePriceQuoteWad = UInt256.zero

    var schedule = ScheduleWord.slots
    var intervalMicros: UInt64 = 0
    var drainMicros: UInt64 = 0
    var emptySlot = Ratio.never
    var cutoffMicros: UInt64 = 0
    var lateness = LatencyDraft()

    var ordering = OrderingWord.priority
    var sequencer = SequencerLimits(queueCapacity: 1, deadlineMicros: 0)
    var builders = BuilderMarket(
        blockShare: .never, builderWeights: [], randomShare: .never, privateBlocksMax: 0)

    var pool = PoolLimits()
    var isPoolPublic = true

    var rpcNodes = 0
    var proposers = 1
    var peers: UInt64 = 1
    var agentToNode = LatencyDraft()
    var nodeToNode = LatencyDraft()
    var announceDelayMicros: UInt64 = 0
    var pushBytesMax = 0
    var blockToNode = LatencyDraft()
    var headLagWeights: [UInt64] = []
    var rpc = LatencyDraft()
    var loss = Ratio.never
    var duplication = Ratio.never

    var reorgChance = Ratio.never
    var reorgDeeper = Ratio.never
    var reorgDepthMax = 0
    var reorgKeep = Ratio.always
    var reorgOrder = ReorgOrderWord.same
    var rivals: [Address] = []
    var finality = Finality(safeDepth: 0, finalizedDepth: 0)

    var hasBackground = false
    var background = BackgroundDraft()
    var signatures = SignatureMode.verified
    var historyBlocks = 0
}

/// A latency: shift plus a log-normal part.
struct LatencyDraft {
    var shiftMicros: UInt64 = 0
    var medianMicros: UInt64 = 0
    var sigma = 0.0

    /// Without a median there is only the shift.
    var distribution: Distribution {
        medianMicros == 0
            ? .constant(Double(shiftMicros))
            : .logNormal(
                shift: Double(shiftMicros), median: Double(medianMicros), sigma: sigma)
    }
}

/// Other people's transactions.
struct BackgroundDraft {
    var loadPerMille: UInt64 = 0
    var loadSigma = 0.0
    var transactionGas: UInt64 = 0
    var willingnessMedianWei = UInt256.zero
    var willingnessSigma = 0.0
    var tipMedianWei = UInt256.zero
    var tipSigma = 0.0
    var accounts = 0

    var demand: BackgroundDemand {
        let tipMedian = Double(prices: tipMedianWei)
        return BackgroundDemand(
            loadPerMille: loadPerMille, loadSigma: loadSigma, transactionGas: transactionGas,
            willingnessMedianWei: Double(prices: willingnessMedianWei),
            willingnessSigma: willingnessSigma,
            tip: tipMedian == 0
                ? .constant(0) : .logNormal(shift: 0, median: tipMedian, sigma: tipSigma),
            accounts: accounts)
    }
}

extension Double {
    /// A price per gas as the middle of a law of chance: the nearest double, ties to the even one.
    fileprivate init(prices wei: UInt256) { self = Double(wei.low128) }
}

// MARK: - Words

/// How the price of gas is formed.
enum FeeMarketWord: String, CaseIterable {
    case auction
    case baseFee = "base-fee"
    case fixed
}

/// When blocks are made.
enum ScheduleWord: String, CaseIterable {
    case slots
    case exponential
    case onDemand = "on-demand"
}

/// Which transactions a block takes.
enum OrderingWord: String, CaseIterable {
    case priority
    case firstCome = "first-come"
    case builders
    case random
}

/// In which order a new branch has what it keeps.
enum ReorgOrderWord: String, CaseIterable {
    case same
    case shuffled
    case rivalsFirst = "rivals-first"
}

// MARK: - Settings

extension SettingsDraft {
    /// The settings, without what is not chosen.
    var settings: ChainSettings {
        ChainSettings(
            chainID: chainID, fork: fork, blockGasLimit: blockGasLimit, feeMarket: market,
            baseFeeRecipient: feeMarket == .auction ? nil : baseFeeRecipient,
            nativePriceQuoteWad: nativePriceQuoteWad, production: production,
            ordering: orderingPolicy, pool: pool, isPoolPublic: isPoolPublic, network: network,
            reorgs: ReorgModel(
                chance: reorgChance, deeper: reorgDeeper, depthMax: reorgDepthMax,
                keep: reorgKeep, order: reorgOrdering),
            finality: finality, background: hasBackground ? background.demand : nil,
            signatures: signatures, historyBlocks: historyBlocks)
    }

    private var market: FeeMarket {
        switch feeMarket {
        case .auction: return .auction
        case .fixed: return .fixed(baseFeeWei: baseFeeInitialWei)
        case .baseFee:
            guard
                let rule = BaseFeeRule(
                    elasticityMultiplier: elasticity, changeDenominator: denominator,
                    floorWei: baseFeeFloorWei)
            else { preconditionFailure("elasticity \(elasticity), denominator \(denominator)") }
            return .baseFee(rule, initialWei: baseFeeInitialWei)
        }
    }

    private var production: BlockProduction {
        let times: BlockProduction.Schedule =
            switch schedule {
            case .slots: .slots(intervalMicros: intervalMicros)
            case .exponential: .exponential(meanMicros: intervalMicros)
            case .onDemand: .onDemand(intervalMicros: intervalMicros, drainMicros: drainMicros)
            }
        return BlockProduction(
            schedule: times, emptySlot: emptySlot, cutoffMicros: cutoffMicros,
            lateness: lateness.distribution)
    }

    private var orderingPolicy: OrderingPolicy {
        switch ordering {
        case .priority: .priority
        case .firstCome: .firstCome(sequencer)
        case .builders: .builders(builders)
        case .random: .random
        }
    }

    private var network: NetworkSettings {
        NetworkSettings(
            rpcNodes: rpcNodes, proposers: proposers, peers: peers,
            agentToNode: agentToNode.distribution, nodeToNode: nodeToNode.distribution,
            announceDelayMicros: announceDelayMicros, pushBytesMax: pushBytesMax,
            blockToNode: blockToNode.distribution, headLagWeights: headLagWeights,
            rpc: rpc.distribution, loss: loss, duplication: duplication)
    }

    private var reorgOrdering: ReorgOrder {
        switch reorgOrder {
        case .same: .same
        case .shuffled: .shuffled
        case .rivalsFirst: .rivalsFirst(rivals)
        }
    }
}
