import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The median of prices that feeds have signed, written by whoever relays them.
///
/// Exactly `bar` values, in ascending order and each newer than the last median, give a new one.
/// Only accounts on the list may read it, unless reading is open.
/// - Source: Maker median.sol.
public final class Medianizer: StatusFeed {
    /// The functions and events of the medianizer.
    public let abi: ContractABI
    private let table: DispatchTable<Function>
    private let ownable: Ownable
    private let assetTag: Hash256
    private let medianTopic: UInt256
    /// The median below and its second above bit 128, as the original packs them.
    private let medianSlot: Slot
    private let barSlot: Slot
    private let oracles: SlotTable
    private let toll: TollList

    /// Places a medianizer without a median.
    /// - Parameters:
    ///   - assetTag: the asset that feeds sign for, `wat` in the original.
    ///   - quorum: its feeds and how many values make a median.
    ///   - readsAreOpen: whether everybody may read.
    public init(
        at address: Address, in host: ContractHost, owner: Address, assetTag: Hash256,
        quorum: MedianQuorum, readsAreOpen: Bool = false
    ) throws(ABIDeclarationError) {
        abi = try ContractABI("Median", declarations: Medianizer.declarations)
        table = DispatchTable(abi)
        medianTopic = abi.topic(ofEvent: "LogMedianPrice")
        self.assetTag = assetTag
        let state = host.state
        ownable = Ownable(slots: state.addSlots(Ownable.slotCount))
        medianSlot = state.addSlots(2)
        barSlot = medianSlot.advanced(by: 1)
        oracles = state.addTable(width: 1)
        toll = TollList(prefix: "Median", isOpen: readsAreOpen, in: state)
        ownable.initialize(owner: state.account(owner), in: state)
        for feed in quorum.feeds {
            state.write(.one, to: state.record(in: oracles, state.account(feed)))
        }
        state.write(UInt256(UInt64(quorum.bar)), to: barSlot)
        host.deploy(self, at: state.account(address))
    }

    // MARK: - Writing

    /// Takes signed values and writes their median, whose second is the block's.
    /// - Throws: `Median/bar-too-low`, `Median/invalid-oracle`, `Median/stale-message`,
    ///   `Median/messages-not-in-order`, `Median/oracle-already-signed`; a panic for a median of
    ///   more than 128 bits, which the original cuts.
    /// - Source: Maker median.sol, poke.
    private func poke(
        _ input: [UInt8], _ layout: CallLayout, _ context: CallContext
    ) throws(Revert) {
        let sent = try ContractABI.decode(input, of: layout) { reader throws(ABIDecodingError) in
            (
                values: try reader.uint256Array(), ages: try reader.uint256Array(),
                vs: try reader.array(of: .word) { reader throws(ABIDecodingError) in
                    UInt8(truncatingIfNeeded: try reader.uint(bits: 8).w0)
                },
                rs: try reader.uint256Array(), ss: try reader.uint256Array()
            )
        }
        try context.compute(ReportGas.entry)
        let count = sent.values.count
        let bar = try context.load(barSlot)
        guard UInt256(UInt64(count)) == bar else { throw .reason("Median/bar-too-low") }
        // Reading past the end of an array is an invalid instruction.
        let counts = [sent.ages.count, sent.vs.count, sent.rs.count, sent.ss.count]
        for other in counts where other < count { throw .invalidOpcode }
        let age = try median(context).ageSeconds
        var last = UInt256.zero
        var seen: [AccountID] = []
        for index in 0..<count {
            try context.compute(ReportGas.value)
            let value = sent.values[index]
            let signature = Signature(
                r: sent.rs[index], s: sent.ss[index], yParity: sent.vs[index] &- 27)
            let digest = SignedMedianValue.digest(
                valueWad: value, age: sent.ages[index], assetTag: assetTag)
            guard let signer = try context.signer(of: digest, signature),
                try isOracle(signer, context)
            else { throw .reason("Median/invalid-oracle") }
            guard sent.ages[index] > UInt256(age) else { throw .reason("Median/stale-message") }
            guard value >= last else { throw .reason("Median/messages-not-in-order") }
            if seen.contains(signer) { throw .reason("Median/oracle-already-signed") }
            last = value
            seen.append(signer)
        }
        try write(sent.values[count >> 1], context)
    }

