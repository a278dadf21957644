import Chain
import PriceOracles
import WideIntegers

/// What an on-chain pair's price is to be pushed to, for how long and at what bid.
public struct SpotPushPlan: Hashable, Sendable {
    /// Which way.
    public var side: SpotSide
    /// The price to reach, quote units for 10^18 base units.
    public var targetPriceWad: UInt256
    /// Blocks that are to end with the price; at least one.
    public var blocks: UInt64
    /// What the swaps offer for gas.
    public var bid: GasBid
    /// Whether what was bought, or sold, is traded back afterwards.
    public var isUndone: Bool

    /// A plan from its parts.
    public init(
        _ side: SpotSide, targetPriceWad: UInt256, blocks: UInt64, bid: GasBid,
        isUndone: Bool = true
    ) {
        self.side = side
        self.targetPriceWad = targetPriceWad
        self.blocks = max(blocks, 1)
        self.bid = bid
        self.isUndone = isUndone
    }
}

/// Pushes a pair on the chain by an account's own transactions, holds it, and trades back.
///
/// It acts on what its node shows: after each block it pushes again where the price has left the
/// target. The trade back is sent when the last of the blocks is seen, so that it comes into the block
/// after the hold at the earliest. Where a swap has failed, or none leads to the target any more, the
/// hold is over and what is held is traded back as well. At each block it looks anew at what has
/// become of its swaps, so that it goes on where a reorg has turned an outcome round. It is handed
/// each notice of its node after its wallet.
public final class SpotPush {
    /// Where it stands.
    public enum State: Hashable, Sendable {
        /// It has not begun.
        case idle
        /// It pushes, or holds what it has pushed.
        case holding
        /// It trades back.
        case undoing
        /// It is over, unless a reorg opens one of its swaps again.
        case finished
        /// It is over, and no trade led to the target, or a swap has failed; what is held is traded
        /// back, where that is planned and possible.
        case failed
    }

    /// What is to be done.
    public let plan: SpotPushPlan
    /// Where it stands.
    public private(set) var state = State.idle
    /// Its swaps, in order: pushes, then trades back.
    public private(set) var tasks: [SendingTask] = []

    private let wallet: Wallet
    private let route: SpotSwapRoute
    private var pushCount = 0
    /// Whether no trade led to the target.
    private var isStuck = false

    /// A push that has not begun.
    public init(_ plan: SpotPushPlan, on route: SpotSwapRoute, wallet: Wallet) {
        self.plan = plan
        self.route = route
        self.wallet = wallet
    }

    /// Sends the first swap.
    public func start() {
        if state == .idle { goOn() }
    }

    /// Takes notice of blocks; the wallet has seen them before.
    public func handle(_ notice: NodeNotice) {
        if case .head = notice, state != .idle { goOn() }
    }

    /// Everything that its transactions have moved and paid, as the node has shown it.
    /// - Throws: `.overflow` beyond what a bill counts in.
    public func bill() throws(ArithmeticPanic) -> ManipulationBill {
        var bill = ManipulationBill()
        for task in tasks {
            try bill.bookSwaps(of: task, on: route)
            try bill.bookGas(of: task)
        }
        return bill
    }

    /// The block with the first push.
    public var firstBlock: UInt64? { pushes.compactMap(\.wonBlock).min() }

    private var pushes: ArraySlice<SendingTask> { tasks[..<pushCount] }
    private var undos: ArraySlice<SendingTask> { tasks[pushCount...] }

    /// Where it stands by the outcomes of its swaps, and the next one where all of them are settled.
    private func goOn() {
        if tasks.contains(where: \.isOpen) {
            state = undos.isEmpty ? .holding : .undoing
            return
        }
        var isBroken = pushes.contains { $0.wonBlock == nil }
        if undos.isEmpty, !isBroken, !isStuck, !isHeldLongEnough {
            isStuck = !push()
            if !isStuck {
                state = .holding
                return
            }
        }
        if plan.isUndone,
            let held = try? bill().total(of: plan.side == .buy ? .base : .quote), held.signum > 0
        {
            // A trade back that has failed is not tried again.
            if undos.allSatisfy({ $0.wonBlock != nil }) {
                state = .undoing
                send(plan.side.opposite, held.magnitude)
                return
            }
            isBroken = true
        }
        state = isBroken || isStuck ? .failed : .finished
    }

    private var isHeldLongEnough: Bool {
        guard let firstBlock else { return false }
        let (end, overflow) = firstBlock.addingReportingOverflow(plan.blocks)
        return !overflow && wallet.view().head.number + 1 >= end
    }

    /// Pushes where the price is off the target.
    /// - Returns: false where no trade leads to it.
    private func push() -> Bool {
        let view = wallet.view()
        guard let pool = route.pool(at: view),
            let amount = route.amountIn(to: plan.targetPriceWad, plan.side, pool)
        else { return false }
        if amount.isZero { return !tasks.isEmpty }
        send(plan.side, amount)
        pushCount += 1
        return true
    }

    private func send(_ side: SpotSide, _ amount: UInt256) {
        let data = route.swapData(
            side, amountIn: amount, amountOutMin: .zero, for: wallet.address)
        tasks.append(
            wallet.send(
                CallIntent(to: route.router, data: data, gasLimit: route.gasLimit), bid: plan.bid))
    }
}

extension SendingTask {
    /// The block in which it has succeeded.
    fileprivate var wonBlock: UInt64? {
        if case .won(let block)? = outcome { block } else { nil }
    }
}
