import Synchronization

/// A wish to stop that threads share; once raised it stays.
///
/// A run asks it at each block, the study before each run.
public final class StopFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    /// A flag that is down.
    public init() {}

    /// Whether somebody wishes to stop.
    public var isRaised: Bool { flag.load(ordering: .relaxed) }

    /// Wishes to stop; safe from any thread and from a signal's handler.
    public func raise() { flag.store(true, ordering: .relaxed) }
}
