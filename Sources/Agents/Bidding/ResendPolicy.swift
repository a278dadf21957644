import WideIntegers

/// What is done with a transaction that does not get into a block.
///
/// Bots replace what is stuck at the least bump a pool takes, a few times and up to a price, and
/// then take it back by an empty transaction of the same nonce.
/// - Source: go-ethereum, legacypool (PriceBump); OpenEthereum's 12.5 % is 125 here.
public struct ResendPolicy: Hashable, Sendable {
    /// How many blocks a transaction may wait before it is replaced.
    public var patienceBlocks: UInt64
    /// How much a replacement offers more, in thousandths; at least what the pool wants.
    public var bumpPerMille: UInt64
    /// How often it is replaced at most.
    public var replacementsMax: Int
    /// How often it is sent again at most after a pool has lost or refused it.
    public var resendsMax: Int
    /// The highest cap that is offered, in wei per gas.
    public var capMaxWei: UInt256
    /// Blocks after which it is given up.
    public var givesUpAfterBlocks: UInt64
    /// Whether what is given up is taken back by a transaction that does nothing.
    public var cancelsWhenGivenUp: Bool
    /// How long it may be unknown to the node before it counts as lost, in microseconds.
    public var silenceMicros: UInt64

    /// A policy; the defaults are those of a patient bot on Ethereum.
    public init(
        patienceBlocks: UInt64 = 2, bumpPerMille: UInt64 = 125, replacementsMax: Int = 5,
        resendsMax: Int = 5, capMaxWei: UInt256 = .max, givesUpAfterBlocks: UInt64 = 25,
        cancelsWhenGivenUp: Bool = false, silenceMicros: UInt64 = 2_000_000
    ) {
        self.patienceBlocks = patienceBlocks
        self.bumpPerMille = bumpPerMille
        self.replacementsMax = replacementsMax
        self.resendsMax = resendsMax
        self.capMaxWei = capMaxWei
        self.givesUpAfterBlocks = givesUpAfterBlocks
        self.cancelsWhenGivenUp = cancelsWhenGivenUp
        self.silenceMicros = silenceMicros
    }

    /// Sends once and leaves it at that; given up when the node refuses or loses it.
    public static let never = ResendPolicy(
        patienceBlocks: .max, replacementsMax: 0, resendsMax: 0, givesUpAfterBlocks: .max)
}
