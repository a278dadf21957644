import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Parameters that whoever describes a world may choose wrongly are refused by an error that names
/// them, and leave no contract and no balance behind.
@Suite struct PlacementTests {
    /// Where refused contracts would stand.
    private static let home = Address(0xf1)
    /// Where the next best one stands.
    private static let elsewhere = Address(0xf2)
    private static let tokens = (Address(0x10), Address(0x20))

    private let world: TokenWorld

    init() throws {
        world = try TokenWorld()
    }

    private var isEmpty: Bool {
        world.host.contract(at: world.state.account(Self.home)) == nil
    }

    private func token(_ address: Address) throws -> ERC20Token {
        try ERC20Token(at: address, in: world.host, name: "", symbol: "TKN")
    }

    @Test("a flash lender's fee is at most the loan")
    func lender() throws {
        func place(
            _ points: UInt64, at address: Address
        ) throws(FlashLenderParameterError) -> FlashLender {
            try FlashLender(at: address, in: world.host, tokens: [], feeBasisPoints: points)
        }
        let error = #expect(throws: FlashLenderParameterError.feeAboveAmount(basisPoints: 10_001)) {
            try place(10_001, at: Self.home)
        }
        #expect(error.map { "\($0)" } == "feeBasisPoints is 0 to 10000, not 10001")
        #expect(isEmpty)
        _ = try place(10_000, at: Self.elsewhere)
    }

    @Test("a pair has two tokens and a fee below all")
    func pair() throws {
        func place(
            _ tokens: (Address, Address), _ fee: UInt64, at address: Address = Self.home
        ) throws(SpotPoolParameterError) -> SpotPair {
            try SpotPair(at: address, in: world.host, tokens: tokens, feePerMille: fee)
        }
        let fee = #expect(throws: SpotPoolParameterError.feeTooHigh(perMille: 1_000)) {
            try place(Self.tokens, 1_000)
        }
        #expect(fee.map { "\($0)" } == "feePerMille is 0 to 999, not 1000")
        #expect(throws: SpotPoolParameterError.sameTokens(Self.tokens.0)) {
            try place((Self.tokens.0, Self.tokens.0), 3)
        }
        #expect(isEmpty)
        _ = try place(Self.tokens, 999, at: Self.elsewhere)
    }

    @Test("a registry has one pair of two tokens, in whatever order")
    func registry() throws {
        let (one, other) = Self.tokens
        let first = try SpotPair(at: Address(0x40), in: world.host, tokens: (one, other))
        let second = try SpotPair(at: Address(0x41), in: world.host, tokens: (other, one))
        #expect(throws: SpotPoolParameterError.secondPair(one, other)) {
            try SpotPairRegistry(at: Self.home, in: world.host, pairs: [first, second])
        }
        #expect(isEmpty)
        _ = try SpotPairRegistry(at: Self.elsewhere, in: world.host, pairs: [first])
    }

    @Test("a pair's first reserves fit, are worth shares, and are of tokens that can be given")
    func reserves() throws {
        let (one, other) = Self.tokens
        let pair = try SpotPair(at: Self.home, in: world.host, tokens: (one, other))
        func give(_ of0: UInt256, _ of1: UInt256) throws(SpotPoolParameterError) {
            try pair.setGenesisReserves(
                (of0, of1), provider: Address(1), timestampSeconds: 1, in: world.host)
        }
        let most = (UInt256.one << 112) &- .one
        #expect(throws: SpotPoolParameterError.noGenesisToken(one)) { try give(2_000, 2_000) }
        let first = try token(one)
        #expect(throws: SpotPoolParameterError.noGenesisToken(other)) { try give(2_000, 2_000) }
        _ = try token(other)
        #expect(throws: SpotPoolParameterError.reserveTooLarge(most &+ .one)) {
            try give(2_000, most &+ .one)
        }
        #expect(throws: SpotPoolParameterError.reservesTooSmall(1_000, 1_002)) {
            try give(1_000, 1_002)
        }
        #expect(first.totalSupplyRaw(in: world.state).isZero)
        try give(most, 2_000)
        #expect(first.totalSupplyRaw(in: world.state) == most)
    }

    @Test("balances at genesis add up to less than 2^256")
    func supply() throws {
        let token = try token(Self.tokens.0)
        let wrapped = try WrappedNative(at: Self.tokens.1, in: world.host)
        let (alice, bob) = (Address(1), Address(2))
        func give(
            _ amount: UInt256, _ holder: Address
        ) throws(TokenParameterError) {
            try token.setGenesisBalance(amount, of: holder, in: world.state)
        }
        try give(7, alice)
        let over = TokenParameterError.supplyTooLarge(balance: .max, others: 7)
        #expect(throws: over) { try give(.max, bob) }
        #expect(token.totalSupplyRaw(in: world.state) == 7)
        #expect(token.balanceRaw(of: world.state.account(bob), in: world.state).isZero)
        // What the holder had before does not count.
        try give(.max, alice)
        #expect(token.totalSupplyRaw(in: world.state) == .max)

        try wrapped.setGenesisBalance(7, of: alice, in: world.state)
        #expect(throws: over) {
            try wrapped.setGenesisBalance(.max, of: bob, in: world.state)
        }
        let backing = world.state.account(Self.tokens.1)
        #expect(world.state.balanceWei(of: backing) == 7)
    }
}
