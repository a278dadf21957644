/// A sequence of random draws, the same on every machine.
///
/// The generator is xoshiro256**. Its four words are the first outputs of SplitMix64 started from
/// `mix(mix(seed + gamma) ^ fnv1a(name))`, where `mix` is SplitMix64's output function and `gamma`
/// its increment. All of this is part of the format of results: changing it changes every run.
/// - Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2021);
///   Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014); FNV-1a with 64
///   bits after Fowler, Noll and Vo, RFC 9923.
public struct RandomStream: Sendable {
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64

    /// The stream of a name under a root seed, from its beginning.
    public init(seed: UInt64, name: String) {
        // The seed is mixed before the name is joined to it. Joined raw, neighbouring seeds and
        // names that differ in the same bits would meet in one stream.
        var root = SplitMix64(state: seed)
        var filler = SplitMix64(state: SplitMix64.mix(root.next() ^ Self.fnv1a(name)))
        s0 = filler.next()
        s1 = filler.next()
        s2 = filler.next()
        s3 = filler.next()
        // SplitMix64 gives each number once in 2^64 draws, so that the four are never all zero.
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        let scrambled = (s1 &* 5).rotatedLeft(by: 7) &* 9
        let shifted = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= shifted
        s3 = s3.rotatedLeft(by: 45)
        return scrambled
    }

    private static func fnv1a(_ name: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        return hash
    }
}

/// The generator that spreads a seed over a larger state.
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return Self.mix(state)
    }

    static func mix(_ word: UInt64) -> UInt64 {
        let once = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        let twice = (once ^ (once >> 27)) &* 0x94d0_49bb_1331_11eb
        return twice ^ (twice >> 31)
    }
}

extension UInt64 {
    fileprivate func rotatedLeft(by bits: UInt64) -> UInt64 {
        self << bits | self >> (64 - bits)
    }
}
