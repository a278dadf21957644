import PriceOracles
import Testing
import VenueFormulas
import WideIntegers

@Suite struct PerpAttackTests {
    private func number(_ text: String) throws -> Fraction { try Fraction(text: text) }

    private func attack(
        _ side: PerpAttack.Side = .long, cost: String = "35000", factor: String = "1.3",
        weight: String = "1", notional: String = "1000000", fee: String = "0.001"
    ) throws -> PerpAttack {
        try PerpAttack(
            side: side, pushCost: number(cost), venueFactor: number(factor),
            venueWeight: number(weight), notional: number(notional), feeEachWay: number(fee))
    }

    @Test("gross, fees and net are exact")
    func figures() throws {
        let attack = try attack(weight: "1/3")
        #expect(try attack.oracleFactor == number("1.1"))
        #expect(try attack.gross == number("100000"))
        #expect(try attack.fees == number("2000"))
        #expect(try attack.net == number("63000"))
    }

    @Test("at the break-even notional nothing is left", arguments: [PerpAttack.Side.long, .short])
    func breakEven(side: PerpAttack.Side) throws {
        let factor = side == .long ? "1.3" : "0.8"
        let notional = try #require(try attack(side, factor: factor).breakEvenNotional)
        let even = try PerpAttack(
            side: side, pushCost: number("35000"), venueFactor: number(factor), venueWeight: .one,
            notional: notional, feeEachWay: number("0.001"))
        #expect(even.net == .zero)
    }

    @Test("no size pays where the oracle moves by the fees or less, or the wrong way")
    func never() throws {
        #expect(try attack(factor: "1.002").breakEvenNotional == nil)
        #expect(try attack(factor: "1.0021").breakEvenNotional != nil)
        #expect(try attack(.short).breakEvenNotional == nil)
        #expect(try attack(.short).gross == number("-300000"))
    }

    @Test("the venue's factor for a wanted index factor")
    func venueFactor() throws {
        let factor = try PerpAttack.venueFactor(
            forOracleFactor: number("1.1"), weight: number("0.25"))
        #expect(try factor == number("1.4"))
        #expect(try PerpAttack.venueFactor(forOracleFactor: .one, weight: .zero) == nil)
        // A quarter of the weight cannot take away half of an index.
        #expect(
            try PerpAttack.venueFactor(forOracleFactor: number("0.5"), weight: number("0.25"))
                == nil)
    }
}
