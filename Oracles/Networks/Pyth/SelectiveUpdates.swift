import EthereumPrimitives
import SimulationKernel

/// Recent updates of a pull feed, of which a user brings to the chain the one that it likes.
///
/// Guardians sign every update; since signatures follow from keys and update alone, they are made
/// when an update is asked for.
/// - Source: Pyth, IPyth, `parsePriceFeedUpdates`: any signed update of a window is taken.
public struct SelectiveUpdates: Sendable {
    /// How many updates are kept; the oldest go first.
    public let capacity: Int

    private let guardians: [PrivateKey]
    private var stored: [PriceUpdate] = []

    /// The most updates that can be kept: about seven hours of slots.
    public static let capacityMax = 65_536

    /// A store without updates.
    /// - Throws: `.outOfRange`.
    public init(capacity: Int, guardians: [PrivateKey]) throws(ReporterNetworkError) {
        guard (1...SelectiveUpdates.capacityMax).contains(capacity) else {
            throw .outOfRange(
                "capacity", value: UInt64(clamping: capacity),
                allowed: 1...UInt64(SelectiveUpdates.capacityMax))
        }
        self.capacity = capacity
        self.guardians = guardians
    }

    /// The updates, in the order in which they were published.
    public var updates: ArraySlice<PriceUpdate> { stored.suffix(capacity) }

    /// The newest update.
    public var latest: PriceUpdate? { stored.last }

    /// Adds an update; one that is older than the newest is left out, and so is one after the end
    /// of simulated time.
    public mutating func append(_ update: PriceUpdate) {
        guard update.publishTimeSeconds <= SimulatedTime(micros: .max).seconds else { return }
        if let latest, update.publishTimeSeconds < latest.publishTimeSeconds { return }
        // Half are dropped at a time, so that each is moved once on average.
        if stored.count >= 2 * capacity { stored.removeFirst(stored.count - capacity) }
        stored.append(update)
    }

    /// The first update after a second: what an order that is committed to then is to be served
    /// with.
    public func first(afterSeconds commitSeconds: UInt64) -> PriceUpdate? {
        updates.first { $0.publishTimeSeconds > commitSeconds }
    }

    /// The update of a window that a user chooses, all of whose prices share the feed's exponent.
    /// - Parameter window: seconds, both ends included.
    public func pick(_ choice: UpdateChoice, window: ClosedRange<UInt64>) -> PriceUpdate? {
        choice.pick(
            from: updates, window: window,
            offer: { (seconds: $0.publishTimeSeconds, price: $0.price) })
    }

    /// An update with the guardians' signatures, as a contract takes it.
    public func signed(_ update: PriceUpdate) -> SignedPriceUpdate {
        SignedPriceUpdate(update, signedBy: guardians)
    }
}
