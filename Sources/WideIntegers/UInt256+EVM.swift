/// What the EVM's arithmetic opcodes push where Solidity's checked operators would fail.
extension UInt256 {
    /// Opcode DIV: zero when the divisor is zero.
    public func evmDiv(_ divisor: UInt256) -> UInt256 {
        divisor.isZero ? .zero : quotientAndRemainder(dividingBy: divisor).quotient
    }

    /// Opcode MOD: zero when the divisor is zero.
    public func evmMod(_ divisor: UInt256) -> UInt256 {
        divisor.isZero ? .zero : quotientAndRemainder(dividingBy: divisor).remainder
    }

    /// Opcode EXP: the power modulo 2^256.
    public func evmExp(_ exponent: UInt256) -> UInt256 {
        var result = UInt256.one
        var base = self
        var remaining = exponent
        while !remaining.isZero {
            if remaining.w0 & 1 == 1 { result = result &* base }
            base = base &* base
            remaining = remaining >> 1
        }
        return result
    }

    /// Opcode ADDMOD: zero when the modulus is zero.
    public func evmAddMod(_ other: UInt256, _ modulus: UInt256) -> UInt256 {
        (try? addMod(other, modulus)) ?? .zero
    }

    /// Opcode MULMOD: zero when the modulus is zero.
    public func evmMulMod(_ other: UInt256, _ modulus: UInt256) -> UInt256 {
        (try? mulMod(other, modulus)) ?? .zero
    }

    /// Opcode SHL: shifts by a 256-bit count.
    public func evmShl(_ count: UInt256) -> UInt256 {
        count.fitsUInt64 && count.w0 < 256 ? self << Int(count.w0) : .zero
    }

    /// Opcode SHR: shifts by a 256-bit count.
    public func evmShr(_ count: UInt256) -> UInt256 {
        count.fitsUInt64 && count.w0 < 256 ? self >> Int(count.w0) : .zero
    }

    /// Opcode SIGNEXTEND: repeats the top bit of byte `index`, counted from the least significant.
    public func signExtended(fromByte index: UInt256) -> UInt256 {
        guard index.fitsUInt64 && index.w0 < 31 else { return self }
        let unused = 248 - 8 * Int(index.w0)
        return (Int256(bitPattern: self << unused) >> unused).bitPattern
    }
}

extension Int256 {
    /// Opcode SDIV: toward zero; zero when the divisor is zero; `min / -1` wraps to `min`.
    public func evmSdiv(_ divisor: Int256) -> Int256 {
        if divisor.isZero { return .zero }
        let quotient = magnitude.quotientAndRemainder(dividingBy: divisor.magnitude).quotient
        return Int256(wrappingMagnitude: quotient, isNegative: isNegative != divisor.isNegative)
    }

    /// Opcode SMOD: takes the dividend's sign; zero when the divisor is zero.
    public func evmSmod(_ divisor: Int256) -> Int256 {
        if divisor.isZero { return .zero }
        let remainder = magnitude.quotientAndRemainder(dividingBy: divisor.magnitude).remainder
        return Int256(wrappingMagnitude: remainder, isNegative: isNegative)
    }

    /// Opcode SAR: shifts by a 256-bit count, repeating the sign bit.
    public func evmSar(_ count: UInt256) -> Int256 {
        self >> (count.fitsUInt64 && count.w0 < 256 ? Int(count.w0) : 256)
    }
}
