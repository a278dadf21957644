import Chain
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// Draws what goes wrong in each block interval.
final class FaultSchedule {
    private let chain: SimulatedChain
    private let world: TrafficWorld
    private let monitor: ChainMonitor
    private var random: RandomStream
    private let intervalMicros: UInt64
    private var outageEnds = SimulatedTime(micros: 0)
    private var rushEnds = SimulatedTime(micros: 0)
    private(set) var outages = 0
    private(set) var restarts = 0
    private(set) var partitions = 0
    private(set) var interventions = 0
    private(set) var refusedReorgs = 0

    init(
        _ chain: SimulatedChain, world: TrafficWorld, monitor: ChainMonitor, seed: UInt64,
        intervalMicros: UInt64
    ) {
        self.chain = chain
        self.world = world
        self.monitor = monitor
        self.intervalMicros = intervalMicros
        random = RandomSource(seed: seed).stream("traffic/faults")
    }

    /// Whether senders send more than usual.
    var isRush: Bool { chain.timeline.now < rushEnds }

    /// Whether something happens that does so once in so many intervals.
    private func once(in intervals: UInt64) -> Bool { random.below(intervals) == 0 }

    private func later() -> SimulatedTime { chain.timeline.now + random.below(intervalMicros) }

    /// Plans the faults of the coming interval.
    func plan() {
        if once(in: 30) { at(later()) { $0.reorganize() } }
        if once(in: 150) { at(later()) { $0.beginOutage() } }
        if once(in: 60) { addPartition() }
        if once(in: 25) {
            restarts += 1
            let node = chain.nodes[random.index(below: chain.nodes.count)].id
            at(later()) { $0.chain.restart(node) }
        }
        if once(in: 40) { rushEnds = chain.timeline.now + (1 + random.below(12)) * intervalMicros }
        if once(in: 80) {
            let now = chain.timeline.now
            chain.add(
                DemandSpike(
                    from: now, to: now + random.below(10) * intervalMicros,
                    loadPerMille: 500 + random.below(4_000),
                    willingnessPerMille: 500 + random.below(4_000)))
        }
        if once(in: 12) { at(later()) { $0.intervene() } }
    }

    private func at(_ time: SimulatedTime, _ act: @escaping (FaultSchedule) -> Void) {
        chain.timeline.schedule(at: time) { [unowned self] in act(self) }
    }

    // MARK: - Faults

    private func reorganize() {
        var depth = 1
        while depth < 40 && random.below(3) > 0 { depth += 1 }
        if once(in: 20) { depth = random.index(below: chain.reorgDepthMax + 3) }
        guard let keep = Ratio(random.below(11), 10) else { return }
        let order: ReorgOrder
        switch random.below(4) {
        case 0: order = .same
        case 1: order = .shuffled
        case 2: order = .rivalsFirst([])
        default: order = .rivalsFirst(world.accounts.prefix(40).map(\.address))
        }
        do throws(ReorgRefused) {
            try chain.reorganize(depth: depth, keep: keep, order: order)
        } catch {
            refusedReorgs += 1
        }
    }

    private func beginOutage() {
        let now = chain.timeline.now
        if now < outageEnds { return }
        let duration = 1 + random.below(15 * intervalMicros)
        let fee: UInt256? = once(in: 3) ? UInt256(1 + random.below(200_000_000_000)) : nil
        let some = world.accounts.prefix(60).map(\.address)
        let outage = Outage(
            start: now, durationMicros: duration, queue: once(in: 3) ? .dropped : .kept,
            catchUpPerSecond: once(in: 2) ? 1 + random.below(8) : nil,
            timestamps: once(in: 2) ? .forced : .present, restartBaseFeeWei: fee,
            backlog: [.asArrived, .first(some), .last(some)][random.index(below: 3)])
        outages += 1
        outageEnds = now + duration
        // Before the chain ends it, since blocks may be made at once.
        if let fee { at(outageEnds) { $0.monitor.expectBaseFee(fee) } }
        chain.schedule(outage)
    }

    private func addPartition() {
        partitions += 1
        let count = 1 + random.index(below: chain.nodes.count)
        let isolated = (0..<count).map { _ in
            chain.nodes[random.index(below: chain.nodes.count)].id
        }
        let start = later()
        let length = random.below(once(in: 8) ? 60 * intervalMicros : 8 * intervalMicros)
        chain.add(Partition(from: start, to: start + length, isolating: isolated))
    }

    private func intervene() {
        interventions += 1
        let address = world.accounts[random.index(below: world.accounts.count)].address
        let state = chain.host.state
        let nonce = state.knownAccount(address).map { state.nonce(of: $0) } ?? 0
        switch random.below(20) {
        case 0..<4: chain.intervene(.setBalance(address, .wad << 30))
        case 4, 5: chain.intervene(.setBalance(address, UInt256(random.below(1 << 60))))
        case 6, 7: chain.intervene(.setNonce(address, nonce + 1 + random.below(3)))
        case 8, 9: chain.intervene(.increaseTime(random.below(5_000)))
        case 10, 11:
            chain.intervene(.setNextBaseFee(UInt256(1 + random.below(150_000_000_000))))
        case 12..<16:
            // One in four asks for more than anybody has.
            let amount = random.below(4) == 0 ? UInt256.max : UInt256(random.below(1 << 40))
            let recipient = world.accounts[random.index(below: world.accounts.count)].address
            guard let data = try? world.transfer(of: amount, to: recipient) else { return }
            chain.intervene(.call(from: address, to: TrafficWorld.token, data: data))
        default: chain.intervene(.mine)
        }
    }
}
