extension UInt256 {
    /// Shifts left; bits beyond 256 are lost, and a count above 255 gives zero (opcode SHL).
    /// - Precondition: the count is not negative.
    public static func << (value: UInt256, count: Int) -> UInt256 {
        precondition(count >= 0, "shift by \(count)")
        if count > 255 { return .zero }
        let bits = UInt64(truncatingIfNeeded: count & 63)
        let moved: UInt256
        switch count >> 6 {
        case 0: moved = value
        case 1: moved = UInt256(0, value.w0, value.w1, value.w2)
        case 2: moved = UInt256(0, 0, value.w0, value.w1)
        default: moved = UInt256(0, 0, 0, value.w0)
        }
        if bits == 0 { return moved }
        let back = 64 &- bits
        return UInt256(
            moved.w0 &<< bits,
            moved.w1 &<< bits | moved.w0 &>> back,
            moved.w2 &<< bits | moved.w1 &>> back,
            moved.w3 &<< bits | moved.w2 &>> back
        )
    }

    /// Shifts right without a sign; a count above 255 gives zero (opcode SHR).
    /// - Precondition: the count is not negative.
    public static func >> (value: UInt256, count: Int) -> UInt256 {
        precondition(count >= 0, "shift by \(count)")
        if count > 255 { return .zero }
        let bits = UInt64(truncatingIfNeeded: count & 63)
        let moved: UInt256
        switch count >> 6 {
        case 0: moved = value
        case 1: moved = UInt256(value.w1, value.w2, value.w3, 0)
        case 2: moved = UInt256(value.w2, value.w3, 0, 0)
        default: moved = UInt256(value.w3, 0, 0, 0)
        }
        if bits == 0 { return moved }
        let back = 64 &- bits
        return UInt256(
            moved.w0 &>> bits | moved.w1 &<< back,
            moved.w1 &>> bits | moved.w2 &<< back,
            moved.w2 &>> bits | moved.w3 &<< back,
            moved.w3 &>> bits
        )
    }

    /// Bitwise and.
    @inlinable
    public static func & (left: UInt256, right: UInt256) -> UInt256 {
        UInt256(
            left.w0 & right.w0,
            left.w1 & right.w1,
            left.w2 & right.w2,
            left.w3 & right.w3
        )
    }

    /// Bitwise or.
    @inlinable
    public static func | (left: UInt256, right: UInt256) -> UInt256 {
        UInt256(
            left.w0 | right.w0,
            left.w1 | right.w1,
            left.w2 | right.w2,
            left.w3 | right.w3
        )
    }

    /// Bitwise exclusive or.
    @inlinable
    public static func ^ (left: UInt256, right: UInt256) -> UInt256 {
        UInt256(
            left.w0 ^ right.w0,
            left.w1 ^ right.w1,
            left.w2 ^ right.w2,
            left.w3 ^ right.w3
        )
    }

    /// Bitwise complement.
    @inlinable
    public static prefix func ~ (value: UInt256) -> UInt256 {
        UInt256(~value.w0, ~value.w1, ~value.w2, ~value.w3)
    }
}
