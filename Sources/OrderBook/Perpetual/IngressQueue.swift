/// The way into a venue: messages arrive, wait, and are served one after the other.
///
/// A message is served first come, first served, at one service time each; more than a number of them
/// do not wait. Under load the venue may refuse cancels, or shed new orders so that cancels get through.
/// It holds no messages: it tells when each is served, as integers of microseconds.
public struct IngressQueue: Hashable, Sendable {
    /// The rules.
    public let rules: Rules
    /// When the last message that was let in is done.
    public private(set) var busyUntil: Int64 = 0
    /// When the last message arrived.
    public private(set) var arrivedLast: Int64 = 0
    /// Messages that were let in.
    public private(set) var servedCount: UInt64 = 0
    /// Messages that were refused.
    public private(set) var refusedCount: UInt64 = 0

    /// A queue that nobody is in.
    public init(_ rules: Rules) { self.rules = rules }

    /// How messages come in.
    public struct Rules: Hashable, Sendable {
        /// The time from a sender to the queue.
        public var latencyMicros: Int64 = 0
        /// The time that one message takes; zero for none.
        public var serviceMicros: Int64 = 0
        /// Messages that may wait or be served at a time; zero for any number.
        public var capacity: Int64 = 0
        /// Messages in the queue from which on it sheds load; zero for never.
        public var shedsFrom: Int64 = 0
        /// What it sheds then.
        public var shedding = Shedding.newOrders

        /// At once, without a bound.
        public init() {}
    }

    /// What is refused under load.
    public enum Shedding: UInt8, Hashable, Sendable, CaseIterable {
        /// New orders and changes, so that cancels get through.
        case newOrders
        /// Cancels, which traders then cannot get out by.
        case cancels
        /// Everything.
        case all
    }

    /// What became of a message.
    public enum Outcome: Hashable, Sendable {
        /// It takes effect at this time.
        case served(at: Int64)
        /// It takes none.
        case refused(Refusal)
    }

    /// Why a message was refused.
    public enum Refusal: UInt8, Hashable, Sendable, CaseIterable {
        /// As many wait as may.
        case full
        /// Its kind is refused under load.
        case shed
        /// The time is below zero, or its end would not fit 64 bits.
        case beyondLimits
    }

    /// Messages that wait or are served at a time.
    public func load(at micros: Int64) -> Int64 {
        guard rules.serviceMicros > 0, busyUntil > micros else { return 0 }
        let (left, overflow) = busyUntil.subtractingReportingOverflow(micros)
        if overflow { return .max }
        return (left - 1) / rules.serviceMicros + 1
    }

    /// Sends a message at a time; one that was sent earlier than another but comes after it counts as
    /// arriving with it.
    public mutating func offer(_ message: BookMessage, at micros: Int64) -> Outcome {
        offer(isCancel: message.isCancel, at: micros)
    }

    /// Sends a message of which only is known whether it cancels.
    public mutating func offer(isCancel: Bool, at micros: Int64) -> Outcome {
        let (sent, isLate) = micros.addingReportingOverflow(max(0, rules.latencyMicros))
        if micros < 0 || isLate { return refuse(.beyondLimits) }
        let arrival = max(sent, arrivedLast)
        arrivedLast = arrival
        let load = load(at: arrival)
        if rules.capacity > 0, load >= rules.capacity { return refuse(.full) }
        if rules.shedsFrom > 0, load >= rules.shedsFrom, sheds(isCancel) { return refuse(.shed) }
        let (done, isBeyond) = max(arrival, busyUntil).addingReportingOverflow(
            max(0, rules.serviceMicros))
        if isBeyond { return refuse(.beyondLimits) }
        busyUntil = done
        servedCount += 1
        return .served(at: done)
    }

    private func sheds(_ isCancel: Bool) -> Bool {
        switch rules.shedding {
        case .newOrders: !isCancel
        case .cancels: isCancel
        case .all: true
        }
    }

    private mutating func refuse(_ refusal: Refusal) -> Outcome {
        refusedCount += 1
        return .refused(refusal)
    }
}
