import HeapModule

/// The payloads of scheduled events, each in a numbered slot that is used again once it is free.
///
/// A payload is asked for by slot and insertion sequence together. No two events of a queue share a
/// sequence, so that a name which has outlived its event finds nothing, whoever holds the slot now.
struct EventSlots<Payload> {
    /// Free slots that are kept however few are taken, so that small queues never give memory back.
    static var slackSlots: Int { 64 }

    private struct Slot {
        var sequence: UInt64
        var payload: Payload?
    }

    private var slots: [Slot] = []
    // The lowest is used first, so that the high ones come free and can be given back.
    private var freeSlots = Heap<Int>()
    private var releasesSinceTrim = 0

    /// Slots taken or free: what the memory is proportional to.
    var slotCount: Int { slots.count }

    /// Payloads held.
    var count: Int { slots.count - freeSlots.count }

    /// Keeps a payload and says in which slot.
    mutating func insert(_ payload: Payload, sequence: UInt64) -> Int {
        guard let slot = freeSlots.popMin() else {
            slots.append(Slot(sequence: sequence, payload: payload))
            return slots.count - 1
        }
        slots[slot] = Slot(sequence: sequence, payload: payload)
        return slot
    }

    /// Whether the event of that sequence is still in the slot.
    func holds(sequence: UInt64, slot: Int) -> Bool {
        slot < slots.count && slots[slot].sequence == sequence && slots[slot].payload != nil
    }

    /// Takes the payload of that event out; nil when the event is no longer there.
    mutating func remove(sequence: UInt64, slot: Int) -> Payload? {
        guard slot < slots.count, slots[slot].sequence == sequence else { return nil }
        guard let payload = slots[slot].payload.take() else { return nil }
        freeSlots.insert(slot)
        releasesSinceTrim += 1
        // A trim walks over all slots. Once in a quarter as many releases, it adds a constant to each.
        if freeSlots.count > count + Self.slackSlots
            && (count == 0 || releasesSinceTrim > slots.count / 4)
        {
            trim()
        }
        return payload
    }

    /// Gives back the free slots beyond the last one taken.
    private mutating func trim() {
        let kept = (slots.lastIndex { $0.payload != nil } ?? -1) + 1
        slots = Array(slots[..<kept])
        freeSlots = Heap(slots.indices.filter { slots[$0].payload == nil })
        releasesSinceTrim = 0
    }
}
