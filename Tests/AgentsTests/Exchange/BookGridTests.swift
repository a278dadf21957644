import Agents
import TestSupport
import Testing
import WideIntegers

@Suite struct BookGridTests {
    private let third = UInt256(333_333_333_333_333_333)

    @Test("a tick times a lot must be whole wei")
    func unit() {
        #expect(BookGrid(tickWad: wad(1) >> 1, lotWad: wad(1) >> 2)?.unitWad == wad(1) >> 3)
        #expect(BookGrid(tickWad: .one, lotWad: .one) == nil)
        #expect(BookGrid(tickWad: .zero, lotWad: wad(1)) == nil)
        #expect(BookGrid(tickWad: third, lotWad: third) == nil)
    }

    @Test("each direction of rounding is as its name says")
    func rounding() throws {
        let grid = try #require(BookGrid(tickWad: wad(2), lotWad: wad(3)))
        #expect(grid.ticks(atMost: wad(5)) == 2)
        #expect(grid.ticks(atLeast: wad(5)) == 3)
        #expect(grid.ticks(nearest: wad(5)) == 3)
        #expect(grid.ticks(nearest: wad(4)) == 2)
        #expect(grid.lots(within: wad(8)) == 2)
        #expect(grid.units(within: wad(11)) == 1)
        #expect(grid.units(covering: wad(11)) == 2)
        #expect(grid.units(covering: wad(12)) == 2)
        #expect(grid.ticks(atMost: .max) == nil)
    }

    @Test("money of the book is exact in wad, below zero too")
    func back() throws {
        let grid = try #require(BookGrid(tickWad: wad(2), lotWad: wad(3)))
        #expect(grid.priceWad(7) == wad(14))
        #expect(grid.priceWad(-7) == .zero)
        #expect(grid.moneyWad(-5) == .zero &- Int256(bitPattern: wad(30)))
        #expect(grid.amountWad(-5) == .zero)
        #expect(grid.amountWad(Int128(1) << 70) == wad(6) << 70)
    }

    @Test("a grid fits any price", arguments: ["0.000001", "0.0095", "60000"])
    func fitting(_ text: String) throws {
        let price = wad(text)
        let grid = try #require(BookGrid.fitting(priceWad: price))
        #expect(grid.tickWad &* 10_000 <= price || grid.tickWad == .one)
        #expect((grid.ticks(atMost: price) ?? 0) > 0)
    }
}
