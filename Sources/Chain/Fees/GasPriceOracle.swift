import EthereumPrimitives
import WideIntegers

/// What a node suggests to pay, from the last blocks that it has, as geth's does.
///
/// - Source: go-ethereum, eth/gasprice/gasprice.go, with its defaults.
public struct GasPriceOracle: Hashable, Sendable {
    /// Blocks that are looked at.
    public var blocks: UInt64 = 20
    /// The percentile of the sampled tips.
    public var percentile = 60
    /// Tips sampled of a block, the cheapest first.
    public var samplesPerBlock = 3
    /// The most that is suggested, in wei per gas.
    public var priceMaxWei: UInt256 = 500_000_000_000
    /// Lower tips are no samples.
    public var ignoredBelowWei: UInt256 = 2
    /// What is suggested while there is nothing to go by.
    public var startWei: UInt256 = 1_000_000

    /// The last suggestion, and the block it was made at.
    private var last: (head: Hash256, tipWei: UInt256)?
    /// Samples of the blocks that the last suggestion has looked at, by their heights; the next one
    /// looks at all but one or two of them again.
    private var sampled: [UInt64: (block: Hash256, tipsWei: [UInt256])] = [:]

    /// geth's defaults.
    public init() {}

    /// The tip that should get a transaction in, in wei per gas: `eth_maxPriorityFeePerGas`.
    ///
    /// Blocks without a usable tip count with the last suggestion, and let the search go further
    /// back, up to twice the blocks.
    public mutating func suggestedTipWei(
        at head: Block, block: (UInt64) -> Block?
    ) -> UInt256 {
        if let last, last.head == head.hash { return last.tipWei }
        let previous = last?.tipWei ?? startWei
        var samples: [UInt256] = []
        // Blocks are asked for one after the other; those still to come count with what is there.
        var asked = min(blocks, head.number)
        var seen: UInt64 = 0
        while seen < asked {
            let tips = block(head.number - seen).map { sample(of: $0) } ?? []
            seen += 1
            let expected = UInt64(samples.count) + 1 + (asked - seen)
            if tips.count <= 1 && expected < 2 * blocks && asked < head.number { asked += 1 }
            samples += tips.isEmpty ? [previous] : tips
        }
        var tip = previous
        if !samples.isEmpty {
            samples.sort()
            tip = samples[(samples.count - 1) * percentile / 100]
        }
        tip = min(tip, priceMaxWei)
        last = (head.hash, tip)
        if UInt64(sampled.count) / 4 > blocks {
            let oldest = head.number - min(2 * blocks, head.number)
            sampled = sampled.filter { $0.key >= oldest }
        }
        return tip
    }

    /// The gas price for transactions without tip: `eth_gasPrice`.
    public mutating func gasPriceWei(at head: Block, block: (UInt64) -> Block?) -> UInt256 {
        suggestedTipWei(at: head, block: block)
            &+ (head.header.baseFeePerGasWei ?? .zero)
    }

    private mutating func sample(of block: Block) -> [UInt256] {
        if let known = sampled[block.number], known.block == block.hash { return known.tipsWei }
        let tips = cheapestTips(of: block)
        sampled[block.number] = (block.hash, tips)
        return tips
    }

    /// The lowest tips of a block that others than its producer have paid.
    private func cheapestTips(of block: Block) -> [UInt256] {
        let coinbase = block.header.coinbase
        let tips = block.receipts.filter {
            $0.tipPerGasWei >= ignoredBelowWei && $0.transaction.sender != coinbase
        }.map(\.tipPerGasWei)
        return Array(tips.sorted().prefix(samplesPerBlock))
    }

    /// Equality of parameters; what was suggested last is memory.
    public static func == (left: GasPriceOracle, right: GasPriceOracle) -> Bool {
        left.blocks == right.blocks && left.percentile == right.percentile
            && left.samplesPerBlock == right.samplesPerBlock
            && left.priceMaxWei == right.priceMaxWei
            && left.ignoredBelowWei == right.ignoredBelowWei && left.startWei == right.startWei
    }

    /// Feeds the parameters.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(blocks)
        hasher.combine(percentile)
        hasher.combine(samplesPerBlock)
    }
}