    private func write(_ valueWad: UInt256, _ context: CallContext) throws(Revert) {
        guard let value = UInt128(exactly: valueWad) else { throw .panic(.overflow) }
        let seconds = context.block.timestampSeconds
        try context.store(UInt256(value) | UInt256(0, 0, seconds, 0), to: medianSlot)
        try context.log(topics: [medianTopic], words: [valueWad, UInt256(seconds)])
    }

    private func isOracle(_ account: AccountID, _ context: CallContext) throws(Revert) -> Bool {
        !(try context.load(context.state.record(in: oracles, account)).isZero)
    }

    // MARK: - Reading

    private func median(
        _ context: CallContext
    ) throws(Revert) -> (valueWad: UInt256, ageSeconds: UInt64) {
        let word = try context.load(medianSlot)
        return (UInt256(word.w0, word.w1, 0, 0), word.w2)
    }

    /// The median; invalid while it is zero.
    /// - Throws: `Median/contract-not-whitelisted`.
    public func reading(
        of key: Hash256, in context: CallContext
    ) throws(Revert) -> FeedReading {
        try context.compute(ReportGas.view)
        try toll.requireReader(in: context)
        let median = try median(context)
        return FeedReading(
            priceWad: median.valueWad, updatedAtSeconds: median.ageSeconds,
            status: median.valueWad.isZero ? .invalid : .ok)
    }

    // MARK: - Owner

    private func setOracles(
        _ input: [UInt8], _ layout: CallLayout, areFeeds: Bool, _ context: CallContext
    ) throws(Revert) {
        let accounts = try ContractABI.decode(input, of: layout) {
            reader throws(ABIDecodingError) in
            try reader.addressArray()
        }
        for account in accounts {
            if areFeeds && account == .zero { throw .reason("Median/no-oracle-0") }
            let slot = context.state.record(in: oracles, context.state.account(account))
            try context.store(areFeeds ? UInt256.one : .zero, to: slot)
        }
    }

    /// - Source: Maker median.sol, setBar.
    private func setBar(_ bar: UInt256, _ context: CallContext) throws(Revert) {
        if bar.isZero { throw .reason("Median/quorum-is-zero") }
        if bar.w0 & 1 == 0 { throw .reason("Median/quorum-not-odd-number") }
        try context.store(bar, to: barSlot)
    }

    // MARK: - Calls

    private enum Function: Int, CaseIterable {
        case owner, candidate, setOwner, updateOwner, renounceOwnership
        case getReading, getPrice, getTwapPrice, getLatestTimestamp
        case poke, read, peek, age, wat, bar, orcl, bud
        case lift, drop, setBar, kiss, diss
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
        case .poke: try poke(input, layout, context)
        case .read:
            try toll.requireReader(in: context)
            let value = try median(context).valueWad
            if value.isZero { throw .reason("Median/invalid-price-feed") }
            return CallResult.word(value)
        case .peek:
            try toll.requireReader(in: context)
            let value = try median(context).valueWad
            return CallResult.words([value, value.isZero ? .zero : .one])
        case .age: return CallResult.word(UInt256(try median(context).ageSeconds))
        case .wat: return assetTag.bytes
        case .bar: return CallResult.word(try context.load(barSlot))
        case .orcl: return CallResult.flag(try isOracle(try arguments.account(), context))
        case .bud:
            return CallResult.flag(try toll.isReader(try arguments.account(), in: context))
        case .lift:
            try ownable.requireOwner(in: context)
            try setOracles(input, layout, areFeeds: true, context)
        case .drop:
            try ownable.requireOwner(in: context)
            try setOracles(input, layout, areFeeds: false, context)
        case .setBar:
            try ownable.requireOwner(in: context)
            try setBar(try arguments.uint256(), context)
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
            SignedMedianValue.pokeDeclaration,
            "function read() view returns (uint256)",
            "function peek() view returns (uint256, bool)",
            "function age() view returns (uint32)",
            "function wat() view returns (bytes32)",
            "function bar() view returns (uint256)",
            "function orcl(address) view returns (bool)",
            "function bud(address) view returns (bool)",
            "function lift(address[] a)",
            "function drop(address[] a)",
            "function setBar(uint256 bar_)",
            "function kiss(address a)",
            "function diss(address a)",
            "event LogMedianPrice(uint256 val, uint256 age)",
        ]
}
