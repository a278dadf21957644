import ContractRuntime
import EthereumPrimitives
import PerpContracts
import Testing
import WideIntegers

@Suite struct ScriptAccountTests {
    private static let home = Address(0x5c)
    private static let owner = Address(0x0e)
    private static let echo = Address(0xec)
    private static let bad = Address(0xbad)

    private func place() throws -> (TokenWorld, ScriptAccount) {
        let world = try TokenWorld()
        let account = try ScriptAccount(at: Self.home, in: world.host, owner: Self.owner)
        let log = UInt256(1)
        try Probe(at: Self.echo, in: world.host) { input, context throws(Revert) in
            let word = UInt256(UInt64(input.count))
            let caller = context.state.address(of: context.caller).number
            try context.log(topics: [log, caller], words: [word, context.frame.valueWei])
            return input
        }
        try Probe(at: Self.bad, in: world.host) { input, _ throws(Revert) in
            throw input.isEmpty ? .invalidOpcode : .data(input)
        }
        world.state.setBalanceWei(50, of: world.state.account(Self.owner))
        return (world, account)
    }

    @Test("calls are made in order as the account, with value")
    func execute() throws {
        let (world, _) = try place()
        #expect(world.send(Self.owner, Self.home, [], valueWei: 10).isSuccess)
        let calls = [
            ScriptedCall(target: Self.echo, valueWei: 4, data: [1, 2, 3]),
            ScriptedCall(target: Self.echo, data: []),
            ScriptedCall(target: Address(0x404), valueWei: 1, data: [7]),
        ]
        let outcome = world.send(Self.owner, Self.home, ScriptAccount.executeCall(calls))
        #expect(outcome.isSuccess)
        let me = Hash256(Self.home.number)
        let logs = world.logs(outcome)
        #expect(logs.map(\.topics) == [[Hash256(1), me], [Hash256(1), me]])
        #expect(
            logs.map(\.data) == [
                CallResult.words([3, 4] as InlineArray<2, _>),
                CallResult.words([0, 0] as InlineArray<2, _>),
            ])
        #expect(world.state.balanceWei(of: world.state.account(Self.home)) == 5)
    }

    @Test("one failure undoes all and its data comes back")
    func atomicity() throws {
        let (world, _) = try place()
        #expect(world.send(Self.owner, Self.home, [], valueWei: 10).isSuccess)
        for (data, revert) in [([8, 9], Revert.data([8, 9])), ([], .empty)] as [([UInt8], Revert)] {
            let calls = [
                ScriptedCall(target: Self.echo, valueWei: 4, data: [1]),
                ScriptedCall(target: Self.bad, data: data),
            ]
            let outcome = world.send(Self.owner, Self.home, ScriptAccount.executeCall(calls))
            #expect(outcome.revert == revert)
            #expect(world.state.balanceWei(of: world.state.account(Self.home)) == 10)
        }
        let dear = [ScriptedCall(target: Self.echo, valueWei: 11, data: [])]
        #expect(
            world.send(Self.owner, Self.home, ScriptAccount.executeCall(dear)).revert == .empty)
    }

    @Test("nobody but the owner makes it act")
    func authority() throws {
        let (world, account) = try place()
        let calls = [ScriptedCall(target: Self.echo, data: [1])]
        let stranger = world.send(Address(1), Self.home, ScriptAccount.executeCall(calls))
        #expect(stranger.revert == .reason("ScriptAccount: caller is not the owner"))
        let script = ABIValue.bytes(ScriptedCall.encode(calls))
        let idle = try world.send(
            Address(1), Self.home, account.abi, "onFlashLoan",
            [.address(Self.home), .address(.zero), .uint(0), .uint(0), script])
        #expect(idle.revert == .reason("ScriptAccount: not running"))
        let swap = try world.send(
            Address(1), Self.home, account.abi, "uniswapV2Call",
            [.address(Self.home), .uint(0), .uint(0), script])
        #expect(swap.revert == .reason("ScriptAccount: not running"))
        // While it runs, a callback for somebody else's loan is refused.
        let function = try #require(account.abi.function(named: "uniswapV2Call"))
        let data = try function.encodeCall([
            .address(Address(1)), .uint(0), .uint(0), script,
        ])
        let foreign = [ScriptedCall(target: Self.home, data: data)]
        #expect(
            world.send(Self.owner, Self.home, ScriptAccount.executeCall(foreign)).revert
                == .reason("ScriptAccount: not the initiator"))
        #expect(
            try world.word(Self.home, account.abi, "owner") == Self.owner.number)
    }

    @Test("its call data is that of its declaration")
    func encoding() throws {
        let (world, account) = try place()
        let function = try #require(account.abi.function(named: "execute"))
        let calls = [
            ScriptedCall(target: Self.echo, valueWei: 4, data: [1, 2, 3]),
            ScriptedCall(target: Self.bad, data: []),
        ]
        let values = ABIValue.array(
            calls.map { .tuple([.address($0.target), .uint($0.valueWei), .bytes($0.data)]) })
        let encoded = try function.encodeCall([values])
        #expect(ScriptAccount.executeCall(calls) == encoded)
        #expect(ScriptedCall.encode(calls) == Array(encoded.dropFirst(4)))
        for count in 1..<(encoded.count - 32) {
            let data = Array(encoded.prefix(count))
            #expect(world.send(Self.owner, Self.home, data).revert == .empty)
        }
    }

    @Test("a flash swap is paid back by the script in its data")
    func flashSwap() throws {
        for (back, reason) in [(502, nil), (501, Revert.reason("UniswapV2: K"))] {
            let pool = try PairWorld()
            let home = Self.home
            _ = try ScriptAccount(at: home, in: pool.world.host, owner: Self.owner)
            try pool.tokens[0].setGenesisBalance(1_000, of: home, in: pool.world.state)
            let transfer = try #require(pool.tokens[0].abi.function(named: "transfer"))
            let repay = ScriptedCall(
                target: PairWorld.addresses[0],
                data: try transfer.encodeCall([
                    .address(PairWorld.pairAddress), .uint(UInt256(UInt64(back))),
                ]))
            let swap = try #require(pool.pair.abi.function(named: "swap"))
            let borrow = ScriptedCall(
                target: PairWorld.pairAddress,
                data: try swap.encodeCall([
                    .uint(500), .uint(0), .address(home), .bytes(ScriptedCall.encode([repay])),
                ]))
            let outcome = pool.world.send(
                Self.owner, home, ScriptAccount.executeCall([borrow]))
            // Revert data bubbles through as bytes; the text is the same.
            #expect(outcome.revert?.returnData == reason?.returnData)
            #expect(pool.balance(0, home) == (reason == nil ? 998 : 1_000))
        }
    }
}
