import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// A number of gwei in wei.
func gwei(_ amount: UInt64) -> UInt256 { UInt256(amount) &* 1_000_000_000 }

/// A small chain with funded accounts and a contract with a prize: a block each second, and no
/// chance in it but what a test asks for.
struct AgentsFixture {
    let chain: SimulatedChain
    let accounts: [Address]
    let keys: [PrivateKey]

    static let start = SimulatedTime(seconds: 1_700_000_000)
    static let plain: [(key: String, value: String)] = [
        ("fork", "london"), ("block-gas-limit", "30M"), ("fee-market", "base-fee"),
        ("base-fee.initial", "1 gwei"), ("ordering", "priority"), ("pool.tip-min", "1 wei"),
        ("pool.price-bump", "0.1"), ("signatures", "elided"), ("history-blocks", "64"),
        ("finality.safe", "4"), ("finality.finalized", "8"), ("reorg.depth-max", "8"),
    ]
    /// One builder that makes every block.
    static let builders: [(key: String, value: String)] = [
        ("ordering", "builders"), ("builders.block-share", "1"), ("builders.weights", "1"),
    ]

    init(
        _ overrides: [(key: String, value: String)] = [], accounts count: Int = 8,
        seed: UInt64 = 1, prepare: (ContractHost) throws -> Void = { _ in }
    ) throws {
        let settings = try ChainSettings(
            preset: .named("ideal"), overrides: AgentsFixture.plain + overrides)
        keys = try (0..<count).map { try PrivateKey(UInt256(UInt64(1_000 + $0))) }
        accounts = keys.map(\.address)
        let host = SimulatedChain.makeHost(for: settings)
        for account in accounts {
            host.state.setBalanceWei(.wad &* 1_000, of: host.state.account(account))
        }
        _ = PrizeContract(in: host)
        try prepare(host)
        chain = SimulatedChain(
            settings, host: host, timeline: Timeline(start: AgentsFixture.start),
            random: RandomSource(seed: seed))
        chain.checksInvariants = true
    }

    var node: NodeID { chain.answeringNodes[chain.answeringNodes.startIndex].id }
    var head: Block { chain.head }
    var view: NodeView { NodeView(chain: chain, node: chain.node(node)) }

    /// A wallet of an account that hears of its first node's heads and transactions, and hands them
    /// on.
    func wallet(_ account: Int, nodes: [Int] = [0], isHearing: Bool = true) -> Wallet {
        let ids = nodes.map { NodeID(rawValue: $0) }
        let connections = ids.enumerated().map { place, id in
            chain.connect(agent: "agent-\(account)-\(place)", to: [id])
        }
        let wallet =
            chain.settings.signatures == .verified
            ? Wallet(
                key: keys[account], on: chain.settings, connections: connections,
                timeline: chain.timeline)
            : Wallet(
                address: accounts[account], on: chain.settings, connections: connections,
                timeline: chain.timeline)
        if isHearing { chain.observe(ids[0]) { wallet.handle($0) } }
        return wallet
    }

    /// Lets a behaviour hear what a node shows; the wallets of the node have heard it before.
    func observe(_ node: Int = 0, _ handle: @escaping (NodeNotice) -> Void) {
        chain.observe(NodeID(rawValue: node), pending: true, handle)
    }

    /// A transaction from outside of all wallets, at once at a node.
    @discardableResult
    func send(
        _ account: Int, nonce: UInt64, to recipient: Address = Address(truncating: 0xbeef),
        tip: UInt256 = gwei(1), cap: UInt256 = gwei(100), gas: UInt64 = 21_000,
        value: UInt256 = 0, data: [UInt8] = []
    ) throws -> Submission {
        try chain.accept(
            Transaction(
                envelope: .dynamicFee(maxPriorityFeePerGasWei: tip, maxFeePerGasWei: cap),
                chainID: chain.settings.chainID, nonce: nonce, gasLimit: gas,
                recipient: recipient, valueWei: value, data: data),
            from: accounts[account], at: node)
    }

    func run(seconds: UInt64) { run(micros: seconds * 1_000_000) }

    func run(micros: UInt64) {
        chain.timeline.run(until: chain.timeline.now + micros)
    }

    func balance(_ account: Int) throws -> UInt256 { try view.balanceWei(of: accounts[account]) }

    /// The senders of a block's transactions as account numbers.
    func senders(of block: Block) -> [Int?] {
        block.receipts.map { accounts.firstIndex(of: $0.transaction.sender) }
    }
}

/// A prize that the first caller takes; all later calls fail.
final class PrizeContract: Contract {
    static let address = Address(truncating: 0x9217e)
    static let take = CallIntent(
        to: address, data: Selector(signature: "take()").bytes, gasLimit: 60_000)

    let abi: ContractABI
    private let takenSlot: Slot

    init(in host: ContractHost) {
        guard let abi = try? ContractABI("Prize", declarations: []) else {
            preconditionFailure("no ABI")
        }
        self.abi = abi
        takenSlot = host.state.addSlots(1)
        host.deploy(self, at: host.state.account(PrizeContract.address))
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        guard try context.load(takenSlot).isZero else { throw .reason("taken") }
        try context.compute(10_000)
        try context.store(UInt256.one, to: takenSlot)
        return []
    }
}

extension SendingOutcome? {
    var isWon: Bool {
        if case .won = self { return true }
        return false
    }

    var isReverted: Bool {
        if case .reverted = self { return true }
        return false
    }
}
