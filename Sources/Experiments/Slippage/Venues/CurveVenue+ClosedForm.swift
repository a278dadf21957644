import VenueFormulas
import WideIntegers

extension CurveVenue {
    /// Whether a slippage is the exact formula's, rounded to a millionth of a basis point.
    ///
    /// The formula works in fractions and knows nothing of how this curve trades.
    func isClosedForm(_ slippage: Int64, _ side: TakerSide, _ quote: Int64) -> Bool {
        do throws(VenueFormulaError) {
            let reserves = try CurveTrade.Reserves(
                quote: Fraction(Int256(quoteReserve)), base: Fraction(Int256(baseReserve)))
            let amount = BookSweep.Amount.quote(Fraction(Int256(quote)))
            let exact = try CurveTrade(side, amount, on: reserves).slippageBps()
            let distance =
                try Fraction(Int256(slippage)) - exact * Fraction(Int256(LabUnits.basisPoint))
            return try distance.absoluteValue() <= Fraction(1, over: 2)
        } catch {
            return false
        }
    }
}
