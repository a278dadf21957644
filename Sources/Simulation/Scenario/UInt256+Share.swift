import WideIntegers

extension UInt256 {
    /// So many parts of a whole, as a wad rounded down.
    package static func share(_ parts: UInt64, _ whole: UInt64) -> UInt256 {
        (UInt256.wad &* UInt256(parts)).quotientAndRemainder(dividingBy: UInt256(whole)).quotient
    }
}
