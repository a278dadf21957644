import Chain
import PriceOracles
import WideIntegers

/// Whom a filling of blocks is to keep out, and how far it goes.
public struct BlockFillingPlan: Hashable, Sendable {
    /// What uses up all gas that it is given, with the gas limit of one copy; a copy has at least
    /// 21,000 gas.
    public var filler: CallIntent
    /// The price per gas of who is to be kept out, in wei: an oracle's transmitter has a fixed one.
    public var rivalPriceWei: UInt256
    /// The most that is paid per gas, in wei; the filling ends where that is not enough.
    public var priceMaxWei: UInt256
    /// Blocks to fill.
    public var blocks: UInt64

    /// A plan from its parts.
    public init(
        filler: CallIntent, rivalPriceWei: UInt256, priceMaxWei: UInt256, blocks: UInt64
    ) {
        self.filler = filler
        self.rivalPriceWei = rivalPriceWei
        self.priceMaxWei = priceMaxWei
        self.blocks = blocks
    }
}

/// Fills blocks with transactions that pay more per gas than a rival does, so that it is left out.
///
/// For each block it sends as much gas as a block has room for, less what it has under way. Where the
/// base fee passes the rival's price, the rival is out by that alone; the fee doubles in about six full
/// blocks. It works where blocks are ordered by price. It is handed each notice of its node
/// after its wallets.
/// - Source: the gas auctions of 12 March 2020, in which posters with fixed prices were left out.
public final class BlockFilling {
    /// The gas of a transaction that does nothing.
    /// - Source: yellow paper, appendix G.
    public static let gasMin: UInt64 = 21_000

    /// What is to be done.
    public let plan: BlockFillingPlan
    /// Everything that was sent, in order.
    public private(set) var tasks: [SendingTask] = []
    /// Whether it has ended: its blocks are over, or the price is too high.
    public private(set) var isOver = false

    private let wallets: [Wallet]
    private var lastBlock: UInt64?
    private var turn = 0
    /// Tasks before this one are settled for good.
    private var settledCount = 0

    /// A filling that has not begun, by the accounts of one node.
    public init(_ plan: BlockFillingPlan, wallets: [Wallet]) {
        precondition(!wallets.isEmpty, "a filling of blocks without a wallet")
        self.plan = plan
        self.wallets = wallets
    }

    /// Fills the next block and those after it.
    public func start() {
        guard lastBlock == nil else { return }
        let (last, overflow) = wallets[0].view().head.number.addingReportingOverflow(plan.blocks)
        lastBlock = overflow ? .max : last
        fill()
    }

    /// Takes notice of blocks; the wallets have seen them before.
    public func handle(_ notice: NodeNotice) {
        if case .head = notice { fill() }
    }

    private func fill() {
        let view = wallets[0].view()
        guard let lastBlock, !isOver else { return }
        guard view.head.number < lastBlock, let bid = bid(atBaseFee: view.nextBaseFeeWei) else {
            isOver = true
            return
        }
        let underWay = gasUnderWay(at: view)
        let limit = view.chain.settings.blockGasLimit
        var missing = limit > underWay ? limit - underWay : 0
        while missing >= Self.gasMin {
            var copy = plan.filler
            copy.gasLimit = min(max(copy.gasLimit, Self.gasMin), missing)
            missing -= copy.gasLimit
            tasks.append(wallets[turn % wallets.count].send(copy, bid: bid))
            turn += 1
        }
    }

    /// The gas of all copies that may still come, those among them that a reorg has opened again.
    private func gasUnderWay(at view: NodeView) -> UInt64 {
        let depthMax = UInt64(view.chain.reorgDepthMax)
        while settledCount < tasks.count, let block = tasks[settledCount].blockNumber,
            view.head.number > block, view.head.number - block > depthMax
        {
            settledCount += 1
        }
        return tasks[settledCount...].reduce(0) { $0 + ($1.isOpen ? $1.intent.gasLimit : 0) }
    }

    /// One wei more per gas than the rival has for the producer, with room for the next base fees; nil
    /// where that is too much.
    private func bid(atBaseFee baseFee: UInt256) -> GasBid? {
        let tip = plan.rivalPriceWei.saturatingSubtract(baseFee).saturatingAdd(.one)
        let least = baseFee.saturatingAdd(tip)
        guard least <= plan.priceMaxWei else { return nil }
        let room = baseFee.scaled(perMille: 1_250).saturatingAdd(tip)
        return GasBid(tipWei: tip, capWei: min(room, plan.priceMaxWei))
    }

    // MARK: - Costs

    /// What was paid in each block, in wei, in order of the blocks.
    public var feesByBlock: [(block: UInt64, feesWei: UInt256)] {
        let paid = tasks.compactMap { task in task.blockNumber.map { (block: $0, task: task) } }
        var fees: [(block: UInt64, feesWei: UInt256)] = []
        for (block, task) in paid.sorted(by: { $0.block < $1.block }) {
            if fees.last?.block != block { fees.append((block, .zero)) }
            let sum = fees[fees.count - 1].feesWei
            fees[fees.count - 1].feesWei = sum.saturatingAdd(task.costs.totalFeesWei)
        }
        return fees
    }

    /// The gas and tips of everything that was included.
    /// - Throws: `.overflow` beyond what a bill counts in.
    public func bill() throws(ArithmeticPanic) -> ManipulationBill {
        var bill = ManipulationBill()
        for task in tasks { try bill.bookGas(of: task) }
        return bill
    }
}

extension SendingTask {
    /// The block that has one of its transactions.
    fileprivate var blockNumber: UInt64? {
        switch outcome {
        case .won(let block), .reverted(let block), .cancelled(let block): block
        case .supplanted, .givenUp, nil: nil
        }
    }
}
