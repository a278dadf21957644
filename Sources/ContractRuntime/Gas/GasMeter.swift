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
public struct GasParts: Sendable {
    private let amounts: InlineArray<6, UInt64>

    init(_ amounts: InlineArray<6, UInt64>) {
        self.amounts = amounts
    }

    /// The gas spent on one part.
    public subscript(part: GasPart) -> UInt64 { amounts[part.rawValue] }

    /// The sum of all parts.
    public var total: UInt64 {
        var sum: UInt64 = 0
        for part in amounts.indices { sum += amounts[part] }
        return sum
    }
}

extension GasParts: Hashable {
    /// Equality of all parts.
    public static func == (left: GasParts, right: GasParts) -> Bool {
        left.amounts.indices.allSatisfy { left.amounts[$0] == right.amounts[$0] }
    }

    /// Feeds all parts.
    public func hash(into hasher: inout Hasher) {
        for part in amounts.indices { hasher.combine(amounts[part]) }
    }
}

/// Counts the gas of one transaction.
///
/// At any time the parts' sum, what remains and what the frames have withheld add up to the limit.
@usableFromInline
struct GasMeter {
    /// Gas that the running frame may still use.
    @usableFromInline private(set) var remaining: UInt64
    /// Gas to be given back at the end, before the cap; a write can make it fall again.
    var refund: Int64 = 0
    @usableFromInline private(set) var amounts = InlineArray<6, UInt64>(repeating: 0)

    init(limit: UInt64) {
        remaining = limit
    }

    /// Takes gas for one part.
    @inlinable @inline(__always)
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

    /// Gives a callee the gas that comes with value, out of the price of the value's transfer.
    mutating func addStipend() {
        remaining += GasSchedule.callStipend
        amounts[GasPart.access.rawValue] &-= GasSchedule.callStipend
    }
}
