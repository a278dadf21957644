import EthereumPrimitives
import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@Suite struct PythVotesTests {
    @Test("one publisher's price and confidence are the aggregate's")
    func alone() {
        for (price, confidence) in [(0, 1), (-7, 3), (.max, 1), (.min, 5), (12, .max)]
            as [(Int64, UInt64)]
        {
            let own = PythPrice(price: price, confidence: confidence)
            #expect(PythVotes.aggregate([own]) == own)
        }
    }

    @Test("the mean of the two middle votes rounds down on both sides of zero")
    func floors() {
        func middle(_ low: Int64, _ high: Int64) -> Int64 {
            PythVotes.aggregate(
                [PythPrice(price: low, confidence: 1), PythPrice(price: high, confidence: 1)])?
                .price ?? .max
        }
        // Votes 9, 10, 11, 14, 15, 16 and their mirror: 12.5 and -12.5.
        #expect(middle(10, 15) == 12)
        #expect(middle(-15, -10) == -13)
        #expect(middle(-1, 2) == 0)
        #expect(middle(-2, 1) == -1)
    }

    @Test("moves with its publishers, whatever their order")
    func shifts() {
        var stream = chance.stream("votes")
        for _ in 0..<200 {
            var prices = (0..<(1 + stream.index(below: 9))).map { _ in
                PythPrice(
                    price: Int64(stream.below(2_000)) - 1_000, confidence: 1 + stream.below(300))
            }
            guard let before = PythVotes.aggregate(prices) else {
                Issue.record("no aggregate")
                continue
            }
            stream.shuffle(&prices)
            let moved = prices.map {
                PythPrice(price: $0.price - 5_000, confidence: $0.confidence)
            }
            #expect(
                PythVotes.aggregate(moved)
                    == PythPrice(price: before.price - 5_000, confidence: before.confidence))
            let told = prices.map(\.price)
            let width = Int64(prices.map(\.confidence).max() ?? 0)
            #expect(before.price >= (told.min() ?? 0) - width)
            #expect(before.price <= (told.max() ?? 0) + width)
        }
    }

    @Test("is unknown with too few publishers; a confidence of zero does not count")
    func unknown() {
        let good = PythPrice(price: 10, confidence: 1)
        #expect(PythVotes.aggregate([]) == nil)
        #expect(PythVotes.aggregate([good, good], publishersMin: 3) == nil)
        let mute = PythPrice(price: 10, confidence: 0)
        #expect(PythVotes.aggregate([good, good, mute], publishersMin: 3) == nil)
        #expect(PythVotes.aggregate([good, good, mute], publishersMin: 2) == good)
    }

    @Test("wide confidences widen the aggregate's once they are more than three quarters")
    func widening() {
        let honest = PythPrice(price: 100_000, confidence: 10)
        let wide = PythPrice(price: 100_000, confidence: 50_000)
        for count in 0...20 {
            let aggregate = PythVotes.aggregate(
                Array(repeating: wide, count: count)
                    + Array(repeating: honest, count: 20 - count))
            #expect(aggregate == (count > 15 ? wide : honest), "\(count) of 20")
        }
    }
}

@Suite struct PythEMATests {
    @Test("follows the weighted recursion of sums in floating point")
    func recursion() {
        var ema = PythEMA()
        var stream = chance.stream("ema")
        var (top, width, bottom) = (0.0, 0.0, 0.0)
        var slot: UInt64 = 0
        for _ in 0..<3_000 {
            let gap = 1 + stream.below(40)
            slot += gap
            let price = Int64(stream.below(1_000_000)) - 300_000
            let confidence = 1 + stream.below(5_000)
            ema.update(PythPrice(price: price, confidence: confidence), slot: slot)
            let factor = bottom == 0 ? 0 : 1 - 117_065e-9 * Double(gap)
            top = top * factor + Double(price) / Double(confidence)
            width = width * factor + 1
            bottom = bottom * factor + 1 / Double(confidence)
            let value = ema.value ?? PythPrice(price: .max, confidence: 0)
            #expect(abs(Double(value.price) - (top / bottom - 0.5)) < 0.51)
            #expect(abs(Double(value.confidence) - (width / bottom - 0.5)) < 0.51)
        }
    }

    @Test("halves its distance in the number of slots that the design gives")
    func halfLife() {
        var ema = PythEMA()
        ema.update(PythPrice(price: 0, confidence: 1_000), slot: 0)
        // A long history at zero weighs 1 / 117065e-9 aggregates.
        for slot in 1...60_000 as ClosedRange<UInt64> {
            ema.update(PythPrice(price: 0, confidence: 1_000), slot: slot)
        }
        for slot in 60_001...65_921 as ClosedRange<UInt64> {
            ema.update(PythPrice(price: 1_000_000, confidence: 1_000), slot: slot)
        }
        #expect(abs((ema.value?.price ?? 0) - 500_000) < 1_000)
    }

    @Test("a gap of 4,145 slots is bridged, one more starts again; an old slot is left out")
    func restart() {
        let old = PythPrice(price: 100, confidence: 10)
        let new = PythPrice(price: 900, confidence: 10)
        var bridged = PythEMA()
        #expect(bridged.value == nil)
        bridged.update(old, slot: 5)
        bridged.update(new, slot: 5)
        bridged.update(new, slot: 4)
        #expect(bridged.value == old)
        bridged.update(new, slot: 4_150)
        let price = bridged.value?.price ?? 0
        #expect(price > 100 && price < 900)
        var restarted = PythEMA()
        restarted.update(old, slot: 5)
        restarted.update(new, slot: 4_151)
        #expect(restarted.value == new)
    }
}

