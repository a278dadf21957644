/// The square-root law of metaorders: the peak impact is `Y sigma sqrt(Q / V)`.
public enum SquareRootLaw {
    /// The peak impact, in the unit of the volatility; what is paid on average is two thirds of it where
    /// the way there has the same shape.
    public static func peakImpact(
        prefactor: Double, dailyVolatility: Double, size: Double, dailyVolume: Double
    ) -> Double {
        prefactor * dailyVolatility * (size / dailyVolume).squareRoot()
    }
}
