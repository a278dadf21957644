/// What lets simulated time pass at a node.
public enum NodeClock: Hashable, Sendable {
    /// The next block is made when the bot says that it is ready, mines it, or has used up the wall-clock
    /// microseconds that it has for a head; nil: as long as it likes.
    case lockstep(budgetMicros: UInt64?)
    /// With the clock on the wall, times a factor in thousandths.
    case realtime(speedPerMille: UInt64)
    /// With each transaction that is sent: the world lives on until it is in a block.
    case automine

    /// Its name in the command line.
    public var name: String {
        switch self {
        case .lockstep: "lockstep"
        case .realtime: "realtime"
        case .automine: "automine"
        }
    }
}

/// Whether a session can be had again, byte for byte.
public enum SessionDeterminism: Hashable, Sendable, CustomStringConvertible {
    /// Time has passed by requests alone: the same requests give the same session.
    case exact
    /// The clock on the wall has had its say so many times.
    case statistical(UInt64)

    /// As scorecards have it.
    public var description: String {
        switch self {
        case .exact: "exact"
        case .statistical(let count): "statistical(\(count))"
        }
    }
}
