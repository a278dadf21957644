import Chain
import ResidentMemory
import SimulationKernel

/// A run of random traffic with faults under all checks.
final class TrafficRun {
    private let world: TrafficWorld
    private let chain: SimulatedChain
    private let source: TrafficSource
    private let monitor: ChainMonitor
    private let faults: FaultSchedule
    private let reader: NodeReader
    private let intervalMicros: UInt64
    private let seed: UInt64
    private let command: String
    private let checkpoint: UInt64
    private var lastCheckpoint: UInt64 = 0
    private var lastPoolCheck: UInt64 = 0
    private var events: UInt64 = 0
    private var closeNext = 20_000
    private var memory: [String] = []

    /// Blocks between two walks over all pools.
    private static let poolCheckBlocks: UInt64 = 50
    /// Events between two reads.
    private static let readEvents: UInt64 = 997

    init(
        _ settings: ChainSettings, seed: UInt64, command: String, checkpoint: UInt64
    ) throws {
        world = try TrafficWorld(settings)
        chain = try world.makeChain(seed: seed)
        monitor = try ChainMonitor(chain, world: world)
        source = TrafficSource(chain, world: world, seed: seed)
        switch settings.production.schedule {
        case .slots(let interval), .onDemand(let interval, _): intervalMicros = max(interval, 1)
        case .exponential(let mean): intervalMicros = max(mean, 1)
        }
        faults = FaultSchedule(
            chain, world: world, monitor: monitor, seed: seed, intervalMicros: intervalMicros)
        reader = NodeReader(chain, source: source, monitor: monitor, seed: seed)
        self.seed = seed
        self.command = command
        self.checkpoint = checkpoint
    }

    /// Sends so many transactions, lets the network come to rest, and checks everything.
    func run(transactions: Int, perInterval: UInt64) throws {
        memory.append(try ResidentMemory.text())
        let start = ContinuousClock.now
        var isHalf = false
        while source.sentCount < transactions {
            faults.plan()
            plan(perInterval)
            try advance(by: intervalMicros)
            if source.open.count >= closeNext { try close() }
            if !isHalf && source.sentCount >= transactions / 2 {
                isHalf = true
                memory.append(try ResidentMemory.text())
            }
        }
        let elapsed = ContinuousClock.now - start
        // Longer than any queue, lane, cut or message lasts.
        try advance(by: 4 * 3_600 * 1_000_000)
        try close()
        try checkEnd()
        memory.append(try ResidentMemory.text())
        TrafficTable(
            chain: chain, source: source, monitor: monitor, faults: faults, reader: reader,
            memory: memory, elapsed: elapsed
        ).print()
    }

    /// Spreads the actions of an interval over it.
    private func plan(_ perInterval: UInt64) {
        var mean = Double(perInterval)
        if faults.isRush { mean *= 3 }
        let count = Distribution.poisson(mean: mean).sampleInteger(&source.random.arrivals)
        let now = chain.timeline.now
        for _ in 0..<count {
            let time = now + source.random.arrivals.below(intervalMicros)
            chain.timeline.schedule(at: time) { [unowned self] in source.act() }
        }
    }

    private func advance(by micros: UInt64) throws {
        let end = chain.timeline.now + micros
        while let next = chain.timeline.nextTime, next <= end {
            chain.timeline.step()
            events += 1
            let isReading = events.isMultiple(of: TrafficRun.readEvents)
            try named { () throws(BrokenStatement) in
                try monitor.afterEvent()
                if isReading { try reader.read() }
            }
            if chain.head.number >= lastPoolCheck + TrafficRun.poolCheckBlocks {
                lastPoolCheck = chain.head.number
                try named { () throws(BrokenStatement) in try monitor.checkPools() }
            }
            if checkpoint > 0 && chain.head.number >= lastCheckpoint + checkpoint {
                lastCheckpoint = chain.head.number
                print("block \(chain.head.number) \(chain.head.hash)")
            }
        }
        chain.timeline.run(until: end)
    }

    /// Lets go of the submissions to which nothing can happen any more.
    private func close() throws {
        try named { () throws(BrokenStatement) in source.open = try monitor.close(source.open) }
        closeNext = 2 * source.open.count + 20_000
    }

    private func checkEnd() throws {
        try named { () throws(BrokenStatement) in
            try monitor.checkPools()
            try monitor.checkFates(source.open)
            try monitor.finishRecording()
            for submission in source.open {
                guard let transaction = submission.transaction, transaction.fate == .pending
                else { continue }
                let places = chain.placeCount(of: transaction)
                if places != transaction.copyCount || places == 0 {
                    throw BrokenStatement(
                        "at rest with \(transaction.copyCount) copies in \(places) places",
                        of: transaction.id.rawValue)
                }
            }
        }
    }

    /// Gives a broken statement the run's name.
    private func named(_ body: () throws(BrokenStatement) -> Void) throws(TrafficViolation) {
        do throws(BrokenStatement) {
            try body()
        } catch {
            throw TrafficViolation(
                statement: error.text, block: chain.head.number, transaction: error.transaction,
                seed: seed, command: command)
        }
    }
}
