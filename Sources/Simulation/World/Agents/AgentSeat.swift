import Agents
import Chain
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// What the making of an agent is given: its name, its chance, and the world's names as places.
public struct AgentSeat {
    /// The member's name.
    public let name: String
    /// Its number within the population, from zero.
    public let number: UInt64
    /// The path of the population in the scenario, for problems.
    public let keyPath: String
    /// The moment of the genesis block.
    public let runStart: SimulatedTime
    /// The markets by their places.
    public let marketNames: [String]
    /// The venues by their places.
    public let venueNames: [String]
    /// The fund of each market, by its place.
    public var fundNames: [String] = []
    /// The price outside of each venue that is a pair, by its place; nil for other venues.
    public var pairPrices: [((SimulatedTime) -> UInt256)?] = []
    /// Who lends each pair's quote token for a transaction, and the account that borrows for the
    /// member; nil where there are none.
    public var flash: FlashPlace?
    /// The builders of blocks, by their numbers; none where blocks are built otherwise.
    public var builders: [Int] = []
    /// From what the member has seen to its sending, microseconds.
    public var reactionMicros = Distribution.constant(0)
    /// When the member begins, microseconds after the start.
    public var startMicros: UInt64 = 0
    /// What collateral the member begins with, wad.
    public let collateralWad: UInt256
    /// The root of all chance.
    public let random: RandomSource
    /// Under whose name the member draws: its own, or that of the member that it is the twin of.
    public var chance: String

    /// The member's own stream of a purpose.
    public func stream(_ purpose: String) -> RandomStream {
        random.stream("agent/\(chance)/\(purpose)")
    }

    /// The place of a market; the first where none is named.
    public func market(_ name: String, key: String) throws(ScenarioProblem) -> Int {
        if name.isEmpty && !marketNames.isEmpty { return 0 }
        return try place(of: name, in: marketNames, key: key)
    }

    /// The places of markets; all where none is named.
    public func markets(_ names: [String], key: String) throws(ScenarioProblem) -> [Int] {
        if names.isEmpty { return Array(marketNames.indices) }
        var places: [Int] = []
        for name in names { places.append(try place(of: name, in: marketNames, key: key)) }
        return places
    }

    /// The place of a venue.
    public func venue(_ name: String, key: String) throws(ScenarioProblem) -> Int {
        try place(of: name, in: venueNames, key: key)
    }

    /// The places of venues.
    public func venues(_ names: [String], key: String) throws(ScenarioProblem) -> [Int] {
        var places: [Int] = []
        for name in names { places.append(try place(of: name, in: venueNames, key: key)) }
        return places
    }

    /// The market that a fund stands for.
    public func market(ofFund name: String, key: String) throws(ScenarioProblem) -> Int {
        try place(of: name, in: fundNames, key: key)
    }

    /// Refuses a setting.
    func refuse(_ key: String, _ value: String, _ allowed: String) -> ScenarioProblem {
        ScenarioProblem("\(keyPath).\(key)", value, allowed)
    }

    private func place(
        of name: String, in names: [String], key: String
    ) throws(ScenarioProblem) -> Int {
        guard let place = names.firstIndex(of: name) else {
            throw ScenarioProblem(
                "\(keyPath).\(key)", name,
                names.isEmpty ? "there are none" : "one of \(names.joined(separator: ", "))")
        }
        return place
    }
}
