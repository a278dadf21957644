import BigInt
import WideIntegers

/// The same random operands on every run.
///
/// - Source: SplitMix64, Steele, Lea and Flood (2014).
struct Operands {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }

    /// Numbers of exactly `bits` bits, 1 to 256: the top one is set.
    mutating func numbers(_ count: Int, bits: Int) -> [UInt256] {
        (0..<count).map { _ in
            let full = UInt256(next(), next(), next(), next() | 1 << 63)
            return full >> (256 - bits)
        }
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}

extension BigUInt {
    init(_ value: UInt256) {
        self.init(words: [value.w0, value.w1, value.w2, value.w3].map { UInt($0) })
    }

    /// The lowest word, as the checksum of a result.
    var lowWord: UInt64 { UInt64(words.first ?? 0) }
}
