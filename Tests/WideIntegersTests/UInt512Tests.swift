import BigInt
import TestSupport
import Testing
import WideIntegers

@Suite struct UInt512Tests {
    private func big(_ value: UInt512) -> BigUInt {
        BigUInt(value.high) << 256 + BigUInt(value.low)
    }

    @Test("divides by divisors of any width", arguments: [11, 12] as [UInt64])
    func division(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<20_000 {
            let dividend = UInt512(high: random.wide(), low: random.wide())
            let isWide = random.below(2) == 0
            let divisor = UInt512(high: isWide ? random.wide() : .zero, low: random.wide())
            if big(divisor) == 0 { continue }
            let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
            let expected = big(dividend).quotientAndRemainder(dividingBy: big(divisor))
            #expect(big(quotient) == expected.quotient, "seed \(seed), round \(round)")
            #expect(big(remainder) == expected.remainder, "seed \(seed), round \(round)")
        }
    }

    @Test("divides where the leading half overestimates")
    func overestimate() {
        let edges: [UInt256] = [0, 1, 2, UInt256(0, 0, 0, 1 << 63), .max &- 1, .max]
        for dividendHigh in edges {
            for dividendLow in edges {
                for high in edges where !high.isZero {
                    for low in edges {
                        let dividend = UInt512(high: dividendHigh, low: dividendLow)
                        let divisor = UInt512(high: high, low: low)
                        let (quotient, remainder) = dividend.quotientAndRemainder(
                            dividingBy: divisor)
                        #expect(big(quotient) * big(divisor) + big(remainder) == big(dividend))
                        #expect(big(remainder) < big(divisor))
                    }
                }
            }
        }
    }

    @Test("reads decimal text up to 2^512 - 1")
    func text() throws {
        let max = UInt512(high: .max, low: .max)
        #expect(try UInt512(decimal: String(big(max))) == max)
        #expect(throws: IntegerTextError.outOfRange) {
            try UInt512(decimal: String(big(max) + 1))
        }
        #expect(throws: IntegerTextError.noDigits) { try UInt512(decimal: "") }
        #expect(throws: IntegerTextError.invalidCharacter(UInt8(ascii: "-"), offset: 0)) {
            try UInt512(decimal: "-1")
        }
        var random = SeededGenerator(seed: 13)
        for _ in 0..<500 {
            let product = UInt512(random.wide(), times: random.wide())
            #expect(try UInt512(decimal: String(big(product))) == product)
        }
    }
}
