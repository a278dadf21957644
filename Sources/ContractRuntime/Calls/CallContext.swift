import EthereumPrimitives
import WideIntegers

/// What a running contract sees and does: its frame, the state, gas, logs and other contracts.
///
/// One context serves all frames of a transaction; entering a call puts a new frame in place of the
/// caller's, and leaving it puts the caller's back.
public final class CallContext {
    /// Calls inside calls that are allowed.
    /// - Source: yellow paper, section 8.
    public static let depthMax = 1_024

    /// The world.
    public let state: WorldState
    /// The block.
    public let block: BlockEnvironment
    /// Who signed the transaction.
    public let origin: AccountID
    /// What it pays per gas, in wei.
    public let gasPriceWei: UInt256
    /// The running frame.
    @exclusivity(unchecked) public private(set) var frame: Frame

    let host: ContractHost
    @usableFromInline let schedule: GasSchedule
    let gasLimit: UInt64
    @exclusivity(unchecked) @usableFromInline var gas: GasMeter
    @exclusivity(unchecked) private(set) var logs: LogStore
    @usableFromInline let computeCosts: [UInt64]
    /// How often each computing step was taken; nil when nobody asked.
    @exclusivity(unchecked) @usableFromInline var stepCounts: [Int]?
    /// What frames of accounts that are metered apart have used.
    @exclusivity(unchecked) var gasApart = GasApart()
    /// Rules that have bound, in the order in which they did.
    @exclusivity(unchecked) var boundRules: [BoundRule] = []

    /// Writes down the calls; nil when nobody asked.
    let tracer: CallTracer?

    init(
        host: ContractHost, block: BlockEnvironment, schedule: GasSchedule, frame: Frame,
        gasLimit: UInt64, gasPriceWei: UInt256
    ) {
        self.host = host
        state = host.state
        self.block = block
        self.schedule = schedule
        self.frame = frame
        self.gasPriceWei = gasPriceWei
        origin = frame.caller
        self.gasLimit = gasLimit
        gas = GasMeter(limit: gasLimit)
        logs = LogStore(roomFor: host.roomForLogs)
        computeCosts = host.computeCosts
        stepCounts = host.countsComputeSteps ? [] : nil
        tracer = host.tracer
    }

    /// The contract that runs.
    @inline(__always)
    public var this: AccountID { frame.this }
    /// Who called it.
    @inline(__always)
    public var caller: AccountID { frame.caller }
    /// For whom a trusted forwarder calls, once the contract has set it for its frame (EIP-2771).
    public var forwardedSender: AccountID? {
        get { frame.forwardedSender }
        set { frame.forwardedSender = newValue }
    }
    /// Gas that this frame may still use.
    public var gasRemaining: UInt64 { gas.remaining }

    // MARK: - Storage

    /// Reads a slot and pays for it.
    @inline(__always)
    public func load(_ slot: Slot) throws(Revert) -> UInt256 {
        try gas.charge(state.gasOfRead(slot, schedule), .storage)
        return state[slot]
    }

    /// Writes a slot and pays for it.
    public func store(_ value: UInt256, to slot: Slot) throws(Revert) {
        if frame.isStatic { throw .invalidOpcode }
        guard gas.remaining > GasSchedule.storeStipend else { throw .outOfGas }
        let current = state[slot]
        if current == value {
            try gas.charge(state.gasOfWritingAgain(slot, schedule), .storage)
            return
        }
        let cost = state.gasOfWrite(value, over: current, to: slot, schedule, &gas.refund)
        try gas.charge(cost, .storage)
        state.write(value, to: slot)
    }

    /// Reads four slots of a record in their order and pays for them.
    public func loadFour(_ first: Slot) throws(Revert) -> InlineArray<4, UInt256> {
        try loadRow(first)
    }

    /// Reads six slots of a record in their order and pays for them.
    public func loadSix(_ first: Slot) throws(Revert) -> InlineArray<6, UInt256> {
        try loadRow(first)
    }

    @inline(__always)
    private func loadRow<let count: Int>(
        _ first: Slot
    ) throws(Revert) -> InlineArray<count, UInt256> {
        var cold: UInt64 = 0
        if schedule.hasAccessLists {
            for offset in 0..<count where state.touch(first.advanced(by: offset)) { cold &+= 1 }
        }
        try gas.charge(
            UInt64(count) &* schedule.slotReadWarm &+ cold &* schedule.slotReadColdExtra,
            .storage)
        return InlineArray { state[first.advanced(by: $0)] }
    }

