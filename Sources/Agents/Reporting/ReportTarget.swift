import Chain
import ContractRuntime
import EthereumPrimitives
import PriceOracles
import WideIntegers

/// The contract that a reporter writes to: what stands in it, and how a report becomes a call of
/// it.
public struct ReportTarget<Report> {
    /// What stands in the contract as a node shows it; nil when nothing does.
    public let latest: (NodeView) -> WrittenRound?
    /// The call that brings a report; nil when there is none.
    public let call: (Report) -> CallIntent?

    /// A contract by how it is read and called.
    public init(
        latest: @escaping (NodeView) -> WrittenRound?, call: @escaping (Report) -> CallIntent?
    ) {
        self.latest = latest
        self.call = call
    }
}

/// How reporters read an aggregator.
public enum AggregatorView {
    private static let selector = Selector(signature: "latestRoundData()")
    private static let wordCount = 5

    /// The latest round of the aggregator at an address; nil when it has none, or does not answer.
    ///
    /// `startedAt` is told as the second of the observation, though an `OffchainAggregator` has the
    /// block's time in both; the round's number is the low 64 bits.
    /// - Source: Chainlink, AggregatorV3Interface.
    public static func latestRound(of address: Address, in view: NodeView) -> WrittenRound? {
        let message = Message(sender: .zero, recipient: address, data: selector.bytes)
        guard let outcome = try? view.call(message), outcome.isSuccess else { return nil }
        let output = outcome.output
        guard output.count >= 32 * wordCount else { return nil }
        let words = (0..<wordCount).compactMap {
            UInt256(bigEndianBytes: output[32 * $0..<32 * $0 + 32])
        }
        guard words.count == wordCount, let started = UInt64(exactly: words[2]),
            let updated = UInt64(exactly: words[3]), updated > 0
        else { return nil }
        return WrittenRound(
            number: words[0].w0, answer: Int256(bitPattern: words[1]),
            observedAtSeconds: started, updatedAtSeconds: updated)
    }
}
