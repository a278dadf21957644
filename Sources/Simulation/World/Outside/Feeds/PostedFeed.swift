import Agents
import Chain
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

/// A feed that one account posts: the median of what it sees.
final class PostedFeed: FeedMechanism {
    let address: Address
    private let site: FeedSite
    private let settings: PostedFeedSettings
    private let sources: SourcePrices
    private let account: Address
    private var panel: ReporterPanel
    private var poster: IndexPoster?

    private static let postedTopic = Keccak256.hash(
        Array("PricePosted(bytes32,address,uint256,uint256)".utf8))
    private static let gas: UInt64 = 200_000

    init(
        _ settings: PostedFeedSettings, sources: SourcePrices, site: FeedSite
    ) throws(ScenarioProblem) {
        self.site = site
        self.settings = settings
        self.sources = sources
        address = site.contract("posted")
        account = site.fundedAccount("reporter-0")
        let schedule = try site.faults.schedule(reporters: 1)
        panel = try site.make { () throws(ReporterNetworkError) in
            try ReporterPanel(
                [
                    Reporter(
                        "poster", providers: sources.providers, lagMicros: settings.latencyMicros)
                ], faults: schedule, random: site.random, name: "posted/\(site.name)")
        }
        let genesis = site.genesis
        do {
            _ = try PostedPriceFeed(
                at: address, in: genesis.host, owner: genesis.owner, validators: .single(account))
        } catch {
            throw ScenarioProblem(site.keyPath, site.name, "\(error)")
        }
        let first = sources.medianWad(at: genesis.timeline.now)
        try site.call(address, PostedFeed.submission(first, of: site.key), from: account)
    }

    private static func submission(_ priceWad: UInt256, of key: Hash256) -> [UInt8] {
        Selector(signature: "submit(bytes32,uint256)").bytes + key.bytes + priceWad.bigEndianBytes
    }

    func writtenPriceWad(in log: EventLog) -> UInt256? {
        guard log.address == address, log.topics.first == PostedFeed.postedTopic else {
            return nil
        }
        return log.data.word(0)
    }

    func start(with crew: ReporterCrew, at time: SimulatedTime) -> [ReportSender] {
        let sender = crew.sender(
            site.role("reporter-0"), tipWei: settings.tipWei, gas: PostedFeed.gas)
        let target = ReportTarget<UInt256>(
            latest: { [address, account, key = site.key] view in
                let words = view.words(
                    of: address, "postOf(bytes32,address)", [UInt256(key), account.number])
                return words.count == 2 ? WrittenRound(words[0], atSeconds: words[1].w0) : nil
            },
            call: { [address, key = site.key] price in
                CallIntent(
                    to: address, data: PostedFeed.submission(price, of: key),
                    gasLimit: PostedFeed.gas)
            })
        let poster = IndexPoster(
            senders: [sender], targets: [target],
            trigger: ReportTrigger(
                deviationWad: settings.deviationWad, heartbeatSeconds: settings.heartbeatSeconds),
            everyMicros: settings.everyMicros
        ) { [unowned self] now in
            panel.observe(at: now) { self.sources.priceWad($0, at: $1) }.map { $0?.value }
        }
        poster.start(at: time + settings.everyMicros)
        self.poster = poster
        return [sender]
    }
}

extension WrittenRound {
    /// A price of which a contract keeps the second alone; nil where that is zero.
    init?(_ priceWad: UInt256, atSeconds seconds: UInt64) {
        if seconds == 0 { return nil }
        self.init(
            number: 1, answer: Int256(bitPattern: priceWad), observedAtSeconds: seconds,
            updatedAtSeconds: seconds)
    }
}
