import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

@Suite struct TokenConservationTests {
    @Test("balances add up to the supply after any calls", arguments: [1, 2, 3, 4] as [UInt64])
    func conservation(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let fee = TokenBehaviour.Fee(basisPoints: 37, maximumRaw: 9, recipient: TokenTests.carol)
        let behaviours = [
            TokenBehaviour.openZeppelin, .traceMock, TokenBehaviour(feeOnTransfer: fee),
            TokenBehaviour(refusal: .returnsFalse, hasInfiniteAllowance: true),
        ]
        var behaviour = behaviours[Int(seed) % 4]
        behaviour.anyoneMayMint = true
        let (world, token) = try TokenTests.place(behaviour)
        let people = [TokenTests.alice, TokenTests.bob, TokenTests.carol, TokenTests.home]
        for step in 0..<400 {
            let (one, two) = (people[random.below(4)], people[random.below(4)])
            let amount = random.below(8) == 0 ? random.wide() : UInt256(random.next() % 300)
            let calls: [(String, [ABIValue])] = [
                ("transfer", [.address(two), .uint(amount)]),
                ("transferFrom", [.address(one), .address(two), .uint(amount)]),
                ("approve", [.address(two), .uint(amount)]),
                ("mint", [.address(two), .uint(amount)]), ("burn", [.uint(amount)]),
            ]
            let (name, values) = calls[random.below(5)]
            let sender = people[random.below(4)]
            let before = people.map {
                token.balanceRaw(of: world.state.account($0), in: world.state)
            }
            let outcome = try world.send(sender, TokenTests.home, token.abi, name, values)
            let after = people.map {
                token.balanceRaw(of: world.state.account($0), in: world.state)
            }
            if !outcome.isSuccess { #expect(before == after) }
            let sum = after.reduce(UInt256.zero) { $0 &+ $1 }
            try #require(
                sum == token.totalSupplyRaw(in: world.state), "seed \(seed) step \(step)")
        }
    }
}
