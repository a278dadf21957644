import Agents
import Chain
import SimulationKernel

/// What a keeper knows of its node's chain, so that it misses no log, acts once on each head, and does
/// not believe a node that is behind.
///
/// Notices alone tell nothing reliable: a socket may be mute, closed for a while, or told by a node
/// whose logs lack the newest block. So the last blocks are read again at each look, and what is new is
/// found by comparison.
struct ChainFollower {
    /// Blocks whose logs are known, by height.
    private var known: [UInt64: Block] = [:]
    private var readUpTo: UInt64?
    /// The highest head so far, and when it was seen first.
    private var newest: (number: UInt64, seenAt: SimulatedTime)?
    private var actedOn: Block?
    /// Since when, and until when, each position was seen in danger at all heads that were acted on.
    private var inDanger: [PositionName: (since: UInt64, until: UInt64)] = [:]
    /// The head that was acted on before the present one.
    private var actedBefore: UInt64 = 0
    /// When it acted last, and how long before that, microseconds.
    private var actedAt: SimulatedTime?
    private var pauseMicros = UInt64.max
    private var lastTold: SimulatedTime?
    private var reconnectedAt: SimulatedTime?
    /// Looks in a row that have failed.
    private var failures = 0
    /// Heads at which the node has shown that it is behind, the last ones.
    private var doubts: [UInt64] = []

    /// Blocks that are read again.
    private static let depth: UInt64 = 32
    /// How long a lower head than one seen before is not believed, microseconds.
    private static let disbeliefMicros: UInt64 = 60_000_000
    /// How long without a word the socket counts as mute, and as long as a new one is given to prove
    /// itself, microseconds: more than two blocks of Ethereum.
    private static let silenceMicros: UInt64 = 30_000_000
    /// From one look by the clock to the next, microseconds; twice as long after each failure.
    private static let pollMicros = 5_000_000.0
    private static let doublingsMax = 3

    /// A node that was behind so often among so many heads is behind; a slot without a block looks alike
    /// once.
    private static let doubtsMin = 4
    private static let headsDoubted: UInt64 = 16
    /// What no head is too old for, where blocks come faster than that, seconds.
    private static let freshSeconds: UInt64 = 2

    /// How long until it looks by its own clock.
    var pollInterval: Distribution {
        .constant(Self.pollMicros * Double(1 << min(failures, Self.doublingsMax)))
    }

    // MARK: - Hearing

    mutating func hearHead(at now: SimulatedTime) { lastTold = now }

    mutating func hear(_ notice: ConnectionNotice) {
        if case .readFailed = notice { failures += 1 }
    }

    // MARK: - Looking

    /// Whether the socket has said nothing for too long, and another one is to be opened; once in a
    /// while.
    mutating func wantsReconnection(at now: SimulatedTime) -> Bool {
        // It begins to wait for a word when it looks first.
        let told = lastTold ?? now
        lastTold = told
        let last = max(told, reconnectedAt ?? told)
        guard now.micros(since: last) >= Self.silenceMicros else { return false }
        reconnectedAt = now
        return true
    }

    /// Whether the head is to be acted on: a new one, and not older than one that was seen before.
    mutating func takesUp(_ head: Block, at now: SimulatedTime) -> Bool {
        failures = 0
        if let newest, head.number < newest.number,
            now.micros(since: newest.seenAt) < Self.disbeliefMicros
        {
            doubt(newest.number)
            return false
        }
        guard head !== actedOn else { return false }
        if newest.map({ head.number != $0.number }) ?? true { newest = (head.number, now) }
        actedBefore = actedOn?.number ?? 0
        pauseMicros = actedAt.map { now.micros(since: $0) } ?? .max
        actedAt = now
        actedOn = head
        inDanger = inDanger.filter { $0.value.until >= actedBefore }
        return true
    }

    /// Whether a position that is in danger at the head may still be so where the chain has come to.
    ///
    /// A head that is as old as a block usually becomes has a successor that the node does not show:
    /// what others could take then is gone, and what is still there at the next one nobody wants. Where
    /// heads come faster than their times say, the chain itself is catching up.
    mutating func believes(_ name: PositionName, _ view: AgentView) -> Bool {
        let head = view.head
        let since = inDanger[name]?.since ?? head.number
        inDanger[name] = (since, head.number)
        if since < head.number { return true }
        let parent = view.node.block(.number(head.number - min(head.number, 1))) ?? head
        let interval = head.header.timestampSeconds - parent.header.timestampSeconds
        if pauseMicros < interval * 500_000 { return true }
        let isFresh =
            view.now.seconds < head.header.timestampSeconds + max(interval, Self.freshSeconds)
        if !isFresh { doubt(head.number) }
        return isFresh
    }

    private mutating func doubt(_ head: UInt64) {
        guard doubts.last != head else { return }
        if doubts.count == Self.doubtsMin { doubts.removeFirst() }
        doubts.append(head)
    }

    /// Whether the node is behind again and again, so that what it shows may be over.
    func isBehind(at head: UInt64) -> Bool {
        doubts.count == Self.doubtsMin && head < doubts[0] + Self.headsDoubted
    }

    /// Reads the last blocks, and says which are gone and which were not known.
    mutating func read(_ view: AgentView) -> (removed: [Block], added: [Block]) {
        let head = view.head.number
        var from = head - min(head, Self.depth)
        if let readUpTo, readUpTo < from { from = readUpTo + 1 }
        var (removed, added): ([Block], [Block]) = ([], [])
        for block in blocks(max(from, 1), head, view) where known[block.number] !== block {
            if let old = known.updateValue(block, forKey: block.number) { removed.append(old) }
            added.append(block)
        }
        readUpTo = head
        let oldest = head - min(head, 2 * Self.depth)
        known = known.filter { $0.key >= oldest }
        return (removed.reversed(), added)
    }

    /// The blocks of a range, in as many queries as the node wants.
    private func blocks(_ from: UInt64, _ to: UInt64, _ view: AgentView) -> [Block] {
        guard from <= to else { return [] }
        if let blocks = view.blocks(from...to) { return blocks }
        // A single block that is refused has more than can be read.
        guard from < to else { return [] }
        let middle = from + (to - from) / 2
        return blocks(from, middle, view) + blocks(middle + 1, to, view)
    }
}

extension AgentView {
    /// Call data of own transactions that wait at the node, and that this life of the agent has not sent.
    var forgottenCalls: Set<[UInt8]> {
        let known = Set(wallet.tasks.map(\.nonce))
        return Set(pendingTransactions.filter { !known.contains($0.nonce) }.map(\.data))
    }
}
