import SimulationKernel
import Testing

@Suite struct TimelineTests {
    private func time(_ micros: UInt64) -> SimulatedTime { SimulatedTime(micros: micros) }

    /// What has happened, in order, and at which moments.
    private final class Log {
        var entries: [String] = []
        let timeline: Timeline

        init(_ timeline: Timeline) { self.timeline = timeline }

        func note(_ text: String) { entries.append("\(text)@\(timeline.now.micros)") }
    }

    @Test("each action finds the clock at its own moment")
    func clock() {
        let timeline = Timeline(start: time(100))
        let log = Log(timeline)
        timeline.schedule(at: time(300)) { log.note("b") }
        timeline.schedule(afterMicros: 50) { log.note("a") }
        #expect(timeline.nextTime == time(150))
        #expect(timeline.step())
        #expect(timeline.now == time(150))
        #expect(timeline.eventCount == 1)
        #expect(timeline.step())
        #expect(!timeline.step())
        #expect(timeline.now == time(300))
        #expect(timeline.eventCount == 2)
        #expect(timeline.nextTime == nil)
        #expect(log.entries == ["a@150", "b@300"])
    }

    @Test("what an action schedules for its own moment happens then, after all others of it")
    func sameMoment() {
        let timeline = Timeline(start: time(0))
        let log = Log(timeline)
        timeline.schedule(at: time(10)) {
            log.note("first")
            timeline.schedule(at: time(10)) { log.note("child") }
            timeline.schedule(afterMicros: 0) { log.note("sibling") }
        }
        timeline.schedule(at: time(10)) { log.note("second") }
        timeline.run(until: time(10))
        #expect(log.entries == ["first@10", "second@10", "child@10", "sibling@10"])
    }

    @Test("a moment before now means now")
    func pastTime() {
        let timeline = Timeline(start: time(50))
        let log = Log(timeline)
        timeline.schedule(at: time(60)) {
            timeline.schedule(at: time(60)) { log.note("at now") }
            timeline.schedule(at: time(3)) { log.note("past") }
        }
        timeline.schedule(at: time(0)) { log.note("before start") }
        timeline.run(until: time(70))
        #expect(log.entries == ["before start@50", "at now@60", "past@60"])
    }

    @Test("a run goes up to and with its last moment, where the clock then stands")
    func runUntil() {
        let timeline = Timeline(start: time(0))
        let log = Log(timeline)
        for micros in [9, 10, 11] as [UInt64] {
            timeline.schedule(at: time(micros)) { log.note("event") }
        }
        timeline.run(until: time(10))
        #expect(log.entries == ["event@9", "event@10"])
        #expect(timeline.now == time(10))
        #expect(timeline.nextTime == time(11))
        timeline.run(until: time(500))
        #expect(log.entries.last == "event@11")
        #expect(timeline.now == time(500))
        timeline.schedule(afterMicros: 1) { log.note("later") }
        #expect(timeline.nextTime == time(501))
    }

    @Test("a run until a moment before now changes nothing")
    func runUntilPast() {
        let timeline = Timeline(start: time(20))
        timeline.schedule(afterMicros: 0) {}
        timeline.run(until: time(19))
        #expect(timeline.now == time(20))
        #expect(timeline.eventCount == 0)
    }

    @Test("a delay beyond the last moment ends there")
    func delayIsBounded() {
        let timeline = Timeline(start: time(20))
        timeline.schedule(afterMicros: .max) {}
        #expect(timeline.nextTime == time(.max))
    }

    @Test("actions cancel each other, and themselves no more")
    func cancelling() {
        let timeline = Timeline(start: time(0))
        let log = Log(timeline)
        var own: EventID?
        let victim = timeline.schedule(at: time(2)) { log.note("victim") }
        own = timeline.schedule(at: time(1)) {
            log.note(timeline.cancel(victim) ? "cancelled" : "missed")
            if let own { log.note(timeline.cancel(own) ? "cancelled itself" : "is running") }
        }
        timeline.run(until: time(5))
        #expect(log.entries == ["cancelled@1", "is running@1"])
        #expect(timeline.eventCount == 1)
        #expect(!timeline.cancel(victim))
    }

    @Test("a cancelled action is let go of at once")
    func cancelledActionIsFreed() {
        let timeline = Timeline(start: time(0))
        weak var held: Log?
        let id: EventID
        do {
            let log = Log(timeline)
            held = log
            id = timeline.schedule(at: time(1)) { log.note("never") }
        }
        #expect(held != nil)
        timeline.cancel(id)
        #expect(held == nil)
    }

    @Test("a chain of actions, each scheduling the next, counts each once")
    func chain() {
        let timeline = Timeline(start: time(0))
        func tick() { timeline.schedule(afterMicros: 250, tick) }
        tick()
        timeline.run(until: SimulatedTime(seconds: 1))
        #expect(timeline.eventCount == 4000)
        #expect(timeline.nextTime == time(1_000_250))
    }
}
