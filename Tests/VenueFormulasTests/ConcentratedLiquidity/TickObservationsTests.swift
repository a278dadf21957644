import BigInt
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct TickObservationsTests {
    private func ring(_ notes: [(UInt32, Int64)], cardinality: UInt16) -> TickObservations {
        TickObservations(
            entries: notes.map { TickObservation(timestampSeconds: $0.0, tickCumulative: $0.1) },
            cardinality: cardinality)
    }

    @Test("between notes the rate is cut toward zero before it is multiplied")
    func interpolation() throws {
        let rising = ring([(100, 0), (112, 1_211)], cardinality: 9)
        #expect(try rising.tickCumulative(now: 112, secondsAgo: 5, tickSinceLast: 0) == 700)
        let falling = ring([(100, 0), (112, -1_211)], cardinality: 9)
        #expect(try falling.tickCumulative(now: 112, secondsAgo: 5, tickSinceLast: 0) == -700)
    }

    @Test("a note's own second gives the note, and what follows the last is carried")
    func carried() throws {
        let ring = ring([(100, 0), (112, 1_201), (131, 1_182)], cardinality: 3)
        #expect(try ring.tickCumulative(now: 140, secondsAgo: 40, tickSinceLast: 9) == 0)
        #expect(try ring.tickCumulative(now: 140, secondsAgo: 28, tickSinceLast: 9) == 1_201)
        #expect(try ring.tickCumulative(now: 140, secondsAgo: 9, tickSinceLast: 9) == 1_182)
        #expect(try ring.tickCumulative(now: 140, secondsAgo: 4, tickSinceLast: 9) == 1_227)
        #expect(try ring.tickCumulative(now: 140, secondsAgo: 0, tickSinceLast: -9) == 1_101)
    }

    @Test("only as many notes as there are places survive, and older seconds fail")
    func old() throws {
        let notes: [(UInt32, Int64)] = [(0, 0), (13, 1_300), (100, -5_000), (700, -905_000)]
        let two = ring(notes, cardinality: 2)
        #expect(try two.tickCumulative(now: 760, secondsAgo: 660, tickSinceLast: 0) == -5_000)
        #expect(throws: ObservationError.old) {
            try two.tickCumulative(now: 760, secondsAgo: 661, tickSinceLast: 0)
        }
        let one = ring(notes, cardinality: 1)
        #expect(try one.tickCumulative(now: 760, secondsAgo: 60, tickSinceLast: 0) == -905_000)
        #expect(throws: ObservationError.old) {
            try one.tickCumulative(now: 760, secondsAgo: 61, tickSinceLast: 0)
        }
        for empty in [ring(notes, cardinality: 0), ring([], cardinality: 5)] {
            #expect(throws: ObservationError.notInitialized) {
                try empty.tickCumulative(now: 1, secondsAgo: 0, tickSinceLast: 0)
            }
        }
    }

    @Test(
        "a ring written second by second answers like a table of all seconds",
        arguments: [UInt32(0), UInt32.max - 300])
    func bruteForce(start: UInt32) throws {
        var generator = SeededGenerator(seed: 51)
        var ring = TickObservations(startSeconds: start)
        ring.grow(to: 7)
        // The sum and the note's second at each second, counted without wrapping.
        var sums: [Int64] = [0]
        var noteSeconds: [Int] = [0]
        var tick: Int32 = 100
        for _ in 0..<200 {
            let gap = 1 + generator.below(9)
            for _ in 0..<gap { sums.append(sums[sums.count - 1] + Int64(tick)) }
            ring.write(now: start &+ UInt32(sums.count - 1), tick: tick)
            noteSeconds.append(sums.count - 1)
            tick = Int32(generator.below(1_000)) - 500
            // Some seconds pass without a note.
            let idle = generator.below(5)
            let now = sums.count - 1 + idle
            let places = min(7, noteSeconds.count)
            let oldest = noteSeconds[noteSeconds.count - places]
            for ago in 0...(now - oldest) {
                let second = now - ago
                let expected =
                    second < sums.count
                    ? sums[second]
                    : sums[sums.count - 1] + Int64(tick) * Int64(second - sums.count + 1)
                let found = try ring.tickCumulative(
                    now: start &+ UInt32(now), secondsAgo: UInt32(ago), tickSinceLast: tick)
                #expect(found == expected)
            }
            #expect(throws: ObservationError.old) {
                try ring.tickCumulative(
                    now: start &+ UInt32(now), secondsAgo: UInt32(now - oldest + 1),
                    tickSinceLast: tick)
            }
        }
        #expect(ring.cursor.cardinality == 7)
    }

    @Test("a ring grows only when its newest note is at the end, and a second has one note")
    func growth() throws {
        var ring = TickObservations(startSeconds: 10)
        ring.write(now: 20, tick: 1)
        #expect(ring.cursor == .init(index: 0, cardinality: 1, cardinalityNext: 1))
        ring.grow(to: 3)
        ring.grow(to: 2)
        #expect(ring.cursor == .init(index: 0, cardinality: 1, cardinalityNext: 3))
        ring.write(now: 30, tick: 1)
        ring.write(now: 30, tick: 99)
        #expect(ring.cursor == .init(index: 1, cardinality: 3, cardinalityNext: 3))
        #expect(try ring.observation(at: 1).tickCumulative == 20)
        #expect(try ring.tickCumulative(now: 30, secondsAgo: 10, tickSinceLast: 0) == 10)
    }

    @Test("sums wrap at 56 bits and seconds per liquidity at 160")
    func wrapping() {
        let top = Int64(1) << 55 - 1
        let note = TickObservation(
            timestampSeconds: 5, tickCumulative: top,
            secondsPerLiquidityX128: UInt256.one << 160 &- .one)
        let later = note.carried(to: 6, tick: 1, liquidity: 2)
        #expect(later.tickCumulative == -(Int64(1) << 55))
        #expect(later.secondsPerLiquidityX128 == UInt256.one << 127 &- .one)
        #expect(
            note.carried(to: 7, tick: 0, liquidity: 0).secondsPerLiquidityX128
                == UInt256.one << 129 &- .one)
    }

    @Test("the mean tick rounds toward minus infinity")
    func meanTick() {
        #expect(TickSpan.meanTick(cumulativeDelta: 552_648, seconds: 1_800) == 307)
        #expect(TickSpan.meanTick(cumulativeDelta: -1_657_944, seconds: 1_800) == -922)
        #expect(TickSpan.meanTick(cumulativeDelta: -1_800, seconds: 1_800) == -1)
        #expect(TickSpan.meanTick(cumulativeDelta: -1, seconds: 1_800) == -1)
        #expect(TickSpan.meanTick(cumulativeDelta: 1_799, seconds: 1_800) == 0)
        #expect(TickSpan.meanTick(cumulativeDelta: 1, seconds: 0) == nil)
        let spans = [TickSpan(seconds: 1_000, tick: -7), TickSpan(seconds: 801, tick: -8)]
        #expect(TickSpan.cumulative(of: spans) == -13_408)
        #expect(TickSpan.meanTick(cumulativeDelta: .min, seconds: 1) == .min)
    }

    @Test("the median moves only when half of the time is held")
    func median() {
        let calm = TickSpan(seconds: 901, tick: 10)
        #expect(TickSpan.medianTick(of: [calm, TickSpan(seconds: 899, tick: 80_000)]) == 10)
        #expect(TickSpan.medianTick(of: [TickSpan(seconds: 899, tick: -80_000), calm]) == 10)
        let half = [TickSpan(seconds: 900, tick: 10), TickSpan(seconds: 900, tick: 80_000)]
        #expect(TickSpan.medianTick(of: half) == 80_000)
        #expect(TickSpan.medianTick(of: [TickSpan(seconds: 0, tick: 5)]) == nil)
    }

    @Test("a truncated tick follows a jump by a bounded step a block")
    func truncated() {
        #expect(TickSpan.truncatedTick(46_054, after: 0, moveMax: 500) == 500)
        #expect(TickSpan.truncatedTick(-46_054, after: 100, moveMax: 500) == -400)
        #expect(TickSpan.truncatedTick(499, after: 0, moveMax: 500) == 499)
        #expect(TickSpan.truncatedTick(.max, after: .max, moveMax: .max) == .max)
        #expect(TickSpan.truncatedTick(.min, after: .min, moveMax: .max) == .min)
    }

    @Test("a ring without places begins with the first note that is written, grown before or not")
    func emptyRing() throws {
        for places in [UInt16(0), 3] {
            var ring = TickObservations(entries: [], cardinality: 0)
            ring.grow(to: places)
            ring.write(now: 5, tick: 70)
            ring.write(now: 8, tick: 7)
            ring.write(now: 9, tick: 8)
            #expect(try ring.tickCumulative(now: 10, secondsAgo: 0, tickSinceLast: 9) == 38)
            let start = try? ring.tickCumulative(now: 10, secondsAgo: 5, tickSinceLast: 9)
            // With one place the first note is gone.
            #expect(start == (places == 0 ? nil : 0))
        }
    }

    @Test("a store of no places refuses to be written")
    func noPlaces() throws {
        var ring = TickObservations(entries: [], cardinality: 0)
        var cursor = ObservationCursor(index: 0, cardinality: 0, cardinalityNext: 1)
        #expect(throws: ObservationError.notInitialized) {
            try ring.write(&cursor, now: 5, tick: 0, liquidity: .zero)
        }
    }
}
