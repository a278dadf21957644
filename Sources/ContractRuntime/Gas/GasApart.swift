/// Sums the gas of frames of chosen accounts, their own calls included.
///
/// Gas that was measured with other contracts in their places is compared without those frames.
struct GasApart {
    private(set) var amounts = InlineArray<6, UInt64>(repeating: 0)
    private var spentBefore = InlineArray<6, UInt64>(repeating: 0)
    /// Depth of the outermost such frame that runs; none runs at depth zero.
    private var depth = 0

    /// A chosen account's frame begins.
    mutating func enter(depth: Int, spent: InlineArray<6, UInt64>) {
        guard self.depth == 0 else { return }
        self.depth = depth
        spentBefore = spent
    }

    /// Frames deeper than `outer` have ended.
    @inline(__always)
    mutating func leave(toDepth outer: Int, spent: InlineArray<6, UInt64>) {
        guard depth > outer else { return }
        depth = 0
        for part in amounts.indices { amounts[part] &+= spent[part] &- spentBefore[part] }
    }
}

extension ContractHost {
    /// Sums the gas of an account's frames apart in every outcome; it stays in the total.
    public func meterApart(_ account: AccountID) { accountsMeteredApart.insert(account) }
}
