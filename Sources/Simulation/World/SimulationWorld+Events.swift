import Agents
import Chain
import EthereumPrimitives
import PerpContracts
import SimulationKernel
import WideIntegers

/// What the scenario brings about at given times.
extension SimulationWorld {
    func planEvents() {
        for event in scenario.events {
            let time = scenario.startTime + event.atMicros
            chain.timeline.schedule(at: time) { [weak self] in self?.begin(event.model) }
        }
    }

    private func begin(_ event: EventModel) {
        let now = chain.timeline.now
        switch event {
        case .note(let note): recorder.note("note", "scenario", note.text, nil)
        case .fault(let fault):
            // The reporters know it by their schedule; this is for the results.
            recorder.note(
                "fault", fault.feed, "reporters: \(fault.fault.rawValue)",
                (now + fault.forMicros).micros)
        case .outage(let outage):
            chain.schedule(
                Outage(
                    start: now, durationMicros: outage.forMicros,
                    queue: outage.keepsQueue ? .kept : .dropped,
                    catchUpPerSecond: outage.catchUpPerSecond == 0 ? nil : outage.catchUpPerSecond,
                    timestamps: outage.catchUpPerSecond == 0 ? .present : .forced,
                    restartBaseFeeWei: outage.baseFeeFactorWad == .wad
                        ? nil : baseFee(times: outage.baseFeeFactorWad)))
            recorder.note("outage", "chain", "no blocks", (now + outage.forMicros).micros)
        case .gasSpike(let spike):
            let end = now + spike.forMicros
            chain.add(
                DemandSpike(
                    from: now, to: end, loadPerMille: spike.loadWad.perMille,
                    willingnessPerMille: spike.factorWad.perMille))
            recorder.note(
                "fault", "chain",
                "others pay \(spike.factorWad.wadText) times",
                end.micros)
        case .governance(let change): govern(change)
        case .pause(let pause):
            let paused = agents.filter { $0.population == pause.agents }
            for agent in paused { agent.isPaused = true }
            let until = pause.forMicros > 0 ? now + pause.forMicros : nil
            recorder.note("fault", pause.agents, "paused", until?.micros)
            if let until {
                chain.timeline.schedule(at: until) {
                    for agent in paused { agent.isPaused = false }
                }
            }
        case .venueHalt(let halt):
            exchange(of: halt.venue)?.halt(
                trapsCancels: halt.trapsCancels, forMicros: halt.forMicros)
            recorder.note(
                "outage", halt.venue, "halted", (now + halt.forMicros).micros)
        case .overload(let overload):
            exchange(of: overload.market)?.overload(
                factor: Int64(clamping: overload.factor), refusesCancels: overload.refusesCancels,
                forMicros: overload.forMicros)
            recorder.note(
                "fault", overload.market, "overloaded", (now + overload.forMicros).micros)
        case .baseFee, .reorg: beginOnChain(event)
        case .nodeFault, .botKill, .botBalance, .botNonce, .poolLoss: beginOfBot(event)
        }
    }

    /// The next base fee times a factor, wei per gas; nil where there is none.
    func baseFee(times factorWad: UInt256) -> UInt256? {
        chain.nextBaseFeePerGasWei.flatMap { try? $0.mulDivDown(factorWad, .wad) }
    }

    /// Sends a call of the owner, through the pool as everybody's.
    private func govern(_ change: GovernanceEvent) {
        guard
            let market = markets.first(where: { $0.name == change.market }) ?? markets.first
        else { return }
        if let exchange = market.exchange { return govern(change, exchange) }
        guard
            let intent = call(of: change, on: market)
        else { return }
        let bid = FeeRule(.fixed(tipWei: 10_000_000_000), headroomPerMille: 5_000)
            .bid(at: desk.view, stake: Stake(valueWei: .max, gas: intent.gasLimit))
        guard let bid else { return }
        owner.send(intent, bid: bid, resend: ResendPolicy())
        recorder.note("governance", market.name, change.action.rawValue, nil)
    }

    /// What the owner of an exchange does by itself: closing it for good. The rest is of curves.
    private func govern(_ change: GovernanceEvent, _ exchange: PerpetualExchange) {
        let closes =
            change.action == .shutdown || change.action == .setOpen && change.valueWad.isZero
        if closes { exchange.close() }
        recorder.note(
            "governance", exchange.name,
            closes ? change.action.rawValue : "\(change.action.rawValue): a book has no such rule",
            nil)
    }

    private func call(of change: GovernanceEvent, on market: PerpMarket) -> CallIntent? {
        let value = ABIValue.tuple([.uint(change.valueWad)])
        switch change.action {
        case .repeg: return market.call(.repeg, [.address(market.address), value])
        case .scaleK: return market.call(.scaleK, [.address(market.address), value])
        case .shutdown:
            if market.design.isFundInVault {
                return market.call(.shutdown, [.address(market.address)])
            }
            return owned(PerpV1ABI.amm, at: market.address, "shutdown", [])
        case .setOpen:
            return owned(
                PerpV1ABI.amm, at: market.address, "setOpen", [.bool(!change.valueWad.isZero)])
        case .setFluctuationLimit:
            return owned(
                PerpV1ABI.amm, at: market.address, "setFluctuationLimitRatio", [value])
        case .setPartialLiquidation:
            return owned(
                PerpV1ABI.clearingHouse, at: market.house, "setPartialLiquidationRatio", [value])
        }
    }

    private func owned(
        _ abi: ContractABI, at address: Address, _ name: String, _ values: [ABIValue]
    ) -> CallIntent? {
        guard let function = abi.function(named: name),
            let data = try? function.encodeCall(values)
        else { return nil }
        return CallIntent(to: address, data: data, gasLimit: PerpMarket.gasLimit)
    }
}

extension RunRecorder {
    /// Writes how often guards of feeds have tripped.
    func writeGuards(_ feeds: [OutsideFeed]) {
        for feed in feeds {
            for (rule, tally) in zip(feed.guardRules, feed.guardTallies) {
                write(
                    .guardTrips,
                    [
                        .text(feed.name), .text(rule.rawValue), .count(tally.trips),
                        .count(tally.trueTrips),
                    ])
            }
        }
    }
}
