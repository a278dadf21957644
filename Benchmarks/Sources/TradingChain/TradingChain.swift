import Chain
import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import TradingWorld
import WideIntegers

/// Traders with keys, their trades as transactions, and chains to run them on.
public struct TradingChain {
    private let keys: [PrivateKey]
    private let blocks: Int
    private let perBlock: Int
    /// Transactions in order, `perBlock` to a block.
    public let transactions: [(transaction: Transaction, sender: Address)]
    /// The same, signed.
    public let raw: [[UInt8]]

    /// Signs the trades of some messages, whose senders are traders by number.
    public init(
        _ trades: [(trader: Int, trade: Trade)], traders: Int, perBlock: Int
    ) throws {
        let keys = try (0..<traders).map {
            try PrivateKey(UInt256(Keccak256.hash(Array("trader \($0)".utf8))) >> 1)
        }
        let world = try TradingWorld(traders: 0, wallets: keys.map(\.address))
        var nonces = [UInt64](repeating: 0, count: traders)
        var transactions: [(transaction: Transaction, sender: Address)] = []
        var raw: [[UInt8]] = []
        for (trader, trade) in trades {
            let message = try world.message(trade, of: trader)
            let transaction = Transaction(
                envelope: .dynamicFee(
                    maxPriorityFeePerGasWei: 1_000_000_000, maxFeePerGasWei: 100_000_000_000),
                chainID: 1, nonce: nonces[trader], gasLimit: 1_200_000,
                recipient: message.recipient, data: message.data)
            nonces[trader] += 1
            transactions.append((transaction, message.sender))
            raw.append(transaction.signed(by: keys[trader]).raw)
        }
        self.keys = keys
        self.transactions = transactions
        self.raw = raw
        self.perBlock = perBlock
        blocks = trades.count / perBlock
    }

    /// A genesis with the market and all traders.
    public func makeHost() throws -> ContractHost {
        let addresses = keys.map(\.address)
        let world = try TradingWorld(traders: addresses.count, wallets: addresses)
        let state = world.host.state
        for address in addresses { state.setBalanceWei(.wad << 20, of: state.account(address)) }
        return world.host
    }

    /// A chain of one node, a block every 15 seconds, with the market and all traders.
    public func makeChain(_ signatures: SignatureMode) throws -> SimulatedChain {
        SimulatedChain(
            try .singleNode(signatures, intervalSeconds: 15), host: try makeHost(),
            timeline: Timeline(start: SimulatedTime(seconds: TradingWorld.start)),
            random: RandomSource(seed: 1))
    }

    /// Runs all blocks of transactions on trust; gives the head's hash.
    public func runElided(on chain: SimulatedChain) throws -> UInt64 {
        for block in 0..<blocks {
            for index in block * perBlock..<(block + 1) * perBlock {
                let (transaction, sender) = transactions[index]
                _ = try chain.accept(transaction, from: sender, at: NodeID(rawValue: 0))
            }
            chain.timeline.run(until: chain.timeline.now + 15_000_000)
        }
        return try finish(chain)
    }

    /// Runs all blocks of signed transactions, each read as it comes; gives the head's hash.
    public func runSigned(on chain: SimulatedChain) throws -> UInt64 {
        for block in 0..<blocks {
            for index in block * perBlock..<(block + 1) * perBlock {
                _ = try chain.accept(raw[index], at: NodeID(rawValue: 0))
            }
            chain.timeline.run(until: chain.timeline.now + 15_000_000)
        }
        return try finish(chain)
    }

    /// As `runSigned`, but everything is read beforehand, on two threads.
    public func runReadAhead(on chain: SimulatedChain) throws -> UInt64 {
        let incoming = chain.read(raw)
        for block in 0..<blocks {
            for index in block * perBlock..<(block + 1) * perBlock {
                _ = try chain.accept(incoming[index], at: NodeID(rawValue: 0))
            }
            chain.timeline.run(until: chain.timeline.now + 15_000_000)
        }
        return try finish(chain)
    }

    private func finish(_ chain: SimulatedChain) throws -> UInt64 {
        guard chain.count(of: .included) == UInt64(blocks * perBlock) else {
            throw MissingTransactions(
                included: chain.count(of: .included), expected: blocks * perBlock)
        }
        return UInt256(chain.head.hash).w0
    }
}

/// Transactions that should have been included and were not.
struct MissingTransactions: Error, CustomStringConvertible {
    let included: UInt64
    let expected: Int

    var description: String { "\(included) transactions included, \(expected) expected" }
}
