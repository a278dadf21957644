import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A feed that holds each price back for an hour, while everybody can see it.
///
/// A poke is allowed once per hop of the clock's grid: the next price becomes the current one, and
/// the source's present value the next. A late poke does not shift the grid. The owner may stop the
/// pokes, void the prices, change source and hop.
/// - Source: Maker osm.sol.
public final class OracleSecurityModule: StatusFeed {
    /// The hop of the original, seconds.
    public static let usualHopSeconds: UInt16 = 3_600

    /// The functions and events of the module.
    public let abi: ContractABI
    private let table: DispatchTable<Function>
    private let ownable: Ownable
    private let toll: TollList
    private let peekCall: [UInt8]
    private let valueTopic: UInt256
    /// Source, hop and last poke's hour as the original packs them.
    private let clockSlot: Slot
    private let stoppedSlot: Slot
    private let currentSlot: Slot
    private let nextSlot: Slot

    /// Places a module without prices, whose grid has not begun.
    /// - Parameters:
    ///   - source: a contract that answers `peek()`: a `Medianizer`, a `SettableValue`, another
    ///     module.
    ///   - hopSeconds: the grid's step; with zero no poke succeeds.
    ///   - readsAreOpen: whether everybody may read.
    public init(
        at address: Address, in host: ContractHost, owner: Address, source: Address,
        hopSeconds: UInt16 = OracleSecurityModule.usualHopSeconds, readsAreOpen: Bool = false
    ) throws(ABIDeclarationError) {
        abi = try ContractABI("OSM", declarations: OracleSecurityModule.declarations)
        table = DispatchTable(abi)
        valueTopic = abi.topic(ofEvent: "LogValue")
        peekCall = Selector(signature: "peek()").bytes
        let state = host.state
        ownable = Ownable(slots: state.addSlots(Ownable.slotCount))
        clockSlot = state.addSlots(4)
        stoppedSlot = clockSlot.advanced(by: 1)
        currentSlot = clockSlot.advanced(by: 2)
        nextSlot = clockSlot.advanced(by: 3)
        toll = TollList(prefix: "OSM", isOpen: readsAreOpen, in: state)
        ownable.initialize(owner: state.account(owner), in: state)
        state.write(Clock(source: source, hopSeconds: hopSeconds).word, to: clockSlot)
        host.deploy(self, at: state.account(address))
    }

    // MARK: - State

    private struct Clock {
        var source: Address
        var hopSeconds: UInt16
        var lastSeconds: UInt64 = 0

        init(source: Address, hopSeconds: UInt16) {
            self.source = source
            self.hopSeconds = hopSeconds
        }

        init(word: UInt256) {
            source = Address(truncating: word)
            hopSeconds = UInt16(truncatingIfNeeded: word.w2 >> 32)
            lastSeconds = (word >> 176).w0
        }

        var word: UInt256 {
            source.number | UInt256(UInt64(hopSeconds)) << 160 | UInt256(lastSeconds) << 176
        }

        func passes(at seconds: UInt64) -> Bool {
            let (due, overflow) = lastSeconds.addingReportingOverflow(UInt64(hopSeconds))
            return !overflow && seconds >= due
        }
    }

    /// A price of 128 bits, and whether there is one above it.
    private struct HeldPrice {
        var priceWad: UInt128
        var exists: Bool

        init(word: UInt256) {
            priceWad = UInt128(word.w1) << 64 | UInt128(word.w0)
            exists = word.w2 == 1
        }

        static func word(_ priceWad: UInt128) -> UInt256 {
            UInt256(priceWad) | UInt256(0, 0, 1, 0)
        }

        /// The words of `peek`.
        var encoded: [UInt8] {
            CallResult.words([UInt256(priceWad), exists ? .one : .zero])
        }
    }

    private func clock(_ context: CallContext) throws(Revert) -> Clock {
        Clock(word: try context.load(clockSlot))
    }

    private func held(_ slot: Slot, _ context: CallContext) throws(Revert) -> HeldPrice {
        HeldPrice(word: try context.load(slot))
    }

    // MARK: - Writing

    /// Moves prices on when a hop has passed; a source without a price leaves all as it was.
    /// - Throws: `OSM/is-stopped`, `OSM/not-passed`, `OSM/hop-is-zero`; a panic for a value of more
    ///   than 128 bits, which the original cuts.
    /// - Source: Maker osm.sol, poke.
    private func poke(_ context: CallContext) throws(Revert) {
        try context.compute(ReportGas.entry)
        guard try context.load(stoppedSlot).isZero else { throw .reason("OSM/is-stopped") }
        var clock = try clock(context)
        let now = context.block.timestampSeconds
        guard clock.passes(at: now) else { throw .reason("OSM/not-passed") }
        if clock.hopSeconds == 0 { throw .reason("OSM/hop-is-zero") }
        let output = try context.call(context.state.account(clock.source), peekCall)
        guard output.count >= 64 else { throw .empty }
        let value = UInt256(bigEndian: output.span.bytes, at: 0)
        let exists = UInt256(bigEndian: output.span.bytes, at: 32)
        guard exists <= .one else { throw .empty }
        if exists.isZero { return }
        guard let next = UInt128(exactly: value) else { throw .panic(.overflow) }
        let current = try context.load(nextSlot)
        try context.store(current, to: currentSlot)
        try context.store(HeldPrice.word(next), to: nextSlot)
        clock.lastSeconds = now - now % UInt64(clock.hopSeconds)
        try context.store(clock.word, to: clockSlot)
        try context.log(
            topics: [valueTopic], words: [UInt256(HeldPrice(word: current).priceWad)])
    }

