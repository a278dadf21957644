import WideIntegers

extension UInt256 {
    /// The numbers at which carries, limbs and signs change; tests cross them in all pairs.
    public static let edges: [UInt256] = {
        var list: [UInt256] = [
            .zero, 1, 2, 3, 10, 10_000, 999_999_999_999_999_999, 1_000_000_000_000_000_000,
            1_000_000_000_000_000_001,
        ]
        for exponent in [63, 64, 127, 128, 129, 191, 192, 254, 255] {
            let power = UInt256.one << exponent
            list += [power &- .one, power, power &+ .one]
        }
        list += [.max &- .one, .max]
        // Limbs of all ones beside limbs of zeros, the largest squares, and one in 36 decimals.
        list += [
            UInt256(.max, 0, .max, 0), UInt256(0, .max, 0, .max), UInt256(.max, .max, 0, .max),
            UInt256(0, 0, .max, .max), UInt256(.max, 0, 0, 1 << 63), UInt256.wad &* .wad,
        ]
        return list
    }()

    /// A shorter list, for all triples.
    public static let fewEdges: [UInt256] = [
        .zero, 1, 2, 1_000_000_000_000_000_000, UInt256(.max, 0, 0, 0), UInt256(0, 1, 0, 0),
        UInt256(1, 1, 0, 0), UInt256(.max, .max, 0, 0), UInt256(0, 0, 1, 0), UInt256(1, 0, 1, 0),
        UInt256(.max, .max, .max, 0), UInt256(0, 0, 0, 1), UInt256(.max, .max, .max, .max >> 1),
        UInt256(0, 0, 0, 1 << 63), UInt256(1, 0, 0, 1 << 63), UInt256(.max, 0, .max, 0),
        UInt256(0, .max, 0, .max), .max &- .one, .max,
    ]
}

extension Int256 {
    /// The unsigned edges read as two's complement, and their negatives.
    public static let edges: [Int256] = {
        let bits = Set(UInt256.edges + UInt256.edges.map { .zero &- $0 })
        return bits.sorted().map { Int256(bitPattern: $0) }
    }()
}
