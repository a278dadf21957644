/// The chance that one party proposes several blocks in a row within an epoch.
///
/// Slots are assigned independently, each to the party with the probability of its share of the stake.
/// Runs across the border of two epochs are not counted: the table of proposers is known for one epoch
/// ahead.
/// - Source: Ethereum's consensus layer (32 slots in an epoch); the recurrence over the length of the
///   run that is under way.
public struct ProposerRun: Hashable, Sendable {
    /// Slots of an epoch on Ethereum.
    public static let slotsPerEpoch = 32
    /// The most slots that are computed.
    public static let slotsMax = 1_000_000

    /// The party's share of the stake, from zero to one.
    public let share: Double
    /// k, at least one.
    public let runLength: Int
    /// Slots of the epoch.
    public let slots: Int
    /// The probability of at least one run of k slots.
    public let probability: Double

    /// The chance of a run.
    /// - Precondition: a share from zero to one, at least one slot in a row, no more than `slotsMax`.
    public init(share: Double, runLength: Int, slots: Int = ProposerRun.slotsPerEpoch) {
        precondition(share >= 0 && share <= 1, "a share of \(share)")
        precondition(runLength >= 1, "a run of \(runLength)")
        precondition((1...Self.slotsMax).contains(slots), "\(slots) slots")
        self.share = share
        self.runLength = runLength
        self.slots = slots
        probability = Self.probability(share: share, runLength: runLength, slots: slots)
    }

    /// The expected number of windows of k slots that are all the party's; windows overlap.
    public var expectedWindows: Double {
        guard runLength <= slots else { return 0 }
        var power = 1.0
        for _ in 0..<runLength { power *= share }
        return Double(slots - runLength + 1) * power
    }

    /// The expected number of epochs until one has a run; nil where none can.
    public var expectedEpochs: Double? { probability > 0 ? 1 / probability : nil }

    /// The probability after each slot that the run is complete for the first time there, summed.
    ///
    /// A run is complete for the first time at slot i if the k slots up to i are the party's, the one
    /// before them is not, and no run was complete before that one. All terms are above zero, so that small
    /// probabilities keep their digits.
    private static func probability(share: Double, runLength: Int, slots: Int) -> Double {
        guard runLength <= slots else { return 0 }
        var power = 1.0
        for _ in 0..<runLength { power *= share }
        // total[i] is the probability of a complete run within the first i slots.
        var total = [Double](repeating: 0, count: slots + 1)
        for slot in runLength...slots {
            let before = slot - runLength - 1
            let first = before < 0 ? power : (1 - share) * power * (1 - total[before])
            total[slot] = total[slot - 1] + first
        }
        return min(1, total[slots])
    }
}
