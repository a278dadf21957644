import WideIntegers

/// Why a depth is none.
public enum DepthError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No stretches, or too many.
    case stretchCount(Int)
    /// A stretch of nothing, or sizes that pass 2^112 wad together.
    case size(UInt256, index: Int)
    /// A stretch that begins before the one before it ends, ends before it begins, or lies too far.
    case distance(nearWad: UInt256, farWad: UInt256, index: Int)
    /// A price on the wrong side of the reference, or one whose distance is too great.
    case price(UInt256, index: Int)
    /// A reference price of nothing, or of 2^120 and more.
    case referencePrice(UInt256)
    /// An exponent outside of what is offered.
    case exponent(Double)
    /// A greatest distance outside of what is offered.
    case distanceMax(UInt256)

    /// Place, value and what is allowed.
    public var description: String {
        switch self {
        case .stretchCount(let count):
            "a depth has 1 to \(DepthCurve.stretchCountMax) stretches, not \(count)"
        case .size(let size, let index):
            "sizeWad of stretch \(index) is above 0, with all before it at most 2^112, not \(size)"
        case .distance(let near, let far, let index):
            "stretch \(index) lies from the end of the one before it to "
                + "\(DepthCurve.distanceWadMax) at most, not from \(near) to \(far)"
        case .price(let price, let index):
            "price \(index) lies on its side of the reference, 10^6 times it at most, not \(price)"
        case .referencePrice(let price): "the reference price is 1 to 2^120, not \(price)"
        case .exponent(let exponent):
            "exponent is \(PowerLawDepth.exponentRange.lowerBound) to "
                + "\(PowerLawDepth.exponentRange.upperBound), not \(exponent)"
        case .distanceMax(let distance):
            "distanceWadMax is 10^12 to \(DepthCurve.distanceWadMax), not \(distance)"
        }
    }
}
