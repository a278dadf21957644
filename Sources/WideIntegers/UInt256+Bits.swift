extension UInt256 {
    /// Shifts left; bits beyond 256 are lost, and a count above 255 gives zero (opcode SHL).
    /// - Precondition: the count is not negative.
    public static func << (value: UInt256, count: Int) -> UInt256 {
        precondition(count >= 0, "shift by \(count)")
        if count > 255 { return .zero }
        var moved = value
        if count & 128 != 0 { moved = UInt256(0, 0, moved.w0, moved.w1) }
        if count & 64 != 0 { moved = UInt256(0, moved.w0, moved.w1, moved.w2) }
        // Back in two steps, since a step of 64 is not defined when the count is zero.
        let bits = UInt64(truncatingIfNeeded: count & 63)
        let back = 63 &- bits
        return UInt256(
            moved.w0 &<< bits,
            moved.w1 &<< bits | (moved.w0 &>> 1) &>> back,
            moved.w2 &<< bits | (moved.w1 &>> 1) &>> back,
            moved.w3 &<< bits | (moved.w2 &>> 1) &>> back
        )
    }

    /// Shifts right without a sign; a count above 255 gives zero (opcode SHR).
    /// - Precondition: the count is not negative.
    public static func >> (value: UInt256, count: Int) -> UInt256 {
        precondition(count >= 0, "shift by \(count)")
        if count > 255 { return .zero }
        var moved = value
        if count & 128 != 0 { moved = UInt256(moved.w2, moved.w3, 0, 0) }
        if count & 64 != 0 { moved = UInt256(moved.w1, moved.w2, moved.w3, 0) }
        let bits = UInt64(truncatingIfNeeded: count & 63)
        let back = 63 &- bits
        return UInt256(
            moved.w0 &>> bits | (moved.w1 &<< 1) &<< back,
            moved.w1 &>> bits | (moved.w2 &<< 1) &<< back,
            moved.w2 &>> bits | (moved.w3 &<< 1) &<< back,
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
