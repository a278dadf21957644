import Agents
import WideIntegers

extension PushAttackerSettings {
    /// An attacker who pushes and lets others be liquidated.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        try seat.check(factorWad, isUp: isUp)
        return PushAttacker(
            PushAttacker.Plan(
                market: try seat.market(market, key: "market"),
                venues: try seat.venues(venues, key: "venues"), side: isUp ? .long : .short,
                factorWad: factorWad, openAtMicros: openAtMicros, marginWad: marginWad,
                leverageWad: try seat.leverage(leverageWad), pushAtMicros: pushAtMicros,
                holdMicros: holdMicros, renewMicros: renewMicros, pushMaxWad: pushMaxWad,
                liquidates: liquidates, closeAfterMicros: closeAfterMicros),
            startMicros: seat.startMicros)
    }
}

extension PumpAttackerSettings {
    /// One of the two accounts that pump: the first is long, the second short.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        try seat.check(factorWad, isUp: true)
        guard seat.number < 2 else {
            throw seat.refuse("count", "\(seat.number + 1)", "2: one account long, one short")
        }
        let plan = PumpPlan(
            market: try seat.market(market, key: "market"),
            venues: try seat.venues(venues, key: "venues"), factorWad: factorWad,
            openAtMicros: openAtMicros, marginWad: marginWad,
            leverageWad: try seat.leverage(leverageWad), parts: parts,
            pushAtMicros: pushAtMicros, holdMicros: holdMicros, renewMicros: renewMicros,
            pushMaxWad: pushMaxWad)
        return PumpAttacker(
            plan, side: seat.number == 0 ? .long : .short, startMicros: seat.startMicros)
    }
}

extension StaleAttackerSettings {
    /// An attacker who knows that the feed is behind.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        StaleFeedAttacker(
            StaleFeedAttacker.Plan(
                market: try seat.market(market, key: "market"),
                venue: try seat.venue(venue, key: "venue"), openGapWad: openGapWad,
                closeGapWad: closeGapWad, marginWad: marginWad,
                leverageWad: try seat.leverage(leverageWad), everyMicros: everyMicros,
                withdraws: withdraws))
    }
}

extension FlashAttackerSettings {
    /// An attacker with borrowed money.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        try seat.check(factorWad, isUp: isUp)
        guard isUp else {
            throw seat.refuse("direction", "down", "up: what is lent is the pair's quote token")
        }
        guard let flash = seat.flash else {
            throw seat.refuse("venue", venue, "a pair whose quote token can be borrowed")
        }
        return FlashAttacker(
            FlashAttacker.Plan(
                market: try seat.market(market, key: "market"),
                venue: try seat.venue(venue, key: "venue"), factorWad: factorWad,
                lender: flash.lender, lenderFeeBasisPoints: lenderFeeBasisPoints,
                scriptAccount: flash.scriptAccount, atMicros: atMicros,
                victimsMax: Int(min(victimsMax, 64))),
            startMicros: seat.startMicros)
    }
}

extension AgentSeat {
    /// Refuses a factor of a push that goes the other way.
    func check(_ factorWad: UInt256, isUp: Bool) throws(ScenarioProblem) {
        if isUp ? factorWad <= .wad : factorWad >= .wad || factorWad.isZero {
            throw refuse(
                "factor", factorWad.description,
                isUp ? "above 1, as a push up has" : "between 0 and 1, as a push down has")
        }
    }
}
