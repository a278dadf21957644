import BigInt
import TestSupport
import Testing
import WideIntegers

@Suite struct UInt256EVMTests {
    @Test("gives zero for a division by zero and the plain quotient otherwise")
    func division() throws {
        for a in UInt256.edges {
            #expect(a.evmDiv(.zero) == .zero)
            #expect(a.evmMod(.zero) == .zero)
            for b in UInt256.edges where !b.isZero {
                #expect(BigUInt(a.evmDiv(b)) == BigUInt(a) / BigUInt(b), "\(a) / \(b)")
                #expect(BigUInt(a.evmMod(b)) == BigUInt(a) % BigUInt(b), "\(a) % \(b)")
            }
        }
    }

    @Test("raises to a power modulo 2^256 on all pairs of edges")
    func exponentiation() {
        let modulus = BigUInt(1) << 256
        for base in UInt256.fewEdges {
            for exponent in UInt256.fewEdges {
                let expected = BigUInt(base).power(BigUInt(exponent), modulus: modulus)
                #expect(BigUInt(base.evmExp(exponent)) == expected, "\(base) ** \(exponent)")
            }
        }
    }

    @Test("extends the sign of every byte")
    func signExtension() {
        for value in UInt256.edges {
            for index in 0..<31 {
                let bits = 8 * (index + 1)
                let low = BigInt(value).modulus(BigInt(1) << bits)
                let isNegative = low >> (bits - 1) == 1
                let expected = isNegative ? low - BigInt(1) << bits : low
                #expect(
                    value.signExtended(fromByte: UInt256(UInt64(index)))
                        == UInt256(truncating: expected),
                    "\(value), \(index)"
                )
            }
            for index in [31, 32, UInt256(0, 1, 0, 0), .max] as [UInt256] {
                #expect(value.signExtended(fromByte: index) == value)
            }
        }
    }
}