    private func change(
        _ context: CallContext, _ body: (inout Clock) -> Void
    ) throws(Revert) {
        try ownable.requireOwner(in: context)
        var clock = try clock(context)
        body(&clock)
        try context.store(clock.word, to: clockSlot)
    }

    private func setStopped(_ isStopped: Bool, _ context: CallContext) throws(Revert) {
        try ownable.requireOwner(in: context)
        try context.store(isStopped ? UInt256.one : .zero, to: stoppedSlot)
    }

    /// Forgets both prices and stops.
    /// - Source: Maker osm.sol, void.
    private func void(_ context: CallContext) throws(Revert) {
        try setStopped(true, context)
        try context.store(UInt256.zero, to: currentSlot)
        try context.store(UInt256.zero, to: nextSlot)
    }

    // MARK: - Reading

    /// The current price since the hour of the last poke; stale while the module is stopped,
    /// invalid where there is no current price.
    ///
    /// The module keeps no other time. The price was read from the source a poke earlier, so that
    /// it is at least a hop older than it says: a bound on the age of the reading sees half of the
    /// delay at most.
    /// - Throws: `OSM/contract-not-whitelisted`.
    public func reading(
        of key: Hash256, in context: CallContext
    ) throws(Revert) -> FeedReading {
        try context.compute(ReportGas.view)
        try toll.requireReader(in: context)
        let current = try held(currentSlot, context)
        guard current.exists, current.priceWad > 0 else { return .none }
        let isStopped = !(try context.load(stoppedSlot)).isZero
        return FeedReading(
            priceWad: UInt256(current.priceWad),
            updatedAtSeconds: try clock(context).lastSeconds, status: isStopped ? .stale : .ok)
    }

    private func readable(_ slot: Slot, _ context: CallContext) throws(Revert) -> HeldPrice {
        try toll.requireReader(in: context)
        return try held(slot, context)
    }

    // MARK: - Calls

    private enum Function: Int, CaseIterable {
        case owner, candidate, setOwner, updateOwner, renounceOwnership
        case getReading, getPrice, getTwapPrice, getLatestTimestamp
        case poke, pass, peek, peep, read, src, hop, zzz, stopped, bud
        case stop, start, void, step, change, kiss, diss
    }

    /// Runs the function that a call names.
    public func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let (function, layout) = try table.function(of: input, in: context)
        var arguments = try CallArguments(input, of: layout, in: context)
        switch function {
        case .owner, .candidate, .setOwner, .updateOwner, .renounceOwnership:
            return try ownable.run(function, &arguments, in: context)
        case .getReading: return try run(.getReading, &arguments, in: context)
        case .getPrice: return try run(.getPrice, &arguments, in: context)
        case .getTwapPrice: return try run(.getTwapPrice, &arguments, in: context)
        case .getLatestTimestamp: return try run(.getLatestTimestamp, &arguments, in: context)
        case .poke: try poke(context)
        case .pass:
            let passes = try clock(context).passes(at: context.block.timestampSeconds)
            return CallResult.flag(passes)
        case .peek: return try readable(currentSlot, context).encoded
        case .peep: return try readable(nextSlot, context).encoded
        case .read:
            let current = try readable(currentSlot, context)
            guard current.exists else { throw .reason("OSM/no-current-value") }
            return CallResult.word(UInt256(current.priceWad))
        case .src: return CallResult.address(try clock(context).source)
        case .hop: return CallResult.word(UInt256(UInt64(try clock(context).hopSeconds)))
        case .zzz: return CallResult.word(UInt256(try clock(context).lastSeconds))
        case .stopped: return CallResult.word(try context.load(stoppedSlot))
        case .bud:
            return CallResult.flag(try toll.isReader(try arguments.account(), in: context))
        case .stop: try setStopped(true, context)
        case .start: try setStopped(false, context)
        case .void: try void(context)
        case .step:
            let hop = UInt16(truncatingIfNeeded: try arguments.uint(bits: 16).w0)
            if hop == 0 { throw .reason("OSM/ts-is-zero") }
            try change(context) { $0.hopSeconds = hop }
        case .change:
            let source = context.state.address(of: try arguments.account())
            try change(context) { $0.source = source }
        case .kiss:
            try ownable.requireOwner(in: context)
            try toll.admit(try arguments.account(), in: context)
        case .diss:
            try ownable.requireOwner(in: context)
            try toll.dismiss(try arguments.account(), in: context)
        }
        return CallResult.none
    }

    private static let declarations =
        Ownable.declarations + StatusFeedView.declarations + [
            "function poke()",
            "function pass() view returns (bool ok)",
            "function peek() view returns (bytes32, bool)",
            "function peep() view returns (bytes32, bool)",
            "function read() view returns (bytes32)",
            "function src() view returns (address)",
            "function hop() view returns (uint16)",
            "function zzz() view returns (uint64)",
            "function stopped() view returns (uint256)",
            "function bud(address) view returns (bool)",
            "function stop()",
            "function start()",
            "function void()",
            "function step(uint16 ts)",
            "function change(address src_)",
            "function kiss(address a)",
            "function diss(address a)",
            "event LogValue(bytes32 val)",
        ]
}
