import Agents
import PriceOracles
import WideIntegers

extension ScriptSettings {
    /// An account that does what it is told.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        var planned: [ScriptedTrader.Step] = []
        for (place, step) in steps.enumerated() {
            let key = "steps[\(place)]"
            let market = try seat.market(step.market, key: "\(key).market")
            let venue = step.action == .spot ? try seat.venue(step.venue, key: "\(key).venue") : 0
            let parts = max(step.parts, 1)
            let part = step.amountWad.quotientAndRemainder(dividingBy: UInt256(parts))
            for number in 0..<parts {
                let amount =
                    number + 1 == parts ? part.quotient &+ part.remainder : part.quotient
                planned.append(
                    ScriptedTrader.Step(
                        atMicros: try step.micros(ofPart: number, seat, key), market: market,
                        step.action(amount, venue)))
            }
        }
        return ScriptedTrader(planned, startMicros: seat.startMicros)
    }
}

extension ScriptStep {
    fileprivate func micros(
        ofPart number: UInt64, _ seat: AgentSeat, _ key: String
    ) throws(ScenarioProblem) -> UInt64 {
        let (wait, isLong) = everyMicros.multipliedReportingOverflow(by: number)
        let (time, isLate) = atMicros.addingReportingOverflow(wait)
        if isLong || isLate {
            throw seat.refuse("\(key).every", "\(everyMicros) us", "parts within 2^64 microseconds")
        }
        return time
    }

    fileprivate func action(_ amount: UInt256, _ venue: Int) -> ScriptedTrader.Step.Action {
        switch action {
        case .open:
            .open(isLong ? .long : .short, marginWad: amount, leverageWad: leverageWad)
        case .close: .close
        case .addMargin: .addMargin(amount)
        case .removeMargin: .removeMargin(amount)
        case .payFunding: .payFunding
        case .spot: .spot(venue: venue, SpotOrder(isLong ? .buy : .sell, .quote(amount)))
        case .donate: .donate(amount)
        case .deposit: .deposit(amount)
        case .order:
            .order(
                BookOrder(
                    isLong ? .buy : .sell,
                    sizeWad: sizeWad.quotientAndRemainder(dividingBy: UInt256(max(parts, 1)))
                        .quotient, priceWad: priceWad, kind: order.kind,
                    isReduceOnly: isReduceOnly))
        case .cancelAll: .cancelAll
        }
    }
}

extension OrderKind {
    fileprivate var kind: BookOrder.Kind {
        switch self {
        case .limit: .limit
        case .postOnly: .postOnly
        case .immediate: .immediate
        }
    }
}
