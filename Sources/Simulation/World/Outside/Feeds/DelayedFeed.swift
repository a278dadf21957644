import Agents
import Chain
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

/// A feed of Maker's kind: signers, a relayer that brings their median to a medianizer, and a module
/// that passes each price on a hop later.
final class DelayedFeed: FeedMechanism {
    let address: Address
    private let site: FeedSite
    private let settings: DelayedFeedSettings
    private let sources: SourcePrices
    private let medianizer: Address
    private let keys: [PrivateKey]
    private let tag: Hash256
    private let network: MakerNetwork
    private var relayer: MedianRelayer?
    private var poker: SecurityModulePoker?

    var sourceAddresses: [Address] { [medianizer] }

    private static let valueTopic = Keccak256.hash(Array("LogValue(bytes32)".utf8))
    private static let relayGas: UInt64 = 200_000
    private static let gasPerSigner: UInt64 = 30_000
    private static let pokeGas: UInt64 = 200_000
    private static let pokeCall = Selector(signature: "poke()").bytes

    init(
        _ settings: DelayedFeedSettings, sources: SourcePrices, site: FeedSite
    ) throws(ScenarioProblem) {
        self.site = site
        self.settings = settings
        self.sources = sources
        medianizer = site.contract("medianizer")
        address = site.contract("module")
        tag = site.key
        guard let hop = UInt16(exactly: settings.delaySeconds), hop > 0 else {
            throw site.problem("delay", "\(settings.delaySeconds) s", "1 s to \(UInt16.max) s")
        }
        guard (1...UInt64(ReporterPanel.reportersMax)).contains(settings.reporters) else {
            throw site.problem(
                "reporters", "\(settings.reporters)", "1 to \(ReporterPanel.reportersMax)")
        }
        let count = Int(settings.reporters)
        let keys = (0..<count).map { Genesis.key(for: site.role("signer-\($0)")) }
        self.keys = keys
        _ = site.fundedAccount("reporter-0")
        _ = site.fundedAccount("poker")
        let bar = DelayedFeed.bar(of: count)
        let schedule = try site.faults.schedule(reporters: count)
        // Signing costs nothing, so that all sign at each look and the relayer alone decides.
        let everyLook = ReportTrigger(deviationPpb: 0, heartbeatSeconds: 0)
        let freshSeconds = 3 * (settings.everyMicros / 1_000_000 + 1)
        network = try site.make { () throws(ReporterNetworkError) in
            try MakerNetwork(
                (0..<count).map {
                    MakerSigner(
                        Reporter("signer-\($0)", providers: sources.providers), trigger: everyLook)
                }, quorum: bar, freshSeconds: freshSeconds, faults: schedule,
                random: site.random, name: site.name)
        }
        try place(bar: bar, hopSeconds: hop)
    }

    /// The least odd number that is a majority, or the most that so many signers can give.
    private static func bar(of count: Int) -> Int {
        let majority = count / 2 + 1
        let odd = majority % 2 == 1 ? majority : majority + 1
        return odd <= count ? odd : odd - 2
    }

    private func place(bar: Int, hopSeconds: UInt16) throws(ScenarioProblem) {
        let genesis = site.genesis
        do {
            _ = try Medianizer(
                at: medianizer, in: genesis.host, owner: genesis.owner, assetTag: tag,
                quorum: try MedianQuorum(feeds: keys.map(\.address), bar: bar),
                readsAreOpen: true)
            _ = try OracleSecurityModule(
                at: address, in: genesis.host, owner: genesis.owner, source: medianizer,
                hopSeconds: hopSeconds, readsAreOpen: true)
        } catch {
            throw ScenarioProblem(site.keyPath, site.name, "\(error)")
        }
        let first = sources.medianWad(at: genesis.timeline.now)
        let now = genesis.block.timestampSeconds
        let values = (0..<bar).map {
            SignedMedianValue(valueWad: first, ageSeconds: now, assetTag: tag, signedBy: keys[$0])
        }
        try site.call(medianizer, SignedMedianValue.pokeCall(values), from: genesis.owner)
        // The first poke makes the price the next one, the second the current one.
        for seconds in [now - min(UInt64(hopSeconds), now), now] {
            try site.call(
                address, DelayedFeed.pokeCall, from: genesis.owner, atSeconds: seconds)
        }
    }

    func writtenPriceWad(in log: EventLog) -> UInt256? {
        guard log.address == address, log.topics.first == DelayedFeed.valueTopic else {
            return nil
        }
        return log.data.word(0)
    }

    func start(with crew: ReporterCrew, at time: SimulatedTime) -> [ReportSender] {
        let gas = DelayedFeed.relayGas + DelayedFeed.gasPerSigner * settings.reporters
        let target = ReportTarget<[MakerValue]>(
            latest: { [medianizer] view in
                let words =
                    view.words(of: medianizer, "peek()") + view.words(of: medianizer, "age()")
                return words.count == 3 ? WrittenRound(words[0], atSeconds: words[2].w0) : nil
            },
            call: { [medianizer, tag, keys] values in
                let signed = values.map { $0.signed(assetTag: tag, by: keys) }
                return CallIntent(
                    to: medianizer, data: SignedMedianValue.pokeCall(signed), gasLimit: gas)
            })
        let relayer = MedianRelayer(
            network,
            sender: crew.sender(site.role("reporter-0"), tipWei: settings.tipWei, gas: gas),
            target: target,
            trigger: ReportTrigger(
                deviationWad: settings.deviationWad, heartbeatSeconds: settings.heartbeatSeconds),
            everyMicros: settings.everyMicros
        ) { [unowned self] in sources.priceWad($0, at: $1) }
        let poker = SecurityModulePoker(
            sender: crew.sender(
                site.role("poker"), tipWei: settings.tipWei, gas: DelayedFeed.pokeGas),
            poke: CallIntent(
                to: address, data: DelayedFeed.pokeCall, gasLimit: DelayedFeed.pokeGas),
            everyMicros: settings.everyMicros
        ) { [address, hop = settings.delaySeconds] view, now in
            guard let last = view.words(of: address, "zzz()").first else { return false }
            return now.seconds >= last.w0 + hop
        }
        relayer.start(at: time + settings.everyMicros)
        poker.start(at: time + settings.everyMicros)
        self.relayer = relayer
        self.poker = poker
        return [relayer.sender, poker.sender]
    }
}
