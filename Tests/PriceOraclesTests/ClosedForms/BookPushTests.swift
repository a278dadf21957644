import PriceOracles
import Testing

@Suite struct BookPushTests {
    /// The sum of price times size over thin slices, as a walk through the book would have it.
    private func walk(to factor: Double, exponent: Double) -> (base: Double, quote: Double) {
        let slices = 200_000
        let reach = abs(factor - 1)
        var (base, quote) = (0.0, 0.0)
        var taken = 0.0
        for slice in 1...slices {
            let u = reach * Double(slice) / Double(slices)
            let upTo = 7 * power(u, exponent)
            let price = 3 * (factor < 1 ? 1 - u : 1 + u)
            base += upTo - taken
            quote += (upTo - taken) * price
            taken = upTo
        }
        return (base, quote)
    }

    /// Only halves and whole exponents.
    private func power(_ u: Double, _ exponent: Double) -> Double {
        exponent == 0.5 ? u.squareRoot() : exponent == 1 ? u : u * u
    }

    @Test("base, quote and loss are those of a walk", arguments: [0.5, 1, 2])
    func integral(exponent: Double) {
        for factor in [1.3, 2.5, 0.6] {
            let push = BookPush(factor: factor, price: 3, baseAtDouble: 7, exponent: exponent)
            let (base, quote) = walk(to: factor, exponent: exponent)
            #expect(abs(push.base - base) < 1e-9 * base)
            #expect(abs(push.quote - quote) < 1e-4 * quote, "\(push.quote) against \(quote)")
            #expect(abs(push.loss - abs(quote - 3 * base)) < 1e-3 * push.loss)
        }
        #expect(BookPush(factor: 1, price: 3, baseAtDouble: 7, exponent: exponent).quote == 0)
    }
}