    /// Pays for reading again slots that this transaction has already touched.
    @inlinable
    public func chargeWarmReads(_ count: UInt64) throws(Revert) {
        try gas.charge(count &* schedule.slotReadWarm, .storage)
    }

    /// Reads a signed slot.
    @inlinable
    public func loadSigned(_ slot: Slot) throws(Revert) -> Int256 {
        Int256(bitPattern: try load(slot))
    }

    /// Writes a signed slot.
    @inline(__always)
    public func store(_ value: Int256, to slot: Slot) throws(Revert) {
        try store(value.bitPattern, to: slot)
    }

    // MARK: - Gas of computing

    /// Pays for what bytecode computes on a path, by a calibrated charge.
    @inlinable
    public func compute(_ gasUnits: UInt64) throws(Revert) {
        try gas.charge(gasUnits, .compute)
    }

    /// Pays for a named step of a path, by its number in the host's table of costs.
    @inlinable
    public func compute(step: Int) throws(Revert) {
        if stepCounts != nil { countStep(step) }
        if step < computeCosts.count { try gas.charge(computeCosts[step], .compute) }
    }

    @usableFromInline
    func countStep(_ step: Int) {
        guard var counts = stepCounts.take() else { return }
        while counts.count <= step { counts.append(0) }
        counts[step] += 1
        stepCounts = counts
    }

    /// Pays for memory of this frame up to a number of words: `3w + w*w / 512` in all.
    /// - Source: yellow paper, appendix H.
    @inline(__always)
    public func expandMemory(toWords words: UInt64) throws(Revert) {
        let old = frame.memoryWords
        guard words > old else { return }
        // No gas limit pays for 2^32 words, and their square is the last to fit.
        guard words <= UInt64(UInt32.max) else { throw .outOfGas }
        frame.memoryWords = words
        let cost = 3 &* words &+ words &* words / 512 &- (3 &* old &+ old &* old / 512)
        try gas.charge(cost, .memory)
    }

    // MARK: - Logs

    /// Writes a log of topics and data words and pays for it.
    @inlinable
    public func log<let topicCount: Int, let wordCount: Int>(
        topics: InlineArray<topicCount, UInt256>, words: InlineArray<wordCount, UInt256>
    ) throws(Revert) {
        try log(topics: topics.span, words: words.span)
    }

    @usableFromInline
    func log(topics: Span<UInt256>, words: Span<UInt256>) throws(Revert) {
        try payForLog(topicCount: topics.count, byteCount: 32 &* words.count)
        logs.begin(frame.this, topicCount: topics.count)
        logs.append(topics)
        logs.append(words)
    }

    /// Writes a log of any shape and pays for it.
    public func log(_ event: ABIEvent, _ values: [ABIValue]) throws(Revert) {
        let encoded: (topics: [Hash256], data: [UInt8])
        do throws(ABIEncodingError) {
            encoded = try event.encode(values)
        } catch {
            preconditionFailure("event \(event.name): \(error)")
        }
        try payForLog(topicCount: encoded.topics.count, byteCount: encoded.data.count)
        logs.begin(frame.this, topicCount: encoded.topics.count)
        for topic in encoded.topics { logs.append(UInt256(topic)) }
        let data = encoded.data
        for offset in stride(from: 0, to: data.count, by: 32) {
            logs.append(UInt256(bigEndian: data.span.bytes, at: offset))
        }
    }

    private func payForLog(topicCount: Int, byteCount: Int) throws(Revert) {
        if frame.isStatic { throw .invalidOpcode }
        let cost =
            GasSchedule.log &+ GasSchedule.logTopic &* UInt64(topicCount)
            &+ GasSchedule.logByte &* UInt64(byteCount)
        try gas.charge(cost, .logs)
    }

    // MARK: - Frames

    /// Everything that a failed call must put back.
    @usableFromInline
    struct CallPoint {
        let state: WorldState.Checkpoint
        let touchedAccounts: Int
        let logs: Int
        let refund: Int64
        let frame: Frame
    }

    var callPoint: CallPoint {
        CallPoint(
            state: state.checkpoint, touchedAccounts: host.touchedCount, logs: logs.count,
            refund: gas.refund, frame: frame)
    }

    func restore(_ point: CallPoint) {
        state.revert(to: point.state)
        host.forgetTouched(after: point.touchedAccounts)
        logs.truncate(to: point.logs)
        gas.refund = point.refund
        frame = point.frame
    }

    func replaceFrame(_ new: Frame) { frame = new }

    func drainLogs() -> LogStore {
        var drained = LogStore()
        swap(&drained, &logs)
        host.roomForLogs = drained.room
        return drained
    }
}
