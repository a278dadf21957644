import Chain
import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// A short run of the chain with everything in it that depends on chance, for a known answer.
///
/// Its head must be the same on every machine, in every process and in debug and release builds;
/// whoever changes what a run comes to changes it knowingly.
struct SmallChain {
    private let chain: SimulatedChain
    private var traffic: RandomStream
    private let senders: [(key: PrivateKey, connection: AgentConnection)]
    private var nonces: [UInt64]

    /// The head's hash that this version comes to.
    static let pinnedHead =
        "0x6e4345c1e03d4fcb96bbe5fc5f705d517e8e0325509faead753549577ca40cbc"

    private static let start = SimulatedTime(seconds: 1_600_000_000)

    init() throws {
        let settings = try ChainSettings(
            preset: .named("chaos"),
            overrides: [
                ("signatures", "verified"), ("background.accounts", "16"),
                ("background.gas", "2M"), ("reorg.chance", "0.1"),
            ])
        let host = SimulatedChain.makeHost(for: settings)
        let keys = try (1...6).map { try PrivateKey(UInt256(UInt64($0))) }
        for key in keys { host.state.setBalanceWei(.wad, of: host.state.account(key.address)) }
        let random = RandomSource(seed: 1)
        let chain = SimulatedChain(
            settings, host: host, timeline: Timeline(start: SmallChain.start), random: random)
        self.chain = chain
        traffic = random.stream("traffic")
        nonces = keys.map { _ in 0 }
        senders = keys.enumerated().map { index, key in
            (key, chain.connect(agent: "sender-\(index)", to: chain.answeringNodes.map(\.id)))
        }
    }

    /// Runs five minutes of payments and gives the head's hash.
    mutating func run() -> Hash256 {
        for _ in 0..<60 {
            let index = traffic.index(below: senders.count)
            let (key, connection) = senders[index]
            let transaction = Transaction(
                envelope: .dynamicFee(
                    maxPriorityFeePerGasWei: 1_000_000_000 &+ UInt256(traffic.below(1 << 32)),
                    maxFeePerGasWei: 200_000_000_000),
                chainID: chain.settings.chainID, nonce: nonces[index], gasLimit: 21_000,
                recipient: senders[traffic.index(below: senders.count)].key.address,
                valueWei: UInt256(traffic.below(1 << 40)))
            nonces[index] += 1
            connection.send(transaction.signed(by: key).raw)
            chain.timeline.run(until: chain.timeline.now + 5_000_000)
        }
        return chain.head.hash
    }
}
