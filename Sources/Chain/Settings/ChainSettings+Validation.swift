import EthereumPrimitives
import SimulationKernel
import WideIntegers

extension ChainSettings {
    /// Checks that the values go with one another, for settings from any source.
    ///
    /// - Throws: `ChainSettingsError.refused` for the first value that does not, with its key.
    public func validate() throws(ChainSettingsError) {
        try checkRules()
        try checkProduction()
        try checkOrdering()
        try checkNetwork()
        try checkEnd()
        if let background { try check(background) }
    }

    private func require(
        _ holds: Bool, _ key: String, _ value: some CustomStringConvertible, _ allowed: String
    ) throws(ChainSettingsError) {
        if !holds { throw .refused(key: key, value: value.description, allowed: allowed) }
    }

    private func checkRules() throws(ChainSettingsError) {
        let name = fork.rawValue.lowercased()
        try require(fork >= SettingBound.firstFork, "fork", name, "istanbul or later")
        if case .auction = feeMarket {
            try require(fork < .london, "fee-market", "auction", "base-fee or fixed from London on")
        } else {
            try require(
                fork >= .london, "fork", name,
                "london or later when fee-market is \(feeMarket.word.rawValue)")
        }
        try require(
            SettingBound.blockGas.contains(blockGasLimit), "block-gas-limit", blockGasLimit,
            "from \(SettingBound.blockGas.lowerBound) to \(SettingBound.blockGas.upperBound)")
    }

    private func checkProduction() throws(ChainSettingsError) {
        let interval = production.intervalMicros
        try require(interval > 0, "production.interval", "0 us", "above 0 us")
        if case .slots = production.schedule {
            try require(
                production.cutoffMicros <= interval, "production.cutoff",
                "\(production.cutoffMicros) us",
                "at most production.interval, which is \(interval) us")
        }
        try check(production.lateness, "production.lateness")
    }

    private func checkOrdering() throws(ChainSettingsError) {
        if case .onDemand = production.schedule {
            try require(
                ordering.word == .firstCome, "ordering", ordering.word.rawValue,
                "first-come when production.schedule is on-demand")
        }
        switch ordering {
        case .firstCome(let limits):
            try require(
                limits.queueCapacity > 0, "sequencer.queue", limits.queueCapacity, "at least 1")
        case .builders(let market):
            try checkWeights(market.builderWeights, "builders.weights")
        case .priority, .random: break
        }
    }

    private func checkNetwork() throws(ChainSettingsError) {
        let (rpcNodes, proposers) = (SettingBound.rpcNodes, SettingBound.proposers)
        try require(
            rpcNodes.contains(network.rpcNodes), "network.rpc-nodes", network.rpcNodes,
            "from \(rpcNodes.lowerBound) to \(rpcNodes.upperBound)")
        try require(
            proposers.contains(network.proposers), "network.proposers", network.proposers,
            "from \(proposers.lowerBound) to \(proposers.upperBound)")
        let peers = SettingBound.peers
        try require(
            peers.contains(network.peers), "network.peers", network.peers,
            "from \(peers.lowerBound) to \(peers.upperBound)")
        try check(network.agentToNode, "network.agent-to-node")
        try check(network.nodeToNode, "network.node-to-node")
        try check(network.blockToNode, "network.block-to-node")
        try check(network.rpc, "network.rpc")
        try checkWeights(network.headLagWeights, "network.head-lag")
    }

    /// Reorgs, finality and what is kept must fit one another.
    private func checkEnd() throws(ChainSettingsError) {
        let depth = reorgs.depthMax
        let needsDepth = reorgs.chance != .never
        try require(
            depth >= (needsDepth ? 1 : 0), "reorg.depth-max", depth,
            needsDepth ? "at least 1 while reorg.chance is not 0" : "at least 0")
        try require(
            historyBlocks >= max(1, depth), "history-blocks", historyBlocks,
            "at least 1 and at least reorg.depth-max, which is \(depth)")
        let (safe, finalized) = (finality.safeDepth, finality.finalizedDepth)
        try require(
            !needsDepth || finalized >= UInt64(depth), "finality.finalized", finalized,
            "at least reorg.depth-max, which is \(depth), while reorg.chance is not 0")
        try require(
            safe <= finalized, "finality.safe", safe,
            "at most finality.finalized, which is \(finalized)")
    }

    private func check(_ demand: BackgroundDemand) throws(ChainSettingsError) {
        let least = SettingBound.transactionGas.lowerBound
        try require(
            least <= demand.transactionGas && demand.transactionGas <= blockGasLimit,
            "background.gas", demand.transactionGas,
            "from \(least) to block-gas-limit, which is \(blockGasLimit)")
        try require(
            fork < .osaka || demand.transactionGas <= IntrinsicGas.gasLimitMax,
            "background.gas", demand.transactionGas,
            "at most \(IntrinsicGas.gasLimitMax) from osaka on")
        let accounts = SettingBound.accounts
        try require(
            accounts.contains(demand.accounts), "background.accounts", demand.accounts,
            "from \(accounts.lowerBound) to \(accounts.upperBound)")
        let fitting = blockGasLimit / demand.transactionGas
        let (most, overflow) = fitting.multipliedReportingOverflow(by: demand.loadPerMille)
        try require(
            !overflow && most / 1_000 <= SettingBound.demandedMax, "background.load",
            "\(demand.loadPerMille) in 1000",
            "so low that \(SettingBound.demandedMax) transactions of background.gas hold it")
        let willingness = Distribution.logNormal(
            shift: 0, median: demand.willingnessMedianWei, sigma: demand.willingnessSigma)
        try check(willingness, "background.willingness")
        let load = Distribution.logNormal(shift: 0, median: 1, sigma: demand.loadSigma)
        try check(load, "background.load-sigma", parameter: "")
        try check(demand.tip, "background.tip")
    }

    /// A law of chance by its own defect, which names a parameter, its value and what is allowed.
    private func check(
        _ distribution: Distribution, _ key: String, parameter suffix: String? = nil
    ) throws(ChainSettingsError) {
        guard let defect = distribution.defect else { return }
        // As "median is 0.0; it must be finite and above 0.0".
        let sentence = defect.split(separator: "; it must be ", maxSplits: 1)
        let place = sentence[0].split(separator: " is ", maxSplits: 1)
        throw .refused(
            key: key + (suffix ?? ".\(place[0])"), value: String(place[place.count - 1]),
            allowed: String(sentence[sentence.count - 1]))
    }

    private func checkWeights(_ weights: [UInt64], _ key: String) throws(ChainSettingsError) {
        var sum: UInt64 = 0
        var fits = true
        for weight in weights {
            let (next, overflow) = sum.addingReportingOverflow(weight)
            if overflow { fits = false }
            sum = next
        }
        let text = weights.map(\.description).joined(separator: ", ")
        try require(fits && sum > 0, key, text, "weights that are not all 0 and add up below 2^64")
    }
}

extension BlockProduction {
    fileprivate var intervalMicros: UInt64 {
        switch schedule {
        case .slots(let interval), .exponential(let interval), .onDemand(let interval, _): interval
        }
    }
}

extension FeeMarket {
    fileprivate var word: FeeMarketWord {
        switch self {
        case .auction: .auction
        case .baseFee: .baseFee
        case .fixed: .fixed
        }
    }
}

extension OrderingPolicy {
    fileprivate var word: OrderingWord {
        switch self {
        case .priority: .priority
        case .firstCome: .firstCome
        case .builders: .builders
        case .random: .random
        }
    }
}
