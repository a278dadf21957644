import SimulationKernel
import WideIntegers

/// How what was taken from a book comes back.
public enum Replenishment: Hashable, Sendable {
    /// Never.
    case none
    /// Half of what is missing in every such time, without end.
    /// - Source: exponential resilience, Obizhaeva and Wang, "Optimal trading strategy and
    ///   supply/demand dynamics" (2013); its rate is ln 2 over the half-life.
    case halfLife(micros: UInt64)
    /// So much base a second, until all is back.
    case rate(baseWadPerSecond: UInt256)

    /// What is still missing of an amount after a time.
    ///
    /// Rounded down for the half-life and up for the rate; looking in between instead changes it by
    /// two units of 10^-18 at most for each look.
    /// - Precondition: `defect` is nil and the amount at most 2^112.
    public func missingWad(of takenWad: UInt256, afterMicros micros: UInt64) -> UInt256 {
        switch self {
        case .none:
            return takenWad
        case .halfLife(let halfLifeMicros):
            let (halvings, rest) = micros.quotientAndRemainder(dividingBy: halfLifeMicros)
            guard halvings < 128 else { return .zero }
            let fraction = (UInt256(rest) << 128)
                .quotientAndRemainder(dividingBy: UInt256(halfLifeMicros)).quotient
            return BinaryDecay.halved(takenWad, fractionQ128: fraction.low128) >> Int(halvings)
        case .rate(let baseWadPerSecond):
            let returned =
                (try? baseWadPerSecond.mulDivDown(UInt256(micros), 1_000_000)) ?? takenWad
            return returned < takenWad ? takenWad &- returned : .zero
        }
    }

    /// What is wrong with the parameters.
    var defect: VenueSettingsError? {
        switch self {
        case .none: nil
        case .halfLife(let micros): micros == 0 ? .halfLifeIsZero : nil
        case .rate(let rate): rate <= DepthCurve.sizeWadMax ? nil : .returnRate(rate)
        }
    }
}

/// Powers of one half, in integers alone.
enum BinaryDecay {
    /// 2^(-1/2), 2^(-1/4), ... 2^(-1/2^128) times 2^128: each the root of the one before.
    private static let rootsQ128: [UInt256] = {
        var roots: [UInt256] = []
        var root = UInt256.one << 127
        for _ in 0..<128 {
            root = (root << 128).squareRoot
            roots.append(root)
        }
        return roots
    }()

    /// `amount 2^-x` for an x from 0 to below 1, given times 2^128; rounded down.
    ///
    /// Each root is less than two units of 2^-128 too small, and each of at most 128 products loses
    /// less than one more, so that the result is at most one unit and 2^-119 of the amount too
    /// small.
    /// - Precondition: the amount is below 2^128.
    static func halved(_ amount: UInt256, fractionQ128: UInt128) -> UInt256 {
        var powerQ128 = UInt256.one << 128
        for (index, root) in rootsQ128.enumerated() where fractionQ128 >> (127 - index) & 1 == 1 {
            // Only the first product has a factor of 129 bits, and that is a power of two.
            powerQ128 = (powerQ128 &* root) >> 128
        }
        return (amount &* powerQ128) >> 128
    }
}
