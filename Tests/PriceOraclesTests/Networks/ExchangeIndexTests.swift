import PriceOracles
import SimulationKernel
import Testing
import VenueFormulas
import WideIntegers

@Suite struct ExchangeIndexTests {
    private let quarter = OutlierRule.drop(beyond: Fraction(ppm: 250_000))

    /// Quotes of the second 0, named a, b, c, ...
    private func quotes(
        _ prices: [Int64], weights: [UInt64]? = nil, time: UInt64 = 0
    ) -> [IndexQuote] {
        prices.enumerated().map { place, price in
            IndexQuote(
                name: String(UnicodeScalar(UInt8(97 + place))), price: Fraction(Int256(price)),
                timeSeconds: time, weight: weights?[place] ?? 1)
        }
    }

    private func index(
        _ rule: OutlierRule, _ combination: IndexCombination = .weightedMean, age: UInt64 = 900
    ) -> ExchangeIndex {
        ExchangeIndex(
            ExchangeIndexRule(ageMaxSeconds: age, outliers: rule, combination: combination))
    }

    private func value(
        _ rule: OutlierRule, _ quotes: [IndexQuote],
        _ combination: IndexCombination = .weightedMean,
        at now: UInt64 = 0
    ) throws -> (price: Fraction, active: String) {
        var index = index(rule, combination)
        let value = try index.value(of: quotes, atSeconds: now)
        return (value?.price ?? .zero, (value?.active ?? []).joined())
    }

    @Test("a venue at exactly the bound is kept, one beyond it is dropped")
    func boundary() throws {
        #expect(try value(quarter, quotes([1_000, 1_000, 1_250])).active == "abc")
        #expect(try value(quarter, quotes([1_000, 1_000, 1_251])).active == "ab")
        #expect(try value(quarter, quotes([1_000, 1_000, 750])).active == "abc")
        #expect(try value(quarter, quotes([1_000, 1_000, 749])).active == "ab")
    }

    @Test("with two left nobody is dropped, and the median is taken anew after each dropping")
    func repeats() throws {
        #expect(try value(quarter, quotes([100, 10_000])).active == "ab")
        // 160 is the median of five, and 121 within a quarter of it; of the three that are left the
        // median is 122, and 160 is beyond a quarter of that.
        #expect(try value(quarter, quotes([121, 122, 160, 1_000, 1_100])).active == "ab")
        // Two pairs far apart are both far from the mean of the middle.
        let apart = try value(quarter, quotes([100, 100, 1_000, 1_000]))
        #expect(apart.active.isEmpty && apart.price == .zero)
    }

    @Test("a quote is stale one second after its age limit; one of the future is not")
    func stale() throws {
        var old = quotes([1_000, 2_000])
        old[1].timeSeconds = 101
        #expect(try value(.keep, old, at: 1_001).active == "b")
        #expect(try value(.keep, old, at: 900).active == "ab")
        #expect(try value(.keep, old, at: 5_000).active.isEmpty)
        #expect(try value(.keep, old, at: 50).active == "ab")
    }

    @Test("combines by mean, weight and median, exactly")
    func combines() throws {
        let all = quotes([10, 20, 40, 60], weights: [1, 1, 1, 4])
        #expect(try value(.keep, all, .mean).price == Fraction(130, over: 4))
        #expect(try value(.keep, all, .weightedMean).price == Fraction(310, over: 7))
        #expect(try value(.keep, all, .median).price == Fraction(30))
        #expect(try value(.keep, all, .weightedMedian).price == Fraction(60))
        let even = quotes([10, 20, 40, 60], weights: [1, 2, 1, 2])
        #expect(try value(.keep, even, .weightedMedian).price == Fraction(20))
        #expect(try value(.keep, quotes([1, 2], weights: [0, 0])).active.isEmpty)
        let thirds = [
            IndexQuote(name: "a", price: try Fraction(1, over: 3), timeSeconds: 0, weight: 1),
            IndexQuote(name: "b", price: try Fraction(1, over: 7), timeSeconds: 0, weight: 2),
        ]
        #expect(try value(.keep, thirds).price == Fraction(13, over: 63))
    }

