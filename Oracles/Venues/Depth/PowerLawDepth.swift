import SimulationKernel
import WideIntegers

/// Depth that grows with a power of the distance: `Q(u) = q0 u^a` of base within a distance `u`.
///
/// A push by `u` from the fair price `p0` then loses `p0 q0 a/(a+1) u^(a+1)` against it.
public struct PowerLawDepth: Hashable, Sendable {
    /// The exponents that are offered. Below, nearly all depth lies at the fair price; above,
    /// hardly any.
    public static let exponentRange = 0.25...4.0

    /// `q0`, the base within a distance of the whole fair price, wad.
    public var sizeWad: UInt256
    /// `a`, 0.25 to 4. One is a book with the same depth at every price; seen books have 1 to 2
    /// near the middle.
    public var exponent: Double
    /// Where the depth ends, wad of the fair price.
    public var distanceWadMax: UInt256

    /// Depth from its parameters.
    public init(sizeWad: UInt256, exponent: Double, distanceWadMax: UInt256) {
        self.sizeWad = sizeWad
        self.exponent = exponent
        self.distanceWadMax = distanceWadMax
    }
}

extension DepthCurve {
    /// Where the grid begins: a hundredth of a basis point, or e^-4 of the greatest distance if
    /// that is nearer.
    private static let gridStart = 1e-6
    private static let gridDepthMin = 4.0
    /// The widest step of the grid, as a logarithm.
    private static let gridStepMax = 0.5

    /// The stretches of a power law: the boundary at which it becomes integers.
    ///
    /// At the ends of the stretches the depth is the law's, to one unit of its last place in
    /// `Double`. The ends lie `h = sqrt(2 10^-6 / |a (a - 1)|)` apart in the logarithm of the
    /// distance, so that depth and loss are within 10^-6 of the law everywhere above the first end.
    /// What lies before that end stands at its mean distance, `a/(a+1)` of it.
    /// - Throws: `.exponent`, `.distanceMax`, and `.size` for a law that holds nothing or too much.
    public init(_ law: PowerLawDepth) throws(DepthError) {
        guard PowerLawDepth.exponentRange.contains(law.exponent) else {
            throw .exponent(law.exponent)
        }
        guard law.distanceWadMax >= 1_000_000_000_000, law.distanceWadMax <= Self.distanceWadMax
        else { throw .distanceMax(law.distanceWadMax) }
        guard law.sizeWad <= Self.sizeWadMax else { throw .size(law.sizeWad, index: 0) }
        let bend = law.exponent * (law.exponent - 1)
        let widest = (2e-6 / (bend < 0 ? -bend : bend)).squareRoot()
        let size = Double(law.sizeWad.low128)
        let farthest = Double(law.distanceWadMax.low128)
        let depth = max(Self.gridDepthMin, ExactMath.log(farthest / 1e18 / Self.gridStart))
        let count = Int(depth / min(widest, Self.gridStepMax)) + 1
        let step = depth / Double(count)
        var stretches: [Stretch] = []
        var (near, taken) = (UInt256.zero, UInt256.zero)
        for index in 0...count {
            let distance = farthest * ExactMath.exp(-step * Double(count - index))
            let far = index == count ? law.distanceWadMax : try Self.wad(distance)
            let share = ExactMath.exp(
                law.exponent * ExactMath.log(Double(far.low128) / 1e18))
            let within = try Self.wad(size * share)
            // Far below one unit of base, a law leaves stretches of nothing.
            guard within > taken else { continue }
            let piece =
                near.isZero
                ? Stretch(
                    atWad: try Self.wad(
                        Double(far.low128) * law.exponent / (law.exponent + 1)),
                    sizeWad: within)
                : Stretch(nearWad: near, farWad: far, sizeWad: within &- taken)
            stretches.append(piece)
            (near, taken) = (far, within)
        }
        guard !stretches.isEmpty else { throw .size(law.sizeWad, index: 0) }
        try self.init(stretches)
    }

    /// The crossing from `Double` to integers, rounded down.
    private static func wad(_ value: Double) throws(DepthError) -> UInt256 {
        guard value < 0x1p127 else { throw .size(.max, index: 0) }
        return UInt256(UInt128(value))
    }
}
