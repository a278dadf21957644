import SimulationKernel
import TestSupport
import Testing

@Suite struct EventQueueTests {
    private func time(_ micros: UInt64) -> SimulatedTime { SimulatedTime(micros: micros) }

    private func drain<Payload>(_ queue: inout EventQueue<Payload>) -> [Payload] {
        var payloads: [Payload] = []
        while let event = queue.popNext() { payloads.append(event.payload) }
        return payloads
    }

    @Test("events come in order of time, those of one moment in order of insertion")
    func order() {
        var queue = EventQueue<String>()
        for (micros, name) in [(5, "a"), (3, "b"), (5, "c"), (0, "d"), (3, "e"), (5, "f")] {
            queue.schedule(name, at: time(UInt64(micros)))
        }
        queue.schedule("last", at: time(.max))
        #expect(queue.count == 7)
        #expect(queue.nextTime == time(0))
        #expect(drain(&queue) == ["d", "b", "e", "a", "c", "f", "last"])
        #expect(queue.isEmpty && queue.nextTime == nil)
    }

    @Test("a thousand events of one moment keep their order")
    func manyTies() {
        var queue = EventQueue<Int>()
        for number in 0..<1000 { queue.schedule(number, at: time(7)) }
        #expect(drain(&queue) == Array(0..<1000))
    }

    @Test("an event can be cancelled once, before it happens")
    func cancel() {
        var queue = EventQueue<String>()
        let first = queue.schedule("first", at: time(1))
        let second = queue.schedule("second", at: time(2))
        let third = queue.schedule("third", at: time(3))
        #expect(queue.cancel(second) == true)
        #expect(queue.cancel(second) == false)
        #expect(queue.count == 2)
        #expect(queue.popNext()?.payload == "first")
        #expect(queue.cancel(first) == false)
        #expect(queue.nextTime == time(3))
        #expect(queue.popNext()?.payload == "third")
        #expect(queue.cancel(third) == false)
        #expect(queue.popNext() == nil)
    }

    @Test("a slot used again obeys neither the name nor the time of the event before it")
    func slotUsedAgain() {
        var queue = EventQueue<String>()
        let old = queue.schedule("old", at: time(1))
        queue.cancel(old)
        let new = queue.schedule("new", at: time(9))
        #expect(queue.slotCount == 1)
        #expect(old != new)
        #expect(queue.cancel(old) == false)
        #expect(queue.count == 1)
        #expect(queue.nextTime == time(9))
        let event = queue.popNext()
        #expect(event?.time == time(9))
        #expect(event?.payload == "new")
        let later = queue.schedule("later", at: time(10))
        #expect(queue.cancel(old) == false)
        #expect(queue.cancel(new) == false)
        #expect(queue.cancel(later) == true)
    }

    @Test("a dead key of a slot used again is skipped by popping, too")
    func popSkipsDeadKeys() {
        var queue = EventQueue<String>()
        queue.cancel(queue.schedule("old", at: time(1)))
        queue.schedule("new", at: time(9))
        let event = queue.popNext()
        #expect(event?.time == time(9))
        #expect(event?.payload == "new")
        #expect(queue.popNext() == nil)
    }

    @Test("payloads that are optionals are events even when nil")
    func optionalPayload() {
        var queue = EventQueue<Int?>()
        let id = queue.schedule(nil, at: time(1))
        queue.schedule(nil, at: time(2))
        #expect(queue.count == 2)
        #expect(queue.cancel(id) == true)
        #expect(queue.nextTime == time(2))
        #expect(drain(&queue) == [nil])
    }

    private final class Token {}

    @Test("cancelling frees the payload at once, happening frees it from the queue")
    func payloadsAreFreed() {
        var queue = EventQueue<Token>()
        weak var cancelled: Token?
        weak var happened: Token?
        let id: EventID
        do {
            let token = Token()
            let other = Token()
            (cancelled, happened) = (token, other)
            id = queue.schedule(token, at: time(1))
            queue.schedule(other, at: time(2))
        }
        #expect(cancelled != nil && happened != nil)
        queue.cancel(id)
        #expect(cancelled == nil && happened != nil)
        _ = queue.popNext()
        #expect(happened == nil)
    }

