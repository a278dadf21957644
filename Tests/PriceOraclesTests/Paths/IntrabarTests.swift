import PriceOracles
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@Suite struct IntrabarTests {
    static let bar = PriceBar(
        openTime: at(600), open: wad(100), high: wad(120), low: wad(90), close: wad(110))

    static func points(
        _ intrabar: Intrabar, _ bar: PriceBar = bar, seed: UInt64 = 1,
        durationMicros: UInt64 = 60_000_000
    ) throws -> [PathPoint] {
        try intrabar.points(
            of: bar, durationMicros: durationMicros, source: RandomSource(seed: seed), name: "btc")
    }

    @Test("plain orders give each price a quarter of the bar")
    func plain() throws {
        for (intrabar, units) in [
            (Intrabar.highFirst, [100, 120, 90, 110]), (.lowFirst, [100, 90, 120, 110]),
        ] as [(Intrabar, [UInt64])] {
            let points = try Self.points(intrabar)
            #expect(points.map(\.priceWad) == units.map(wad))
            #expect(points.map(\.time) == [600, 615, 630, 645].map(at))
        }
    }

    @Test("no case leaves the bar, and all touch its four prices", arguments: Intrabar.allCases)
    func bounds(intrabar: Intrabar) throws {
        var random = SeededGenerator(seed: 21)
        for seed in 0..<2000 {
            var prices = (0..<4).map { _ in UInt256(1 + random.next() >> random.below(60)) }
            if seed % 5 == 0 { prices[1] = prices[0] }
            if seed % 7 == 0 { prices[3] = prices[2] }
            let low = prices.min() ?? .zero
            let high = prices.max() ?? .zero
            let bar = PriceBar(
                openTime: at(60), open: prices[0], high: high, low: low, close: prices[1])
            let points = try Self.points(intrabar, bar, seed: UInt64(seed))
            let found = points.map(\.priceWad)
            #expect(found.first == prices[0])
            #expect(found.last == prices[1])
            #expect(found.min() == low)
            #expect(found.max() == high)
            let times = points.map(\.time)
            #expect(times.first == at(60))
            #expect(zip(times, times.dropFirst()).allSatisfy { pair in pair.0 < pair.1 })
            #expect((times.last ?? at(0)) < at(120))
        }
    }

    @Test("the bridge's bits are those of seed and moment, whatever was read before")
    func pinned() throws {
        let once = try Self.points(.bridge)
        _ = try Self.points(.bridge, PriceBar(openTime: at(0), open: 1, high: 1, low: 1, close: 1))
        let twice = try Self.points(.bridge)
        #expect(once == twice)
        #expect(once.count == 64)
        #expect([1, 2, 30].map { once[$0].priceWad.description } == Self.pins)
        let other = try Self.points(.bridge, seed: 2)
        #expect(once != other)
        var later = Self.bar
        later.openTime = at(660)
        let next = try Self.points(.bridge, later)
        #expect(once.map(\.priceWad) != next.map(\.priceWad))
    }

    static let pins = [
        "100450382201715687768", "97710475537250783828", "100826202533653614956",
    ]

    @Test(
        "the low comes first as often as the law says",
        arguments: [(100, 100), (100, 101), (101, 100), (98, 104), (100, 110)] as [(UInt64, UInt64)]
    )
    func orders(open: UInt64, close: UInt64) throws {
        let bar = PriceBar(
            openTime: at(600), open: wad(open), high: wad(120), low: wad(90), close: wad(close))
        let chance = BarBridge.chanceOfLowFirst(bar)
        let expected =
            1 / (1 + ExactMath.exp(-11.090354888959125 * (Double(close) - Double(open)) / 30))
        #expect(abs(chance - expected) < 1e-12)
        let count = 4000
        var lowFirst = 0
        for seed in 0..<count {
            let prices = try Self.points(.bridge, bar, seed: UInt64(seed)).map(\.priceWad)
            // The extremes themselves are met once: elsewhere the path stays inside.
            let low = prices.firstIndex(of: bar.low) ?? 0
            let high = prices.firstIndex(of: bar.high) ?? 0
            if low < high { lowFirst += 1 }
        }
        let error = (chance * (1 - chance) / Double(count)).squareRoot()
        #expect(abs(Double(lowFirst) / Double(count) - chance) < 4 * error)
    }

    @Test("the bridge's steps have Parkinson's variance away from the edges")
    func variance() throws {
        // A bar whose extremes lie far from each other: steps that start in the middle third.
        var squares: [Double] = []
        for seed: UInt64 in 0..<3000 {
            let prices = try Self.points(.bridge, seed: seed).map(\.priceWad)
            let places = prices.map { (PriceQuantization.price($0) - 90) / 30 }
            for index in 1..<places.count - 1 {
                // Second differences leave out the bridge's pull; their variance is twice a step's.
                let bend = places[index + 1] - 2 * places[index] + places[index - 1]
                let isInner = [places[index - 1], places[index], places[index + 1]]
                    .allSatisfy { $0 > 0.35 && $0 < 0.65 }
                if isInner { squares.append(bend * bend / 2) }
            }
        }
        let expected = 1 / (4 * 0.6931471805599453 * 63)
        let mean = Sample(squares).mean()
        // Choosing by the middle bends the law a little: small moves stay inside more often.
        #expect(mean > 0.8 * expected && mean < 1.1 * expected)
    }

    @Test("refuses a bar too short for its points, and one that contradicts itself")
    func refused() {
        #expect(throws: PathError.self) {
            try Self.points(.bridge, durationMicros: Intrabar.durationMicrosMin - 1)
        }
        for prices in [[5, 4, 3, 4], [4, 5, 0, 4], [4, 5, 4, 6]] as [[UInt64]] {
            let bar = PriceBar(
                openTime: at(0), open: UInt256(prices[0]), high: UInt256(prices[1]),
                low: UInt256(prices[2]), close: UInt256(prices[3]))
            #expect(throws: PathError.self) { try Self.points(.highFirst, bar) }
        }
        let huge = PriceBar(openTime: at(0), open: .max, high: .max, low: .max, close: .max)
        #expect(throws: PathError.self) { try Self.points(.bridge, huge) }
    }

    @Test("takes the shortest and the longest bars", arguments: Intrabar.allCases)
    func durations(intrabar: Intrabar) throws {
        for duration in [Intrabar.durationMicrosMin, 65, 1000, .max] {
            let points = try Self.points(intrabar, durationMicros: duration)
            let times = points.map(\.time.micros)
            let isRising = zip(times, times.dropFirst()).allSatisfy { pair in pair.0 <= pair.1 }
            #expect(isRising)
        }
    }
}
