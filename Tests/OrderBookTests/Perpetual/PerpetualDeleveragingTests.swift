import OrderBook
import Testing
import VenueFormulas
import WideIntegers

/// A long of 100 lots that is bankrupt at 90, against four shorts of unlike profit and leverage.
@Suite struct PerpetualDeleveragingTests {
    private func opened(
        _ rank: PerpetualTerms.Deleveraging.Rank,
        price: PerpetualTerms.Deleveraging.Price = .bankruptcy
    ) throws -> TestVenue {
        var test = try TestVenue(cash: [1_000, 5_000, 120, 700, 260]) {
            $0.deleveraging.rank = rank
            $0.deleveraging.price = price
            $0.waterfall = [.deleverage]
            $0.liquidation.feePpm = 0
        }
        test.trade(0, from: 2, 10, at: 99)
        test.trade(0, from: 3, 30, at: 98)
        test.trade(0, from: 4, 20, at: 97)
        test.trade(0, from: 1, 40, at: 103)
        return test
    }

    private func order(_ test: inout TestVenue) -> [AccountIndex] {
        test.venue.clearEvents()
        test.venue.advance(to: 1, index: 85)
        return test.happened().compactMap {
            if case .deleveraged(let account, _, _, _) = $0 { account } else { nil }
        }
    }

    /// Accounts 1 to 4 at the mark 85 by a score, the highest first.
    private func ranked(
        _ test: TestVenue, _ score: (PerpetualStanding, _ profit: Int64) throws -> Fraction
    ) throws -> [AccountIndex] {
        var scores: [(AccountIndex, Fraction)] = []
        for account in 1...4 as ClosedRange<AccountIndex> {
            let standing = test.venue.standing(of: account)
            let profit = standing.entryNotional + standing.lots * 85
            scores.append((account, try score(standing, profit)))
        }
        return scores.sorted { $0.1 > $1.1 }.map(\.0)
    }

    private func whole(_ value: Int64) -> Fraction { Fraction(Int256(value)) }

    @Test("BitMEX's rank")
    func bitmex() throws {
        var test = try opened(.bitmex)
        let expected = try ranked(test) { standing, _ in
            let size = whole(-standing.lots)
            return try BitMEXRank(
                mark: whole(85), entry: whole(standing.entryNotional) / size,
                bankruptcy: whole(standing.entryNotional + standing.cash) / size,
                size: whole(standing.lots)
            ).score
        }
        #expect(order(&test) == expected)
        #expect(expected == [2, 4, 3, 1])
    }

    @Test("Binance's rank")
    func binance() throws {
        var test = try opened(.binance)
        let expected = try ranked(test) { standing, profit in
            try BinanceRank(
                unrealizedProfit: whole(profit), walletBalance: whole(standing.cash),
                maintenanceMargin: Fraction(Int256(-standing.lots * 85 * 5), over: 100)
            ).score
        }
        #expect(order(&test) == expected)
        #expect(expected == [2, 4, 3, 1])
    }

    @Test("profit times leverage")
    func hyperliquid() throws {
        var test = try opened(.hyperliquid)
        let expected = try ranked(test) { standing, profit in
            try whole(profit) / whole(standing.entryNotional)
                * whole(-standing.lots * 85) / whole(standing.cash + profit)
        }
        #expect(order(&test) == expected)
    }

    @Test("dYdX's order is a turned list that depends on the seed alone")
    func dydx() throws {
        var starts: Set<AccountIndex> = []
        for seed in 0..<40 as Range<UInt64> {
            var test = try opened(.dydx(seed: seed))
            var again = test
            let found = order(&test)
            #expect(order(&again) == found)
            let turned: [[AccountIndex]] = [
                [1, 2, 3, 4], [2, 3, 4, 1], [3, 4, 1, 2], [4, 1, 2, 3],
            ]
            #expect(turned.contains(found))
            if let first = found.first { starts.insert(first) }
        }
        #expect(starts == [1, 2, 3, 4])
    }

    @Test("at the bankruptcy price nothing is left of the account, to the unit")
    func bankruptcyPrice() throws {
        var test = try opened(.bitmex)
        // The long paid 4,120 + 990 + 2,940 + 1,940 = 9,990, less its 1,000 is 89.9 a lot.
        #expect(order(&test) == [2, 4, 3, 1])
        #expect(test.cash(0) == 0 && test.lots(0) == 0)
        // Ten lots for 899; a long's part is rounded down.
        #expect(test.cash(2) == 120 + 990 - 899)
        #expect(test.cash(4) == 260 + 1_940 - 1_798)
        #expect(test.cash(3) == 700 + 2_940 - 2_697)
        #expect(test.cash(1) == 5_000 + 4_120 - 3_596)
        #expect(test.venue.totals.borneByDeleveraged == 490 && test.venue.totals.badDebt == 490)
        try test.venue.checkInvariants()
    }

    @Test("at the previous index price the account keeps or owes the difference")
    func previousPrice() throws {
        var test = try opened(.bitmex, price: .previousOracle)
        _ = order(&test)
        // Closed at 100 for 10,000.
        #expect(test.cash(0) == 1_010 && test.lots(0) == 0)
        #expect(test.cash(2) == 110)
        var late = try opened(.bitmex, price: .previousOracle)
        late.venue.halt()
        late.venue.advance(to: 1, index: 80)
        late.venue.resume()
        late.venue.clearEvents()
        late.venue.advance(to: 2, index: 79)
        // 8,000 - 9,990 + 1,000.
        #expect(late.happened().last == .uncovered(account: 0, amount: 990))
        try late.venue.checkInvariants()
    }
}
