import WideIntegers

extension UInt256 {
    /// The quotient rounded to the nearest, ties to the even one, and whether it needed no rounding.
    /// - Precondition: the divisor is not zero.
    func dividedHalfEven(by divisor: UInt256) -> (quotient: UInt256, isExact: Bool) {
        let (floor, rest) = quotientAndRemainder(dividingBy: divisor)
        let lack = divisor &- rest
        let isUp = rest == lack ? floor.bit(0) : rest > lack
        // Only a divisor of two and above leaves a rest, so that the floor is not the highest.
        return (isUp ? floor &+ .one : floor, rest.isZero)
    }
}
