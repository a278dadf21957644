/// How often one guard was asked and how often it was right, by the price that the world really had.
///
/// A price is wrong when it is off the true one by more than the chain's tolerance, or when there is
/// none. A trip on a wrong price is true and on any other false; a pass of a wrong price is a miss.
/// Evaluations without a true price are counted and not judged.
public struct GuardTally: Hashable, Sendable {
    /// How often it was asked.
    public var evaluations: UInt64 = 0
    /// How often it changed or refused the price.
    public var trips: UInt64 = 0
    /// Trips on a wrong price.
    public var trueTrips: UInt64 = 0
    /// Trips on a price that was right.
    public var falseTrips: UInt64 = 0
    /// Passes of a price that was right.
    public var truePasses: UInt64 = 0
    /// Passes of a wrong price.
    public var missedPasses: UInt64 = 0

    /// Nothing yet.
    public init() {}

    /// Counts one evaluation.
    /// - Parameter isWrong: whether the price was wrong; nil where nobody knows.
    package mutating func count(isTrip: Bool, isWrong: Bool?) {
        evaluations += 1
        if isTrip { trips += 1 }
        switch (isTrip, isWrong) {
        case (_, nil): break
        case (true, true?): trueTrips += 1
        case (true, false?): falseTrips += 1
        case (false, false?): truePasses += 1
        case (false, true?): missedPasses += 1
        }
    }
}