    @Test("a million cancelled timers leave nothing behind")
    func cancelledTimers() {
        var queue = EventQueue<Int>()
        for number in 0..<10 { queue.schedule(number, at: time(5_000_000 + UInt64(number))) }
        var keyCountMax = 0
        for number in 0..<1_000_000 {
            queue.cancel(queue.schedule(number, at: time(UInt64(number))))
            keyCountMax = max(keyCountMax, queue.keyCount)
        }
        // Ten live keys, ten dead ones for them, the slack, and the event on its way.
        #expect(keyCountMax <= 20 + EventQueue<Int>.deadKeysSlack + 1)
        #expect(queue.slotCount == 11)
        #expect(drain(&queue) == Array(0..<10))
    }

    @Test("a wave of a million timers leaves no memory taken", arguments: ["up", "down", "popped"])
    func wave(_ end: String) {
        var queue = EventQueue<Int>()
        let ids = (0..<1_000_000).map { queue.schedule($0, at: time(UInt64($0))) }
        #expect(queue.slotCount == 1_000_000)
        switch end {
        case "up": for id in ids { queue.cancel(id) }
        case "down": for id in ids.reversed() { queue.cancel(id) }
        default: while queue.popNext() != nil {}
        }
        #expect(queue.isEmpty)
        #expect(queue.keyCount <= EventQueue<Int>.deadKeysSlack)
        #expect(queue.slotCount <= 100)
    }

    @Test("slots beyond the last one taken are given back while events remain")
    func trimming() {
        var queue = EventQueue<Int>()
        let ids = (0..<100_000).map { queue.schedule($0, at: time(UInt64($0))) }
        for id in ids[1000...].reversed() { queue.cancel(id) }
        #expect(queue.slotCount < 3000)
        for number in 1000..<2000 { queue.schedule(number, at: time(UInt64(number))) }
        #expect(queue.slotCount < 3000)
        #expect(drain(&queue) == Array(0..<2000))
    }

    @Test("low slots are used first, so that one late event does not hold the others' memory")
    func lowSlotsFirst() {
        var queue = EventQueue<Int>()
        let ids = (0..<1000).map { queue.schedule($0, at: time(UInt64($0))) }
        for id in ids[100..<999] { queue.cancel(id) }
        for number in 0..<50 { queue.schedule(number, at: time(2000)) }
        queue.cancel(ids[999])
        for number in 0..<500 { queue.cancel(queue.schedule(number, at: time(3000))) }
        #expect(queue.count == 150)
        #expect(queue.slotCount <= 151)
    }

    @Test("sweeping dead keys keeps order and names", arguments: 1...20 as ClosedRange<UInt64>)
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var queue = EventQueue<Int>()
        var model: [(time: UInt64, number: Int)] = []
        var ids: [EventID] = []
        var times: [UInt64] = []
        // Some runs mostly schedule, some mostly cancel.
        let cancelShare = random.below(6)
        for step in 0..<3000 {
            let place: Comment = "seed \(seed), step \(step)"
            switch random.below(10) {
            case 0..<cancelShare where !ids.isEmpty:
                let number = random.below(ids.count)
                let index = model.firstIndex { $0.number == number }
                #expect(queue.cancel(ids[number]) == (index != nil), place)
                if let index { model.remove(at: index) }
            case 6:
                let event = queue.popNext()
                #expect(event?.time.micros == model.first?.time, place)
                #expect(event?.payload == model.first?.number, place)
                if !model.isEmpty { model.removeFirst() }
            default:
                // Few moments, so that many events share one; numbers stand for insertion order.
                times.append(random.next() % 50)
                let number = ids.count
                ids.append(queue.schedule(number, at: time(times[number])))
                let index = model.firstIndex { $0.time > times[number] } ?? model.count
                model.insert((times[number], number), at: index)
            }
            #expect(queue.count == model.count, place)
            #expect(queue.isEmpty == model.isEmpty, place)
            #expect(
                queue.keyCount <= 2 * model.count + EventQueue<Int>.deadKeysSlack, place)
            if step % 3 == 0 { #expect(queue.nextTime?.micros == model.first?.time, place) }
        }
        #expect(Set(ids).count == ids.count)
        #expect(drain(&queue) == model.map(\.number))
    }
}
