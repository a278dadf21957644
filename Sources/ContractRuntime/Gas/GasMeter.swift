/// What gas is spent on; the parts add up to the gas used before the refund.
public enum GasPart: Int, CaseIterable, Hashable, Sendable {
    /// Before execution.
    case intrinsic
    /// Reads and writes of storage slots.
    case storage
    /// Calls and code checks of accounts, value transfer included.
    case access
    /// Logs.
    case logs
    /// Memory of all frames.
    case memory
    /// Everything else: calibrated charges for what bytecode computes.
    case compute
}

/// Gas used, by part.
public struct GasParts: Hashable, Sendable {
    private var amounts = [UInt64](repeating: 0, count: GasPart.allCases.count)

    init(_ amounts: InlineArray<6, UInt64>) {
        for part in GasPart.allCases { self.amounts[part.rawValue] = amounts[part.rawValue] }
    }

    /// The gas spent on one part.
    public subscript(part: GasPart) -> UInt64 { amounts[part.rawValue] }

    /// The sum of all parts.
    public var total: UInt64 { amounts.reduce(0, +) }
}

/// Counts the gas of one transaction.
struct GasMeter {
    /// Gas that the running frame may still use.
    private(set) var remaining: UInt64
    /// Gas to be given back at the end, before the cap; a write can make it fall again.
    var refund: Int64 = 0
    private(set) var amounts = InlineArray<6, UInt64>(repeating: 0)

    init(limit: UInt64) {
        remaining = limit
    }

    /// Takes gas for one part.
    @inline(__always)
    mutating func charge(_ gas: UInt64, _ part: GasPart) throws(Revert) {
        guard remaining >= gas else { throw .outOfGas }
        remaining &-= gas
        amounts[part.rawValue] &+= gas
    }

    /// Keeps gas back from a callee, so that the caller can go on when the callee has used all.
    ///
    /// - Returns: one 64th of what remains (EIP-150).
    mutating func withhold() -> UInt64 {
        let kept = remaining / 64
        remaining -= kept
        return kept
    }

    /// Gives back what was withheld.
    mutating func release(_ gas: UInt64) {
        remaining += gas
    }

    /// Takes all gas of the frame, as an invalid instruction does.
    mutating func takeAll() {
        amounts[GasPart.compute.rawValue] &+= remaining
        remaining = 0
    }

    /// Adds the gas that a call with value gives the callee for free.
    mutating func addStipend(_ gas: UInt64) {
        remaining += gas
    }
}
