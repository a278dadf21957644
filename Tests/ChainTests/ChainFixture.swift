import Chain
import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// A small chain with funded accounts, for tests: one node, a block each second, no chance in it.
struct ChainFixture {
    let chain: SimulatedChain
    let accounts: [Address]
    let keys: [PrivateKey]

    static let start = SimulatedTime(seconds: 1_700_000_000)
    static let plain: [(key: String, value: String)] = [
        ("fork", "london"), ("block-gas-limit", "30M"), ("fee-market", "base-fee"),
        ("base-fee.initial", "1 gwei"), ("ordering", "priority"), ("pool.tip-min", "1 wei"),
        ("pool.price-bump", "0.1"), ("signatures", "elided"), ("history-blocks", "64"),
    ]

    /// - Parameters:
    ///   - overrides: settings beside the plain ones.
    ///   - balance: of each account, in wei.
    ///   - prepare: places contracts and the like.
    init(
        _ overrides: [(key: String, value: String)] = [], preset: String = "ideal",
        isPlain: Bool = true, accounts count: Int = 8, balance: UInt256 = .wad &* 1_000,
        seed: UInt64 = 1, prepare: (ContractHost) throws -> Void = { _ in }
    ) throws {
        let settings = try ChainSettings(
            preset: .named(preset), overrides: (isPlain ? ChainFixture.plain : []) + overrides)
        keys = try (0..<count).map { try PrivateKey(UInt256(UInt64(1_000 + $0))) }
        accounts = keys.map(\.address)
        let host = SimulatedChain.makeHost(for: settings)
        for account in accounts {
            host.state.setBalanceWei(balance, of: host.state.account(account))
        }
        try prepare(host)
        chain = SimulatedChain(
            settings, host: host, timeline: Timeline(start: ChainFixture.start),
            random: RandomSource(seed: seed))
        chain.checksInvariants = true
    }

    var node: NodeID { chain.answeringNodes[chain.answeringNodes.startIndex].id }
    var head: Block { chain.head }
    /// The head's base fee. Optional numbers of 256 bits in an expectation crash the compiler (6.3.1).
    var baseFee: UInt256 { head.header.baseFeePerGasWei ?? .zero }
    var view: NodeView { NodeView(chain: chain, node: chain.node(node)) }

    /// A transaction of an account; fees in gwei.
    func transaction(
        nonce: UInt64, to recipient: Address? = Address(truncating: 0xbeef), tip: UInt64 = 1,
        cap: UInt64 = 100, gas: UInt64 = 21_000, value: UInt256 = 0, data: [UInt8] = []
    ) -> Transaction {
        Transaction(
            envelope: .dynamicFee(
                maxPriorityFeePerGasWei: gwei(tip), maxFeePerGasWei: gwei(cap)),
            chainID: chain.settings.chainID, nonce: nonce, gasLimit: gas, recipient: recipient,
            valueWei: value, data: data)
    }

    /// Sends at once to the first node.
    @discardableResult
    func send(
        _ account: Int, nonce: UInt64, to recipient: Address? = Address(truncating: 0xbeef),
        tip: UInt64 = 1, cap: UInt64 = 100, gas: UInt64 = 21_000, value: UInt256 = 0,
        data: [UInt8] = []
    ) throws -> Submission {
        try chain.accept(
            transaction(
                nonce: nonce, to: recipient, tip: tip, cap: cap, gas: gas, value: value,
                data: data),
            from: accounts[account], at: node)
    }

    func run(seconds: UInt64) {
        chain.timeline.run(until: chain.timeline.now + seconds * 1_000_000)
    }

    func balance(_ address: Address) throws -> UInt256 { try view.balanceWei(of: address) }

    /// The senders of a block's transactions as account numbers.
    func senders(of block: Block) -> [Int?] {
        block.receipts.map { accounts.firstIndex(of: $0.transaction.sender) }
    }
}

extension TransactionFate {
    var isIncluded: Bool { kind == .included }
}
