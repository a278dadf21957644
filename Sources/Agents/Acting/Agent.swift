import Chain
import SimulationKernel

/// Somebody who takes part in a run: what a strategy has to say, and nothing else.
///
/// An agent is woken, sees what has reached it, and answers with what it wants done. It never touches
/// state: what it asks for becomes signed transactions through its node, or orders at venues, after
/// its reaction time and at its own cost. It draws chance from a stream of its own.
///
///     final class Buyer: Agent {
///         let rhythm = WakeRhythm.every(micros: 60_000_000)
///         func act(_ view: AgentView) -> [AgentIntent] {
///             view.position(in: 0) == nil ? [.open(.long, marginWad: .wad &* 100)] : []
///         }
///     }
public protocol Agent: AnyObject {
    /// When it is woken.
    var rhythm: WakeRhythm { get }
    /// What it wants done, at what it sees now.
    func act(_ view: AgentView) -> [AgentIntent]
    /// Hears what became of an intent that was sent as a transaction.
    func hear(_ outcome: IntentOutcome, _ view: AgentView)
    /// Hears of a block that has reached its node, before it is woken for it.
    func hear(_ notice: NodeNotice, _ view: AgentView)
    /// What became of an order at a venue off the chain.
    func hear(_ answer: VenueAnswer, _ view: AgentView)
    /// Hears of trouble with its connection, where it has one of its own.
    func hear(_ notice: ConnectionNotice, _ view: AgentView)
    /// Calls that it makes of its node when it looks, which count where they are limited.
    var callsPerLook: Int { get }
}

extension Agent {
    /// Nothing is done about it.
    public func hear(_ outcome: IntentOutcome, _ view: AgentView) {}
    /// Nothing is done about it.
    public func hear(_ notice: NodeNotice, _ view: AgentView) {}
    /// Nothing is done about it.
    public func hear(_ answer: VenueAnswer, _ view: AgentView) {}
    /// Nothing is done about it.
    public func hear(_ notice: ConnectionNotice, _ view: AgentView) {}
    /// One, of many parts.
    public var callsPerLook: Int { 1 }
}

/// When an agent is woken; it can also ask for a moment by `AgentIntent.wake`.
public struct WakeRhythm: Hashable, Sendable {
    /// From one waking to the next, microseconds; nil for none by the clock.
    public var interval: Distribution?
    /// Whether each head that reaches its node wakes it.
    public var onHeads: Bool
    /// Whether it hears of transactions that wait in its node's pool, by `hear(_: NodeNotice)`.
    public var hearsPending: Bool
    /// Whether it hears of heads by `hear(_: NodeNotice)`.
    public var hearsHeads: Bool
    /// The first waking, microseconds after its start; the first interval if it is nil.
    public var firstMicros: UInt64?
    /// How long it waits for an answer of its node, microseconds.
    public var patienceMicros = WakeRhythm.patienceMicros

    /// What clients wait for an answer that have not been told otherwise, microseconds.
    /// - Source: web3.py and viem, whose requests over HTTP time out after ten seconds.
    public static let patienceMicros: UInt64 = 10_000_000

    /// A rhythm from its parts.
    public init(
        interval: Distribution? = nil, onHeads: Bool = false, hearsHeads: Bool = false,
        hearsPending: Bool = false, firstMicros: UInt64? = nil
    ) {
        self.interval = interval
        self.onHeads = onHeads
        self.hearsHeads = hearsHeads
        self.hearsPending = hearsPending
        self.firstMicros = firstMicros
    }

    /// Again and again after the same time.
    public static func every(micros: UInt64) -> WakeRhythm {
        WakeRhythm(interval: .constant(Double(micros)))
    }

    /// After gaps without memory.
    public static func poisson(meanMicros: Double) -> WakeRhythm {
        WakeRhythm(interval: .exponential(mean: meanMicros))
    }

    /// With each head.
    public static let heads = WakeRhythm(onHeads: true)
}
