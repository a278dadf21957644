import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@Suite struct ReporterPanelTests {
    /// A price that tells the second at which it was asked, and the source.
    private let clock: ProviderPrices = { provider, time in
        UInt256(time.seconds - 1_000_000) &* 1_000 &+ UInt256(UInt64(provider))
    }

    private func panel(
        _ all: [Reporter], _ windows: [FaultWindow] = []
    ) throws -> ReporterPanel {
        try ReporterPanel(all, faults: FaultSchedule(windows), random: chance, name: "panel")
    }

    private func values(
        _ panel: inout ReporterPanel, at number: UInt64
    ) -> [UInt256?] {
        panel.observe(at: second(number), prices: clock).map { $0?.value }
    }

    @Test("a reporter sees what was before its lag, and faults of lag add to it")
    func lag() throws {
        var panel = try panel(
            reporters(1, lagMicros: 3_000_000),
            [fault(.lagging(micros: 5_000_000), 50, 60), fault(.lagging(micros: .max), 58, 60)])
        #expect(values(&panel, at: 49) == [46_000])
        #expect(values(&panel, at: 50) == [42_000])
        #expect(values(&panel, at: 60) == [57_000])
        let zero = panel.observe(at: second(59)) { _, time in UInt256(time.micros) }
        #expect(zero[0]?.value ?? .max == .zero)
    }

    @Test("a frozen reporter repeats what it saw last, and sees again afterwards")
    func frozen() throws {
        var panel = try panel(
            reporters(2, noise: .uniform(low: -0.1, high: 0.1)), [fault(.frozen, 20, 30)])
        let before = values(&panel, at: 19)
        #expect(values(&panel, at: 20) == before)
        #expect(values(&panel, at: 29) == before)
        #expect(values(&panel, at: 30) != before)
        #expect(before[0] != before[1])
    }

    @Test("a fault leaves all later draws where they were")
    func drawsStay() throws {
        let all = reporters(3, noise: .normal(mean: 0, deviation: 0.01))
        var plain = try panel(all)
        var faulty = try panel(
            all,
            [
                fault(.reporterOffline(1), 2, 4), fault(.frozen, 3, 5), fault(.stalled, 5, 6),
                fault(.providerMissing(0), 6, 7),
            ])
        for number in 0..<10 as Range<UInt64> {
            let (expected, seen) = (values(&plain, at: number), values(&faulty, at: number))
            if number < 2 || number > 6 { #expect(seen == expected, "at \(number)") }
            if number == 2 { #expect(seen[1] == nil && seen[0] == expected[0]) }
        }
        // One reporter more changes nobody else's draws.
        var larger = try panel(all + [Reporter("other", providers: [.init(0)])])
        var again = try panel(all)
        #expect(Array(values(&larger, at: 1).prefix(3)) == values(&again, at: 1))
    }

    @Test("scaling, clamping, quotes and lies work on top of each other in the schedule's order")
    func compose() throws {
        let usdc = FeedFault.wrongQuote([
            QuoteStep(from: second(0), rateWad: 875_000_000_000_000_000),
            QuoteStep(from: second(20), rateWad: .wad),
        ])
        var panel = try panel(
            reporters(2),
            [
                fault(usdc, 10, 30), fault(.misscaled(powerOfTen: 2), 12, 13),
                fault(.misscaled(powerOfTen: -3), 13, 14),
                fault(.clamped(low: 9_000, high: 1_000_000), 11, 14),
                fault(
                    .corrupted(
                        first: 1, ReportedLie(.factorWad(2_000_000_000_000_000_000))), 12, 14),
            ])
        #expect(values(&panel, at: 8) == [8_000, 8_000])
        #expect(values(&panel, at: 10) == [8_750, 8_750])
        #expect(values(&panel, at: 11) == [9_625, 9_625])
        // 12,000 * 0.875 * 100 is 1,050,000, above the clamp; the lie doubles what is left.
        #expect(values(&panel, at: 12) == [2_000_000, 1_000_000])
        #expect(values(&panel, at: 13) == [18_000, 9_000])
        #expect(values(&panel, at: 20) == [20_000, 20_000])
    }

    @Test("a reporter takes the median of the providers that have a price")
    func providers() throws {
        let upper = Reporter("upper", providers: [.init(1), .init(2), .init(3), .init(9)])
        let weighted = Reporter(
            "weighted", providers: [.init(1, weight: 3), .init(2, weight: 1), .init(3, weight: 1)],
            rule: .weightedMedian)
        var panel = try panel(
            [upper, weighted], [fault(.providerMissing(3), 5, 9), fault(.providerMissing(1), 6, 9)])
        #expect(values(&panel, at: 1) == [1_003, 1_001])
        #expect(values(&panel, at: 5) == [5_002, 5_001])
        #expect(values(&panel, at: 6) == [6_009, 6_002])
        let silent = panel.observe(at: second(1)) { _, _ in nil }
        #expect(silent[0] == nil && silent[1] == nil)
    }

    @Test("noise has the mean and spread that it is given, and never leaves the integers")
    func noise() throws {
        var panel = try panel(reporters(1, noise: .normal(mean: 0.002, deviation: 0.01)))
        var (sum, squares) = (0.0, 0.0)
        let count = 20_000
        for _ in 0..<count {
            let said = panel.observe(at: second(1)) { _, _ in 1_000_000_000_000 }
            let value = Double(said[0]?.value.w0 ?? 0) / 1e12 - 1
            sum += value
            squares += value * value
        }
        let mean = sum / Double(count)
        // Four standard errors of the mean are 0.00028, of the deviation 0.0002.
        #expect(abs(mean - 0.002) < 0.00029)
        #expect(abs((squares / Double(count) - mean * mean).squareRoot() - 0.01) < 0.0002)
        for wild in [-1e300, 1e300] {
            var panel = try self.panel(reporters(1, noise: .constant(wild)))
            let large = panel.observe(at: second(1)) { _, _ in .max }
            #expect(large[0]?.value ?? .zero == .zero)
            let small = panel.observe(at: second(1)) { _, _ in 3 }
            #expect(small[0]?.value ?? 9 == (wild < 0 ? 0 : 3_000_000))
        }
    }

    @Test("refuses reporters and faults that cannot be")
    func refuses() throws {
        #expect(throws: ReporterNetworkError.reporterCount(0, allowed: 1...255)) {
            try panel([])
        }
        #expect(throws: ReporterNetworkError.duplicateName("r0")) {
            try panel(reporters(1) + reporters(1))
        }
        #expect(throws: ReporterNetworkError.slashInName("b/c")) {
            try panel([Reporter("b/c", providers: [.init(0)])])
        }
        #expect(throws: ReporterNetworkError.noProviders(reporter: "x")) {
            try panel([Reporter("x", providers: [])])
        }
        #expect(throws: ReporterNetworkError.unknownReporter(2, count: 2)) {
            try panel(reporters(2), [fault(.reporterOffline(2), 0, 1)])
        }
        let lie = ReportedLie(.absolute(9))
        #expect(throws: ReporterNetworkError.unknownReporter(2, count: 2)) {
            try panel(reporters(2), [fault(.corrupted(first: 1 << 40, lie), 0, 1)])
        }
        #expect(throws: ReporterNetworkError.unknownReporter(255, count: 255)) {
            try panel(reporters(255), [fault(.corrupted(first: 256, lie), 0, 1)])
        }
        #expect(throws: ReporterNetworkError.badPowerOfTen(78)) {
            try fault(.misscaled(powerOfTen: 78), 0, 1)
        }
        #expect(throws: ReporterNetworkError.badQuoteSteps(count: 0)) {
            try fault(.wrongQuote([]), 0, 1)
        }
        #expect(throws: ReporterNetworkError.self) { try fault(.stalled, 1, 1) }
        #expect(throws: ReporterNetworkError.self) {
            try panel(reporters(1, noise: .exponential(mean: -1)))
        }
    }

    @Test("begins and ends of faults are told in order of time")
    func records() throws {
        let schedule = FaultSchedule([
            try fault(.stalled, 10, 20), try fault(.frozen, 5, 10), try fault(.stalled, 30, 40),
        ])
        let told = schedule.records(through: second(30)).map {
            "\($0.time.seconds - 1_000_000) \($0.fault) \($0.change)"
        }
        #expect(
            told == [
                "5 frozen began", "10 frozen ended", "10 stalled began", "20 stalled ended",
                "30 stalled began",
            ])
        #expect(schedule.active(at: second(19)) == [.stalled])
        #expect(schedule.active(at: second(20)).isEmpty)
    }

    @Test("networks of different kinds and one name draw chance of their own")
    func streams() throws {
        let noisy = reporters(3, noise: .normal(mean: 0, deviation: 0.01))
        let price: ProviderPrices = { _, _ in .wad }
        let trigger = ReportTrigger(deviationPpb: 1, heartbeatSeconds: 1)
        var ocr = try OCRNetwork(
            nodes: noisy, faultsTolerated: 0, trigger: trigger, bounds: .anyPositive,
            random: chance, name: "eth")
        var maker = try MakerNetwork(
            noisy.map { MakerSigner($0, trigger: trigger) }, quorum: 3, freshSeconds: 10,
            random: chance, name: "eth")
        var validators = try ValidatorNetwork(
            noisy.map { ($0, 1) }, random: chance, name: "eth")
        let seen = ocr.observations(at: second(1), prices: price).map(\.value.bitPattern)
        maker.observe(at: second(1), prices: price)
        let signed = try #require(maker.collection(at: second(1), after: nil)).map(\.valueWad)
        let posted = validators.posts(at: second(1), prices: price).compactMap { $0 }
        #expect(Set(seen + signed + posted).count == 9)
    }
}
