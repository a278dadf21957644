import EthereumPrimitives
import OrderBook
import SimulationKernel

/// The way into an exchange, as it is usually and in overload.
struct ExchangeIngress {
    private let usual: IngressQueue.Rules
    private var queue: IngressQueue
    /// When all that was let in under earlier rules is served, microseconds.
    private var backlogEnd: Int64 = 0
    /// Whether no cancel is let in now, whatever the load.
    private var refusesCancels = false
    private var refusedBefore: UInt64 = 0

    init(_ rules: IngressQueue.Rules) {
        usual = rules
        queue = IngressQueue(rules)
    }

    /// Requests that were refused.
    var refusedCount: UInt64 { refusedBefore + queue.refusedCount }

    /// Overload: the service takes longer, and cancels may be refused.
    mutating func overload(factor: Int64, refusesCancels: Bool) {
        var rules = usual
        let slowed = max(usual.serviceMicros, 1).multipliedReportingOverflow(by: max(factor, 1))
        rules.serviceMicros = slowed.overflow ? .max : slowed.partialValue
        change(to: rules, refusesCancels)
    }

    /// The end of an overload.
    mutating func recover() { change(to: usual, false) }

    private mutating func change(to rules: IngressQueue.Rules, _ refusesCancels: Bool) {
        backlogEnd = max(backlogEnd, queue.busyUntil)
        refusedBefore += queue.refusedCount
        queue = IngressQueue(rules)
        self.refusesCancels = refusesCancels
    }

    /// Sends a request.
    /// - Returns: when it is served, microseconds; nil where it is refused.
    mutating func offer(isCancel: Bool, at micros: Int64) -> Int64? {
        if isCancel && refusesCancels {
            refusedBefore += 1
            return nil
        }
        // What was let in before is served first.
        let sent = max(micros, backlogEnd - max(queue.rules.latencyMicros, 0))
        guard case .served(let moment) = queue.offer(isCancel: isCancel, at: sent) else {
            return nil
        }
        return moment
    }
}

extension PerpetualExchange {
    /// Takes a request on its way; the answer comes when the exchange has dealt with it.
    public func submit(
        _ action: AgentIntent.Action, from trader: Address,
        answer: @escaping (ExchangeAnswer) -> Void
    ) {
        guard let moment = ingress.offer(isCancel: action.isCancel, at: micros) else {
            timeline.schedule(afterMicros: UInt64(max(settings.ingress.latencyMicros, 0))) {
                answer(ExchangeAnswer(refusal: .overloaded))
            }
            return
        }
        timeline.schedule(at: SimulatedTime(micros: UInt64(max(moment, 0)))) { [weak self] in
            guard let self else { return }
            answer(serve(action, of: trader))
        }
    }

    /// Serves slower from now on, and refuses cancels where that is wanted, for a time.
    package func overload(factor: Int64, refusesCancels: Bool, forMicros micros: UInt64) {
        ingress.overload(factor: factor, refusesCancels: refusesCancels)
        timeline.schedule(afterMicros: micros) { [weak self] in self?.ingress.recover() }
    }

    /// Closes the venue for a time, with everybody's collateral in it.
    package func halt(trapsCancels: Bool, forMicros micros: UInt64) {
        tick()
        venue.halt(trapsCancels: trapsCancels)
        collect()
        publish()
        timeline.schedule(afterMicros: micros) { [weak self] in
            guard let self else { return }
            tick()
            venue.resume()
            collect()
            publish()
        }
    }

    /// Closes the venue for good.
    package func close() {
        tick()
        venue.halt()
        collect()
        publish()
    }

    /// How often rules of the exchange have decided something.
    var counters: [NamedCount] {
        [NamedCount("exchangeOverload", ingress.refusedCount)]
    }
}

extension AgentIntent.Action {
    /// Whether it takes orders back and does nothing else.
    var isCancel: Bool {
        switch self {
        case .cancelOrder, .cancelAll: true
        default: false
        }
    }
}
