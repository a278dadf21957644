import Agents
import Simulation
import SimulationKernel
import WideIntegers

/// A keeper written in Swift that sits in the bot's seat.
public struct KeeperUnderTest {
    /// Its name, for cards and commands.
    public var name: String
    /// What it begins with, how it pays and how fast it reacts.
    public var settings: PopulationSettings
    /// Whether it may close positions with bad debt where only backstops may, in scenarios that say
    /// nothing of it.
    public var isBackstop = false
    /// Makes it.
    public var make: (AgentSeat) throws -> any Agent

    /// A keeper with settings; by default ten of the native asset and 200 ms of reaction.
    public init(
        _ name: String, settings: PopulationSettings = PopulationSettings(),
        make: @escaping (AgentSeat) throws -> any Agent
    ) {
        self.name = name
        self.settings = settings
        self.make = make
    }

    /// A keeper of the scenarios' kind.
    public static func skilled(_ skill: KeeperTerms.Skill, _ name: String) -> KeeperUnderTest {
        KeeperUnderTest(name) { seat in
            LiquidationKeeper(KeeperTerms(markets: Array(seat.marketNames.indices), skill: skill))
        }
    }

    /// Those that commands know by name.
    public static var all: [KeeperUnderTest] {
        [
            .reference, .plain, .skilled(.careful, "careful"), .skilled(.eager, "eager"), .naive,
        ]
    }

    /// The one of a name; nil for none.
    public static func named(_ name: String) -> KeeperUnderTest? { all.first { $0.name == name } }

    /// The project's own sound keeper.
    public static var reference: KeeperUnderTest {
        var settings = PopulationSettings()
        settings.fees.patienceBlocks = 2
        settings.fees.replacementsMax = 8
        return KeeperUnderTest("reference", settings: settings) { seat in
            ReferenceKeeper(markets: Array(seat.marketNames.indices))
        }
    }

    /// The keeper of the Python example, in Swift.
    public static var plain: KeeperUnderTest {
        var settings = PopulationSettings()
        settings.fees.replacementsMax = 0
        return KeeperUnderTest("plain", settings: settings) { _ in PlainKeeper(market: 0) }
    }

    /// The keeper of a beginner, who pays what a library puts in where nothing is said.
    /// - Source: ethers.js 5, whose tip is 1.5 gwei; the cap is twice the base fee and the tip.
    public static var naive: KeeperUnderTest {
        var settings = PopulationSettings()
        settings.fees.tip = .fixed
        settings.fees.tipWei = 1_500_000_000
        return KeeperUnderTest("naive", settings: settings) { seat in
            NaiveKeeper(markets: Array(seat.marketNames.indices))
        }
    }

    /// The same one as a backstop provider.
    public func asBackstop() -> KeeperUnderTest {
        var keeper = self
        keeper.isBackstop = true
        return keeper
    }
}