    @Test("a venue with weight w bends the index by w times the bound at most")
    func corruption() throws {
        for price in stride(from: 1_000 as Int64, through: 2_000, by: 1) {
            let bent = try value(quarter, quotes([1_000, 1_000, price], weights: [40, 40, 20]))
            #expect(bent.price <= Fraction(1_050))
            #expect((bent.price == Fraction(1_050)) == (price == 1_250))
        }
    }

    @Test("a clamped venue enters at the bound, also one of two")
    func clamps() throws {
        let rule = OutlierRule.clamp(beyond: Fraction(ppm: 30_000))
        #expect(try value(rule, quotes([100, 100, 200])).price == Fraction(303, over: 3))
        #expect(try value(rule, quotes([100, 100, 1])).price == Fraction(297, over: 3))
        #expect(try value(rule, quotes([100, 100, 102])).price == Fraction(302, over: 3))
        #expect(try value(rule, quotes([100, 300])).price == Fraction(200))
    }

    @Test("an excluded venue is back after more than 15 minutes within 2 % of the rest")
    func settles() throws {
        // The published example of the rule's announcement.
        var index = index(.excludeUntilSettled(.bitMEX))
        let steps: [(UInt64, [Int64], String)] = [
            (0, [100, 100, 100], "abc"), (5, [150, 100, 100], "bc"),
            (1_205, [122, 120, 120], "bc"),
            (2_105, [130, 131, 129], "bc"), (2_110, [131, 131, 129], "abc"),
            (2_115, [140, 138, 139], "abc"),
        ]
        for (now, prices, active) in steps {
            let value = try index.value(of: quotes(prices, time: now), atSeconds: now)
            #expect((value?.active ?? []).joined() == active, "at \(now)")
        }
    }

    @Test("a venue that strays in between begins its 15 minutes anew")
    func strays() throws {
        var index = index(.excludeUntilSettled(.bitMEX))
        func active(_ now: UInt64, _ prices: [Int64]) throws -> String {
            (try index.value(of: quotes(prices, time: now), atSeconds: now)?.active ?? []).joined()
        }
        #expect(try active(0, [150, 100, 100]) == "bc")
        #expect(try active(10, [101, 100, 100]) == "bc")
        #expect(try active(500, [103, 100, 100]) == "bc")
        #expect(try active(600, [101, 100, 100]) == "bc")
        #expect(try active(1_000, [101, 100, 100]) == "bc")
        #expect(try active(1_501, [101, 100, 100]) == "abc")
    }

    @Test("with one left a venue is measured by a quarter of the index's last value")
    func loneReturn() throws {
        var index = index(.excludeUntilSettled(.bitMEX), age: 60)
        _ = try index.value(of: quotes([150, 100, 100]), atSeconds: 0)
        // Venue c falls stale, so that b alone is left; a is 20 % off the last index of 100.
        for now in [100, 1_001] as [UInt64] {
            let value = try index.value(
                of: Array(quotes([120, 100], time: now)), atSeconds: now)
            #expect((value?.active ?? []).joined() == (now == 100 ? "b" : "ab"))
        }
    }

    @Test("a suspended venue is back after five minutes; the fourth time it is for good")
    func suspends() throws {
        var index = index(.suspend(.bingXLike), age: 5)
        func active(_ now: UInt64, _ prices: [Int64]) throws -> String {
            (try index.value(of: quotes(prices, time: now), atSeconds: now)?.active ?? []).joined()
        }
        for start in [0, 300, 600] as [UInt64] {
            #expect(try active(start, [110, 100, 100, 100]) == "bcd")
            #expect(try active(start + 299, [100, 100, 100, 100]) == "bcd")
        }
        #expect(try active(900, [103, 100, 100, 100]) == "abcd")
        #expect(try active(901, [104, 100, 100, 100]) == "bcd")
        #expect(try active(100_000, [100, 100, 100, 100]) == "bcd")
        index.readmit("a")
        #expect(try active(100_001, [100, 100, 100, 100]) == "abcd")
        // Four in more than half an hour are not for good.
        for start in [200_000, 200_700, 201_400, 202_100] as [UInt64] {
            #expect(try active(start, [110, 100, 100, 100]) == "bcd")
        }
        #expect(try active(202_400, [100, 100, 100, 100]) == "abcd")
    }

