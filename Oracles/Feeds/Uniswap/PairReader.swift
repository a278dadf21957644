import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// How a feed reads a constant-product pair: by its address and call data.
///
/// - Source: Uniswap v2 periphery, `UniswapV2OracleLibrary.currentCumulativePrices`.
struct PairReader: Sendable {
    let pair: AccountID
    let sides: PoolSides

    private static let reserves = Selector(signature: "getReserves()").bytes
    private static let cumulative0 = Selector(signature: "price0CumulativeLast()").bytes
    private static let cumulative1 = Selector(signature: "price1CumulativeLast()").bytes

    /// The sum of the price, carried to now with the present reserves; nil while either is zero.
    ///
    /// A pair without reserves has no price that a sum could be carried by.
    func sum(in context: CallContext) throws(Revert) -> CumulativePrice? {
        let isToken0 = sides.base == .token0
        let sum: InlineArray<1, UInt256> = try context.words(
            of: pair, isToken0 ? Self.cumulative0 : Self.cumulative1)
        let pool: InlineArray<3, UInt256> = try context.words(of: pair, Self.reserves)
        if pool[0].isZero || pool[1].isZero { return nil }
        let last = CumulativePrice(
            cumulativeX112: sum[0], timestampSeconds: UInt32(truncatingIfNeeded: pool[2].w0))
        let now = UInt32(truncatingIfNeeded: context.block.timestampSeconds)
        do throws(CumulativePriceError) {
            return try last.carried(
                to: now, reserveBase: isToken0 ? pool[0] : pool[1],
                reserveQuote: isToken0 ? pool[1] : pool[0])
        } catch {
            throw .empty
        }
    }

    /// The price of the present reserves, rounded down; nil while either is zero.
    func spotPrice(in context: CallContext) throws(Revert) -> AveragePrice? {
        let isToken0 = sides.base == .token0
        let pool: InlineArray<3, UInt256> = try context.words(of: pair, Self.reserves)
        if pool[0].isZero || pool[1].isZero { return nil }
        let priceX112 = try? CumulativePrice.priceX112(
            reserveBase: isToken0 ? pool[0] : pool[1], reserveQuote: isToken0 ? pool[1] : pool[0])
        return priceX112.map { AveragePrice(priceX112: $0) }
    }

    /// The sum as a point to measure from.
    /// - Throws: `NO_RESERVES`.
    /// - Source: Uniswap v2 periphery, `ExampleOracleSimple`, constructor.
    func point(in context: CallContext) throws(Revert) -> CumulativePrice {
        guard let sum = try sum(in: context) else { throw .reason("NO_RESERVES") }
        return sum
    }

    /// A mean as an answer, in wad of whole tokens; none where it is zero or does not fit.
    func reading(of mean: AveragePrice, updatedAtSeconds: UInt64) -> FeedReading {
        guard let priceWad = try? mean.price(decimals: sides.wadDecimals), !priceWad.isZero else {
            return .none
        }
        return FeedReading(priceWad: priceWad, updatedAtSeconds: updatedAtSeconds, status: .ok)
    }

    /// The mean between two points; over no time it divides by zero, which reverts.
    func average(
        of point: CumulativePrice, since earlier: CumulativePrice
    ) throws(Revert) -> AveragePrice {
        do throws(CumulativePriceError) {
            return try point.average(since: earlier)
        } catch {
            throw .panic(.divisionByZero)
        }
    }
}
