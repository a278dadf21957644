import Agents
import Chain
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

/// A feed of Chainlink's kind: nodes agree on a median, one of them transmits it to an aggregator,
/// and markets read it through a proxy in 18 decimals.
final class NetworkFeed: FeedMechanism {
    let address: Address
    private let site: FeedSite
    private let settings: NetworkFeedSettings
    private let sources: SourcePrices
    private let aggregator: Address
    private let network: OCRNetwork
    private let keys: [PrivateKey]
    private let digest: UInt128
    private var transmitter: OracleTransmitter?

    var sourceAddresses: [Address] { [site.contract("proxy"), aggregator] }

    private static let answerTopic = Keccak256.hash(
        Array("AnswerUpdated(int256,uint256,uint256)".utf8))
    /// The oldest rounds at genesis, seconds before it: older than any average that is asked for.
    private static let historySeconds: [UInt64] = [30 * 86_400, 86_400, 0]
    private static let decimalsMax: UInt64 = 18
    /// How long a transmitter has before the next one sends, too.
    private static let stageMicros: UInt64 = 60_000_000

    init(
        _ settings: NetworkFeedSettings, sources: SourcePrices, site: FeedSite
    ) throws(ScenarioProblem) {
        self.site = site
        self.settings = settings
        self.sources = sources
        aggregator = site.contract("aggregator")
        address = site.contract("reading")
        guard (1...UInt64(OCRNetwork.nodesMax)).contains(settings.nodes) else {
            throw site.problem("nodes", "\(settings.nodes)", "1 to \(OCRNetwork.nodesMax)")
        }
        guard settings.faults <= (settings.nodes - 1) / 3 else {
            throw site.problem(
                "faults", "\(settings.faults)",
                "0 to \((settings.nodes - 1) / 3), a third of the nodes")
        }
        guard settings.decimals <= NetworkFeed.decimalsMax else {
            throw site.problem("decimals", "\(settings.decimals)", "0 to 18")
        }
        let (count, faults) = (Int(settings.nodes), Int(settings.faults))
        let keys = (0..<count).map { Genesis.key(for: site.role("signer-\($0)")) }
        self.keys = keys
        let transmitters = (0..<count).map { site.fundedAccount("reporter-\($0)") }
        let configuration = try site.make { () throws(OCRConfigurationError) in
            try OCRConfiguration(
                signers: keys.map(\.address), transmitters: transmitters,
                faultyMax: UInt8(settings.faults))
        }
        digest = configuration.digest(aggregator: aggregator, configCount: 1)
        let bounds = try site.make { () throws(AnswerBoundsError) in
            try AnswerBounds(answerMin: 1, answerMax: Int256(bitPattern: .one << 190))
        }
        let schedule = try site.faults.schedule(reporters: count)
        let nodes = (0..<count).map {
            Reporter(
                "node-\($0)", providers: sources.providers, lagMicros: settings.latencyMicros)
        }
        network = try site.make { () throws(ReporterNetworkError) in
            try OCRNetwork(
                nodes: nodes, faultsTolerated: faults,
                trigger: ReportTrigger(
                    deviationWad: settings.deviationWad,
                    heartbeatSeconds: settings.heartbeatSeconds),
                bounds: bounds, faults: schedule, random: site.random, name: site.name)
        }
        try place(configuration, bounds)
    }

    private func place(
        _ configuration: OCRConfiguration, _ bounds: AnswerBounds
    ) throws(ScenarioProblem) {
        let genesis = site.genesis
        let first = inFeedDecimals(sources.medianWad(at: genesis.timeline.now))
        guard !first.isZero else {
            throw site.problem(
                "decimals", "\(settings.decimals)", "as many as the first price needs")
        }
        let proxy = site.contract("proxy")
        let now = genesis.block.timestampSeconds
        do {
            let placed = try OffchainAggregator(
                at: aggregator, in: genesis.host, owner: genesis.owner,
                decimals: UInt8(settings.decimals), description: site.name, bounds: bounds,
                configuration: configuration)
            try placed.setGenesisRounds(
                NetworkFeed.historySeconds.map { age in
                    PastRound(
                        answer: Int256(bitPattern: first),
                        timestampSeconds: max(now - min(age, now), 1))
                }, in: genesis.host)
            _ = try AggregatorProxy(
                at: proxy, in: genesis.host, owner: genesis.owner, aggregator: aggregator)
            // Ages are judged by markets and guards, not here.
            _ = try ChainlinkStatusFeed(
                at: address, in: genesis.host, aggregator: proxy, ageSecondsMax: .max)
        } catch {
            throw ScenarioProblem(site.keyPath, site.name, "\(error)")
        }
    }

    private func inFeedDecimals(_ priceWad: UInt256) -> UInt256 {
        priceWad.quotientAndRemainder(dividingBy: scale).quotient
    }

    private var scale: UInt256 {
        (try? UInt256(10).power(UInt256(NetworkFeed.decimalsMax - settings.decimals))) ?? .one
    }

    func writtenPriceWad(in log: EventLog) -> UInt256? {
        guard log.address == aggregator, log.topics.first == NetworkFeed.answerTopic,
            log.topics.count > 1
        else { return nil }
        return UInt256(log.topics[1]) &* scale
    }

    func start(with crew: ReporterCrew, at time: SimulatedTime) -> [ReportSender] {
        let gas = 300_000 + 30_000 * settings.nodes
        let senders = (0..<keys.count).map {
            crew.sender(site.role("reporter-\($0)"), tipWei: settings.tipWei, gas: gas)
        }
        let target = ReportTarget<OCRRound>(
            latest: { [aggregator] in AggregatorView.latestRound(of: aggregator, in: $0) },
            call: { [aggregator, digest, keys, network] round in
                let signed = round.signed(
                    configDigest: digest, by: keys, faultsTolerated: network.faultsTolerated)
                return CallIntent(to: aggregator, data: signed.transmitCall, gasLimit: gas)
            })
        let transmitter = OracleTransmitter(
            network, senders: senders, target: target, roundMicros: settings.roundMicros,
            stageMicros: NetworkFeed.stageMicros
        ) { [unowned self] provider, moment in
            sources.priceWad(provider, at: moment).map(inFeedDecimals)
        }
        transmitter.start(at: time + settings.roundMicros)
        self.transmitter = transmitter
        return senders
    }
}

extension ReportTrigger {
    /// A trigger whose deviation is given in wad; more than 2^64 parts per billion count as that.
    init(deviationWad: UInt256, heartbeatSeconds: UInt64) {
        let ppb = deviationWad.quotientAndRemainder(dividingBy: 1_000_000_000).quotient
        self.init(
            deviationPpb: UInt64(exactly: ppb) ?? .max, heartbeatSeconds: heartbeatSeconds)
    }
}
