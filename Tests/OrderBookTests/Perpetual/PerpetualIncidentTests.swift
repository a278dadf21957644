import OrderBook
import Testing

@Suite struct PerpetualIncidentTests {
    /// Mango Markets, 11 October 2022; prices in 0.0001 USD, so that a dollar is 10,000.
    private func mango(_ change: (inout PerpetualTerms) -> Void) throws -> TestVenue {
        let million: Int64 = 10_000 * 1_000_000
        var test = try TestVenue(
            index: 382, cash: [5 * million, 5 * million, 105 * million], change)
        test.trade(0, from: 1, 483_000_000, at: 382)
        var time: Int64 = 0
        for index in [1_000, 2_000, 4_000, 5_000] as [Int64] {
            time += 300_000_000
            test.venue.advance(to: time, index: index)
            let amount = test.venue.withdrawable(0)
            if amount > 0 { try test.venue.withdraw(amount, from: 0).get() }
        }
        test.venue.advance(to: time + 1, index: 382)
        try test.venue.checkInvariants()
        return test
    }

    @Test("profit on a false price leaves with the vault, and is bad debt when the price returns")
    func mangoVaultEmptied() throws {
        let test = try mango { $0.waterfall = [.fund] }
        #expect(test.venue.vault == 0)
        #expect(test.venue.totals.withdrawals == 115 * 10_000_000_000)
        let dollars = test.venue.shortfall / 10_000
        #expect(dollars == 110_000_000)
    }

    @Test("without unrealised profit, or with deleveraging, the vault keeps what others own")
    func mangoCountered() throws {
        let kept = try mango {
            $0.waterfall = [.fund]
            $0.withdrawal.includesUnrealised = false
        }
        // At 0.1 the long's own 5 million are 170,000 more than its margin.
        #expect(kept.venue.totals.withdrawals == 170_000 * 10_000)
        #expect(kept.venue.shortfall == 0)
        // The short is closed at its bankruptcy price; the long leaves with both margins.
        let closed = try mango { $0.waterfall = [.deleverage] }
        #expect(closed.venue.vault == 105 * 10_000_000_000)
        #expect(closed.venue.totals.uncovered == 0 && closed.venue.shortfall == 0)
    }

    /// Hyperliquid JELLY, 26 March 2025; prices in 0.000001 USD.
    private func jelly(_ change: (inout PerpetualTerms) -> Void) throws -> TestVenue {
        let million: Int64 = 1_000_000_000_000
        var test = try TestVenue(
            index: 9_500,
            cash: [7 * million / 2, 2 * million, 167 * million / 100, 230 * million]
        ) {
            $0.initialMarginPpm = 250_000
            $0.maintenanceMarginPpm = 125_000
            $0.withdrawal.keepMarginPpm = 100_000
            $0.backstop.account = 3
            $0.backstop.takesOverBelowPpm = 666_667
            change(&$0)
        }
        test.trade(1, from: 0, 228_000_000, at: 9_500)
        test.trade(2, from: 0, 202_000_000, at: 9_500)
        test.trade(0, from: 1, 32_000_000, at: 9_500)
        try test.venue.withdraw(test.venue.withdrawable(0), from: 0).get()
        test.venue.advance(to: 600_000_000, index: 10_300)
        return test
    }

    @Test("who takes its margin out leaves its position to the backstop before the price is pushed")
    func jellyInherited() throws {
        var test = try jelly { _ in }
        #expect(test.lots(0) == 0 && test.lots(3) == -398_000_000)
        // 9,500 and the tenth of it that stayed.
        #expect(test.venue.standing(of: 3).entryNotional == 398_000_000 * 10_450)
        test.venue.advance(to: 4_000_000_000, index: 38_500)
        let loss = -test.venue.standing(of: 3).unrealised / 1_000_000
        #expect(loss == 11_163_900)
        #expect((11_000_000...12_000_000).contains(loss))
        try test.venue.checkInvariants()
    }

    @Test(
        "with initial margin kept there is no handing over; a bounded backstop shares with the longs"
    )
    func jellyCountered() throws {
        let kept = try jelly { $0.withdrawal.keepMarginPpm = nil }
        #expect(kept.lots(0) == -398_000_000 && kept.lots(3) == 0)
        var bounded = try jelly { $0.backstop.inventoryMaxNotional = 1_030_000_000_000 }
        #expect(bounded.lots(3) == -100_000_000)
        #expect(bounded.lots(1) + bounded.lots(2) == 100_000_000)
        bounded.venue.advance(to: 4_000_000_000, index: 38_500)
        #expect(-bounded.venue.standing(of: 3).unrealised / 1_000_000 == 2_805_000)
        try bounded.venue.checkInvariants()
    }
}
