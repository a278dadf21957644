import BigInt
import WideIntegers

/// How many random operands each operation goes through.
private let count = 1_024

extension Suite {
    /// 256-bit arithmetic beside attaswift/BigInt.
    static func wideIntegers() -> Suite {
        var operands = Operands(seed: 1)
        let full = operands.numbers(count, bits: 255)
        let other = operands.numbers(count, bits: 255)
        let large = operands.numbers(count, bits: 256)
        let half = operands.numbers(count, bits: 128)
        let amount = operands.numbers(count, bits: 100)
        let price = operands.numbers(count, bits: 80)

        let bigFull = full.map { BigUInt($0) }
        let bigOther = other.map { BigUInt($0) }
        let bigLarge = large.map { BigUInt($0) }
        let bigHalf = half.map { BigUInt($0) }
        let bigAmount = amount.map { BigUInt($0) }
        let bigPrice = price.map { BigUInt($0) }
        let wad = BigUInt(UInt256.wad)

        let operations = [
            operation("add") {
                try checksum { try (full[$0] + other[$0]).w0 }
            } big: {
                checksum { (bigFull[$0] + bigOther[$0]).lowWord }
            },
            operation("mul") {
                try checksum { try (half[$0] * price[$0]).w0 }
            } big: {
                checksum { (bigHalf[$0] * bigPrice[$0]).lowWord }
            },
            operation("mulFull") {
                checksum { full[$0].multipliedFullWidth(by: other[$0]).high.w0 }
            } big: {
                checksum { ((bigFull[$0] * bigOther[$0]) >> 256).lowWord }
            },
            operation("mulD") {
                try checksum { try amount[$0].mulD(price[$0]).w0 }
            } big: {
                checksum { (bigAmount[$0] * bigPrice[$0] / wad).lowWord }
            },
            operation("divD") {
                try checksum { try amount[$0].divD(price[$0]).w0 }
            } big: {
                checksum { (bigAmount[$0] * wad / bigPrice[$0]).lowWord }
            },
            operation("mulDiv") {
                try checksum { try full[$0].mulDivDown(other[$0], large[$0]).w0 }
            } big: {
                checksum { (bigFull[$0] * bigOther[$0] / bigLarge[$0]).lowWord }
            },
            operation("mulDivSmall") {
                try checksum { try amount[$0].mulDivDown(price[$0], half[$0]).w0 }
            } big: {
                checksum { (bigAmount[$0] * bigPrice[$0] / bigHalf[$0]).lowWord }
            },
            operation("div") {
                try checksum { try (large[$0] / amount[$0]).w0 }
            } big: {
                checksum { (bigLarge[$0] / bigAmount[$0]).lowWord }
            },
            operation("sqrt") {
                checksum { large[$0].squareRoot.w0 }
            } big: {
                checksum { bigLarge[$0].squareRoot().lowWord }
            },
        ]
        return Suite(name: "integers", operations: operations)
    }
}

private func operation(
    _ name: String,
    own: @escaping () throws -> UInt64,
    big: @escaping () -> UInt64
) -> Operation {
    Operation(
        name: name,
        count: count,
        subject: Contender("perplab", run: own),
        references: [Contender("BigInt", run: big)]
    )
}

/// Inlined with its closure, so that no call stands between the loop and the operation.
@inline(__always)
private func checksum(_ result: (Int) throws -> UInt64) rethrows -> UInt64 {
    var checksum: UInt64 = 0
    for index in 0..<count { checksum ^= try result(index) }
    return checksum
}
