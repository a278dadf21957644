import Agents
import PerpContracts
import SimulationKernel
import Testing
import WideIntegers

@Suite struct ConstantProductSandwichTests {
    private let pool = DirectedReserves(
        reserveIn: SwapWorld.reserves.0, reserveOut: SwapWorld.reserves.1)
    private let victimIn: UInt256 = 10_000_000_000

    @Test("gives what the contracts' library gives")
    func outputFunction() throws {
        var stream = RandomSource(seed: 7).stream("pools")
        for _ in 0..<2_000 {
            func amount() -> UInt256 {
                let bits = 1 + stream.index(below: 112)
                let word = UInt256(stream.next(), stream.next(), 0, 0)
                return max((word >> (128 - bits)), .one)
            }
            let fee = stream.below(1_000)
            let pool = DirectedReserves(
                reserveIn: amount(), reserveOut: amount(), feePerMille: fee)
            let amountIn = amount()
            let expected = try SpotMath.amountOut(
                for: amountIn, reserveIn: pool.reserveIn, reserveOut: pool.reserveOut,
                feePerMille: fee)
            #expect(pool.amountOut(for: amountIn) == expected)
        }
    }

    @Test(
        "goes to the victim's limit and no further, and takes what the closed form has",
        arguments: [5, 10, 30] as [UInt64])
    func closedForm(tolerance: UInt64) throws {
        let least = pool.amountOut(for: victimIn).scaled(perMille: 1_000 - tolerance)
        let best = try #require(
            ConstantProductSandwich.best(
                on: pool, victimIn: victimIn, victimOutMin: least,
                capital: DirectedReserves.reserveMax))
        #expect(best.victimOut >= least)
        #expect(
            ConstantProductSandwich(
                frontIn: best.frontIn &+ 200, pool: pool, victimIn: victimIn,
                victimOutMin: least) == nil)
        // In real numbers: the front that leaves the victim its least solves a quadratic equation.
        let (x, y, v) = (1e12, 2e12, 1e10)
        let keep = 0.997
        let limit = Double(least.w0)
        let linear = x + keep * (x + keep * v)
        let constant = x * (x + keep * v) - keep * v * x * y / limit
        let front =
            (-linear + (linear * linear - 4 * keep * constant).squareRoot()) / (2 * keep)
        let bought = y - x * y / (x + keep * front)
        let lastOut = y - bought - limit
        let back = keep * bought * (x + front + v) / (lastOut + keep * bought)
        #expect(abs(Double(best.frontIn.w0) - front) < 200, "\(best.frontIn) for \(front)")
        #expect(abs(Double(best.profit.w0) - (back - front)) < 4, "\(best.profit)")
    }

    @Test("the narrower the victim's limit, the smaller the sandwich, down to none")
    func slippageLimit() {
        let quoted = pool.amountOut(for: victimIn)
        let sizes = [30, 10, 5, 1, 0].map { tolerance in
            ConstantProductSandwich.best(
                on: pool, victimIn: victimIn,
                victimOutMin: quoted.scaled(perMille: 1_000 - tolerance),
                capital: SwapWorld.funds)
        }
        let profits = sizes.map { $0?.profit ?? .zero }
        for (wide, narrow) in zip(profits, profits.dropFirst()) { #expect(wide > narrow) }
        #expect(sizes[4] == nil)
        let poor = ConstantProductSandwich.best(
            on: pool, victimIn: victimIn, victimOutMin: .zero, capital: 1_000_000)
        let poorIn = poor?.frontIn ?? .zero
        #expect(poorIn <= 1_000_000)
        // A victim that moves the price by less than both fees cost leaves nothing.
        #expect(
            ConstantProductSandwich.best(
                on: pool, victimIn: 2_000_000_000, victimOutMin: .zero, capital: SwapWorld.funds)
                == nil)
    }

    @Test("finds what trying every size finds, up to a unit of rounding")
    func exhaustive() throws {
        var stream = RandomSource(seed: 11).stream("sizes")
        for _ in 0..<40 {
            let pool = DirectedReserves(
                reserveIn: UInt256(2_000 + stream.below(6_000)),
                reserveOut: UInt256(2_000 + stream.below(6_000)), feePerMille: stream.below(5))
            let victimIn = UInt256(100 + stream.below(900))
            let least = pool.amountOut(for: victimIn)
                .scaled(perMille: 1_000 - stream.below(300))
            var most = UInt256.zero
            for size in 0...3_000 as ClosedRange<UInt64> {
                let tried = ConstantProductSandwich(
                    frontIn: UInt256(size), pool: pool, victimIn: victimIn, victimOutMin: least)
                most = max(most, tried?.profit ?? .zero)
            }
            let found = ConstantProductSandwich.best(
                on: pool, victimIn: victimIn, victimOutMin: least, capital: 3_000)
            let profit = found?.profit ?? .zero
            #expect(profit <= most && profit &+ 3 >= most, "\(profit) of \(most)")
        }
    }

    @Test("a back-run stops where the last unit brings what it costs")
    func backrun() throws {
        // The first token has become cheap here: two of the second for one elsewhere.
        let moved = try #require(pool.after(100_000_000_000)).reversed
        let best = try #require(
            ConstantProductBackrun.best(
                on: moved, price: (2, 1), capital: SwapWorld.funds))
        let (rIn, rOut) = (Double(moved.reserveIn.w0), Double(moved.reserveOut.w0))
        let ideal = ((0.997 * rIn * rOut * 2).squareRoot() - rIn) / 0.997
        // Near the top a profit hardly changes with the size; rounding makes plateaus of it.
        let value = 2 * 0.997 * ideal * rOut / (rIn + 0.997 * ideal) - ideal
        #expect(abs(Double(best.profit.w0) - value) < 3, "\(best.profit) for \(value)")
        #expect(abs(Double(best.amountIn.w0) - ideal) < 2e6, "\(best.amountIn) for \(ideal)")
        #expect(
            ConstantProductBackrun.best(on: pool, price: (1, 2), capital: 1_000_000_000) == nil)
    }
}
