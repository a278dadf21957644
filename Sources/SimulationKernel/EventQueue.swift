import HeapModule

/// Names one scheduled event of one queue, also after the event has happened.
///
/// The generation is the event's insertion sequence, which no other event of the queue ever bears:
/// the name is never mistaken for a later event in the same slot.
public struct EventID: Hashable, Sendable {
    let slot: Int
    let generation: UInt64
}

/// Events in order of time; events of one moment in the order in which they were scheduled.
///
/// The heap sorts small keys; payloads stay in their slots. A cancelled event gives its payload and
/// slot back at once and leaves a dead key behind, which is skipped when it comes up. Dead keys are
/// swept out before they outnumber the live ones by more than a constant, so that memory follows the
/// live events however many timers are cancelled.
public struct EventQueue<Payload> {
    /// Dead keys beyond the number of live ones at which the heap is built anew.
    package static var deadKeysSlack: Int { 64 }

    private struct Key: Comparable {
        let time: SimulatedTime
        let sequence: UInt64
        let slot: Int

        static func < (left: Key, right: Key) -> Bool {
            left.time == right.time ? left.sequence < right.sequence : left.time < right.time
        }
    }

    private var keys = Heap<Key>()
    private var slots = EventSlots<Payload>()
    private var nextSequence: UInt64 = 0

    /// A queue without events.
    public init() {}

    /// Events that are still to happen; cancelled ones do not count.
    public var count: Int { slots.count }

    /// Whether no event is still to happen.
    public var isEmpty: Bool { count == 0 }

    /// When the next live event happens; nil when there is none.
    ///
    /// Reading it drops the dead keys before that event.
    public var nextTime: SimulatedTime? {
        mutating get {
            while let key = keys.min {
                if slots.holds(sequence: key.sequence, slot: key.slot) { return key.time }
                keys.removeMin()
            }
            return nil
        }
    }

    /// Adds an event, after all events already scheduled for the same moment.
    /// - Returns: a name to cancel it by.
    /// - Complexity: O(log `count`).
    @discardableResult
    public mutating func schedule(_ payload: Payload, at time: SimulatedTime) -> EventID {
        let sequence = nextSequence
        nextSequence += 1
        let slot = slots.insert(payload, sequence: sequence)
        keys.insert(Key(time: time, sequence: sequence, slot: slot))
        return EventID(slot: slot, generation: sequence)
    }

    /// Takes an event back and frees its payload at once.
    /// - Returns: false if it has already happened or been cancelled; nothing changes then.
    /// - Complexity: constant, averaged over many calls.
    @discardableResult
    public mutating func cancel(_ id: EventID) -> Bool {
        guard slots.remove(sequence: id.generation, slot: id.slot) != nil else { return false }
        sweepIfDue()
        return true
    }

    /// Takes the next live event out; nil when there is none.
    /// - Complexity: O(log `count`), averaged over many calls.
    public mutating func popNext() -> (time: SimulatedTime, payload: Payload)? {
        while let key = keys.popMin() {
            guard let payload = slots.remove(sequence: key.sequence, slot: key.slot) else {
                continue
            }
            sweepIfDue()
            return (key.time, payload)
        }
        return nil
    }

    /// Builds the heap anew from the live keys once dead ones prevail.
    ///
    /// As many events have ended since the last time as keys are now dropped, whence the averaged
    /// constant cost.
    private mutating func sweepIfDue() {
        let deadKeys = keys.count - count
        guard deadKeys > count + Self.deadKeysSlack else { return }
        let slots = slots
        keys = Heap(keys.unordered.filter { slots.holds(sequence: $0.sequence, slot: $0.slot) })
    }
}

// MARK: - Footprint

extension EventQueue {
    /// Keys in the heap, dead ones included.
    package var keyCount: Int { keys.count }

    /// Slots for payloads, free ones included.
    package var slotCount: Int { slots.slotCount }
}
