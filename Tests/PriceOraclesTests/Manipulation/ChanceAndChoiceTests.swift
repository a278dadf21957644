import PriceOracles
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@Suite struct ChanceAndChoiceTests {
    private let random = RandomSource(seed: 4)

    // MARK: - Proposers

    @Test(
        "runs of proposer slots come as often as the spec's table says",
        arguments: [
            (1, 100, 2, 0.00307), (1, 20, 2, 0.0715), (1, 10, 3, 0.0268), (1, 5, 4, 0.0369),
            (3, 10, 2, 0.907), (3, 10, 6, 0.0139),
        ] as [(UInt64, UInt64, UInt64, Double)])
    func runs(part: UInt64, whole: UInt64, length: UInt64, chance: Double) throws {
        var stream = random.stream("runs")
        let epochs: UInt64 = 200_000
        let share = try #require(Ratio(part, whole))
        let runs = try ProposerRuns.simulate(
            share: share, runLength: length, epochs: epochs, stream: &stream)
        // Four standard deviations, and half a digit of the table.
        let deviation = (chance * (1 - chance) / Double(epochs)).squareRoot()
        let found = Double(runs.epochsWithRun) / Double(epochs)
        #expect(abs(found - chance) < 4 * deviation + 0.0006 * (chance > 0.1 ? 1 : 0.1), "\(found)")
        var windows = Double(33 - length)
        for _ in 0..<length { windows *= Double(part) / Double(whole) }
        let mean = Double(runs.windows) / Double(epochs)
        #expect(abs(mean - windows) < 0.06 * windows, "\(mean) against \(windows)")
    }

    @Test("a certain share has every window, none has none, and runs end with their epoch")
    func certain() throws {
        var stream = random.stream("certain")
        let all = try ProposerRuns.simulate(
            share: .always, runLength: 3, slots: 5, epochs: 10, stream: &stream)
        #expect(all.epochsWithRun == 10 && all.windows == 30)
        let none = try ProposerRuns.simulate(
            share: .never, runLength: 1, epochs: 10, stream: &stream)
        #expect(none.epochsWithRun == 0 && none.windows == 0)
        let long = #expect(throws: ManipulationError.self) {
            try ProposerRuns.simulate(share: .always, runLength: 33, epochs: 1, stream: &stream)
        }
        #expect(long?.description == "runLength: 33 is not from 1 to 32")
        #expect(
            throws: ManipulationError.outOfRange("epochs", 312_500_001, allowed: 0...312_500_000)
        ) {
            try ProposerRuns.simulate(
                share: .always, runLength: 1, epochs: 312_500_001, stream: &stream)
        }
    }

    // MARK: - Censorship

    @Test("delays of a censored report are geometric, and each slot left out is paid")
    func censorship() throws {
        var stream = random.stream("censors")
        let share = try #require(Ratio(3, 10))
        let schedule = try CensorshipSchedule(share: share, slots: 100_000, stream: &stream)
        var atLeast = [0.0, 0.0, 0.0, 0.0]
        for slot in 0..<90_000 as Range<UInt64> {
            let delay = Int(schedule.firstOpenSlot(from: slot) - slot)
            for least in 0...min(delay, 3) { atLeast[least] += 1 / 90_000 }
        }
        for (least, expected) in [1, 0.3, 0.09, 0.027].enumerated() {
            #expect(abs(atLeast[least] - expected) < 0.008, "\(atLeast)")
        }
        let known = CensorshipSchedule([false, true, true, true, false, true])
        let bill = try known.bill(forReportAt: 1, bribePerSlotWei: wad("0.5"))
        #expect(try bill.total(of: .bribe, in: .native) == signedWad("-1.5"))
        #expect(bill.entries.map(\.note) == ["slot 1", "slot 2", "slot 3"])
        #expect(try known.bill(forReportAt: 0, bribePerSlotWei: .wad).entries.isEmpty)
        #expect(known.firstOpenSlot(from: 5) == 6)
        #expect(known.firstOpenSlot(from: .max) == .max)
    }

    // MARK: - Updates

    private func update(_ price: UInt64, _ seconds: UInt64, _ status: FeedStatus = .ok)
        -> FeedReading
    {
        FeedReading(priceWad: UInt256(price), updatedAtSeconds: seconds, status: status)
    }

    @Test("picks the first update of the window, or the one that suits the side")
    func choice() {
        let updates = [
            update(1, 9), update(50, 12), update(40, 11), update(70, 15), update(40, 14),
            update(70, 13), update(2, 21), update(1, 12, .stale),
        ]
        func pick(_ choice: UpdateChoice) -> UInt64? {
            choice.pick(from: updates, window: 10...20)?.updatedAtSeconds
        }
        #expect(pick(.first) == 11)
        #expect(pick(.best(.buy)) == 11)
        #expect(pick(.best(.sell)) == 13)
        #expect(UpdateChoice.first.pick(from: updates, window: 30...40) == nil)
    }

    @Test("the best update of a window gains about 0.8 s sqrt(w) of the notional")
    func option() throws {
        var stream = random.stream("updates")
        // A path of 400 small steps of 1e-4 each within the window: s sqrt(w) is 20 steps.
        let step: Int64 = 100_000_000_000_000
        let steps = 400
        var gains = (best: 0.0, first: 0.0)
        let draws = 4_000
        for draw in 0..<draws {
            let side: SpotSide = draw % 2 == 0 ? .buy : .sell
            var price = Int64(1_000_000_000_000_000_000)
            var updates: [FeedReading] = []
            for second in 0...steps {
                updates.append(update(UInt64(price), UInt64(second)))
                price += stream.next() & 1 == 0 ? step : -step
            }
            let window = 0...UInt64(steps)
            func gain(_ choice: UpdateChoice) -> Double {
                let picked = choice.pick(from: updates, window: window)?.priceWad ?? .zero
                let move = Double(picked.w0) / 1e18 - 1
                return side == .buy ? -move : move
            }
            gains.best += gain(.best(side)) / Double(draws)
            gains.first += gain(.first) / Double(draws)
        }
        #expect(gains.first == 0)
        let expected = 0.7979 * 20 * 1e-4
        // A walk of 400 steps stays below the continuous path's maximum by half a step or so.
        #expect(abs(gains.best - expected) < 0.05 * expected, "\(gains.best) against \(expected)")
    }

    // MARK: - Bribes

    @Test(
        "as many bribed reporters as the median needs, and one less does not do", arguments: 1...9)
    func bribes(count: Int) throws {
        let prices = (0..<count).map { UInt256(UInt64(100 - 7 * $0 % 50)) }
        let bribes = ReporterBribes(pricesWei: prices)
        for lie in [ReporterBribes.Lie.high, .low] {
            let needed = ReporterBribes.needed(for: lie, of: count)
            for liars in [needed - 1, needed] {
                let answers = (0..<count).map { number -> UInt64 in
                    number >= liars ? 1_000 + UInt64(number) : lie == .high ? 9_999 : 1
                }
                let isLie = UpperMedian.of(answers) == (lie == .high ? 9_999 : 1)
                #expect(isLie == (liars == needed), "\(liars) of \(count)")
            }
            let chosen = bribes.bribed(for: lie)
            #expect(Set(chosen).count == needed)
            let dearest = chosen.map { prices[$0] }.max() ?? .zero
            for other in prices.indices where !chosen.contains(other) {
                #expect(prices[other] >= dearest)
            }
            let paid = chosen.reduce(UInt256.zero) { $0 &+ prices[$1] }
            #expect(try bribes.bill(for: lie).total(of: .bribe, in: .native).magnitude == paid)
        }
    }
}
