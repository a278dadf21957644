import Chain
import SimulationKernel
import WideIntegers

/// Something goes wrong between a bot and the chain at the node that it talks to.
public struct NodeFaultEvent: Hashable, Sendable {
    /// How long, microseconds.
    public var forMicros: UInt64 = 600_000_000
    /// What.
    public var fault = NodeFault()

    /// A lag of one block for ten minutes.
    public init() {}
}

/// The process of the keeper under test is killed, and started again.
public struct BotKillEvent: Hashable, Sendable {
    /// When exactly.
    public enum Moment: String, Hashable, Sendable, CaseIterable {
        /// At the event's time.
        case now
        /// After its next sending from then on, before that is in a block.
        case afterSending = "after-sending"
    }

    /// When exactly.
    public var moment = Moment.now
    /// How long until it is started again, microseconds.
    public var forMicros: UInt64 = 60_000_000

    /// At once, for a minute.
    public init() {}
}

/// The native balance of the keeper under test is set.
public struct BotBalanceEvent: Hashable, Sendable {
    /// The balance, wad.
    public var nativeWad = UInt256.zero

    /// Nothing.
    public init() {}
}

/// A transaction that the keeper under test has not sent takes its next nonce.
public struct BotNonceEvent: Hashable, Sendable {
    /// How many.
    public var count: UInt64 = 1
    /// What it offers per gas above the base fee, wei.
    public var tipWei: UInt256 = 50_000_000_000

    /// One.
    public init() {}
}

/// Nodes lose transactions of the keeper under test that wait in their pools.
public struct PoolLossEvent: Hashable, Sendable {
    /// Which.
    public enum Loss: String, Hashable, Sendable, CaseIterable {
        /// All of them.
        case all
        /// The one with the least nonce, so that the others wait behind a gap.
        case first
    }

    /// Which.
    public var loss = Loss.all
    /// Waits until so many of it wait, at most to the end of the run; zero for not at all.
    public var waitsFor: UInt64 = 0

    /// All of them, at once.
    public init() {}
}

/// The last blocks are replaced by others.
public struct ReorgEvent: Hashable, Sendable {
    /// In which order the new branch has what it keeps.
    public enum Order: String, Hashable, Sendable, CaseIterable {
        case same
        case shuffled
        /// Transactions of competitors before all others.
        case rivalFirst = "rival-first"
    }

    /// What it waits for from its time on.
    public enum Trigger: String, Hashable, Sendable, CaseIterable {
        /// Nothing.
        case time
        /// A liquidation of the keeper under test, or, where there is none, of anybody, which then
        /// stands in the first block that is replaced.
        case liquidation
    }

    /// Blocks.
    public var depth: UInt64 = 1
    /// The chance of each orphaned transaction to be on the new branch.
    public var keep = Ratio.always
    /// In which order.
    public var order = Order.same
    /// What it waits for.
    public var trigger = Trigger.time
    /// From the last block that it replaces to the reorg, microseconds.
    public var afterMicros: UInt64 = 4_000_000

    /// One block, with the same transactions.
    public init() {}
}

/// The base fee takes a course of its own.
///
/// It rises in equal ratios from block to block, stays, and is then left to its rule.
public struct BaseFeeEvent: Hashable, Sendable {
    /// What it is multiplied by in the end, wad.
    public var factorWad: UInt256 = .wad &* 20
    /// Blocks until it is reached; zero for at once.
    public var riseBlocks: UInt64 = 25
    /// Blocks for which it is held then.
    public var holdBlocks: UInt64 = 100

    /// Twenty times in twenty-five blocks, held for a hundred.
    public init() {}
}

extension Scenario {
    /// What goes wrong at the node of a keeper under test, in the order of the scenario.
    public var nodeFaults: [PlannedNodeFault] {
        events.compactMap { event in
            guard case .nodeFault(let it) = event.model else { return nil }
            return PlannedNodeFault(
                atMicros: event.atMicros, forMicros: it.forMicros, fault: it.fault)
        }
    }

    /// When the process of a keeper under test is killed, microseconds after the start.
    public var botKills: [(atMicros: UInt64, kill: BotKillEvent)] {
        events.compactMap { event in
            guard case .botKill(let it) = event.model else { return nil }
            return (event.atMicros, it)
        }
    }
}
