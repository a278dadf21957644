import NIOCore
import NIOPosix

/// The time in which faults are planned, and the one in which answers are late.
public struct FaultClock: Sendable {
    /// Microseconds since the start: simulated ones before a simulated node, those of the wall clock
    /// before a node far away.
    public let nowMicros: @Sendable () -> UInt64
    /// Does something so many microseconds later, on any thread.
    public let after: @Sendable (UInt64, @escaping @Sendable () -> Void) -> Void

    /// A clock; answers are late by the wall clock, unless another one is given.
    public init(
        nowMicros: @escaping @Sendable () -> UInt64,
        after: @escaping @Sendable (UInt64, @escaping @Sendable () -> Void) -> Void = FaultClock
            .wait
    ) {
        self.nowMicros = nowMicros
        self.after = after
    }

    /// The wall clock, from now on.
    public static func wall() -> FaultClock {
        let start = NIODeadline.now()
        return FaultClock(nowMicros: { UInt64((NIODeadline.now() - start).nanoseconds / 1_000) })
    }

    /// Waits by the wall clock, on a thread that does nothing else for long.
    @Sendable
    public static func wait(micros: UInt64, _ action: @escaping @Sendable () -> Void) {
        let bounded = Int64(Swift.min(micros, 3_600_000_000))
        MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: .microseconds(bounded), action)
    }
}
