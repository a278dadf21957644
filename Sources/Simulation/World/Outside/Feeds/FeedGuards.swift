import Agents
import ContractRuntime
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import VenueFormulas
import WideIntegers

/// The guards that a feed is read through, one who keeps their memory going, and how often they
/// were right.
///
/// What guards remember moves by transactions alone. At each look their keeper sends one when the
/// feed has a new answer, or when they let through another price than the feed's.
final class FeedGuards {
    /// What markets read.
    let address: Address
    /// The rules in their order.
    let rules: [GuardSettings.Rule]
    /// How often each of them was asked at a block, and was right; by the places of the rules.
    private(set) var tallies: [GuardTally]
    private let site: FeedSite
    private let contract: GuardedPriceFeed
    private var poker: SecurityModulePoker?

    /// A price that is off the true one by more than one percent is wrong.
    private static let tolerance = Fraction(ppm: 10_000)
    private static let everyMicros: UInt64 = 12_000_000
    private static let gas: UInt64 = 600_000
    private static let tipWei: UInt256 = 2_000_000_000

    init(
        _ settings: [GuardSettings], over primary: Address, site: FeedSite
    ) throws(ScenarioProblem) {
        self.site = site
        address = site.contract("guarded")
        rules = settings.map(\.rule)
        tallies = settings.map { _ in GuardTally() }
        let host = site.genesis.host
        var guards: [PriceGuard] = []
        for (index, rule) in settings.enumerated() {
            let one = FeedGuards.priceGuard(rule)
            do throws(GuardParameterError) {
                try one.validate()
            } catch {
                throw site.problem("guards[\(index)]", rule.rule.rawValue, "\(error)")
            }
            guards.append(one)
        }
        contract = try site.make { [address] () throws(GuardParameterError) in
            try GuardedPriceFeed(
                at: address, in: host, over: GuardedFeedSources(primary: primary), guards: guards)
        }
        _ = site.fundedAccount("guard")
        // The guards know the first price from the beginning.
        try site.call(address, FeedGuards.update(site.key), from: site.genesis.owner)
    }

    private static func update(_ key: Hash256) -> [UInt8] {
        Selector(signature: "update(bytes32)").bytes + key.bytes
    }

    private static func priceGuard(_ settings: GuardSettings) -> PriceGuard {
        let bound = fraction(settings.boundWad)
        switch settings.rule {
        case .maxAge: return .maxAge(seconds: settings.seconds)
        case .deviation: return .deviation(DeviationBound(bound, of: .lastGood, .refuse))
        case .clamp: return .deviation(DeviationBound(bound, of: .lastGood, .clamp))
        case .emaBand:
            return .emaBand(EMABand(alpha: fraction(settings.weightWad), width: bound))
        case .moveBand: return .moveBand(MoveBand(bound, windowSeconds: settings.seconds))
        case .circuitBreaker:
            return .breaker(CircuitBreaker(jumpMax: bound, pauseSeconds: settings.seconds))
        }
    }

    private static func fraction(_ wad: UInt256) -> Fraction {
        Fraction(wad: Int256(exactly: wad) ?? .max)
    }

    // MARK: - Reading

    /// Asks the guards at a block as a market would, and counts what each of them did.
    /// - Parameter truthWad: the true price, by which trips are judged.
    func judge(in host: ContractHost, _ block: BlockEnvironment, truthWad: UInt256) {
        let answer = host.inspect(in: block) { [contract, key = site.key] context throws(Revert) in
            try contract.verdict(of: key, in: context)
        }
        guard case .success(let (verdict, _)) = answer else { return }
        for sight in verdict.sights {
            let isWrong = PriceApartness.isOver(
                sight.rawWad, from: truthWad, by: FeedGuards.tolerance)
            tallies[sight.index].count(isTrip: sight.isTrip, isWrong: isWrong)
        }
    }

    /// Lets the keeper of the guards' memory begin.
    func start(with crew: ReporterCrew, at time: SimulatedTime) -> ReportSender {
        var seen: FeedReading?
        let poker = SecurityModulePoker(
            sender: crew.sender(site.role("guard"), tipWei: FeedGuards.tipWei, gas: FeedGuards.gas),
            poke: CallIntent(
                to: address, data: FeedGuards.update(site.key), gasLimit: FeedGuards.gas),
            everyMicros: FeedGuards.everyMicros
        ) { [contract, key = site.key] view, _ in
            let answer = view.inspect { host, block in
                host.inspect(in: block) { context throws(Revert) in
                    try contract.verdict(of: key, in: context)
                }
            }
            guard case .success(let (verdict, raw))? = answer else { return false }
            let isNew = raw != seen
            seen = raw
            return isNew || (verdict.decision.priceWad ?? raw.priceWad) != raw.priceWad
        }
        poker.start(at: time + FeedGuards.everyMicros)
        self.poker = poker
        return poker.sender
    }
}
