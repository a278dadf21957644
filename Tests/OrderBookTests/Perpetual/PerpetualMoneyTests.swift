import OrderBook
import Testing

@Suite struct PerpetualMoneyTests {
    private func risen(
        to index: Int64, _ change: (inout PerpetualTerms) -> Void = { _ in }
    ) throws -> TestVenue {
        var test = try TestVenue(cash: [200, 200], change)
        test.trade(0, from: 1, 10, at: 100)
        test.venue.halt()
        test.venue.advance(to: 1, index: index)
        test.venue.resume()
        test.venue.clearEvents()
        return test
    }

    @Test("equity less initial margin may leave, profit that is not realised too")
    func unrealised() throws {
        var test = try risen(to: 120)
        #expect(test.venue.withdrawable(0) == 280)
        #expect(test.venue.withdraw(281, from: 0).refusal == .exceedsFree(280))
        try test.venue.withdraw(280, from: 0).get()
        #expect(test.cash(0) == -80 && test.equity(0) == 120 && test.venue.vault == 120)
        #expect(test.venue.withdrawable(0) == 0)
        #expect(
            test.happened() == [
                .moneyRefused(account: 0, amount: 281, .exceedsFree(280)),
                .withdrawn(account: 0, amount: 280),
            ])
        try test.venue.checkInvariants()
    }

    @Test("without unrealised profit cash may leave, less losses and margin")
    func cashOnly() throws {
        let test = try risen(to: 110) { $0.withdrawal.includesUnrealised = false }
        #expect(test.venue.withdrawable(0) == 200 - 110)
        // The short has lost 100 of its 200, and needs 110.
        #expect(test.venue.withdrawable(1) == 0)
        let fallen = try risen(to: 95) { $0.withdrawal.includesUnrealised = false }
        #expect(fallen.venue.withdrawable(0) == 200 - 50 - 95)
    }

    @Test("a share of the notional may have to stay")
    func keptMargin() throws {
        let test = try risen(to: 120) { $0.withdrawal.keepMarginPpm = 250_000 }
        #expect(test.venue.withdrawable(0) == 400 - 300)
        let free = try risen(to: 120) { $0.withdrawal.keepMarginPpm = 0 }
        #expect(free.venue.withdrawable(0) == 400)
    }

    @Test("profit is paid with the money of others until there is none")
    func vault() throws {
        var test = try risen(to: 150)
        #expect(test.venue.withdraw(401, from: 0).refusal == .vaultShort(400))
        #expect(test.venue.withdrawable(0) == 400)
        try test.venue.withdraw(400, from: 0).get()
        #expect(test.venue.vault == 0)
        #expect(test.venue.withdraw(1, from: 0).refusal == .vaultShort(0))
        // The short lacks 300: the vault's 400 were its 200 and the long's 200.
        #expect(test.equity(1) == -300 && test.venue.shortfall == 300)
    }

    @Test("the documentation's example")
    func documented() throws {
        var terms = PerpetualTerms()
        terms.waterfall = [.fund]
        var venue = try PerpetualVenue(terms)
        venue.advance(to: 0, index: 100)
        for account in 0...2 as ClosedRange<AccountIndex> { _ = venue.deposit(200, to: account) }
        venue.apply(.new(NewOrder(id: 1, account: 1, side: .sell, quantity: 10, price: 100)))
        venue.apply(.new(NewOrder(id: 2, account: 0, side: .buy, quantity: 10, price: 100)))
        venue.advance(to: 1_000_000, index: 150)
        #expect(venue.withdrawable(0) == 550)
        _ = venue.withdraw(550, from: 0)
        #expect(venue.vault == 50 && venue.shortfall == 300)
    }

    @Test("nothing leaves a venue that has stopped, and cancels may be trapped")
    func stopped() throws {
        var test = try TestVenue(cash: [1_000])
        let id = test.limit(0, .buy, 1, at: 90)
        test.venue.clearEvents()
        test.venue.halt(trapsCancels: true)
        #expect(test.venue.withdraw(1, from: 0).refusal == .halted)
        #expect(test.venue.withdrawable(0) == 0)
        try test.venue.deposit(5, to: 0).get()
        test.venue.apply(.cancel(id: id, account: 0))
        #expect(
            test.happened() == [
                .halted(trapsCancels: true), .moneyRefused(account: 0, amount: 1, .halted),
                .deposited(account: 0, amount: 5), .refused(.trapped),
            ])
        test.venue.halt(trapsCancels: false)
        test.limit(0, .buy, 1, at: 90)
        test.venue.apply(.cancel(id: id, account: 0))
        #expect(test.told() == ["reject 2 halted", "cancel 1 1 user"])
        test.venue.resume()
        #expect(test.happened() == [.resumed])
        #expect(test.venue.withdrawable(0) == 1_005)
    }

    @Test("amounts and accounts have bounds")
    func bounds() throws {
        var venue = try PerpetualVenue(PerpetualTerms())
        for amount in [0, -1, Int64.min] {
            #expect(venue.deposit(amount, to: 0).refusal == .notPositive)
            #expect(venue.withdraw(amount, from: 0).refusal == .notPositive)
        }
        #expect(venue.deposit(1, to: 1 << 20).refusal == .noAccount)
        #expect(venue.withdraw(1, from: .max).refusal == .noAccount)
        #expect(venue.deposit(PerpetualLimits.moneyMax + 1, to: 0).refusal == .beyondLimits)
        try venue.deposit(PerpetualLimits.moneyMax - 5, to: 0).get()
        #expect(venue.deposit(6, to: 1).refusal == .beyondLimits)
        venue.donate(6)
        venue.donate(-6)
        #expect(venue.fund == 0)
        venue.donate(5)
        #expect(venue.fund == 5 && venue.vault == PerpetualLimits.moneyMax)
    }

    @Test("terms that no venue can have are named")
    func terms() {
        func refused(_ change: (inout PerpetualTerms) -> Void) -> String? {
            var terms = PerpetualTerms()
            change(&terms)
            do {
                try terms.validate()
                return nil
            } catch {
                return error.description
            }
        }
        #expect(refused { _ in } == nil)
        #expect(
            refused { $0.maintenanceMarginPpm = 100_001 }
                == "maintenanceMarginPpm is 100001; it must be from 0 to 100000")
        #expect(refused { $0.book.tick = 0 }?.hasPrefix("book.tick is 0") == true)
        #expect(
            refused { $0.liquidation.partialSharePpm = 0 }
                == "liquidation.partialSharePpm is 0; it must be from 1 to 1000000")
        #expect(
            refused { $0.waterfall = [.fund, .fund] }
                == "waterfall is 1; it must be a list without repetition")
        #expect(refused { $0.funding.sampleEveryMicros = 0 } != nil)
        #expect(refused { $0.backstop.account = 1 << 20 } != nil)
    }
}

extension Result where Failure == MoneyRefusal {
    /// Why there is no success.
    var refusal: MoneyRefusal? {
        if case .failure(let refusal) = self { refusal } else { nil }
    }
}
