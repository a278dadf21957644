import WideIntegers

/// A sum of 256-bit numbers that never wraps: what goes beyond 256 bits, either way, is counted.
struct ExactSum: Hashable, Sendable, CustomStringConvertible {
    private var low = UInt256.zero
    /// Times 2^256.
    private var carries: Int64 = 0

    static func += (sum: inout ExactSum, value: UInt256) {
        let (low, overflows) = sum.low.addingReportingOverflow(value)
        sum.low = low
        if overflows { sum.carries += 1 }
    }

    static func -= (sum: inout ExactSum, value: UInt256) {
        let (low, borrows) = sum.low.subtractingReportingOverflow(value)
        sum.low = low
        if borrows { sum.carries -= 1 }
    }

    static func + (left: ExactSum, right: ExactSum) -> ExactSum {
        var sum = left
        sum += right.low
        sum.carries += right.carries
        return sum
    }

    static func - (left: ExactSum, right: ExactSum) -> ExactSum {
        var difference = left
        difference -= right.low
        difference.carries -= right.carries
        return difference
    }

    /// The decimal digits, as far as they fit; beyond 256 bits the carries apart.
    var description: String { carries == 0 ? "\(low)" : "\(carries) * 2^256 + \(low)" }
}
