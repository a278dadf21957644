import SimulationKernel

/// A pull feed's publishers at work: an update a slot, kept for whoever wants to bring it to a
/// chain.
public final class PythStream {
    /// The publishers.
    public private(set) var network: PythNetwork
    /// What they have published.
    public private(set) var updates: SelectiveUpdates

    private let timeline: Timeline
    private let prices: ProviderPrices
    private var next: EventID?

    /// Publishers that do not publish yet.
    public init(
        _ network: PythNetwork, into updates: SelectiveUpdates, on timeline: Timeline,
        prices: @escaping ProviderPrices
    ) {
        self.network = network
        self.updates = updates
        self.timeline = timeline
        self.prices = prices
    }

    /// Publishes now, and from now on at every slot.
    public func start() {
        if next == nil { publish() }
    }

    /// Ends it.
    public func stop() {
        if let next { timeline.cancel(next) }
        next = nil
    }

    private func publish() {
        if let update = network.update(at: timeline.now, prices: prices) { updates.append(update) }
        next = timeline.schedule(afterMicros: network.settings.slotMicros) { [weak self] in
            self?.publish()
        }
    }
}
