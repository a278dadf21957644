import Testing
import WideIntegers

@testable import PriceOracles

@Suite struct HalfEvenTests {
    @Test("rounds small quotients as doubles do, whose halves are exact")
    func small() {
        for value: UInt64 in 0...300 {
            for divisor: UInt64 in 1...40 {
                let (quotient, isExact) = UInt256(value).dividedHalfEven(by: UInt256(divisor))
                let expected = (Double(value) / Double(divisor)).rounded(.toNearestOrEven)
                #expect(quotient == UInt256(UInt64(expected)), "\(value) / \(divisor)")
                #expect(isExact == value.isMultiple(of: divisor))
            }
        }
    }

    @Test("rounds the highest values without wrapping")
    func highest() {
        let half = UInt256.one << 255
        #expect(UInt256.max.dividedHalfEven(by: .one).quotient == .max)
        #expect(UInt256.max.dividedHalfEven(by: .max) == (.one, true))
        #expect(UInt256.max.dividedHalfEven(by: 2) == (half, false))
        #expect(half.dividedHalfEven(by: .max) == (.one, false))
        #expect((half &- .one).dividedHalfEven(by: .max) == (.zero, false))
        #expect(half.dividedHalfEven(by: half &+ .one) == (.one, false))
    }
}
