import Chain
import JSONText

extension MethodTable {
    /// A development node's controls of blocks and time.
    static var clockMethods: [Row] { miningMethods + timeMethods + snapshotMethods }

    private static var miningMethods: [Row] {
        [
            (
                RPCMethod(
                    "evm_mine", ["timestamp or options?"], access: .step,
                    "lets the world live on to its next head at the node; 0x0"
                ) { (service, parameters, writer) throws(RPCError) in
                    let (timestamp, count) = try parameters.mining(0)
                    if let timestamp {
                        try service.requireControls("a timestamp")
                        try service.setNextTimestamp(timestamp)
                    }
                    try service.mine(count)
                    writer.literal(#""0x0""#)
                }, []
            ),
            (
                RPCMethod(
                    "anvil_mine", ["count?", "seconds between?"], access: .control,
                    "as evm_mine, many times; null"
                ) { (service, parameters, writer) throws(RPCError) in
                    try service.mine(parameters)
                    writer.null()
                }, []
            ),
            (
                RPCMethod(
                    "hardhat_mine", ["count?", "seconds between?"], access: .control,
                    "as evm_mine, many times; true"
                ) { (service, parameters, writer) throws(RPCError) in
                    try service.mine(parameters)
                    writer.bool(true)
                }, []
            ),
            (
                RPCMethod(
                    "evm_setAutomine", ["on"], access: .control,
                    "whether each transaction is followed by its block"
                ) { (service, parameters, writer) throws(RPCError) in
                    service.control.isAutomining = try parameters.bool(0)
                    writer.bool(true)
                }, ["anvil_setAutomine"]
            ),
            (
                RPCMethod("anvil_getAutomine", "whether each transaction is followed by its block")
                {
                    (service, _, writer) throws(RPCError) in
                    writer.bool(service.control.isAutomining)
                }, ["hardhat_getAutomine"]
            ),
            (
                RPCMethod(
                    "evm_setIntervalMining", ["seconds"], access: .control,
                    "wall-clock seconds from block to block, as anvil reads it; 0 for the "
                        + "scenario's clock"
                ) { (service, parameters, writer) throws(RPCError) in
                    let seconds = try parameters.number(0)
                    let (micros, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
                    guard !overflow else {
                        throw .invalidArgument(0, "an interval of \(seconds) seconds")
                    }
                    service.control.miningIntervalMicros = micros == 0 ? nil : micros
                    writer.bool(true)
                }, ["anvil_setIntervalMining"]
            ),
        ]
    }

    private static var timeMethods: [Row] {
        [
            (
                RPCMethod(
                    "evm_increaseTime", ["seconds"], access: .control,
                    "moves the timestamps of blocks ahead; what they are ahead in all, seconds"
                ) { (service, parameters, writer) throws(RPCError) in
                    let seconds = try parameters.number(0)
                    try service.increaseTime(seconds)
                    writer.number(service.control.timestampOffsetSeconds)
                }, ["anvil_increaseTime"]
            ),
            (
                RPCMethod(
                    "evm_setNextBlockTimestamp", ["seconds since 1970"], access: .control,
                    "the next block's timestamp; time goes on from there"
                ) { (service, parameters, writer) throws(RPCError) in
                    try service.setNextTimestamp(try parameters.number(0))
                    writer.null()
                }, ["anvil_setNextBlockTimestamp"]
            ),
            (
                RPCMethod(
                    "evm_setTime", ["seconds since 1970"], access: .control,
                    "moves the timestamps of blocks ahead to a time; what they are ahead in all"
                ) { (service, parameters, writer) throws(RPCError) in
                    let wanted = try parameters.number(0)
                    let clock = service.control.chain.timeline.now.seconds
                    let (now, overflow) = clock.addingReportingOverflow(
                        service.control.timestampOffsetSeconds)
                    guard !overflow, wanted >= now else {
                        throw .invalidArgument(0, "time \(wanted) is before the present \(now)")
                    }
                    try service.increaseTime(wanted - now)
                    writer.number(service.control.timestampOffsetSeconds)
                }, ["anvil_setTime"]
            ),
            (
                RPCMethod(
                    "anvil_setBlockTimestampInterval", ["seconds"], access: .control,
                    "how far the timestamps of blocks are apart"
                ) { (service, parameters, writer) throws(RPCError) in
                    let seconds = try parameters.number(0)
                    guard seconds <= UInt64(UInt32.max) else {
                        throw .invalidArgument(0, "at most \(UInt32.max) seconds")
                    }
                    service.control.intervene(.setTimestampInterval(seconds))
                    writer.null()
                }, []
            ),
            (
                RPCMethod(
                    "anvil_removeBlockTimestampInterval", access: .control,
                    "lets timestamps follow the clock again; whether they did not"
                ) { (service, _, writer) throws(RPCError) in
                    let wasSet = service.control.chain.timestampIntervalSeconds != nil
                    service.control.intervene(.setTimestampInterval(nil))
                    writer.bool(wasSet)
                }, []
            ),
        ]
    }

    private static var snapshotMethods: [Row] {
        [
            (
                RPCMethod(
                    "evm_snapshot", access: .control, "remembers the present; the snapshot's id"
                ) { (service, _, writer) throws(RPCError) in
                    guard let id = service.control.snapshot() else {
                        throw .refused("too much has happened for a snapshot to be kept")
                    }
                    writer.quantity(id)
                }, ["anvil_snapshot"]
            ),
            (
                RPCMethod(
                    "evm_revert", ["id"], access: .control,
                    "goes back to a snapshot, which is gone then with all later ones; whether "
                        + "there was one"
                ) { (service, parameters, writer) throws(RPCError) in
                    writer.bool(service.control.revert(to: try parameters.number(0)))
                }, ["anvil_revert"]
            ),
            (
                RPCMethod(
                    "anvil_reset", ["options?"], access: .control,
                    "goes back to the genesis; a chain elsewhere cannot be forked"
                ) { (service, parameters, writer) throws(RPCError) in
                    if parameters[0]?.member("forking") != nil {
                        throw .notSupported("forking is not supported: contracts are native")
                    }
                    guard service.control.canGoBack else {
                        throw .refused("this run is being kept and cannot go back")
                    }
                    service.control.reset()
                    writer.bool(true)
                }, ["hardhat_reset"]
            ),
            (
                RPCMethod(
                    "anvil_reorg", ["depth or options", "transactions?"], access: .control,
                    "replaces the last blocks by others with their transactions"
                ) { (service, parameters, writer) throws(RPCError) in
                    if let transactions = parameters[1], transactions.count > 0 {
                        throw .invalidArgument(1, "transactions of one's own cannot be named")
                    }
                    let depth = try parameters.read(0) { (view) throws(HexProblem) in
                        guard view.kind == .object else { return try view.number64() }
                        return try view.member("depth")?.number64() ?? 1
                    }
                    guard service.control.reorganize(depth: depth) else {
                        throw .refused(
                            "a reorg of \(depth) blocks; from 1 to "
                                + "\(service.control.chain.reorgDepthMax) can be replaced now")
                    }
                    writer.null()
                }, []
            ),
            (
                RPCMethod(
                    refusing: "anvil_rollback", ["depth?"],
                    "blocks are replaced, never only taken back: use anvil_reorg"), []
            ),
            (
                RPCMethod(
                    refusing: "anvil_dumpState", ["options?"],
                    "a world is more than accounts: use evm_snapshot"), []
            ),
            (
                RPCMethod(
                    refusing: "anvil_loadState", ["state"],
                    "a world is more than accounts: use evm_revert"), []
            ),
        ]
    }
}

extension NodeService {
    /// Lets the world live on for some heads.
    fileprivate func mine(_ count: UInt64) throws(RPCError) {
        guard count <= settings.minedBlocksMax else {
            throw .invalidParameters("at most \(settings.minedBlocksMax) blocks at a time")
        }
        for _ in 0..<count { try advance() }
    }

    private func advance() throws(RPCError) {
        if control.advance() == nil { throw .refused("the world has come to its end") }
    }

    /// Mines many blocks, apart by a number of seconds where that is given.
    fileprivate func mine(_ parameters: Parameters) throws(RPCError) {
        let count = parameters[0] == nil ? 1 : try parameters.number(0)
        guard parameters[1] != nil else { return try mine(count) }
        guard count <= settings.minedBlocksMax else {
            throw .invalidParameters("at most \(settings.minedBlocksMax) blocks at a time")
        }
        let seconds = try parameters.number(1)
        for place in 0..<count {
            let last = view.head.header.timestampSeconds
            let (next, overflow) = last.addingReportingOverflow(seconds)
            guard !overflow else { throw .invalidArgument(1, "an interval of \(seconds) seconds") }
            // The first block comes when it comes; an interval of none leaves time as it is.
            if place > 0 && seconds > 0 { try setNextTimestamp(next) }
            try advance()
        }
    }

    fileprivate func setNextTimestamp(_ seconds: UInt64) throws(RPCError) {
        let last = control.chain.head.header.timestampSeconds
        guard seconds > last else {
            throw .invalidParameters(
                "Timestamp error: \(seconds) is lower than or equal to previous block's timestamp")
        }
        guard seconds <= 1 << 62 else {
            throw .invalidParameters("Timestamp error: \(seconds) is too far ahead")
        }
        control.intervene(.setNextTimestamp(seconds))
    }

    fileprivate func increaseTime(_ seconds: UInt64) throws(RPCError) {
        let (sum, overflow) = seconds.addingReportingOverflow(control.timestampOffsetSeconds)
        guard !overflow && sum <= 1 << 62 else {
            throw .invalidArgument(0, "\(seconds) seconds are too far ahead")
        }
        control.intervene(.increaseTime(seconds))
    }
}

extension Parameters {
    /// A timestamp, or an object with `timestamp` and `blocks`.
    fileprivate func mining(_ place: Int) throws(RPCError) -> (timestamp: UInt64?, count: UInt64) {
        guard let view = self[place] else { return (nil, 1) }
        guard view.kind == .object else { return (try number(place), 1) }
        return try read(place) { (view) throws(HexProblem) in
            (
                try view.member("timestamp")?.number64(),
                try view.member("blocks")?.number64() ?? 1
            )
        }
    }
}
