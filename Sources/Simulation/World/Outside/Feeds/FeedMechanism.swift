import Agents
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// How the price of a feed comes to the chain: its contract, and those who write to it.
protocol FeedMechanism: AnyObject {
    /// The contract that markets or guards read.
    var address: Address { get }
    /// The contracts behind it, which others may read as well.
    var sourceAddresses: [Address] { get }

    /// The price that a log says was written, wad; nil for any other log.
    func writtenPriceWad(in log: EventLog) -> UInt256?

    /// Lets those who write begin.
    /// - Returns: their senders.
    func start(with crew: ReporterCrew, at time: SimulatedTime) -> [ReportSender]
}

extension FeedMechanism {
    var sourceAddresses: [Address] { [] }
}

/// All that the makers of feeds have in common.
struct FeedSite {
    let genesis: Genesis
    /// The feed's name.
    let name: String
    /// Its place in the scenario.
    let keyPath: String
    /// The root of all chance.
    let random: RandomSource
    /// What goes wrong with its reporters.
    let faults: FeedFaults

    /// By which markets and contracts know its price.
    var key: Hash256 { Keccak256.hash(Array("perplab/feed/\(name)".utf8)) }

    /// The role of one of its accounts or contracts.
    func role(_ part: String) -> String { "feed-\(name)-\(part)" }

    /// The address of one of its contracts.
    func contract(_ part: String) -> Address { Genesis.address(for: role(part)) }

    /// Opens an account that pays for gas.
    func fundedAccount(_ part: String) -> Address {
        let address = Genesis.key(for: role(part)).address
        genesis.fund(address, nativeWei: ReporterCrew.nativeWei)
        return address
    }

    /// A problem with one of its settings.
    func problem(_ key: String, _ value: String, _ allowed: String) -> ScenarioProblem {
        ScenarioProblem("\(keyPath).\(key)", value, allowed)
    }

    /// Makes a part of the feed, whose own error becomes a problem of the feed.
    func make<Part, Failure: Error>(
        _ body: () throws(Failure) -> Part
    ) throws(ScenarioProblem) -> Part {
        do {
            return try body()
        } catch {
            throw ScenarioProblem(keyPath, name, "\(error)")
        }
    }

    /// A call while the world is built, which does not fail for a feed that was placed.
    func call(
        _ contract: Address, _ data: [UInt8], from sender: Address, atSeconds seconds: UInt64? = nil
    ) throws(ScenarioProblem) {
        let outcome = genesis.call(contract, data, from: sender, atSeconds: seconds)
        if let revert = outcome.revert {
            throw ScenarioProblem(keyPath, name, "a feed with a first price: \(revert)")
        }
    }
}

extension Array<UInt8> {
    /// The word of 32 bytes at a place; nil past the end.
    func word(_ index: Int) -> UInt256? {
        guard count >= 32 * (index + 1) else { return nil }
        return UInt256(bigEndianBytes: self[32 * index..<32 * index + 32])
    }
}
