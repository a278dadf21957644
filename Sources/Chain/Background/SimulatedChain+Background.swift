import EthereumPrimitives
import SimulationKernel

extension SimulatedChain {
    /// Lets others want or pay more for a time; without effect where there are none.
    ///
    /// Spikes that have ended by now are forgotten.
    public func add(_ spike: DemandSpike) {
        background?.spikes.removeAll { $0.end <= timeline.now }
        background?.spikes.append(spike)
    }

    /// Plans what others send in the coming block interval.
    func planBackground() {
        guard let background else { return }
        let interval = slots.intervalMicros
        for micros in background.arrivalsMicros(
            in: settings, intervalMicros: interval, at: timeline.now)
        {
            timeline.schedule(afterMicros: micros) { [unowned self] in
                sendFromBackground(background)
            }
        }
        timeline.schedule(afterMicros: interval) { [unowned self] in planBackground() }
    }

    private func sendFromBackground(_ background: BackgroundSource) {
        guard let (account, transaction, key) = background.nextTransaction(on: self) else { return }
        let submission: Submission
        switch settings.signatures {
        case .elided: submission = register(transaction, from: key.address)
        case .verified: submission = register(transaction.signed(by: key).raw)
        }
        background.remember(submission, of: account)
        let node = background.nextEntry(of: answeringNodes)
        schedule(
            submission, [Delivery(node: node.id, time: timeline.now)]
        ) { chain, transaction, node in chain.arrive(transaction, at: node) }
    }
}
