import Chain
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import SimulationKernel
import WideIntegers

/// The genesis of a run: senders rich, modest and poor, and a token that all of them hold.
struct TrafficWorld {
    /// An account that sends.
    struct Account {
        let key: PrivateKey
        let address: Address
    }

    /// Those that have something, from rich to modest.
    static let fundedCount = 200
    /// Those that the state has never heard of.
    static let unknownCount = 4
    static let token = Address(truncating: 0x70ce)
    static let start = SimulatedTime(seconds: 1_700_000_000)

    let settings: ChainSettings
    let accounts: [Account]
    private let transferFunction: ABIFunction

    init(_ settings: ChainSettings) throws {
        self.settings = settings
        accounts = try (0..<TrafficWorld.fundedCount + TrafficWorld.unknownCount).map { index in
            let digest = Keccak256.hash(Array("perplab traffic \(index)".utf8))
            let key = try PrivateKey(UInt256(digest) >> 1)
            return Account(key: key, address: key.address)
        }
        let host = SimulatedChain.makeHost(for: settings)
        let token = try ERC20Token(
            at: TrafficWorld.token, in: host, name: "USD Coin", symbol: "USDC")
        guard let function = token.abi.function(named: "transfer") else {
            throw BrokenStatement("a token without transfer")
        }
        transferFunction = function
    }

    /// A genesis of its own.
    func makeHost() throws -> ContractHost {
        let host = SimulatedChain.makeHost(for: settings)
        let token = try ERC20Token(
            at: TrafficWorld.token, in: host, name: "USD Coin", symbol: "USDC")
        for (index, account) in accounts.prefix(TrafficWorld.fundedCount).enumerated() {
            // Every eighth has so little that it can run out.
            let isModest = index % 8 == 7
            host.state.setBalanceWei(
                isModest ? .wad : .wad << 30, of: host.state.account(account.address))
            try token.setGenesisBalance(.wad << 20, of: account.address, in: host.state)
        }
        return host
    }

    /// A chain on a genesis of its own.
    func makeChain(seed: UInt64) throws -> SimulatedChain {
        SimulatedChain(
            settings, host: try makeHost(), timeline: Timeline(start: TrafficWorld.start),
            random: RandomSource(seed: seed))
    }

    /// Call data of a token transfer.
    func transfer(of amount: UInt256, to recipient: Address) throws -> [UInt8] {
        try transferFunction.encodeCall([.address(recipient), .uint(amount)])
    }
}
