import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

@Suite struct WrappedNativeTests {
    private static let home = Address(0xe7)
    private static let alice = Address(0xa11ce)
    private static let bob = Address(0xb0b)

    private func place() throws -> (TokenWorld, WrappedNative) {
        let world = try TokenWorld()
        let weth = try WrappedNative(at: Self.home, in: world.host)
        for person in [Self.alice, Self.bob] {
            world.state.setBalanceWei(1_000, of: world.state.account(person))
        }
        return (world, weth)
    }

    private func wei(_ world: TokenWorld, _ address: Address) -> UInt256 {
        world.state.balanceWei(of: world.state.account(address))
    }

    @Test("deposits by function, by bare payment and by unknown call data")
    func deposits() throws {
        let (world, weth) = try place()
        let named = try world.send(Self.alice, Self.home, weth.abi, "deposit", valueWei: 5)
        let bare = world.send(Self.alice, Self.home, [], valueWei: 6)
        let unknown = world.send(Self.alice, Self.home, [1, 2, 3, 4, 5], valueWei: 7)
        let event = try #require(weth.abi.event(named: "Deposit"))
        for (outcome, amount) in [(named, 5), (bare, 6), (unknown, 7)]
            as [(ExecutionOutcome, UInt64)]
        {
            #expect(outcome.isSuccess)
            #expect(
                world.logs(outcome) == [
                    EventLog(
                        address: Self.home,
                        topics: [event.topic0, Hash256(Self.alice.number)],
                        data: UInt256(amount).bigEndianBytes)
                ])
        }
        let holder = [ABIValue.address(Self.alice)]
        #expect(try world.word(Self.home, weth.abi, "balanceOf", holder) == 18)
        #expect(try world.word(Self.home, weth.abi, "totalSupply") == 18)
        #expect(wei(world, Self.alice) == 982)
        #expect(try world.word(Self.home, weth.abi, "decimals") == 18)
    }

    @Test("a withdrawal pays out what is there and no more")
    func withdrawal() throws {
        let (world, weth) = try place()
        _ = world.send(Self.alice, Self.home, [], valueWei: 10)
        let over = try world.send(Self.alice, Self.home, weth.abi, "withdraw", [.uint(11)])
        #expect(over.revert == .empty)
        let outcome = try world.send(Self.alice, Self.home, weth.abi, "withdraw", [.uint(4)])
        #expect(outcome.isSuccess)
        #expect(world.logs(outcome).first?.data == UInt256(4).bigEndianBytes)
        #expect(wei(world, Self.alice) == 994)
        #expect(wei(world, Self.home) == 6)
        let paying = try world.send(
            Self.alice, Self.home, weth.abi, "withdraw", [.uint(1)], valueWei: 1)
        #expect(paying.revert == .empty)
    }

    @Test("a receiver that refuses payment keeps its deposit")
    func refusedPayment() throws {
        let (world, weth) = try place()
        let refuser = Address(0xdead)
        let withdraw = try #require(weth.abi.function(named: "withdraw")).encodeCall([.uint(3)])
        let home = world.state.account(Self.home)
        try Probe(at: refuser, in: world.host) { input, context throws(Revert) in
            if input.isEmpty { throw .reason("no") }
            return try context.call(home, withdraw)
        }
        try weth.setGenesisBalance(3, of: refuser, in: world.state)
        #expect(world.send(Self.alice, refuser, [1]).revert == .empty)
        #expect(wei(world, Self.home) == 3)
        #expect(
            try world.word(Self.home, weth.abi, "balanceOf", [.address(refuser)]) == 3)
    }

    @Test("a receiver that withdraws again while it is paid gets no more than it has")
    func reentrancy() throws {
        let (world, weth) = try place()
        let greedy = Address(0xdead)
        let withdraw = try #require(weth.abi.function(named: "withdraw")).encodeCall([.uint(3)])
        let home = world.state.account(Self.home)
        try Probe(at: greedy, in: world.host) { input, context throws(Revert) in
            if input.isEmpty {
                _ = try context.tryCall(home, withdraw)
                return []
            }
            return try context.call(home, withdraw)
        }
        try weth.setGenesisBalance(7, of: greedy, in: world.state)
        try weth.setGenesisBalance(100, of: Self.bob, in: world.state)
        #expect(world.send(Self.alice, greedy, [1]).isSuccess)
        #expect(wei(world, greedy) == 6)
        #expect(wei(world, Self.home) == 101)
    }

    @Test("allowances: infinite ones stay, owners need none")
    func allowances() throws {
        let (world, weth) = try place()
        try weth.setGenesisBalance(100, of: Self.alice, in: world.state)
        let take: [ABIValue] = [.address(Self.alice), .address(Self.bob), .uint(10)]
        func move(_ sender: Address) throws -> Revert? {
            try world.send(sender, Self.home, weth.abi, "transferFrom", take).revert
        }
        let pair: [ABIValue] = [.address(Self.alice), .address(Self.bob)]
        func approve(_ amount: UInt256) throws {
            _ = try world.send(
                Self.alice, Self.home, weth.abi, "approve", [.address(Self.bob), .uint(amount)])
        }
        #expect(try move(Self.bob) == .empty)
        #expect(try move(Self.alice) == nil)
        try approve(15)
        #expect(try move(Self.bob) == nil)
        #expect(try world.word(Self.home, weth.abi, "allowance", pair) == 5)
        #expect(try move(Self.bob) == .empty)
        try approve(.max)
        #expect(try move(Self.bob) == nil)
        #expect(try world.word(Self.home, weth.abi, "allowance", pair) == .max)
    }

    @Test("every unit is backed after any calls", arguments: [1, 2] as [UInt64])
    func backing(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let (world, weth) = try place()
        let people = [Self.alice, Self.bob]
        for step in 0..<300 {
            let sender = people[random.below(2)]
            let amount = UInt256(random.next() % 400)
            switch random.below(3) {
            case 0: _ = world.send(sender, Self.home, [], valueWei: min(amount, wei(world, sender)))
            case 1:
                _ = try world.send(sender, Self.home, weth.abi, "withdraw", [.uint(amount)])
            default:
                let values: [ABIValue] = [.address(people[random.below(2)]), .uint(amount)]
                _ = try world.send(sender, Self.home, weth.abi, "transfer", values)
            }
            var sum = UInt256.zero
            for person in people {
                sum =
                    sum &+ (try world.word(Self.home, weth.abi, "balanceOf", [.address(person)]))
            }
            try #require(sum == wei(world, Self.home), "seed \(seed) step \(step)")
            let native = wei(world, Self.alice) &+ wei(world, Self.bob) &+ wei(world, Self.home)
            try #require(native == 2_000, "seed \(seed) step \(step)")
        }
    }
}
