import SimulationKernel
import WideIntegers

/// A transaction that the bot has sent, and what has become of it.
public struct OwnTransaction: Hashable, Sendable {
    /// What has become of it.
    public enum Fate: Hashable, Sendable {
        /// It still waits.
        case pending
        /// It is in a block of the canonical chain.
        case mined(block: UInt64, OwnReceipt)
        /// Another one of its nonce offered more.
        case replaced
        /// It was taken back.
        case cancelled
        /// A pool let it go; why.
        case dropped(String)
        /// No node took it; in the node's words.
        case refused(String)
    }

    /// Its number.
    public var id: UInt64
    /// Its nonce.
    public var nonce: UInt64
    /// What it is for.
    public var purpose: OwnPurpose
    /// What it offers per gas, wei.
    public var tipWei: UInt256, capWei: UInt256
    /// The most gas that it may use.
    public var gasLimit: UInt64
    /// When it was sent.
    public var sentAt: SimulatedTime
    /// The height of the head that had reached the bot's node then.
    public var sentHead: UInt64
    /// Whether it went to builders alone.
    public var isPrivate: Bool
    /// What has become of it.
    public var fate: Fate
    /// When it ceased to wait; nil while it does.
    public var endedAt: SimulatedTime?

    /// From its parts.
    public init(
        id: UInt64, nonce: UInt64, purpose: OwnPurpose, sentAt: SimulatedTime, sentHead: UInt64,
        fate: Fate, endedAt: SimulatedTime? = nil, tipWei: UInt256 = .one, capWei: UInt256 = .one,
        gasLimit: UInt64 = 1_500_000, isPrivate: Bool = false
    ) {
        self.id = id
        self.nonce = nonce
        self.purpose = purpose
        self.tipWei = tipWei
        self.capWei = capWei
        self.gasLimit = gasLimit
        self.sentAt = sentAt
        self.sentHead = sentHead
        self.isPrivate = isPrivate
        self.fate = fate
        self.endedAt = endedAt
    }

    /// Whether it waited at a moment.
    public func isInFlight(at time: SimulatedTime) -> Bool {
        guard sentAt <= time else { return false }
        if case .refused = fate { return false }
        return endedAt.map { time < $0 } ?? true
    }

    /// The block that has it; nil for none.
    public var block: UInt64? {
        if case .mined(let block, _) = fate { return block }
        return nil
    }

    /// What its block says of it; nil where it is in none.
    public var receipt: OwnReceipt? {
        if case .mined(_, let receipt) = fate { return receipt }
        return nil
    }
}
