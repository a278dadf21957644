import BigInt
import WideIntegers

extension Suite {
    /// 256-bit arithmetic beside attaswift/BigInt, on arrays of 1,024 random operands.
    static func wideIntegers() -> Suite {
        var operands = Operands(seed: 1)
        let count = 1_024
        let full = operands.numbers(count, bits: 255)
        let other = operands.numbers(count, bits: 255)
        let large = operands.numbers(count, bits: 256)
        let half = operands.numbers(count, bits: 128)
        let quantity = operands.numbers(count, bits: 100)
        let price = operands.numbers(count, bits: 80)
        let wad = BigUInt(UInt256.wad)
        return Suite(
            name: "integers",
            operations: [
                binary("add", full, other, { try $0 + $1 }, +),
                binary("mul", half, price, { try $0 * $1 }, *),
                binary("mulFull", full, other, { $0.multipliedFullWidth(by: $1).high }) {
                    ($0 * $1) >> 256
                },
                binary("mulD", quantity, price, { try $0.mulD($1) }) { $0 * $1 / wad },
                binary("divD", quantity, price, { try $0.divD($1) }) { $0 * wad / $1 },
                ternary("mulDiv", full, other, large, { try $0.mulDivDown($1, $2) }) {
                    $0 * $1 / $2
                },
                ternary("mulDivSmall", quantity, price, half, { try $0.mulDivDown($1, $2) }) {
                    $0 * $1 / $2
                },
                binary("div", large, quantity, { try $0 / $1 }, /),
                unary("sqrt", large, { $0.squareRoot }) { $0.squareRoot() },
            ]
        )
    }
}

// Each closure is called within the loop that is timed; these functions are inlined where they are
// used, and the closures in them, so that no call stands between the loop and the operator.

@inline(__always)
private func unary(
    _ name: String,
    _ a: [UInt256],
    _ own: @escaping (UInt256) -> UInt256,
    _ big: @escaping (BigUInt) -> BigUInt
) -> Operation {
    let bigA = a.map { BigUInt($0) }
    return Operation(
        name: name,
        count: a.count,
        subject: Contender("perplab") {
            var checksum: UInt64 = 0
            for i in a.indices { checksum ^= own(a[i]).w0 }
            return checksum
        },
        references: [
            Contender("BigInt") {
                var checksum: UInt64 = 0
                for i in bigA.indices { checksum ^= big(bigA[i]).lowWord }
                return checksum
            }
        ]
    )
}

@inline(__always)
private func binary(
    _ name: String,
    _ a: [UInt256],
    _ b: [UInt256],
    _ own: @escaping (UInt256, UInt256) throws -> UInt256,
    _ big: @escaping (BigUInt, BigUInt) -> BigUInt
) -> Operation {
    let bigA = a.map { BigUInt($0) }
    let bigB = b.map { BigUInt($0) }
    return Operation(
        name: name,
        count: a.count,
        subject: Contender("perplab") {
            var checksum: UInt64 = 0
            for i in a.indices { checksum ^= try own(a[i], b[i]).w0 }
            return checksum
        },
        references: [
            Contender("BigInt") {
                var checksum: UInt64 = 0
                for i in bigA.indices { checksum ^= big(bigA[i], bigB[i]).lowWord }
                return checksum
            }
        ]
    )
}

@inline(__always)
private func ternary(
    _ name: String,
    _ a: [UInt256],
    _ b: [UInt256],
    _ c: [UInt256],
    _ own: @escaping (UInt256, UInt256, UInt256) throws -> UInt256,
    _ big: @escaping (BigUInt, BigUInt, BigUInt) -> BigUInt
) -> Operation {
    let bigA = a.map { BigUInt($0) }
    let bigB = b.map { BigUInt($0) }
    let bigC = c.map { BigUInt($0) }
    return Operation(
        name: name,
        count: a.count,
        subject: Contender("perplab") {
            var checksum: UInt64 = 0
            for i in a.indices { checksum ^= try own(a[i], b[i], c[i]).w0 }
            return checksum
        },
        references: [
            Contender("BigInt") {
                var checksum: UInt64 = 0
                for i in bigA.indices { checksum ^= big(bigA[i], bigB[i], bigC[i]).lowWord }
                return checksum
            }
        ]
    )
}