    @Test("fractions that do not fit are an error, not a trap")
    func overflow() throws {
        let wide = (0..<4).map { place in
            IndexQuote(
                name: "\(place)",
                price: (try? Fraction(.max, over: .max &- UInt256(UInt64(place)))) ?? .one,
                timeSeconds: 0, weight: .max)
        }
        #expect(throws: VenueFormulaError.overflow) {
            try value(quarter, wide)
        }
    }
}

@Suite struct IndexNetworkTests {
    @Test("an operator's index is its rule's, and a silent venue falls stale")
    func indexOperator() throws {
        let venues = (0..<3).map { place in
            (
                reporter: Reporter("v\(place)", providers: [.init(place)]),
                weight: UInt64(place + 1)
            )
        }
        var index = try IndexOperator(
            venues,
            rule: ExchangeIndexRule(
                ageMaxSeconds: 5, outliers: .drop(beyond: Fraction(ppm: 250_000))),
            faults: FaultSchedule([
                try fault(.reporterOffline(2), 10, 20), try fault(.stalled, 30, 60),
            ]),
            random: chance, name: "index")
        let prices: ProviderPrices = { provider, _ in UInt256(UInt64(100 + provider)) &* .wad }
        // (100 + 2 * 101 + 3 * 102) / 6, and without the last one (100 + 2 * 101) / 3.
        let all = UInt256(608).scaledWad(over: 6)
        let two = UInt256(302).scaledWad(over: 3)
        for (time, expected) in [(9, all), (14, all), (15, two), (20, all), (29, all), (34, all)]
            as [(UInt64, UInt256)]
        {
            #expect(
                index.valueWad(at: second(time), prices: prices) ?? .zero == expected, "\(time)")
        }
        let late = index.valueWad(at: second(35), prices: prices)
        #expect(late == nil)
    }

    @Test("validators take the weighted median of venues, the chain that of stakes")
    func validators() throws {
        let providers = ValidatorNetwork.hyperliquidVenueWeights.enumerated().map {
            Reporter.Provider($0.offset, weight: $0.element)
        }
        let venues: [UInt64] = [130, 101, 99, 100, 100, 102, 98, 100]
        func median(corrupted: Int) throws -> UInt256 {
            var network = try ValidatorNetwork(
                [10, 20, 30, 40].enumerated().map { place, stake in
                    (
                        reporter: Reporter(
                            "v\(place)", providers: providers, rule: .weightedMedian),
                        stake: stake
                    )
                },
                faults: FaultSchedule([
                    try fault(
                        .corrupted(
                            reporters: Array(0..<corrupted), .lie(ReportedLie(.absolute(500)))), 0,
                        9)
                ]), random: chance, name: "validators")
            let posts = network.posts(at: second(1)) { provider, _ in UInt256(venues[provider]) }
            return network.median(of: posts) ?? .zero
        }
        #expect(try median(corrupted: 0) == 100)
        #expect(try median(corrupted: 2) == 100)
        // 60 of 100 lie high: the honest 40 do not reach half.
        #expect(try median(corrupted: 3) == 500)
    }

    @Test("a price for risk leaves the band by the band alone, and follows over the window")
    func band() throws {
        var band = try IndexBand(widthPpb: 200_000_000, windowMicros: 300_000_000)
        // Half a window at the upper edge moves the average by half of the band.
        let steps: [(second: UInt64, raw: UInt256, clipped: UInt256, average: UInt256)] = [
            (0, 100, 100, 100), (0, 500, 120, 100), (0, 1, 80, 100), (0, 110, 110, 100),
            (150, 500, 120, 110), (150, 500, 132, 110), (900, .one << 180, 132, 132),
        ]
        for step in steps {
            let clipped = band.clipped(step.raw &* .wad, at: second(step.second))
            #expect(clipped == step.clipped &* .wad)
            #expect(band.averageWad ?? .zero == step.average &* .wad)
        }
        var zero = try IndexBand(widthPpb: 0, windowMicros: 1)
        let risen = [zero.clipped(0, at: second(0)), zero.clipped(7, at: second(1))]
        #expect(risen == [0, 7])
        #expect(throws: ReporterNetworkError.self) {
            try IndexBand(widthPpb: 1_000_000_001, windowMicros: 1)
        }
    }
}

extension UInt256 {
    /// This over another number in wad, rounded down.
    fileprivate func scaledWad(over divisor: UInt256) -> UInt256 {
        (try? mulDivDown(.wad, divisor)) ?? .zero
    }
}
