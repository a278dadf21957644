extension UInt256 {
    /// The full 512-bit product.
    ///
    /// Row by row; each step `a*b + c + d` of 64-bit numbers fits 128 bits exactly.
    public func multipliedFullWidth(by other: UInt256) -> (high: UInt256, low: UInt256) {
        // Row 0.
        var t = UInt128(w0) &* UInt128(other.w0)
        let r0 = UInt64(truncatingIfNeeded: t)
        t = UInt128(w1) &* UInt128(other.w0) &+ (t &>> 64)
        var r1 = UInt64(truncatingIfNeeded: t)
        t = UInt128(w2) &* UInt128(other.w0) &+ (t &>> 64)
        var r2 = UInt64(truncatingIfNeeded: t)
        t = UInt128(w3) &* UInt128(other.w0) &+ (t &>> 64)
        var r3 = UInt64(truncatingIfNeeded: t)
        var r4 = UInt64(truncatingIfNeeded: t &>> 64)

        // Row 1.
        t = UInt128(w0) &* UInt128(other.w1) &+ UInt128(r1)
        r1 = UInt64(truncatingIfNeeded: t)
        t = UInt128(w1) &* UInt128(other.w1) &+ UInt128(r2) &+ (t &>> 64)
        r2 = UInt64(truncatingIfNeeded: t)
        t = UInt128(w2) &* UInt128(other.w1) &+ UInt128(r3) &+ (t &>> 64)
        r3 = UInt64(truncatingIfNeeded: t)
        t = UInt128(w3) &* UInt128(other.w1) &+ UInt128(r4) &+ (t &>> 64)
        r4 = UInt64(truncatingIfNeeded: t)
        var r5 = UInt64(truncatingIfNeeded: t &>> 64)

        // Row 2.
        t = UInt128(w0) &* UInt128(other.w2) &+ UInt128(r2)
        r2 = UInt64(truncatingIfNeeded: t)
        t = UInt128(w1) &* UInt128(other.w2) &+ UInt128(r3) &+ (t &>> 64)
        r3 = UInt64(truncatingIfNeeded: t)
        t = UInt128(w2) &* UInt128(other.w2) &+ UInt128(r4) &+ (t &>> 64)
        r4 = UInt64(truncatingIfNeeded: t)
        t = UInt128(w3) &* UInt128(other.w2) &+ UInt128(r5) &+ (t &>> 64)
        r5 = UInt64(truncatingIfNeeded: t)
        var r6 = UInt64(truncatingIfNeeded: t &>> 64)

        // Row 3.
        t = UInt128(w0) &* UInt128(other.w3) &+ UInt128(r3)
        r3 = UInt64(truncatingIfNeeded: t)
        t = UInt128(w1) &* UInt128(other.w3) &+ UInt128(r4) &+ (t &>> 64)
        r4 = UInt64(truncatingIfNeeded: t)
        t = UInt128(w2) &* UInt128(other.w3) &+ UInt128(r5) &+ (t &>> 64)
        r5 = UInt64(truncatingIfNeeded: t)
        t = UInt128(w3) &* UInt128(other.w3) &+ UInt128(r6) &+ (t &>> 64)
        r6 = UInt64(truncatingIfNeeded: t)
        let r7 = UInt64(truncatingIfNeeded: t &>> 64)

        return (UInt256(r4, r5, r6, r7), UInt256(r0, r1, r2, r3))
    }
}
