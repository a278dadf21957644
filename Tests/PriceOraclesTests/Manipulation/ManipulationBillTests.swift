import PriceOracles
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@Suite struct ManipulationBillTests {
    @Test("totals are sums by asset, and by cause and asset")
    func totals() throws {
        var bill = ManipulationBill()
        try bill.book(.trade, .quote, paid: wad("100"), note: "pool")
        try bill.book(.venueFee, .quote, paid: wad("0.3"), note: "pool")
        try bill.book(.trade, .base, received: wad("2"))
        try bill.book(.bribe, .native, paid: 7)
        try bill.book(.fine, .other("BOND"), paid: wad("5"))
        try bill.book(.loot, .quote, received: wad("40"))
        try bill.book(.loot, .quote)
        #expect(bill.entries.count == 6)
        #expect(bill.assets == [.quote, .base, .native, .other("BOND")])
        #expect(try bill.total(of: .quote) == signedWad("-60.3"))
        #expect(try bill.total(of: .trade, in: .quote) == signedWad("-100"))
        #expect(try bill.total(of: .trade, in: .base) == signedWad("2"))
        #expect(try bill.total(of: .native) == -7)
        #expect(try bill.total(of: .other("NONE")) == .zero)
    }

    @Test("the worth at given prices is rounded down, paid assets up")
    func netWorth() throws {
        var bill = ManipulationBill()
        try bill.book(.trade, .base, received: 3)
        try bill.book(.gas, .native, paid: 3)
        try bill.book(.trade, .quote, paid: 10)
        let half = wad("0.5")
        #expect(try bill.netWorthWad { _ in half } == -11)
        #expect(try bill.netWorthWad { $0 == .base ? wad("1000") : .zero } == 2_990)
        try bill.book(.trade, .base, received: wad("1"))
        #expect(throws: ArithmeticPanic.overflow) { try bill.netWorthWad { _ in .max } }
    }

    @Test("a fill's fee stands apart, and both together are what was moved")
    func fills() throws {
        for side in [SpotSide.buy, .sell] {
            var bill = ManipulationBill()
            let fill = SpotFill(
                side: side, baseWad: wad("3"), quoteWad: wad("60"), feeQuoteWad: wad("0.18"),
                spotBeforeWad: wad("20"), spotAfterWad: wad("20"))
            try bill.book(fill, at: "pool")
            let sign = side == .buy ? "-" : ""
            #expect(try bill.total(of: .quote) == signedWad(sign + "60"))
            #expect(try bill.total(of: .base) == signedWad(side == .buy ? "3" : "-3"))
            #expect(try bill.total(of: .venueFee, in: .quote) == signedWad("-0.18"))
        }
    }

    @Test("gas is split at the tip, and too large amounts are refused")
    func gas() throws {
        var bill = ManipulationBill()
        try bill.bookGas(used: 21_000, priceWei: 30, tipWei: 2)
        #expect(try bill.total(of: .gas, in: .native) == -588_000)
        #expect(try bill.total(of: .tip, in: .native) == -42_000)
        let before = bill
        #expect(throws: ArithmeticPanic.overflow) {
            try bill.bookGas(used: 2, priceWei: .max, tipWei: .zero)
        }
        #expect(throws: ArithmeticPanic.overflow) {
            try bill.book(.loot, .quote, received: UInt256.one << 255)
        }
        #expect(bill == before)
        try bill.book(.loot, .quote, received: UInt256.max >> 1)
        try bill.book(.loot, .quote, received: 1)
        #expect(throws: ArithmeticPanic.overflow) { try bill.total(of: .quote) }
    }

    @Test("rows tell every entry, the capital and the totals")
    func rows() throws {
        var bill = ManipulationBill()
        try bill.book(.trade, .quote, paid: wad("12.50"), note: "pool")
        try bill.book(.trade, .base, received: wad("1000"))
        try bill.book(.loot, .quote, received: wad("13.000000000000000001"))
        let start = SimulatedTime(seconds: 9)
        bill.tie(.quote, wad("12.5"), from: start, until: start + 12_500_000)
        bill.tie(.base, .zero, from: start, until: start + 1)
        #expect(
            bill.rows == [
                "trade (pool): -12.5 quote", "trade: 1000 base",
                "loot: 13.000000000000000001 quote", "tied up: 12.5 quote for 12.5 s",
                "total: 0.500000000000000001 quote", "total: 1000 base",
            ])
        #expect(try bill.capitalMax(of: .quote) == wad("12.5"))
        var twice = bill
        twice.append(bill)
        #expect(twice.entries.count == 6 && twice.capital.count == 2)
        #expect(try twice.total(of: .base) == signedWad("2000"))
        #expect(try twice.capitalMax(of: .quote) == wad("25"))
    }

    @Test("the most that is tied up adds what lies at the same time, and nothing else")
    func capital() throws {
        func most(_ spans: [(amount: UInt256, from: UInt64, until: UInt64)]) throws -> UInt256 {
            var bill = ManipulationBill()
            for span in spans {
                bill.tie(
                    .quote, span.amount, from: SimulatedTime(seconds: span.from),
                    until: SimulatedTime(seconds: span.until))
            }
            bill.tie(
                .base, 1_000, from: SimulatedTime(seconds: 0), until: SimulatedTime(seconds: 9))
            return try bill.capitalMax(of: .quote)
        }
        #expect(try most([]).isZero)
        #expect(try most([(100, 0, 5), (100, 4, 9)]) == 200)
        // One after the other, in whatever order they were booked.
        #expect(try most([(80, 5, 9), (100, 0, 5)]) == 100)
        #expect(try most([(5, 0, 9), (7, 3, 3), (1, 3, 4), (2, 1, 3)]) == 13)
        #expect(throws: ArithmeticPanic.overflow) { try most([(.max, 0, 5), (1, 4, 9)]) }
    }
}
