import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The accounts of those who write feeds, each with its own way to the chain.
final class ReporterCrew {
    private let chain: SimulatedChain
    private let desk: AgentDesk?

    /// What an account begins with: enough that no gas price of a run ends it.
    static let nativeWei: UInt256 = .wad &* 10_000
    /// The most that a report is worth to its sender.
    private static let worthWei: UInt256 = .wad &* 1_000

    /// Accounts that a desk looks after, or that hear of the first node's heads themselves.
    init(on chain: SimulatedChain, desk: AgentDesk?) {
        self.chain = chain
        self.desk = desk
    }

    /// The sender of a role, which also names its connection.
    /// - Parameters:
    ///   - tipWei: what it offers per gas above the base fee.
    ///   - gas: what a report may use.
    func sender(_ role: String, tipWei: UInt256, gas: UInt64) -> ReportSender {
        let node = desk?.node ?? chain.answeringNodes[chain.answeringNodes.startIndex].id
        let connections = [chain.connect(agent: role, to: [node])]
        let key = Genesis.key(for: role)
        let wallet =
            chain.settings.signatures == .verified
            ? Wallet(
                key: key, on: chain.settings, connections: connections, timeline: chain.timeline)
            : Wallet(
                address: key.address, on: chain.settings, connections: connections,
                timeline: chain.timeline)
        if let desk {
            desk.add(wallet)
        } else {
            chain.observe(node) { wallet.handle($0) }
        }
        return ReportSender(
            wallet,
            fee: .rule(
                FeeRule(.fixed(tipWei: tipWei)),
                Stake(valueWei: ReporterCrew.worthWei, gas: gas)),
            resend: ResendPolicy())
    }
}

extension NodeView {
    /// The words that a view returns at the node's head; none when it fails.
    func words(
        of contract: Address, _ signature: String, _ arguments: [UInt256] = []
    ) -> [UInt256] {
        let data = Selector(signature: signature).bytes + arguments.flatMap(\.bigEndianBytes)
        let message = Message(sender: .zero, recipient: contract, data: data)
        guard let outcome = try? call(message), outcome.isSuccess else { return [] }
        return stride(from: 0, to: outcome.output.count - 31, by: 32).compactMap {
            UInt256(bigEndianBytes: outcome.output[$0..<$0 + 32])
        }
    }
}
