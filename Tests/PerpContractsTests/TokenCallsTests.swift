import ContractRuntime
import EthereumPrimitives
import PerpContracts
import Testing
import WideIntegers

/// Calls of tokens by other contracts.
@Suite struct TokenCallsTests {
    static let home = Address(0x70)
    static let vault = Address(0x71)

    /// Runs a body as the vault, inside a frame of the token at `home`, and gives what it returns.
    private func call(
        _ world: TokenWorld,
        _ body: @escaping @Sendable (any TokenInterface, CallContext) throws(Revert) -> UInt256
    ) throws -> ExecutionOutcome {
        let home = world.state.account(Self.home)
        try Probe(at: Self.vault, in: world.host) { _, context throws(Revert) in
            let outer = try context.enter(home)
            let result = try body(token(at: home, in: context), context)
            context.leave(outer)
            return CallResult.word(result)
        }
        return world.send(.zero, Self.vault, [])
    }

    static let answers: [(bytes: [UInt8], reply: TokenReply?)] = [
        ([], .nothing), (UInt256.one.bigEndianBytes, .flag(true)),
        (UInt256.zero.bigEndianBytes, .flag(false)), (UInt256(2).bigEndianBytes, nil),
        ([1], nil), (UInt256.one.bigEndianBytes + [7], .flag(true)),
        ([UInt8](repeating: 0, count: 31), nil),
    ]

    @Test("a foreign token's reply is read as compiled callers read it", arguments: answers.indices)
    func replies(_ index: Int) throws {
        let world = try TokenWorld()
        let expected = Self.answers[index]
        try Probe(at: Self.home, in: world.host) { _, _ in expected.bytes }
        let outcome = try call(world) { token, context throws(Revert) in
            let reply = try token.transfer(to: .zero, 1, in: context)
            let again = try token.transferFrom(.zero, to: .zero, 1, in: context)
            let third = try token.approve(.zero, 1, in: context)
            guard reply == expected.reply, again == reply, third == reply else { return 0 }
            return 1
        }
        if expected.reply == nil {
            #expect(outcome.revert == .empty)
        } else {
            #expect(outcome.output == UInt256.one.bigEndianBytes)
        }
    }

    @Test("a foreign token is called by the standard's call data")
    func callData() throws {
        let world = try TokenWorld()
        let transferFrom =
            Selector(signature: "transferFrom(address,address,uint256)").bytes
            + Self.vault.number.bigEndianBytes + Self.home.number.bigEndianBytes
            + UInt256(77).bigEndianBytes
        try Probe(at: Self.home, in: world.host) { input, _ in
            CallResult.flag(input == transferFrom)
        }
        let (vault, home) = (world.state.account(Self.vault), world.state.account(Self.home))
        let outcome = try call(world) { token, context throws(Revert) in
            try token.transferFrom(vault, to: home, 77, in: context) == .flag(true) ? 1 : 0
        }
        #expect(outcome.output == UInt256.one.bigEndianBytes)
    }

    @Test("decimals of a foreign token: a number, nothing, or a failure")
    func decimals() throws {
        for (bytes, result) in [([], 99), (UInt256(8).bigEndianBytes, 8)] as [([UInt8], UInt64)] {
            let world = try TokenWorld()
            try Probe(at: Self.home, in: world.host) { _, _ in bytes }
            let outcome = try call(world) { token, context throws(Revert) in
                try token.decimals(in: context) ?? 99
            }
            #expect(outcome.output == UInt256(result).bigEndianBytes)
        }
        let world = try TokenWorld()
        try Probe(at: Self.home, in: world.host) { _, _ throws(Revert) in throw .reason("no") }
        let outcome = try call(world) { token, context throws(Revert) in
            try token.decimals(in: context) ?? 99
        }
        #expect(outcome.revert == .reason("no"))
    }

    @Test("native tokens are called as themselves")
    func nativeTokens() throws {
        let world = try TokenWorld()
        let token = try ERC20Token(
            at: Self.home, in: world.host, name: "", symbol: "", owner: Self.vault)
        let weth = try WrappedNative(at: Address(0x72), in: world.host)
        let wrapped = world.state.account(Address(0x72))
        let nobody = world.state.account(Address(0x73))
        let outcome = try call(world) { found, context throws(Revert) in
            #expect(found === token)
            #expect(PerpContracts.token(at: wrapped, in: context) === weth)
            #expect(PerpContracts.token(at: nobody, in: context) === EncodedToken.shared)
            return 1
        }
        #expect(outcome.isSuccess)
    }

    @Test("views may not write: a transfer inside a static call takes all gas")
    func staticCalls() throws {
        let world = try TokenWorld()
        let token = try ERC20Token(at: Self.home, in: world.host, name: "", symbol: "")
        try token.setGenesisBalance(5, of: Self.vault, in: world.state)
        let home = world.state.account(Self.home)
        try Probe(at: Self.vault, in: world.host) { _, context throws(Revert) in
            let result = try context.attempt(home, .lowLevelView) { () throws(Revert) in
                try token.transfer(to: home, 1, in: context)
            }
            guard case .failure(.invalidOpcode) = result else { throw .empty }
            return []
        }
        #expect(world.send(.zero, Self.vault, []).isSuccess)
    }
}
