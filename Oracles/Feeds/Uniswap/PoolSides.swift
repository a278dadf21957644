import EthereumPrimitives
import VenueFormulas
import WideIntegers

/// Which token of a pool is base, and how many decimals both have.
public struct PoolSides: Hashable, Sendable {
    /// A token of a pool.
    public enum Token: Hashable, Sendable {
        /// The token with the lower address.
        case token0
        /// The token with the higher address.
        case token1
    }

    /// The token whose price is told.
    public let base: Token
    /// Decimal places of a whole base token.
    public let baseDecimals: Int
    /// Decimal places of a whole quote token.
    public let quoteDecimals: Int

    /// Sides of a pool.
    /// - Throws: `.decimalsOutOfRange` outside 0 ... 36.
    public init(
        base: Token, baseDecimals: Int = 18, quoteDecimals: Int = 18
    ) throws(UniswapFeedError) {
        for decimals in [baseDecimals, quoteDecimals] where !(0...36).contains(decimals) {
            throw .decimalsOutOfRange(decimals)
        }
        self.base = base
        self.baseDecimals = baseDecimals
        self.quoteDecimals = quoteDecimals
    }

    /// Digits by which a price in base units is scaled to be one of whole tokens in wad.
    var wadDecimals: Int { 18 + baseDecimals - quoteDecimals }

    /// The price at a tick, wad, rounded down.
    /// - Throws: `.tickOutOfRange`; `.overflow` when it does not fit.
    public func priceWad(atTick tick: Int32) throws(ConcentratedLiquidityError) -> UInt256 {
        let root = try TickMath.sqrtRatioX96(at: tick)
        return base == .token0
            ? try TickMath.price(ofSqrtPriceX96: root, decimals: wadDecimals)
            : try TickMath.inversePrice(ofSqrtPriceX96: root, decimals: wadDecimals)
    }
}

/// Why a feed on a pool cannot be placed.
public enum UniswapFeedError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Decimal places that no token has.
    case decimalsOutOfRange(Int)
    /// A window or period of no time.
    case noWindow
    /// A ring of less than two points, or one whose points do not divide the window.
    case granularityOutOfRange(UInt64, windowSeconds: UInt64)
    /// The contract's own declaration is wrong.
    case declaration(ABIDeclarationError)

    /// Parameter, value and what is allowed.
    public var description: String {
        switch self {
        case .decimalsOutOfRange(let decimals): "decimals are 0 to 36, not \(decimals)"
        case .noWindow: "a window is 1 to 4294967295 seconds"
        case .granularityOutOfRange(let granularity, let window):
            "granularity is 2 or more and divides the window of \(window) s, not \(granularity)"
        case .declaration(let error): "\(error)"
        }
    }
}
