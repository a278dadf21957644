import PriceOracles
import Testing
import WideIntegers

@Suite struct DeviationHeartbeatFeedTests {
    private func feed(
        _ bounds: AnswerBounds = .anyPositive, latency: UInt64 = 0,
        deviationPpb: UInt64 = 10_000_000
    ) -> DeviationHeartbeatFeed {
        DeviationHeartbeatFeed(
            trigger: ReportTrigger(deviationPpb: deviationPpb, heartbeatSeconds: 1_000),
            bounds: bounds, latencySeconds: latency)
    }

    private func round(
        _ number: UInt64, _ answer: Int256, _ observed: UInt64, _ updated: UInt64
    ) -> WrittenRound {
        WrittenRound(
            number: number, answer: answer, observedAtSeconds: observed, updatedAtSeconds: updated)
    }

    @Test("one request is in flight at a time, and lands with what was seen at its poll")
    func oneInFlight() {
        var feed = feed(latency: 25)
        #expect(feed.poll(1_000, atSeconds: 0).isEmpty)
        // Far away, but a request is in flight.
        #expect(feed.poll(2_000, atSeconds: 10).isEmpty)
        #expect(feed.poll(2_000, atSeconds: 20).isEmpty && feed.isInFlight)
        // Lands at 25, between polls; at 30 the next request is judged against it.
        #expect(feed.poll(1_009, atSeconds: 30) == [round(1, 1_000, 0, 25)])
        #expect(!feed.isInFlight)
        #expect(feed.poll(1_010, atSeconds: 40).isEmpty && feed.isInFlight)
        #expect(feed.poll(1_010, atSeconds: 65) == [round(2, 1_010, 40, 65)])
    }

    @Test("what is due at a poll lands before the poll is judged")
    func landsFirst() {
        var feed = feed(latency: 10)
        feed.poll(1_000, atSeconds: 0)
        let written = feed.poll(1_005, atSeconds: 10)
        #expect(written == [round(1, 1_000, 0, 10)] && !feed.isInFlight)
    }

    @Test("out of range nothing is requested, so that the way stays free for what is in range")
    func revert() throws {
        let bounds = try AnswerBounds(answerMin: 100, answerMax: 2_000, rule: .revert)
        var feed = feed(bounds, latency: 50)
        feed.poll(99, atSeconds: 0)
        #expect(!feed.isInFlight)
        feed.poll(100, atSeconds: 10)
        #expect(feed.poll(2_001, atSeconds: 60) == [round(1, 100, 10, 60)])
        #expect(!feed.isInFlight && feed.poll(50, atSeconds: 5_000).isEmpty)
        #expect(feed.latest == round(1, 100, 10, 60))
    }

    @Test("a clamped answer is judged as its bound, and does not move the feed again and again")
    func clamp() throws {
        let bounds = try AnswerBounds(answerMin: -100, answerMax: 100, rule: .clamp)
        var feed = feed(bounds)
        #expect(feed.poll(-5_000, atSeconds: 0) == [round(1, -100, 0, 0)])
        #expect(feed.poll(-9_000, atSeconds: 10).isEmpty)
        #expect(feed.poll(-99, atSeconds: 20) == [round(2, -99, 20, 20)])
        #expect(feed.poll(700, atSeconds: 30) == [round(3, 100, 30, 30)])
        #expect(feed.poll(800, atSeconds: 1_031) == [round(4, 100, 1_031, 1_031)])
    }

    @Test("a request goes out whatever the price")
    func requested() {
        var feed = feed()
        feed.poll(1_000, atSeconds: 0)
        #expect(feed.poll(1_000, atSeconds: 1).isEmpty)
        #expect(feed.poll(1_000, atSeconds: 2, isRequested: true).count == 1)
    }

    @Test("without latency the error after each poll stays below the deviation")
    func errorBound() {
        var feed = feed(deviationPpb: 5_000_000)
        var price: Int256 = 1_000_000
        for step in 0..<2_000 as Range<Int64> {
            price = price &+ Int256((step * 7_919) % 4_001 - 2_000)
            feed.poll(price, atSeconds: UInt64(step))
            let answer = feed.latest?.answer ?? .zero
            let distance = price > answer ? price &- answer : answer &- price
            #expect(distance &* 1_000 < answer &* 5)
        }
    }

    @Test("a replay measures each row against what stood before it")
    func replay() {
        var replay = FeedReplay(feed(latency: 20))
        replay.advance(to: 1_000, atSeconds: 0)
        #expect(replay.errorMaxAtSeconds == nil)
        // The first round lands at 20: the row is 20 % off it, and the answer is 10 s old.
        replay.advance(to: 1_250, atSeconds: 30)
        #expect(replay.errorMaxPpb == 200_000_000 && replay.errorMaxAtSeconds ?? 0 == 30)
        #expect(replay.ageMaxSeconds == 10)
        // Of equal errors the last one is told.
        replay.advance(to: 1_250, atSeconds: 40)
        #expect(replay.errorMaxAtSeconds ?? 0 == 40)
        // The next one has landed at 50, with what was seen at 30.
        replay.advance(to: 1_250, atSeconds: 90)
        #expect(replay.errorMaxAtSeconds ?? 0 == 40 && replay.ageMaxSeconds == 40)
        replay.advance(to: 0, atSeconds: 91)
        #expect(replay.errorMaxAtSeconds ?? 0 == 40)
    }
}
