import BigInt
import PriceOracles
import TestSupport
import Testing
import WideIntegers

@Suite struct PriceUpdateWadTests {
    private func update(
        price: Int64 = 1, confidence: UInt64 = 0, exponent: Int32, emaPrice: Int64 = 1
    ) -> PriceUpdate {
        PriceUpdate(
            feedID: .zero, price: price, confidence: confidence, exponent: exponent,
            publishTimeSeconds: 1, emaPrice: emaPrice, emaConfidence: 0)
    }

    @Test("prices of every exponent are the exact quotient, rounded down, and confidences up")
    func exact() throws {
        var random = SeededGenerator(seed: 12)
        for exponent in -60...90 {
            for number in [1, 9, 10, UInt64(Int64.max), random.next() >> 1] {
                let update = update(
                    price: Int64(number), confidence: number, exponent: Int32(exponent),
                    emaPrice: Int64(number))
                let shift = 18 + exponent
                let scaled = shift >= 0 ? BigInt(number) * BigInt(10).power(shift) : BigInt(number)
                let divisor = shift >= 0 ? BigInt(1) : BigInt(10).power(-shift)
                let down = scaled / divisor
                let up = (scaled + divisor - 1) / divisor
                let fits = down < BigInt(1) << 256
                #expect(update.priceWad.map { "\($0)" } == (fits ? "\(down)" : nil))
                #expect(update.emaPriceWad.map { "\($0)" } == (fits ? "\(down)" : nil))
                #expect(update.confidenceWad.map { "\($0)" } == (fits ? "\(up)" : nil))
            }
        }
    }

    @Test("no exponent is too far, and no price that is not positive counts")
    func extremes() {
        #expect(update(exponent: .max).priceWad == nil)
        #expect(update(price: .max, exponent: .min).priceWad ?? .one == .zero)
        #expect(update(confidence: 1, exponent: .min).confidenceWad ?? .zero == .one)
        #expect(update(confidence: 0, exponent: .max).confidenceWad ?? .one == .zero)
        for price in [0, -1, .min] as [Int64] {
            #expect(update(price: price, exponent: 0).priceWad == nil)
            #expect(update(exponent: 0, emaPrice: price).emaPriceWad == nil)
        }
    }
}
