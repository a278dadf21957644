import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

/// A price feed of the run as markets and recorders see it.
public final class OutsideFeed {
    /// Its name.
    public let name: String
    /// The contract that markets read; its prices have 18 decimals.
    public let readingAddress: Address
    /// The key under which they do.
    public let key: Hash256
    /// The place of the path whose price it tells.
    public let pathIndex: Int
    /// Those who write to it, once the run has started.
    public private(set) var reporters: [ReportSender] = []

    private let mechanism: any FeedMechanism
    private let guards: FeedGuards?

    /// A feed of its parts.
    init(
        _ mechanism: any FeedMechanism, guards: FeedGuards?, pathIndex: Int, site: FeedSite
    ) {
        name = site.name
        key = site.key
        readingAddress = guards?.address ?? mechanism.address
        self.pathIndex = pathIndex
        self.mechanism = mechanism
        self.guards = guards
    }

    /// Lets those who write to it begin.
    func start(with crew: ReporterCrew, at time: SimulatedTime) {
        reporters = mechanism.start(with: crew, at: time)
        if let guards { reporters.append(guards.start(with: crew, at: time)) }
    }

    /// The contracts behind the one that markets read, the nearest first.
    public var sourceAddresses: [Address] {
        (guards == nil ? [] : [mechanism.address]) + mechanism.sourceAddresses
    }

    // MARK: - Reading

    /// The price as markets read it and its second; nil where the feed refuses or has none.
    public func priceWad(
        in host: ContractHost, _ block: BlockEnvironment
    ) -> (priceWad: UInt256, updatedSeconds: UInt64)? {
        let feed = host.state.account(readingAddress)
        let answer = host.inspect(in: block) { [key] context throws(Revert) in
            (
                try context.price(at: feed, key: key),
                try context.latestTimestamp(at: feed, key: key)
            )
        }
        guard case .success(let (price, seconds)) = answer else { return nil }
        return (price, UInt64(exactly: seconds) ?? .max)
    }

    /// The prices that a transaction wrote to the feed, wad, in their order.
    ///
    /// Of a delayed feed they are those that have come into force; a pair's price nobody writes.
    public func writes(in receipt: Receipt, _ host: ContractHost) -> [UInt256] {
        let logs = receipt.outcome.logs
        return (0..<logs.count).compactMap {
            mechanism.writtenPriceWad(in: logs.log($0, in: host.state))
        }
    }

    // MARK: - Guards

    /// The guards' rules in their order.
    public var guardRules: [GuardSettings.Rule] { guards?.rules ?? [] }

    /// How often each guard was asked by `judge`, has tripped, and was right.
    public var guardTallies: [GuardTally] { guards?.tallies ?? [] }

    /// Asks the guards at a block as a market would, and counts what they did.
    /// - Parameter truthWad: the true price; one off by more than a percent is wrong.
    public func judge(in host: ContractHost, _ block: BlockEnvironment, truthWad: UInt256) {
        guards?.judge(in: host, block, truthWad: truthWad)
    }
}
