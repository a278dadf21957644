import Chain
import WideIntegers

/// What a searcher can make of a transaction that it has seen.
public struct Opportunity: Hashable, Sendable {
    /// What goes before the victim; nil for a mere back-run.
    public var front: CallIntent?
    /// What goes after it.
    public var back: CallIntent
    /// What is gained by it before gas, in wei.
    public var gainWei: UInt256

    /// An opportunity from its parts.
    public init(front: CallIntent? = nil, back: CallIntent, gainWei: UInt256) {
        self.front = front
        self.back = back
        self.gainWei = gainWei
    }

    /// The most gas that it uses.
    public var gas: UInt64 { (front?.gasLimit ?? 0) + back.gasLimit }
}

/// How a searcher gets its transactions to their places around the victim's.
public enum SearchPlacement: Hashable, Sendable {
    /// By fees in the public pool: the front pays a little more than the victim, the back the same
    /// and comes later. Works where blocks are ordered by fees, and everybody sees it.
    case fees(frontAheadWei: UInt256)
    /// By a bundle: in order and all or nothing, seen by builders alone.
    case bundle(BundlePayment, builders: [Int], blocks: UInt64)
}

/// How a bundle pays for its place; shares are thousandths of what is gained.
///
/// - Source: Flashbots, bundle pricing: what the producer gains per gas, by tips and by transfers.
public enum BundlePayment: Hashable, Sendable {
    /// By the tips of the searcher's transactions.
    case tip(sharePerMille: UInt64)
    /// By a transfer to the builder at the end of the bundle, with the least tips.
    case transfer(sharePerMille: UInt64)
}
