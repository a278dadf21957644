/// The clock of a run and everything that is still to happen in it.
///
/// A run has one timeline. Its parts schedule actions, and time passes only by running them, one
/// after the other: the clock jumps to each action's moment and stands still while it runs.
public final class Timeline {
    /// The moment of the action that runs or has run last, or where `run(until:)` left the clock.
    public private(set) var now: SimulatedTime

    /// Events that have happened; cancelled ones never do.
    public private(set) var eventCount: UInt64 = 0

    private var queue = EventQueue<() -> Void>()

    /// A clock that stands at its first moment, with nothing scheduled.
    public init(start: SimulatedTime) {
        now = start
    }

    /// When the next event happens; nil when nothing is scheduled.
    public var nextTime: SimulatedTime? { queue.nextTime }

    /// Has an action happen at a moment, after all those already scheduled for it.
    ///
    /// A moment before `now` means now: the action then happens after the one that runs.
    @discardableResult
    public func schedule(at time: SimulatedTime, _ action: @escaping () -> Void) -> EventID {
        queue.schedule(action, at: max(time, now))
    }

    /// Has an action happen so many microseconds from now.
    @discardableResult
    public func schedule(afterMicros delayMicros: UInt64, _ action: @escaping () -> Void) -> EventID
    {
        queue.schedule(action, at: now + delayMicros)
    }

    /// Takes a scheduled action back, and with it all that the action holds on to.
    /// - Returns: false if it has already happened, is running, or was cancelled.
    @discardableResult
    public func cancel(_ id: EventID) -> Bool {
        queue.cancel(id)
    }

    /// Runs the next event.
    /// - Returns: false if there is none; the clock then stays where it is.
    @discardableResult
    public func step() -> Bool {
        guard let (time, action) = queue.popNext() else { return false }
        precondition(time >= now, "event at \(time.micros) us behind the clock at \(now.micros) us")
        now = time
        eventCount += 1
        action()
        return true
    }

    /// Runs all events up to and at a moment, also those that they schedule meanwhile; the clock then
    /// stands at that moment.
    ///
    /// A moment before `now` changes nothing, since time does not run backwards.
    public func run(until time: SimulatedTime) {
        while let next = queue.nextTime, next <= time { step() }
        now = max(now, time)
    }
}
