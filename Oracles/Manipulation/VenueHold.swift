import SimulationKernel
import WideIntegers

/// What a venue's price is to be held at, and for how many blocks.
public struct VenueHoldPlan: Hashable, Sendable {
    /// What becomes of what was bought, or sold, once the hold is over.
    public enum Ending: Hashable, Sendable {
        /// It is kept, and dealt with elsewhere.
        case left
        /// It is traded back at the venue.
        case undone
    }

    /// The account at the venue.
    public var account: String
    /// The price that each of the blocks is to end with, wad.
    public var targetPriceWad: UInt256
    /// The end of the first block.
    public var firstBlockEnd: SimulatedTime
    /// Blocks that are to end with the price; with none and `undone` the push is taken back at once.
    public var blocks: UInt64
    /// The time between two ends, in microseconds.
    public var blockMicros: UInt64
    /// What becomes of the position.
    public var ending: Ending

    /// A plan from its parts.
    public init(
        account: String, targetPriceWad: UInt256, firstBlockEnd: SimulatedTime, blocks: UInt64,
        blockMicros: UInt64, ending: Ending
    ) {
        self.account = account
        self.targetPriceWad = targetPriceWad
        self.firstBlockEnd = firstBlockEnd
        self.blocks = blocks
        self.blockMicros = blockMicros
        self.ending = ending
    }
}

/// Holds a venue's price over some blocks, at a bill.
///
/// At the end of each block it makes the least trade that brings the price to the target; nothing
/// where the price is still there, or an order is unanswered. Where arbitrage resets a pool in
/// between, or a book comes back, each block is paid anew. A book that never comes back is paid once:
/// what was taken stays away, and a unit on either side moves its last price there and back.
///
/// Who owns the blocks in a row is disturbed by nobody: one push, and one trade back right after the
/// last end, before anyone else's; that costs the two fees alone.
public final class VenueHold {
    /// Where a hold stands.
    public enum State: Hashable, Sendable {
        /// It goes on.
        case holding
        /// It is over, and all answers have come.
        case finished
        /// It was given up.
        case failed(ManipulationError)
    }

    /// What is to be done.
    public let plan: VenueHoldPlan
    /// What it has cost so far.
    public private(set) var bill = ManipulationBill()
    /// Where it stands.
    public private(set) var state = State.holding
    /// Pushes that the venue has filled.
    public private(set) var pushCount: UInt64 = 0

    private let venue: any SpotVenue
    private let timeline: Timeline
    private let isUp: Bool
    private var boughtBase = UInt256.zero
    private var soldBase = UInt256.zero
    /// Orders that the venue has not answered yet.
    private var unanswered = 0
    private var isOver = false
    private var isUndoing = false
    /// What pushes have tied up. Where the position is left, it was sold elsewhere by the next push;
    /// where it is undone, all of it lies there until then.
    private var tied: [(asset: BillAsset, amount: UInt256, since: SimulatedTime)] = []

    /// Blocks that a plan may have.
    public static let blocksMax: UInt64 = 1_000_000

    /// Plans a hold; the way to push is the one in which the target lies now.
    /// - Throws: `.outOfRange`.
    public init(
        _ plan: VenueHoldPlan, at venue: any SpotVenue, timeline: Timeline
    ) throws(ManipulationError) {
        try ManipulationError.check("blocks", plan.blocks, in: 0...Self.blocksMax)
        try ManipulationError.check(
            "blockMicros", plan.blockMicros, in: 1...UInt64.max / Self.blocksMax)
        self.plan = plan
        self.venue = venue
        self.timeline = timeline
        isUp = plan.targetPriceWad >= venue.spotPriceWad(at: timeline.now)
        schedule(block: 0)
    }

    private func schedule(block: UInt64) {
        timeline.schedule(at: plan.firstBlockEnd + block * plan.blockMicros) { [weak self] in
            self?.endBlock(block)
        }
    }

    private func endBlock(_ block: UInt64) {
        guard state == .holding else { return }
        if unanswered == 0, !isAtTarget { push() }
        if block + 1 < plan.blocks {
            schedule(block: block + 1)
        } else {
            // All that others have planned for the end of the block is before this; who owns the next
            // block goes first in it.
            timeline.schedule(at: timeline.now) { [weak self] in
                self?.isOver = true
                self?.endWhenAnswered()
            }
        }
    }

    private var isAtTarget: Bool {
        let spot = venue.spotPriceWad(at: timeline.now)
        return isUp ? spot >= plan.targetPriceWad : spot <= plan.targetPriceWad
    }

    private func push() {
        let needed: SpotFill
        do throws(SpotVenueError) {
            needed = try venue.push(toPriceWad: plan.targetPriceWad, at: timeline.now)
        } catch {
            fail(.venue(error))
            return
        }
        send(needed.order) { [weak self] fill in
            guard let self else { return }
            pushCount += 1
            if plan.ending == .left { release() }
            tied.append(
                fill.side == .buy
                    ? (.quote, fill.quoteWad, timeline.now) : (.base, fill.baseWad, timeline.now))
        }
    }

    /// Undoes the position, where that is planned, once all answers have come.
    private func endWhenAnswered() {
        guard state == .holding, isOver, unanswered == 0 else { return }
        guard plan.ending == .undone, !isUndoing, boughtBase != soldBase else {
            release()
            state = .finished
            return
        }
        isUndoing = true
        let isLong = boughtBase > soldBase
        let rest = isLong ? boughtBase &- soldBase : soldBase &- boughtBase
        send(SpotOrder(isLong ? .sell : .buy, .base(rest))) { _ in }
    }

    private func release() {
        for one in tied { bill.tie(one.asset, one.amount, from: one.since, until: timeline.now) }
        tied = []
    }

    private func fail(_ error: ManipulationError) {
        release()
        state = .failed(error)
    }

    private func send(_ order: SpotOrder, then done: @escaping (SpotFill) -> Void) {
        unanswered += 1
        venue.submit(order, from: plan.account) { [weak self] answer in
            guard let self else { return }
            unanswered -= 1
            take(answer, done)
            endWhenAnswered()
        }
    }

    private func take(
        _ answer: Result<SpotFill, SpotVenueError>, _ done: (SpotFill) -> Void
    ) {
        switch answer {
        // Others have brought the price there while the order was on its way.
        case .failure(.limitReached): break
        case .failure(let error): fail(.venue(error))
        case .success(let fill):
            do throws(ArithmeticPanic) {
                try bill.book(fill, at: venue.name)
                switch fill.side {
                case .buy: boughtBase = try boughtBase + fill.baseWad
                case .sell: soldBase = try soldBase + fill.baseWad
                }
                done(fill)
            } catch {
                fail(.amount(error))
            }
        }
    }
}
