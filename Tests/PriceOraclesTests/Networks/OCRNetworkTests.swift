import EthereumPrimitives
import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@Suite struct OCRNetworkTests {
    private let price: ProviderPrices = { _, _ in 200_000_000_000 }

    private func network(
        _ count: Int, tolerated: Int, faults: [FaultWindow] = [],
        bounds: AnswerBounds = .anyPositive, noise: Distribution = .constant(0)
    ) throws -> OCRNetwork {
        try OCRNetwork(
            nodes: reporters(count, noise: noise), faultsTolerated: tolerated,
            trigger: ReportTrigger(deviationPpb: 5_000_000, heartbeatSeconds: 3_600),
            bounds: bounds, faults: FaultSchedule(faults), random: chance, name: "ocr")
    }

    private func answer(_ outcome: OCROutcome) -> Int256? {
        if case .report(let round) = outcome { round.answer } else { nil }
    }

    @Test("a high lie needs half of an even number, a low one needs one more", arguments: 4...9)
    func threshold(count: Int) throws {
        for (lie, needed) in [(300_000_000_000, (count + 1) / 2), (1, count / 2 + 1)]
            as [(UInt256, Int)]
        {
            for liars in 0...count {
                var network = try network(
                    count, tolerated: 1,
                    faults: [fault(.corrupted(first: liars, ReportedLie(.absolute(lie))), 0, 9)])
                let outcome = network.round(at: second(1), after: nil, prices: price)
                let isBent = (answer(outcome) ?? .zero).bitPattern == lie
                #expect(isBent == (liars >= needed), "\(liars) of \(count) saying \(lie)")
            }
        }
    }

    @Test("up to f liars only move the answer inside the honest spread")
    func insideSpread() throws {
        let noise = Distribution.normal(mean: 0, deviation: 0.001)
        for lie in [1, 900_000_000_000] as [UInt256] {
            var honest = try network(7, tolerated: 2, noise: noise)
            var bent = try network(
                7, tolerated: 2,
                faults: [fault(.corrupted(first: 2, ReportedLie(.absolute(lie))), 0, 100)],
                noise: noise)
            for number in 0..<50 as Range<UInt64> {
                let seen = honest.observations(at: second(number), prices: price)
                    .filter { $0.observer >= 2 }.map(\.value)
                let outcome = bent.round(at: second(number), after: nil, prices: price)
                let said = answer(outcome) ?? .zero
                #expect(said >= seen[0] && said <= seen[4])
            }
        }
    }

    @Test("a report needs more than f observations, and is out of range or not due otherwise")
    func outcomes() throws {
        let down = try (0..<5).map { try fault(.reporterOffline($0), 0, 10) }
        var network = try network(
            7, tolerated: 2, faults: down + [fault(.reporterOffline(5), 5, 9)])
        let two = network.round(at: second(1), after: nil, prices: price)
        #expect(two == .tooFewObservations(count: 2, needed: 3))
        let one = network.round(at: second(6), after: nil, prices: price)
        #expect(one == .tooFewObservations(count: 1, needed: 3))
        let first = network.round(at: second(10), after: nil, prices: price)
        guard case .report(let round) = first else {
            Issue.record("\(first)")
            return
        }
        #expect(round.cause == .firstRound && round.observations.count == 7)
        #expect(round.sequence == 1 && round.observedAt == second(10))
        let written = WrittenRound(
            number: 1, answer: round.answer, observedAtSeconds: 1_000_010,
            updatedAtSeconds: 1_000_012)
        let quiet = network.round(at: second(11), after: written, prices: price)
        #expect(quiet == .notDue(median: round.answer))
        let out = network.round(at: second(12), after: written) { _, _ in .wad &* 2_000_000_000 }
        #expect(out == .outOfRange(median: Int256(bitPattern: .wad &* 2_000_000_000)))
        // What 192 bits do not hold is no observation.
        let wide = network.round(at: second(12), after: written) { _, _ in .one << 191 }
        #expect(wide == .tooFewObservations(count: 0, needed: 3))
    }

    @Test("the report carries observers and observations ascending, under numbers that rise")
    func report() throws {
        var network = try network(
            4, tolerated: 1,
            faults: [
                fault(.corrupted(reporters: [0], .lie(ReportedLie(.absolute(9)))), 0, 9),
                fault(.corrupted(reporters: [2], .lie(ReportedLie(.absolute(5)))), 0, 9),
            ])
        let keys = try (1...4).map { try PrivateKey(UInt256(UInt64($0))) }
        var last: UInt64 = 0
        for _ in 0..<300 {
            guard
                case .report(let round) = network.round(at: second(1), after: nil, prices: price)
            else { continue }
            let report = round.report(configDigest: 77)
            #expect(report.epochAndRound > last)
            last = report.epochAndRound
            #expect(report.observers == [2, 0, 1, 3])
            #expect(report.observations == report.observations.sorted())
        }
        #expect(last == 300)
        guard case .report(let round) = network.round(at: second(1), after: nil, prices: price)
        else { return }
        let signed = round.signed(configDigest: 77, by: keys, faultsTolerated: 1)
        let signers = try signed.signatures.map {
            try $0.recoverAddress(digest: signed.report.digest)
        }
        #expect(signers == [keys[0].address, keys[1].address])
    }

    @Test("refuses fewer than 3f + 1 nodes, and more than a report has places for")
    func refuses() throws {
        #expect(throws: ReporterNetworkError.tooManyFaults(tolerated: 2, nodes: 6)) {
            try network(6, tolerated: 2)
        }
        #expect(throws: ReporterNetworkError.tooManyFaults(tolerated: -1, nodes: 6)) {
            try network(6, tolerated: -1)
        }
        #expect(throws: ReporterNetworkError.reporterCount(32, allowed: 1...31)) {
            try network(32, tolerated: 1)
        }
        #expect(try network(1, tolerated: 0).faultsTolerated == 0)
    }

    @Test("with two of four nodes down one who lies high decides the report, one more stops it")
    func nodesDown() throws {
        let lie = FeedFault.corrupted(first: 1, ReportedLie(.absolute(900_000_000_000)))
        let down = try [fault(.reporterOffline(2), 0, 9), fault(.reporterOffline(3), 0, 9)]
        for (faults, isBent) in try [
            ([fault(lie, 0, 9)] + down.prefix(1), false), ([fault(lie, 0, 9)] + down, true),
        ] {
            var network = try network(4, tolerated: 1, faults: faults)
            let answer = answer(network.round(at: second(1), after: nil, prices: price))
            #expect(answer == (isBent ? 900_000_000_000 : 200_000_000_000))
        }
        var silent = try network(
            4, tolerated: 1, faults: down + [fault(.reporterOffline(1), 0, 9)])
        #expect(
            silent.round(at: second(1), after: nil, prices: price)
                == .tooFewObservations(count: 1, needed: 2))
    }
}
