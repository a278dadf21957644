import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

@Suite struct FlashLenderTests {
    private static let home = Address(0xf1)
    private static let tokenAddress = Address(0x70)
    private static let borrower = Address(0xb0)
    private static let owner = Address(0x0e)

    private struct Setting {
        let world: TokenWorld
        let token: ERC20Token
        let lender: FlashLender

        func balance(_ holder: Address) -> UInt256 {
            token.balanceRaw(of: world.state.account(holder), in: world.state)
        }

        func lend(_ amount: UInt256, of token: Address = tokenAddress, _ data: [UInt8] = [])
            throws -> ExecutionOutcome
        {
            try world.send(
                owner, home, lender.abi, "flashLoan",
                [.address(borrower), .address(token), .uint(amount), .bytes(data)])
        }
    }

    private func setting(_ behaviour: TokenBehaviour = .openZeppelin) throws -> Setting {
        let world = try TokenWorld()
        let token = try ERC20Token(
            at: Self.tokenAddress, in: world.host, name: "", symbol: "", owner: Self.owner,
            behaviour: behaviour)
        try token.setGenesisBalance(100_000, of: Self.home, in: world.state)
        try token.setGenesisBalance(1_000, of: Self.borrower, in: world.state)
        let lender = try FlashLender(
            at: Self.home, in: world.host, tokens: [Self.tokenAddress], feeBasisPoints: 9)
        return Setting(world: world, token: token, lender: lender)
    }

    /// A borrower that allows some amount and answers with some bytes.
    private func borrow(
        _ setting: Setting, allowing amount: UInt256,
        reply: [UInt8] = ScriptAccount.flashLoanReply.bytes
    ) throws {
        let token = setting.token
        let lender = setting.world.state.account(Self.home)
        try Probe(at: Self.borrower, in: setting.world.host) { _, context throws(Revert) in
            let outer = try context.enter(token.account)
            _ = try token.approve(lender, amount, in: context)
            context.leave(outer)
            return reply
        }
    }

    @Test("what can be lent and for how much")
    func terms() throws {
        let setting = try setting()
        let (world, abi) = (setting.world, setting.lender.abi)
        let mine = ABIValue.address(Self.tokenAddress)
        let other = ABIValue.address(Address(0x99))
        #expect(try world.word(Self.home, abi, "maxFlashLoan", [mine]) == 100_000)
        #expect(try world.word(Self.home, abi, "maxFlashLoan", [other]) == 0)
        #expect(try world.word(Self.home, abi, "flashFee", [mine, .uint(19_999)]) == 17)
        let unknown = try world.send(.zero, Self.home, abi, "flashFee", [other, .uint(1)])
        #expect(unknown.revert == .reason("FlashLender: Unsupported currency"))
        let huge = try world.send(.zero, Self.home, abi, "flashFee", [mine, .uint(.max)])
        #expect(huge.revert == .panic(.overflow))
        #expect(
            try setting.lend(1, of: Address(0x99)).revert
                == .reason("FlashLender: Unsupported currency"))
    }

    @Test("a loan is repaid with its fee or undone")
    func loans() throws {
        let cases: [(UInt256, [UInt8], Revert?)] = [
            (10_009, ScriptAccount.flashLoanReply.bytes, nil),
            (
                10_008, ScriptAccount.flashLoanReply.bytes,
                .reason("ERC20: transfer amount exceeds allowance")
            ),
            (10_009, Hash256.zero.bytes, .reason("FlashLender: Callback failed")),
            (10_009, [], .empty),
        ]
        for (allowed, reply, reason) in cases {
            let setting = try setting()
            try borrow(setting, allowing: allowed, reply: reply)
            let outcome = try setting.lend(10_000)
            #expect(outcome.revert == reason)
            // A loan that failed has left no trace at all (I7).
            let untouched = try self.setting()
            #expect((setting.world.seal() == untouched.world.seal()) == (reason != nil))
            #expect(setting.balance(Self.home) == (reason == nil ? 100_009 : 100_000))
            #expect(setting.balance(Self.borrower) == (reason == nil ? 991 : 1_000))
        }
        let setting = try setting()
        try borrow(setting, allowing: .max)
        #expect(
            try setting.lend(100_001).revert
                == .reason("ERC20: transfer amount exceeds balance"))
        let empty = try self.setting()
        // An account without code cannot answer.
        #expect(try empty.lend(1).revert == .empty)
    }

    @Test("tokens that return false, or lose a fee on the way, cannot cheat the lender")
    func oddTokens() throws {
        let falsifying = try setting(TokenBehaviour(refusal: .returnsFalse))
        try borrow(falsifying, allowing: 1)
        #expect(
            try falsifying.lend(100_001).revert == .reason("FlashLender: Transfer failed"))
        #expect(
            try falsifying.lend(10_000).revert == .reason("FlashLender: Repay failed"))
        let fee = TokenBehaviour.Fee(basisPoints: 1, maximumRaw: 5, recipient: Self.owner)
        let feeing = try setting(TokenBehaviour(feeOnTransfer: fee))
        try borrow(feeing, allowing: .max)
        #expect(try feeing.lend(10_000).revert == .reason("FlashLender: Repay failed"))
        #expect(feeing.balance(Self.home) == 100_000)
        let silent = try setting(.tether(feeRecipient: Self.owner))
        try borrow(silent, allowing: 10_009)
        #expect(try silent.lend(10_000).isSuccess)
    }

    @Test("the borrower is told initiator, token, amount and fee")
    func callback() throws {
        let setting = try setting()
        let head = Selector(signature: "onFlashLoan(address,address,uint256,uint256,bytes)").bytes
        let words = [
            Self.owner.number, Self.tokenAddress.number, 20_000, 18, 160, 2,
        ]
        let expected =
            head + words.flatMap(\.bigEndianBytes) + [7, 8] + [UInt8](repeating: 0, count: 30)
        try Probe(at: Self.borrower, in: setting.world.host) { input, _ throws(Revert) in
            throw input == expected ? .reason("as expected") : .reason("\(input)")
        }
        #expect(try setting.lend(20_000, [7, 8]).revert == .reason("as expected"))
    }

    @Test("loans inside loans and repayments from a script", arguments: [true, false])
    func script(isRepaid: Bool) throws {
        let setting = try setting()
        let home = Address(0x5c)
        _ = try ScriptAccount(at: home, in: setting.world.host, owner: Self.owner)
        try setting.token.setGenesisBalance(100, of: home, in: setting.world.state)
        let approve = try #require(setting.token.abi.function(named: "approve"))
        let loan = try #require(setting.lender.abi.function(named: "flashLoan"))
        func lend(_ amount: UInt256, _ inner: [ScriptedCall]) throws -> ScriptedCall {
            ScriptedCall(
                target: Self.home,
                data: try loan.encodeCall([
                    .address(home), .address(Self.tokenAddress), .uint(amount),
                    .bytes(ScriptedCall.encode(inner)),
                ]))
        }
        let allow = ScriptedCall(
            target: Self.tokenAddress,
            data: try approve.encodeCall([
                .address(Self.home), .uint(isRepaid ? .max : 40_036),
            ]))
        let calls = [try lend(60_000, [try lend(40_000, [allow])])]
        let outcome = setting.world.send(Self.owner, home, ScriptAccount.executeCall(calls))
        #expect(outcome.isSuccess == isRepaid)
        // 54 and 36 are the fees.
        #expect(setting.balance(Self.home) == (isRepaid ? 100_090 : 100_000))
        #expect(setting.balance(home) == (isRepaid ? 10 : 100))
    }
}
