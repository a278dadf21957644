import Chain
import EthereumPrimitives
import SimulationKernel
import TradingChain
import TradingWorld
import WideIntegers

extension Suite {
    /// Recording the ramp's blocks of twenty trades, reading them, and executing them anew; each figure
    /// is per transaction, with its share of the block.
    static func recording() throws -> Suite {
        let workload = Workload(blocks: 40, perBlock: 20, traders: 100)
        let trading = try TradingChain(
            workload.trades, traders: workload.traders, perBlock: workload.perBlock)
        let count = workload.blocks * workload.perBlock
        return Suite(
            name: "recording",
            operations: try [SignatureMode.elided, .verified].flatMap { mode in
                let ramp = try RecordedRamp(trading, mode)
                let run = Contender(
                    "the run itself", givesSameResult: false,
                    prepare: {
                        let chain = try trading.makeChain(mode)
                        return {
                            mode == .elided
                                ? try trading.runElided(on: chain)
                                : try trading.runSigned(on: chain)
                        }
                    })
                return [
                    Operation(
                        name: "write, \(mode.rawValue)", count: count,
                        subject: Contender("perplab") { UInt64(ramp.write()) },
                        references: [run]),
                    Operation(
                        name: "read, \(mode.rawValue)", count: count,
                        subject: Contender("perplab") { UInt64(try ramp.read().count) },
                        references: []),
                    Operation(
                        name: "replay, \(mode.rawValue)", count: count,
                        subject: Contender(
                            "perplab",
                            prepare: {
                                let replay = try ramp.makeReplay()
                                return {
                                    try replay.apply(try ramp.read())
                                    return replay.counts.transactions
                                }
                            }), references: [run]),
                ]
            })
    }
}

/// What a chain has told of the ramp, and its recording.
private struct RecordedRamp {
    private let trading: TradingChain
    private let mode: SignatureMode
    private let settings: ChainSettings
    private let genesis: Block
    private let records: [ChainRecord]
    private let bytes: [UInt8]

    init(_ trading: TradingChain, _ mode: SignatureMode) throws {
        self.trading = trading
        self.mode = mode
        let chain = try trading.makeChain(mode)
        settings = chain.settings
        genesis = chain.head
        var heard: [ChainRecord] = []
        chain.record = { heard.append($0) }
        _ = mode == .elided ? try trading.runElided(on: chain) : try trading.runSigned(on: chain)
        records = heard
        var written: [UInt8] = []
        RecordedRamp.write(heard, settings, genesis) { written += $0 }
        bytes = written
    }

    /// Writes everything in chunks, as to a file; gives the number of bytes.
    func write() -> Int {
        var count = 0
        RecordedRamp.write(records, settings, genesis) { count += $0.count }
        return count
    }

    private static func write(
        _ records: [ChainRecord], _ settings: ChainSettings, _ genesis: Block,
        to take: ([UInt8]) -> Void
    ) {
        var recording = ChainRecording(settings, genesis: genesis)
        for record in records {
            recording.append(record)
            if recording.byteCount > 1 << 15 { take(recording.takeBytes()) }
        }
        recording.finish()
        take(recording.takeBytes())
    }

    func read() throws -> [RecordedEvent] {
        var parser = RecordingParser()
        parser.append(bytes)
        var events: [RecordedEvent] = []
        while let event = try parser.next() { events.append(event) }
        return events
    }

    func makeReplay() throws -> ChainReplay {
        ChainReplay(
            settings, host: try trading.makeHost(),
            start: SimulatedTime(seconds: TradingWorld.start))
    }
}
