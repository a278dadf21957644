import PriceOracles
import SimulationKernel
import Testing
import VenueFormulas
import WideIntegers

@Suite struct PoolPushSharesTests {
    private static let fees = [(0, 1), (3, 1_000), (1, 100), (1, 2)] as [(UInt64, UInt64)]

    @Test(
        "the shares are those of the integer pool",
        arguments: ["1.0001", "1.01", "1.5", "2", "23", "1000", "0.999", "0.5", "0.01"])
    func againstIntegers(factor: String) throws {
        let m = try Fraction(text: factor)
        let reserve = UInt256.wad &* 1_000_000_000
        for (part, whole) in Self.fees {
            let fee = try #require(Ratio(part, whole))
            let pool = try ConstantProductPool(
                baseReserve: reserve, quoteReserve: reserve, fee: fee)
            let push = try pool.push(m < .one ? .sell : .buy, toFactor: m)
            let shares = PoolPushShares(factor: m.estimate, fee: Double(part) / Double(whole))
            func share(_ amount: UInt256) -> Double { amount.estimate / reserve.estimate }
            expectNear(shares.input, share(push.amountIn))
            expectNear(shares.roundTrip, share(push.roundTripLoss))
            // Base is worth the price before, which is one.
            expectNear(shares.loss, share(push.amountIn) - share(push.amountOut), slack: 1e-15)
            expectNear(
                shares.meanPriceFactor,
                m < .one
                    ? share(push.amountOut) / share(push.amountIn)
                    : share(push.amountIn) / share(push.amountOut))
        }
    }

    /// Within 10^-9 of the figure, and a little for figures that vanish.
    private func expectNear(_ a: Double, _ b: Double, slack: Double = 1e-24) {
        #expect(abs(a - b) <= 1e-9 * abs(b) + slack, "\(a) against \(b)")
    }

    @Test("near a factor of one no digits are lost: the loss is a quarter of the square")
    func small() {
        for e in [1e-3, 1e-6, 1e-8] {
            let push = PoolPushShares(factor: 1 + e, fee: 0)
            let rise = (1 + e) - 1
            #expect(abs(push.loss / (rise * rise / 4) - 1) < 2 * e)
            #expect(abs(push.input / (rise / 2) - 1) < e)
            #expect(push.roundTrip == 0)
        }
    }

    @Test("a factor and its inverse cost the same")
    func symmetry() {
        for m in [1.5, 4, 1e6] {
            for fee in [0, 0.003] {
                let (up, down) = (
                    PoolPushShares(factor: m, fee: fee), PoolPushShares(factor: 1 / m, fee: fee)
                )
                #expect(abs(up.loss - down.loss) <= 1e-12 * up.loss)
                #expect(abs(up.input - down.input) <= 1e-12 * up.input)
            }
        }
    }
}