@Suite struct PythNetworkTests {
    private let settings = PythSettings(
        feedID: Hash256(UInt256(7)), exponent: -5, publishersMin: 3)

    private func network(
        _ count: Int = 4, _ faults: [FaultWindow] = [], everySlots: UInt64 = 1,
        confidence: Distribution = .constant(0.001)
    ) throws -> PythNetwork {
        try PythNetwork(
            reporters(count).map {
                PythPublisher($0, relativeConfidence: confidence, everySlots: everySlots)
            }, settings: settings, faults: FaultSchedule(faults), random: chance, name: "pyth")
    }

    private let price: ProviderPrices = { _, _ in 2_000_000 }

    @Test("an update has the aggregate, its averages and the second of its slot")
    func update() throws {
        var network = try network()
        let made = network.update(at: second(3) + 700_000, prices: price)
        let update = try #require(made)
        #expect(
            update
                == PriceUpdate(
                    feedID: settings.feedID, price: 2_000_000, confidence: 2_000, exponent: -5,
                    publishTimeSeconds: 1_000_003, emaPrice: 2_000_000, emaConfidence: 2_000))
    }

    @Test("prices count for 25 slots after their publishers fall silent, then it is unknown")
    func ages() throws {
        // Silent from second 10 on: the last publication is at 9.6 s, 25 slots later is 19.6 s.
        var network = try network(4, [fault(.stalled, 10, 100)])
        var last: UInt64 = 0
        for slot in 0..<100 as Range<UInt64> {
            let time = second(0) + slot * 400_000
            if network.update(at: time, prices: price) != nil { last = slot }
        }
        #expect(last == 24 + 25)
        var few = try self.network(4, [fault(.reporterOffline(0), 0, 50)])
        let fewUpdate = few.update(at: second(1), prices: price)
        #expect(fewUpdate != nil)
        var tooFew = try self.network(
            4, [fault(.reporterOffline(0), 0, 50), fault(.reporterOffline(1), 0, 50)])
        let tooFewUpdate = tooFew.update(at: second(1), prices: price)
        #expect(tooFewUpdate == nil)
    }

    @Test("a slow publisher repeats itself between its slots")
    func slow() throws {
        var network = try network(everySlots: 10)
        var seen: [Int64] = []
        for slot in 0..<30 as Range<UInt64> {
            let update = network.update(at: second(0) + slot * 400_000) { _, time in
                UInt256(time.micros - second(0).micros) &+ 1_000_000
            }
            seen.append(update?.price ?? 0)
        }
        #expect(Set(seen).count == 3 && seen[9] == seen[0] && seen[10] > seen[9])
    }

    @Test("liars bring their own confidence")
    func lie() throws {
        let lie = ReportedLie(.factorWad(.wad), confidence: 600_000)
        var network = try network(4, [fault(.corrupted(first: 4, lie), 0, 9)])
        let made = network.update(at: second(1), prices: price)
        let update = try #require(made)
        #expect(update.price == 2_000_000 && update.confidence == 600_000)
    }

    @Test("a stream publishes each slot; a user finds the first after its order, or the best")
    func selection() throws {
        let timeline = Timeline(start: second(0))
        let key = try PrivateKey(9)
        let stream = PythStream(
            try network(), into: try SelectiveUpdates(capacity: 50, guardians: [key]),
            on: timeline
        ) { _, time in
            // Down to 1,000 at second 10 and up again.
            let seconds = time.seconds - 1_000_000
            return UInt256(1_000 + (seconds < 10 ? 10 - seconds : seconds - 10))
        }
        stream.start()
        timeline.run(until: second(16))
        let updates = stream.updates
        #expect(updates.updates.count == 41)
        let first = try #require(updates.first(afterSeconds: 1_000_004))
        #expect(first.publishTimeSeconds == 1_000_005 && first.price == 1_005)
        let low = try #require(
            updates.pick(.best(.buy), window: 1_000_004...1_000_014))
        #expect(low.price == 1_000 && low.publishTimeSeconds == 1_000_010)
        let high = try #require(
            updates.pick(.best(.sell), window: 1_000_004...1_000_014))
        #expect(high.price == 1_006 && high.publishTimeSeconds == 1_000_004)
        #expect(updates.first(afterSeconds: 1_000_016) == nil)
        let signed = updates.signed(high)
        #expect(try signed.signatures[0].recoverAddress(digest: high.digest) == key.address)
        stream.stop()
        timeline.run(until: second(60))
        #expect(stream.updates.latest?.publishTimeSeconds ?? 0 == 1_000_016)
    }

    @Test("the store keeps the newest, and takes nothing older than them")
    func store() throws {
        var updates = try SelectiveUpdates(capacity: 3, guardians: [])
        for time in [1, 2, 3, 4, 5, 6, 7, 8, 2] as [UInt64] {
            updates.append(
                PriceUpdate(
                    feedID: .zero, price: 1, confidence: 1, exponent: 0, publishTimeSeconds: time,
                    emaPrice: 1, emaConfidence: 1))
        }
        #expect(updates.updates.map(\.publishTimeSeconds) == [6, 7, 8])
        #expect(throws: ReporterNetworkError.self) {
            try SelectiveUpdates(capacity: 0, guardians: [])
        }
    }
}
