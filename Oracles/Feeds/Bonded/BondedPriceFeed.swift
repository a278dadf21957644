import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// A feed to which anyone reports a price under a bond, and in which anyone disputes it under
/// another.
///
/// The answer is the newest report that is old enough and neither disputed nor found wrong. With a
/// reading delay as long as the time for disputes it is an optimistic feed; with a short one or
/// none the newest value is read at once, which invites lies that pay before they are disputed. The
/// owner stands for the vote that decides a dispute; the winner takes both bonds.
/// - Source: UMA OptimisticOracle, proposePrice, disputePrice and settle; Tellor, submitValue and
///   getDataBefore.
public final class BondedPriceFeed: StatusFeed {
    /// The functions and events of the feed.
    public let abi: ContractABI
    private let table: DispatchTable<Function>
    private let ownable: Ownable
    private let bondWei: UInt256
    private let disputeSeconds: UInt64
    private let readingDelaySeconds: UInt64
    /// Of each key the number of its reports.
    private let keys: KeyTable
    private let reports: SlotTable
    private let reportedTopic: UInt256
    private let disputedTopic: UInt256
    private let decidedTopic: UInt256

    /// Places a feed without reports.
    /// - Parameters:
    ///   - bondWei: what a report costs, and its dispute as much.
    ///   - disputeSeconds: how long a report can be disputed, the end excluded.
    ///   - readingDelaySeconds: how old a report must be to be read, exactly as old included; nil
    ///     for as long as it can be disputed.
    public init(
        at address: Address, in host: ContractHost, owner: Address, bondWei: UInt256,
        disputeSeconds: UInt64, readingDelaySeconds: UInt64? = nil
    ) throws(ABIDeclarationError) {
        abi = try ContractABI("BondedPriceFeed", declarations: BondedPriceFeed.declarations)
        table = DispatchTable(abi)
        reportedTopic = abi.topic(ofEvent: "PriceReported")
        disputedTopic = abi.topic(ofEvent: "PriceDisputed")
        decidedTopic = abi.topic(ofEvent: "DisputeDecided")
        self.bondWei = bondWei
        self.disputeSeconds = disputeSeconds
        self.readingDelaySeconds = readingDelaySeconds ?? disputeSeconds
        let state = host.state
        ownable = Ownable(slots: state.addSlots(Ownable.slotCount))
        keys = KeyTable(fieldCount: 1, in: state)
        reports = state.addTable(width: BondedReport.wordCount)
        ownable.initialize(owner: state.account(owner), in: state)
        host.deploy(self, at: state.account(address))
    }

    // MARK: - Reporting

    /// Adds a report of the caller, who pays the bond.
    /// - Throws: `wrong bond`, `price out of range`.
    private func report(
        _ key: Hash256, _ priceWad: UInt256, _ context: CallContext
    ) throws(Revert) {
        try requireBond(context)
        let reporter = context.state.address(of: context.caller)
        let report = BondedReport(
            priceWad: priceWad, timestampSeconds: context.block.timestampSeconds,
            reporter: reporter)
        let record = keys.record(of: key, in: context.state)
        let count = try context.load(record.fields)
        try report.store(at: slot(record, count.w0, context), in: context)
        try context.store(count &+ .one, to: record.fields)
        try context.log(
            topics: [reportedTopic, UInt256(key), count, reporter.number], words: [priceWad])
    }

    /// Disputes a report; the caller pays a bond as well.
    /// - Throws: `no such report`, `wrong bond`, `not disputable`.
    private func dispute(
        _ key: Hash256, _ index: UInt256, _ context: CallContext
    ) throws(Revert) {
        let slot = try existing(key, index, context)
        try requireBond(context)
        var report = try BondedReport(at: slot, in: context)
        guard report.state == .standing, isDisputable(report, context) else {
            throw .reason("not disputable")
        }
        report.state = .disputed
        report.disputer = context.state.address(of: context.caller)
        try report.store(at: slot, in: context)
        try context.log(
            topics: [disputedTopic, UInt256(key), index, report.disputer.number],
            words: [] as InlineArray<0, UInt256>)
    }

    /// Decides a dispute; whoever was right takes both bonds.
    /// - Throws: `no such report`, `not disputed`.
    private func decide(
        _ key: Hash256, _ index: UInt256, isRight: Bool, _ context: CallContext
    ) throws(Revert) {
        try ownable.requireOwner(in: context)
        let slot = try existing(key, index, context)
        var report = try BondedReport(at: slot, in: context)
        guard report.state == .disputed else { throw .reason("not disputed") }
        report.state = isRight ? .upheld : .rejected
        try report.store(at: slot, in: context)
        try context.log(
            topics: [decidedTopic, UInt256(key), index], words: [isRight ? .one : .zero])
        for _ in 0..<2 { try pay(isRight ? report.reporter : report.disputer, context) }
    }

