import EthereumPrimitives
import WideIntegers

/// Base fees, fullness and tips of some blocks in a row: `eth_feeHistory`.
///
/// - Source: go-ethereum, eth/gasprice/feehistory.go.
public struct FeeHistory: Hashable, Sendable {
    /// The first block.
    public let oldestBlock: UInt64
    /// Of each block, and of the one after the last; zero where there is none.
    public let baseFeesPerGasWei: [UInt256]
    /// Gas used and limit of each block.
    public let gasUsed: [UInt64]
    /// Gas limit of each block.
    public let gasLimits: [UInt64]
    /// Of each block the tips at the percentiles that were asked for; empty without percentiles.
    public let rewardsWei: [[UInt256]]

    /// Blocks that can be asked for at a time.
    public static let blocksMax: UInt64 = 1_024
    /// Percentiles that can be asked for at a time.
    public static let percentilesMax = 100

    /// The share of the gas limit that each block has used.
    public var gasUsedRatios: [Double] {
        zip(gasUsed, gasLimits).map { $1 == 0 ? 0 : Double($0) / Double($1) }
    }

    /// The history up to a block.
    /// - Parameters:
    ///   - count: blocks asked for; fewer come when fewer are kept.
    ///   - percentiles: from 0 to 100 in rising order.
    init(
        to last: Block, count: UInt64, percentiles: [Double], nextBaseFeeWei: UInt256?,
        block: (UInt64) -> Block?
    ) {
        var blocks: [Block] = []
        var number = last.number
        while UInt64(blocks.count) < min(count, FeeHistory.blocksMax),
            let found = number == last.number ? last : block(number)
        {
            blocks.append(found)
            if number == 0 { break }
            number -= 1
        }
        blocks.reverse()
        oldestBlock = blocks.first?.number ?? last.number
        baseFeesPerGasWei =
            blocks.map { $0.header.baseFeePerGasWei ?? .zero } + [nextBaseFeeWei ?? .zero]
        gasUsed = blocks.map(\.header.gasUsed)
        gasLimits = blocks.map(\.header.gasLimit)
        rewardsWei = percentiles.isEmpty ? [] : blocks.map { $0.rewardsWei(at: percentiles) }
    }
}

extension Block {
    /// The tips below which the given shares of the block's gas have paid; zeros without
    /// transactions.
    fileprivate func rewardsWei(at percentiles: [Double]) -> [UInt256] {
        guard !receipts.isEmpty else { return percentiles.map { _ in .zero } }
        let sorted = receipts.enumerated().sorted { left, right in
            left.element.tipPerGasWei != right.element.tipPerGasWei
                ? left.element.tipPerGasWei < right.element.tipPerGasWei
                : left.offset < right.offset
        }.map(\.element)
        var place = 0
        var sum = sorted[0].gasUsed
        return percentiles.map { percentile in
            let threshold = UInt64(Double(header.gasUsed) * percentile / 100)
            while sum < threshold && place < sorted.count - 1 {
                place += 1
                sum += sorted[place].gasUsed
            }
            return sorted[place].tipPerGasWei
        }
    }
}
