import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import Testing
import WideIntegers

/// A chain with a pair of base and quote at a price of two, a router, a lender and a script account.
///
/// Accounts 0 to 3 hold both tokens; account 0 owns the script account.
final class PushWorld {
    static let base = Address(truncating: 0x10)
    static let quote = Address(truncating: 0x20)
    static let pair = Address(truncating: 0x40)
    static let router = Address(truncating: 0x60)
    static let lender = Address(truncating: 0xf1)
    static let script = Address(truncating: 0x5c)
    static let witness = Address(truncating: 0x717)
    static let funds: UInt256 = 500_000_000_000
    static let price = UInt256.wad &* 2
    static let bid = GasBid(tipWei: gwei(2), capWei: gwei(100))
    static let route = SpotSwapRoute(
        router: router, pair: pair, quoteToken: quote, baseToken: base)

    let fixture: AgentsFixture
    private let tokens: [Address: ERC20Token]
    private let witnessed: Slot

    init(_ overrides: [(key: String, value: String)] = []) throws {
        var placed: [Address: ERC20Token] = [:]
        var slot: Slot?
        fixture = try AgentsFixture(overrides) { host in
            let holders = try (0..<4).map { try PrivateKey(UInt256(UInt64(1_000 + $0))).address }
            for address in [Self.base, Self.quote] {
                let token = try ERC20Token(at: address, in: host, name: "", symbol: "")
                placed[address] = token
                for holder in holders + [Self.lender, Self.script] {
                    try token.setGenesisBalance(Self.funds, of: holder, in: host.state)
                    token.setGenesisAllowance(.max, of: holder, for: Self.router, in: host.state)
                }
            }
            let pair = try SpotPair(at: Self.pair, in: host, tokens: (Self.base, Self.quote))
            let registry = try SpotPairRegistry(
                at: Address(truncating: 0x61), in: host, pairs: [pair])
            _ = try SpotRouter(at: Self.router, in: host, registry: registry)
            try pair.setGenesisReserves(
                (1_000_000_000_000, 2_000_000_000_000), provider: Address(truncating: 0x7b),
                timestampSeconds: AgentsFixture.start.seconds, in: host)
            _ = try FlashLender(at: Self.lender, in: host, tokens: [Self.quote], feeBasisPoints: 9)
            _ = try ScriptAccount(at: Self.script, in: host, owner: holders[0])
            slot = try PriceWitness(at: Self.witness, in: host).slot
        }
        tokens = placed
        witnessed = try #require(slot)
    }

    func held(_ token: Address, by holder: Address) -> UInt256 {
        let state = fixture.chain.host.state
        return tokens[token]?.balanceRaw(of: state.account(holder), in: state) ?? .zero
    }

    /// What an account has gained of a token since the beginning.
    func change(_ token: Address, of holder: Address) -> Int256 {
        Int256(bitPattern: held(token, by: holder) &- Self.funds)
    }

    /// What an account has gained in wei since the beginning.
    func nativeChange(of account: Int) throws -> Int256 {
        Int256(bitPattern: try fixture.balance(account) &- .wad &* 1_000)
    }

    func pool() throws -> ConstantProductPool {
        try #require(Self.route.pool(at: fixture.view))
    }

    /// The pair's price at the head, quote for 10^18 base.
    func spot() throws -> UInt256 {
        try pool().spotPriceWad
    }

    /// The price that the witness has seen last; zero for none.
    var seenPrice: UInt256 { fixture.chain.host.state[witnessed] }
}

/// A contract that keeps the pair's price as it is when it is called.
final class PriceWitness: Contract {
    let abi: ContractABI
    let slot: Slot

    init(at address: Address, in host: ContractHost) throws {
        abi = try ContractABI("PriceWitness", declarations: [])
        slot = host.state.addSlots(1)
        host.deploy(self, at: host.state.account(address))
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        let output = try context.call(
            context.state.account(PushWorld.pair), Selector(signature: "getReserves()").bytes)
        guard let base = UInt256(bigEndianBytes: output[0..<32]),
            let quote = UInt256(bigEndianBytes: output[32..<64]),
            let price = try? quote.mulDivDown(.wad, base)
        else { throw .empty }
        try context.store(price, to: slot)
        return []
    }
}