    /// Gives the bond of a report back that nobody has disputed in time.
    /// - Throws: `no such report`, `not final`.
    private func release(
        _ key: Hash256, _ index: UInt256, _ context: CallContext
    ) throws(Revert) {
        let slot = try existing(key, index, context)
        var report = try BondedReport(at: slot, in: context)
        guard report.state == .standing, !isDisputable(report, context) else {
            throw .reason("not final")
        }
        report.state = .final
        try report.store(at: slot, in: context)
        try pay(report.reporter, context)
    }

    private func requireBond(_ context: CallContext) throws(Revert) {
        try context.compute(ReportGas.value)
        guard context.frame.valueWei == bondWei else { throw .reason("wrong bond") }
    }

    private func pay(_ recipient: Address, _ context: CallContext) throws(Revert) {
        let options = CallOptions(valueWei: bondWei, checksCode: false)
        _ = try context.call(context.state.account(recipient), [], options)
    }

    private func isDisputable(_ report: BondedReport, _ context: CallContext) -> Bool {
        report.ageSeconds(in: context) < disputeSeconds
    }

    private func existing(
        _ key: Hash256, _ index: UInt256, _ context: CallContext
    ) throws(Revert) -> Slot {
        let record = keys.record(of: key, in: context.state)
        guard index < (try context.load(record.fields)) else { throw .reason("no such report") }
        return slot(record, index.w0, context)
    }

    private func slot(
        _ record: KeyTable.Record, _ index: UInt64, _ context: CallContext
    ) -> Slot {
        precondition(index < 1 << 32 && record.ordinal < 1 << 32, "report \(index) of a feed")
        return context.state.record(in: reports, number: record.ordinal << 32 | index)
    }

    // MARK: - Reading

    /// The newest report that counts and is old enough, with its index plus one as the round's id.
    /// - Complexity: walks back over reports that do not count, each of which has cost a bond.
    public func reading(
        of key: Hash256, in context: CallContext
    ) throws(Revert) -> FeedReading {
        try context.compute(ReportGas.view)
        let record = keys.record(of: key, in: context.state)
        var index = try context.load(record.fields).w0
        while index > 0 {
            let report = try BondedReport(at: slot(record, index - 1, context), in: context)
            let age = report.ageSeconds(in: context)
            if report.state.counts && age >= readingDelaySeconds {
                return FeedReading(
                    priceWad: report.priceWad, updatedAtSeconds: report.timestampSeconds,
                    roundID: UInt256(index), status: .ok)
            }
            index -= 1
        }
        return .none
    }

    // MARK: - Calls

    private enum Function: Int, CaseIterable {
        case owner, candidate, setOwner, updateOwner, renounceOwnership
        case getReading, getPrice, getTwapPrice, getLatestTimestamp
        case report, dispute, decide, release, reportCount, reportAt
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
        case .report:
            let key = try arguments.bytes32()
            try report(key, try arguments.uint256(), context)
        case .dispute:
            let key = try arguments.bytes32()
            try dispute(key, try arguments.uint256(), context)
        case .decide:
            let key = try arguments.bytes32()
            let index = try arguments.uint256()
            try decide(key, index, isRight: try arguments.bool(), context)
        case .release:
            let key = try arguments.bytes32()
            try release(key, try arguments.uint256(), context)
        case .reportCount:
            let record = keys.record(of: try arguments.bytes32(), in: context.state)
            return CallResult.word(try context.load(record.fields))
        case .reportAt:
            let key = try arguments.bytes32()
            let slot = try existing(key, try arguments.uint256(), context)
            let report = try BondedReport(at: slot, in: context)
            return CallResult.words([
                report.priceWad, UInt256(report.timestampSeconds), report.reporter.number,
                report.disputer.number, UInt256(UInt64(report.state.rawValue)),
            ])
        }
        return CallResult.none
    }

    private static let declarations =
        Ownable.declarations + StatusFeedView.declarations + [
            "function report(bytes32 priceFeedKey, uint256 price) payable",
            "function dispute(bytes32 priceFeedKey, uint256 index) payable",
            "function decide(bytes32 priceFeedKey, uint256 index, bool isRight)",
            "function release(bytes32 priceFeedKey, uint256 index)",
            "function reportCount(bytes32 priceFeedKey) view returns (uint256)",
            "function reportAt(bytes32 priceFeedKey, uint256 index) view returns (uint256 price, "
                + "uint256 timestamp, address reporter, address disputer, uint8 state)",
            "event PriceReported(bytes32 indexed priceFeedKey, uint256 indexed index, "
                + "address indexed reporter, uint256 price)",
            "event PriceDisputed(bytes32 indexed priceFeedKey, uint256 indexed index, "
                + "address indexed disputer)",
            "event DisputeDecided(bytes32 indexed priceFeedKey, uint256 indexed index, "
                + "bool isRight)",
        ]
}
