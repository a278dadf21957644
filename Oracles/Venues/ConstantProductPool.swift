import SimulationKernel
import WideIntegers

/// A pool that keeps the product of its reserves and takes its fee on what goes in.
///
/// With `i` in, `i' = i (b - a)` and fee `a/b`, it gives out `floor(i' out / (in b + i'))`; all of
/// the input stays in the pool. Amounts are in whatever units the reserves are.
/// - Source: Uniswap v2, `UniswapV2Library.getAmountOut`, with any fee in place of 3/1000.
public struct ConstantProductPool: Hashable, Sendable {
    /// The largest reserve that a pool can be given, 2^112.
    public static let reserveMax: UInt256 = .one << 112
    /// The largest amount of one trade; more than any push within `factorMax` needs.
    static let amountMax: UInt256 = .one << 160

    /// Units of base in the pool.
    public private(set) var baseReserve: UInt256
    /// Units of quote in the pool.
    public private(set) var quoteReserve: UInt256
    /// The share of an input that buys nothing, below one.
    public let fee: Ratio

    /// A pool with its reserves.
    /// - Throws: `.reserveOutOfRange` outside 1 ... 2^112; `.feeTooHigh` for a fee of all.
    public init(
        baseReserve: UInt256, quoteReserve: UInt256, fee: Ratio
    ) throws(ConstantProductError) {
        for reserve in [baseReserve, quoteReserve] {
            guard !reserve.isZero && reserve <= Self.reserveMax else {
                throw .reserveOutOfRange(reserve)
            }
        }
        guard fee.numerator < fee.denominator else { throw .feeTooHigh(fee) }
        self.baseReserve = baseReserve
        self.quoteReserve = quoteReserve
        self.fee = fee
    }

    /// Quote per base in wad, rounded down.
    public var spotPriceWad: UInt256 {
        // At most 2^160 * 10^18 over at least one.
        (try? quoteReserve.mulDivDown(.wad, baseReserve)) ?? .max
    }

    /// What comes out for an input: base for quote when buying, quote for base when selling.
    /// - Throws: `.amountOutOfRange` above 2^160.
    public func amountOut(
        for amountIn: UInt256, _ side: SpotSide
    ) throws(ConstantProductError) -> UInt256 {
        guard amountIn <= Self.amountMax else { throw .amountOutOfRange(amountIn) }
        return direction(side).output(of: amountIn)
    }

    /// The least input for which at least that much comes out.
    /// - Throws: `.outputTooLarge` for all of a reserve or more, or where the input passes 2^160.
    public func amountIn(
        for amountOut: UInt256, _ side: SpotSide
    ) throws(ConstantProductError) -> UInt256 {
        guard let input = direction(side).input(for: amountOut), input <= Self.amountMax else {
            throw .outputTooLarge(amountOut)
        }
        return input
    }

    /// The pool after a trade.
    ///
    /// Its reserves may pass those that a pool can be given, up to 2^161.
    /// - Parameters:
    ///   - asked: What the trader takes out, where that is less than the input buys.
    /// - Throws: `.amountOutOfRange` above 2^160, or for a reserve that passes 2^161.
    public func trading(
        _ amountIn: UInt256, _ side: SpotSide, takingOnly asked: UInt256 = .max
    ) throws(ConstantProductError) -> (amountOut: UInt256, pool: ConstantProductPool) {
        let amountOut = min(asked, try amountOut(for: amountIn, side))
        guard direction(side).reserveIn &+ amountIn <= Self.amountMax << 1 else {
            throw .amountOutOfRange(amountIn)
        }
        var pool = self
        switch side {
        case .buy:
            pool.quoteReserve = quoteReserve &+ amountIn
            pool.baseReserve = baseReserve &- amountOut
        case .sell:
            pool.baseReserve = baseReserve &+ amountIn
            pool.quoteReserve = quoteReserve &- amountOut
        }
        return (amountOut, pool)
    }

    /// The same pool with its reserves divided by powers of two, multiplied for powers below zero.
    func shifted(baseRight: Int, quoteRight: Int) -> ConstantProductPool {
        var pool = self
        pool.baseReserve = baseRight < 0 ? baseReserve << -baseRight : baseReserve >> baseRight
        pool.quoteReserve =
            quoteRight < 0 ? quoteReserve << -quoteRight : quoteReserve >> quoteRight
        return pool
    }

    func direction(_ side: SpotSide) -> PoolDirection {
        let (reserveIn, reserveOut) =
            side == .buy ? (quoteReserve, baseReserve) : (baseReserve, quoteReserve)
        return PoolDirection(
            reserveIn: reserveIn, reserveOut: reserveOut,
            kept: UInt256(fee.denominator - fee.numerator), whole: UInt256(fee.denominator))
    }
}

/// Why a pool has no answer.
public enum ConstantProductError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A reserve of nothing, or above 2^112.
    case reserveOutOfRange(UInt256)
    /// A fee of all that goes in.
    case feeTooHigh(Ratio)
    /// An input above 2^160.
    case amountOutOfRange(UInt256)
    /// An output that no input gives.
    case outputTooLarge(UInt256)
    /// A price factor outside 10^-12 ... 10^12, or one that takes more than 128 bits to write.
    case factorOutOfRange(String)
    /// A factor that lies on the other side of one than the trade goes.
    case factorOnOtherSide(String, SpotSide)

    /// The failure in words.
    public var description: String {
        switch self {
        case .reserveOutOfRange(let reserve): "a reserve is 1 to 2^112, not \(reserve)"
        case .feeTooHigh(let fee):
            "fee is below one, not \(fee.numerator)/\(fee.denominator)"
        case .amountOutOfRange(let amount): "an amount is at most 2^160, not \(amount)"
        case .outputTooLarge(let amount): "the pool cannot give out \(amount)"
        case .factorOutOfRange(let factor):
            "a price factor is 10^-12 to 10^12 in terms below 2^128, not \(factor)"
        case .factorOnOtherSide(let factor, let side):
            side == .buy
                ? "a push upwards has a factor of at least 1, not \(factor)"
                : "a push downwards has a factor of at most 1, not \(factor)"
        }
    }
}
