import PerpContracts
import TestSupport
import Testing
import WideIntegers

@Suite struct ConstantProductTests {
    @Test("a round trip never pays the trader")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 31)
        for _ in 0..<2_000 {
            let pool = ConstantProduct(
                quoteReserveWad: UInt256(random.next(), random.next() >> 40, 0, 0),
                baseReserveWad: UInt256(random.next(), random.next() >> 40, 0, 0))
            let amount = UInt256(random.next() >> 8)
            guard let base = try? pool.base(forQuoteWad: amount, .add) else { continue }
            #expect(base <= pool.baseReserveWad)
            let after = ConstantProduct(
                quoteReserveWad: pool.quoteReserveWad &+ amount,
                baseReserveWad: pool.baseReserveWad &- base)
            let back = try after.quote(forBaseWad: base, .add)
            #expect(back <= amount)
        }
    }
}
