import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// Other people: accounts that send transactions which use gas and nothing else.
final class BackgroundSource {
    let demand: BackgroundDemand
    private var accounts: [Account] = []
    private var turn = 0
    private var arrivals: RandomStream
    private var bids: RandomStream
    private var entry: RandomStream
    var spikes: [DemandSpike] = []

    /// An account and what it has under way.
    struct Account {
        let key: PrivateKey
        let address: Address
        var last: Submission?
    }

    /// What each account begins with: more than fees can ever use up.
    private static let balanceWei = UInt256.one << 160

    /// Places the contract that uses up gas, and funds the accounts.
    init(
        _ demand: BackgroundDemand, settings: ChainSettings, host: ContractHost,
        random: RandomSource
    ) {
        self.demand = demand
        arrivals = random.stream("background/arrivals")
        bids = random.stream("background/bids")
        entry = random.stream("background/entry")
        _ = GasSink(in: host)
        // Accounts are the same whatever the seed, so that their addresses are too.
        for index in 0..<demand.accounts {
            let digest = Keccak256.hash(Array("perplab background \(index)".utf8))
            guard let key = try? PrivateKey(UInt256(digest) >> 1) else { continue }
            accounts.append(Account(key: key, address: key.address))
            host.state.setBalanceWei(
                BackgroundSource.balanceWei, of: host.state.account(key.address))
        }
    }

    /// How many transactions come in an interval, and when in it, in microseconds.
    func arrivalsMicros(
        in settings: ChainSettings, intervalMicros: UInt64, at now: SimulatedTime
    ) -> [UInt64] {
        let target: UInt64
        if case .baseFee(let rule, _) = settings.feeMarket {
            target = rule.gasTarget(gasLimit: settings.blockGasLimit)
        } else {
            target = settings.blockGasLimit
        }
        var mean =
            Double(target) * Double(demand.loadPerMille) / 1_000
            / Double(demand.transactionGas)
        if demand.loadSigma > 0 {
            // Shifted so that the mean over many blocks is the one asked for.
            let shift = -demand.loadSigma * demand.loadSigma / 2
            mean *= ExactMath.exp(
                Distribution.normal(mean: shift, deviation: demand.loadSigma)
                    .sample(&arrivals))
        }
        for spike in spikes where spike.holds(at: now) {
            mean = min(
                mean * Double(spike.loadPerMille) / 1_000, Distribution.poissonMeanMax)
        }
        let count = Distribution.poisson(mean: min(mean, Distribution.poissonMeanMax))
            .sampleInteger(&arrivals)
        return (0..<count).map { _ in arrivals.below(max(intervalMicros, 1)) }.sorted()
    }

    /// What the next account sends: a new transaction, or a higher bid for the one it has under way.
    /// - Returns: nil when the new bid is not high enough to replace the one under way.
    func nextTransaction(
        on chain: SimulatedChain
    ) -> (account: Int, transaction: Transaction, key: PrivateKey)? {
        if accounts.isEmpty { return nil }
        let index = turn
        turn = (turn + 1) % accounts.count
        let envelope = nextBid(on: chain)
        let state = chain.host.state
        let id = state.account(accounts[index].address)
        var nonce = state.nonce(of: id)
        if let last = accounts[index].last?.transaction, last.fate == .pending {
            nonce = last.transaction.nonce
            let bump = chain.settings.pool.priceBumpPerMille
            guard envelope.replaces(last.transaction.envelope, bumpPerMille: bump) else {
                return nil
            }
        }
        return (
            index,
            Transaction(
                envelope: envelope, chainID: chain.settings.chainID, nonce: nonce,
                gasLimit: demand.transactionGas, recipient: GasSink.address),
            accounts[index].key
        )
    }

    func remember(_ submission: Submission, of account: Int) {
        accounts[account].last = submission
    }

    /// The node at which one of the others stands.
    func nextEntry(of nodes: ArraySlice<ChainNode>) -> ChainNode {
        nodes[nodes.startIndex + entry.index(below: nodes.count)]
    }

    private func nextBid(on chain: SimulatedChain) -> TransactionEnvelope {
        var median = demand.willingnessMedianWei
        for spike in spikes where spike.holds(at: chain.timeline.now) {
            median = median * Double(spike.willingnessPerMille) / 1_000
            // Spikes may meet; what comes of them stays a price.
            median = max(min(median, 1e60), 1e-60)
        }
        let most = UInt256(
            Distribution.logNormal(
                shift: 0, median: median, sigma: demand.willingnessSigma
            ).sampleInteger(&bids))
        let tip = UInt256(demand.tip.sampleInteger(&bids))
        let least = chain.settings.pool.tipMinWei
        if chain.nextBaseFeePerGasWei == nil { return .legacy(gasPriceWei: max(most, least)) }
        let cap = max(most, least)
        return .dynamicFee(
            maxPriorityFeePerGasWei: min(max(tip, least), cap), maxFeePerGasWei: cap)
    }
}

/// A time in which others want more, or pay more.
public struct DemandSpike: Hashable, Sendable {
    /// The first moment.
    public let start: SimulatedTime
    /// The first moment after it.
    public let end: SimulatedTime
    /// The load against the usual one, in thousandths.
    public let loadPerMille: UInt64
    /// What is paid against what is usual, in thousandths.
    public let willingnessPerMille: UInt64

    /// A spike between two moments.
    public init(
        from start: SimulatedTime, to end: SimulatedTime, loadPerMille: UInt64,
        willingnessPerMille: UInt64 = 1_000
    ) {
        self.start = start
        self.end = end
        self.loadPerMille = loadPerMille
        self.willingnessPerMille = willingnessPerMille
    }

    func holds(at time: SimulatedTime) -> Bool { start <= time && time < end }
}
