import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import WideIntegers

/// Three tokens, pairs of the first two and the last two, and a router.
struct PairWorld {
    static let addresses = [Address(0x10), Address(0x20), Address(0x30)]
    static let pairAddress = Address(0x40)
    static let otherPairAddress = Address(0x50)
    static let routerAddress = Address(0x60)
    static let trader = Address(0x7a)
    static let provider = Address(0x7b)

    var world: TokenWorld
    let tokens: [ERC20Token]
    let pair: SpotPair
    let otherPair: SpotPair
    let router: SpotRouter

    init(
        reserves: (UInt256, UInt256)? = (1_000_000, 4_000_000), feePerMille: UInt64 = 3,
        protocolFeeRecipient: Address? = nil
    ) throws {
        world = try TokenWorld()
        let host = world.host
        tokens = try Self.addresses.map {
            try ERC20Token(at: $0, in: host, name: "", symbol: "", behaviour: .traceMock)
        }
        pair = try SpotPair(
            at: Self.pairAddress, in: host, tokens: (Self.addresses[1], Self.addresses[0]),
            feePerMille: feePerMille, protocolFeeRecipient: protocolFeeRecipient)
        otherPair = try SpotPair(
            at: Self.otherPairAddress, in: host, tokens: (Self.addresses[1], Self.addresses[2]))
        let registry = try SpotPairRegistry(
            at: Address(0x61), in: host, pairs: [pair, otherPair])
        router = try SpotRouter(at: Self.routerAddress, in: host, registry: registry)
        if let reserves {
            for pair in [pair, otherPair] {
                try pair.setGenesisReserves(
                    reserves, provider: Self.provider,
                    timestampSeconds: world.block.timestampSeconds, in: host)
            }
        }
        for token in tokens {
            try token.setGenesisBalance(10_000_000, of: Self.trader, in: world.state)
            token.setGenesisAllowance(
                .max, of: Self.trader, for: Self.routerAddress, in: world.state)
        }
    }

    func balance(_ token: Int, _ holder: Address) -> UInt256 {
        tokens[token].balanceRaw(of: world.state.account(holder), in: world.state)
    }

    var reserves: SpotReserves { pair.reserves(in: world.state) }

    /// Sends tokens to the pair, outside any swap.
    func pay(_ token: Int, _ amount: UInt256) throws {
        _ = try world.send(
            Self.trader, Self.addresses[token], tokens[token].abi, "transfer",
            [.address(Self.pairAddress), .uint(amount)])
    }

    func callPair(_ name: String, _ values: [ABIValue] = []) throws -> ExecutionOutcome {
        try world.send(Self.trader, Self.pairAddress, pair.abi, name, values)
    }

    func swap(
        _ amount0: UInt256, _ amount1: UInt256, to recipient: Address = trader,
        data: [UInt8] = []
    ) throws -> ExecutionOutcome {
        try callPair(
            "swap", [.uint(amount0), .uint(amount1), .address(recipient), .bytes(data)])
    }

    func callRouter(_ name: String, _ values: [ABIValue]) throws -> ExecutionOutcome {
        try world.send(Self.trader, Self.routerAddress, router.abi, name, values)
    }

    func pairWord(_ name: String, _ values: [ABIValue] = []) throws -> UInt256 {
        try world.word(Self.pairAddress, pair.abi, name, values)
    }
}
