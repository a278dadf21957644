import WideIntegers

/// Which way an asset moves, from the pool's point of view.
public enum PoolDirection: UInt8, Hashable, Sendable {
    /// The trader gives the asset to the pool.
    case add = 0
    /// The trader takes the asset from the pool.
    case remove = 1

    /// The other way.
    public var opposite: PoolDirection { self == .add ? .remove : .add }
}

/// Quote and base reserves whose product stays, in 18-decimal fixed point.
///
/// A pure value: quotes change nothing. Every rounding favours the pool by at most 1 wei.
///
/// These are the contracts of perplab, one folder for each protocol design; `Curves`, `Tokens`,
/// `SpotPools` and `Utilities` are shared.
/// - Source: Perpetual Protocol v1, Amm pricing functions.
public struct ConstantProduct: Hashable, Sendable {
    /// Quote asset in the pool, wad.
    public var quoteReserveWad: UInt256
    /// Base asset in the pool, wad.
    public var baseReserveWad: UInt256

    /// A curve by its reserves.
    public init(quoteReserveWad: UInt256, baseReserveWad: UInt256) {
        self.quoteReserveWad = quoteReserveWad
        self.baseReserveWad = baseReserveWad
    }

    /// What a quote cannot be given for.
    public enum Refusal: Error, Hashable, Sendable {
        /// An amount that arithmetic cannot handle, or more than the pool holds.
        case arithmetic(FixedPointError)
        /// The asset that is given or taken would be used up.
        case emptyReserve
    }

    /// Quote per base at the margin, wad.
    public func spotPriceWad() throws(FixedPointError) -> UInt256 {
        try quoteReserveWad.divD(baseReserveWad)
    }

    /// The product of the reserves, rounded down, wad.
    public func invariantWad() throws(FixedPointError) -> UInt256 {
        try quoteReserveWad.mulD(baseReserveWad)
    }

    /// Base for an amount of quote that is added to or removed from the pool, wad.
    public func base(
        forQuoteWad amount: UInt256, _ direction: PoolDirection
    ) throws(Refusal) -> UInt256 {
        try baseExchange(forQuoteWad: amount, direction).amountWad
    }

    /// Quote for an amount of base that is added to or removed from the pool, wad.
    public func quote(
        forBaseWad amount: UInt256, _ direction: PoolDirection
    ) throws(Refusal) -> UInt256 {
        try quoteExchange(forBaseWad: amount, direction).amountWad
    }

    /// What is exchanged for an amount.
    struct Exchange {
        let amountWad: UInt256
        /// Whether the division had a remainder, for which the trader pays 1 wei.
        let isRounded: Bool
    }

    /// Base for quote, and how it came about.
    func baseExchange(
        forQuoteWad amount: UInt256, _ direction: PoolDirection
    ) throws(Refusal) -> Exchange {
        try other(amount, direction, given: quoteReserveWad, wanted: baseReserveWad)
    }

    /// Quote for base, and how it came about.
    func quoteExchange(
        forBaseWad amount: UInt256, _ direction: PoolDirection
    ) throws(Refusal) -> Exchange {
        try other(amount, direction, given: baseReserveWad, wanted: quoteReserveWad)
    }

    /// The amount of one asset for an amount of the other.
    ///
    /// `wanted' = fl(k / given')`; a remainder costs the trader 1 wei, which makes up for the floor
    /// when the pool pays out, and rounds up when it takes in.
    private func other(
        _ amount: UInt256, _ direction: PoolDirection, given: UInt256, wanted: UInt256
    ) throws(Refusal) -> Exchange {
        if amount.isZero { return Exchange(amountWad: .zero, isRounded: false) }
        do throws(FixedPointError) {
            // The invariant times 10^18, which the floor of the invariant makes a multiple of it.
            let scaled = try given.mulScalar(wanted).roundedDownToWad()
            let givenAfter = try direction == .add ? given.addD(amount) : given.subD(amount)
            if givenAfter.isZero { throw .remainderByZero }
            if scaled.bit255 { throw .signedMultiplicationOverflow }
            let (wantedAfter, remainder) = scaled.quotientAndRemainder(
                dividingBy: try signed(givenAfter))
            let (change, isLess) = wantedAfter.subtractingReportingOverflow(try signed(wanted))
            let difference = isLess ? .zero &- change : change
            if remainder.isZero { return Exchange(amountWad: difference, isRounded: false) }
            return Exchange(
                amountWad: try direction == .add ? difference.subD(.one) : difference.addD(.one),
                isRounded: true)
        } catch {
            throw error == .remainderByZero ? .emptyReserve : .arithmetic(error)
        }
    }

    /// A number that the original converts to a signed one.
    @inline(__always)
    private func signed(_ value: UInt256) throws(FixedPointError) -> UInt256 {
        if value.bit255 { throw .valueAboveInt256Max }
        return value
    }
}

extension UInt256 {
    /// The sign's place in a signed number.
    @inline(__always)
    fileprivate var bit255: Bool { w3 >> 63 == 1 }
}
