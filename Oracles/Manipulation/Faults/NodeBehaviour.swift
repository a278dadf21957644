import WideIntegers

/// How a reporter behaves.
public enum NodeBehaviour: Hashable, Sendable {
    /// It says what it sees.
    case honest
    /// It says something else.
    case lie(ReportedLie)
    /// It says nothing.
    case silent

    /// What it says in the place of the honest value.
    func told(_ honest: ReportedValue) -> ReportedValue? {
        switch self {
        case .honest: honest
        case .lie(let lie): lie.told(honest)
        case .silent: nil
        }
    }
}

/// What a corrupted reporter says.
public struct ReportedLie: Hashable, Sendable {
    /// How the lie is found.
    public enum Value: Hashable, Sendable {
        /// Always that, in the feed's decimals.
        case absolute(UInt256)
        /// The honest value times a factor, wad, rounded down.
        case factorWad(UInt256)
    }

    /// The value.
    public var value: Value
    /// The confidence that it claims, where reporters tell one; nil for its usual one.
    public var confidence: UInt64?

    /// A lie.
    public init(_ value: Value, confidence: UInt64? = nil) {
        self.value = value
        self.confidence = confidence
    }

    /// The lie; nil when 256 bits do not hold it.
    func told(_ honest: ReportedValue) -> ReportedValue? {
        let claimed = confidence ?? honest.claimedConfidence
        switch value {
        case .absolute(let value):
            return ReportedValue(value: value, claimedConfidence: claimed)
        case .factorWad(let factor):
            return (try? honest.value.mulDivDown(factor, .wad)).map {
                ReportedValue(value: $0, claimedConfidence: claimed)
            }
        }
    }
}
