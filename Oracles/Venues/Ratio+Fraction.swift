import SimulationKernel
import VenueFormulas
import WideIntegers

extension Ratio {
    /// A share from zero to one whose terms, in lowest form, have 64 bits; nil for any other number.
    public init?(_ share: Fraction) {
        let terms = share.reduced
        guard terms.signum >= 0, let numerator = UInt64(exactly: terms.numerator.magnitude),
            let denominator = UInt64(exactly: terms.denominator)
        else { return nil }
        self.init(numerator, denominator)
    }

    /// The share as a `Double`, for estimates.
    public var estimate: Double { Double(numerator) / Double(denominator) }
}
