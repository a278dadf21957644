import BigInt
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct SwapStepTests {
    private static let target = SqrtPriceMath.q96.scaledRoot(101, 100)

    @Test("an input beyond the target stops there, as published")
    func cappedInput() throws {
        let step = try SwapStep(
            from: SqrtPriceMath.q96, toward: Self.target, liquidity: 2_000_000_000_000_000_000,
            remaining: .input(.wad), feePpm: 600)
        #expect(step.amountIn == 9_975_124_224_178_055)
        #expect(step.fee == 5_988_667_735_148)
        #expect(step.amountOut == 9_925_619_580_021_728)
        #expect(step.sqrtPriceX96 == Self.target)
    }

    @Test("an output beyond the target stops there, as published")
    func cappedOutput() throws {
        let step = try SwapStep(
            from: SqrtPriceMath.q96, toward: Self.target, liquidity: 2_000_000_000_000_000_000,
            remaining: .output(.wad), feePpm: 600)
        #expect(step.amountIn == 9_975_124_224_178_055)
        #expect(step.fee == 5_988_667_735_148)
        #expect(step.amountOut == 9_925_619_580_021_728)
    }

    @Test("an input short of the target is used up, as published")
    func wholeInput() throws {
        let step = try SwapStep(
            from: SqrtPriceMath.q96, toward: SqrtPriceMath.q96.scaledRoot(1_000, 100),
            liquidity: 2_000_000_000_000_000_000, remaining: .input(.wad), feePpm: 600)
        #expect(step.amountIn == 999_400_000_000_000_000)
        #expect(step.fee == 600_000_000_000_000)
        #expect(step.amountOut == 666_399_946_655_997_866)
    }

    @Test("no step gives more than it is asked, takes more than it has or passes its target")
    func bounds() throws {
        var generator = SeededGenerator(seed: 31)
        for _ in 0..<2_000 {
            let price = 4_295_128_739 &+ generator.wide() >> 97
            let target = 4_295_128_739 &+ generator.wide() >> 97
            let liquidity = generator.wide() >> 128
            let amount = generator.wide() >> 20
            let feePpm = UInt32(generator.below(1_000_000))
            let isInput = generator.below(2) == 0
            guard
                let step = try? SwapStep(
                    from: price, toward: target, liquidity: liquidity,
                    remaining: isInput ? .input(amount) : .output(amount), feePpm: feePpm)
            else { continue }
            let next = step.sqrtPriceX96
            #expect(target <= price ? next >= target && next <= price : next <= target)
            let paid = BigInt(step.amountIn) + BigInt(step.fee)
            if isInput {
                #expect(paid <= BigInt(amount))
                if next != target { #expect(paid == BigInt(amount)) }
            } else {
                #expect(step.amountOut <= amount)
                if next != target { #expect(step.amountOut == amount) }
            }
            // The fee is its share of the whole payment or more.
            #expect(BigInt(step.fee) * 1_000_000 >= paid * BigInt(feePpm))
        }
    }

    @Test("a fee of the whole is refused")
    func feeRefused() {
        #expect(throws: ConcentratedLiquidityError.feeOutOfRange(ppm: 1_000_000)) {
            try SwapStep(
                from: SqrtPriceMath.q96, toward: Self.target, liquidity: 1, remaining: .input(1),
                feePpm: 1_000_000)
        }
    }
}

extension UInt256 {
    /// The number times the root of a quotient, rounded down.
    fileprivate func scaledRoot(_ numerator: Int, _ denominator: Int) -> UInt256 {
        let square = BigInt(self) * BigInt(self) * BigInt(numerator) / BigInt(denominator)
        return UInt256(truncating: square.squareRoot())
    }
}
