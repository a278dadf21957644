import Agents
import EthereumPrimitives
import WideIntegers

/// Somebody of one's own who takes part beside the scenario's agents, or an account for somebody who
/// acts from outside.
public struct ExtraAgent {
    /// Its name, which no other agent has.
    public var name: String
    /// What it begins with, how it pays and how fast it reacts; the model counts for nothing.
    public var settings: PopulationSettings
    /// The key of its account; nil: one that follows from its name.
    public var key: PrivateKey?
    /// Whether it may close positions with bad debt where only backstops may.
    public var isBackstop = false
    /// Whether it is the keeper under test, which events of a scenario concern.
    public var isUnderTest = false
    /// Makes it; nil: nobody in the run acts for the account.
    public var make: ((AgentSeat) throws -> any Agent)?

    /// An agent with settings; by default ten thousand of collateral.
    public init(
        _ name: String, settings: PopulationSettings = PopulationSettings(),
        key: PrivateKey? = nil, make: ((AgentSeat) throws -> any Agent)?
    ) {
        self.name = name
        self.settings = settings
        self.key = key
        self.make = make
    }

    /// The keeper under test of a scenario, with what its `keeper` gives it.
    ///
    /// - Parameters:
    ///   - key: that of its account; nil: one that follows from its name.
    ///   - make: makes it; nil where it acts from outside, through a node.
    public static func underTest(
        _ name: String = "bot", in scenario: Scenario, key: PrivateKey? = nil,
        make: ((AgentSeat) throws -> any Agent)? = nil
    ) -> ExtraAgent {
        let test = scenario.keeper ?? KeeperTestSettings()
        var settings = PopulationSettings()
        settings.name = name
        settings.nativeWad = test.nativeWad
        settings.collateral = .constant(Double(wad: test.collateralWad))
        settings.startMicros = test.startMicros
        settings.reactionMillis = .constant(Double(test.reactionMicros) / 1_000)
        var extra = ExtraAgent(name, settings: settings, key: key, make: make)
        extra.isBackstop = test.isBackstop
        extra.isUnderTest = true
        return extra
    }

    /// The keeper that no other one can be better than: the upper bound of a scenario.
    ///
    /// It acts at each head without delay, on behalf of a backstop, whatever gas costs; it begins when
    /// a keeper under test would.
    public static func ideal(_ name: String = "ideal", in scenario: Scenario) -> ExtraAgent {
        var settings = PopulationSettings()
        settings.name = name
        settings.startMicros = scenario.keeper?.startMicros ?? 0
        settings.nativeWad = .wad &* 1_000_000_000
        settings.collateral = .constant(0)
        settings.reactionMillis = .constant(0)
        settings.fees.tip = .fixed
        settings.fees.tipWei = IdealKeeper.tipWei
        settings.fees.headroomWad = .wad &* 100
        var extra = ExtraAgent(name, settings: settings) { seat in
            IdealKeeper(markets: Array(seat.marketNames.indices))
        }
        extra.isBackstop = true
        return extra
    }
}

extension Double {
    /// An amount as the constant of a law: the nearest double to so many millionths.
    fileprivate init(wad: UInt256) {
        let millionths = wad.quotientAndRemainder(dividingBy: 1_000_000_000_000).quotient
        self = Double(millionths.low128) / 1_000_000
    }
}
