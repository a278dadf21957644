import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

@Suite struct TokenTests {
    static let home = Address(0x70)
    static let alice = Address(0xa11ce)
    static let bob = Address(0xb0b)
    static let carol = Address(0xca401)

    static func place(
        _ behaviour: TokenBehaviour, decimals: UInt8? = 6
    ) throws -> (TokenWorld, ERC20Token) {
        let world = try TokenWorld()
        let token = try ERC20Token(
            at: home, in: world.host, name: "Token", symbol: "TOK", decimals: decimals,
            owner: alice, behaviour: behaviour)
        try token.setGenesisBalance(1_000, of: alice, in: world.state)
        try token.setGenesisBalance(50, of: bob, in: world.state)
        return (world, token)
    }

    private static func flag(_ value: UInt64) -> [UInt8] { UInt256(value).bigEndianBytes }

    @Test("facts of a token")
    func facts() throws {
        let (world, token) = try Self.place(.openZeppelin, decimals: 77)
        func text(_ name: String) throws -> String? {
            let function = try #require(token.abi.function(named: name))
            let outcome = try world.send(Self.bob, Self.home, token.abi, name)
            return try function.decodeResult(outcome.output, rules: .strict).first?.textValue
        }
        #expect(try text("name") == "Token")
        #expect(try text("symbol") == "TOK")
        #expect(try world.word(Self.home, token.abi, "decimals") == 77)
        #expect(try world.word(Self.home, token.abi, "totalSupply") == 1_050)
        #expect(try world.word(Self.home, token.abi, "owner") == Self.alice.number)
    }

    @Test("a transfer moves base units and is logged")
    func transfer() throws {
        let (world, token) = try Self.place(.openZeppelin)
        let outcome = try world.send(
            Self.alice, Self.home, token.abi, "transfer", [.address(Self.bob), .uint(30)])
        #expect(outcome.output == Self.flag(1))
        #expect(token.balanceRaw(of: world.state.account(Self.alice), in: world.state) == 970)
        #expect(token.balanceRaw(of: world.state.account(Self.bob), in: world.state) == 80)
        let topic = Keccak256.hash(Array("Transfer(address,address,uint256)".utf8))
        #expect(
            world.logs(outcome) == [
                EventLog(
                    address: Self.home,
                    topics: [
                        topic, Hash256(Self.alice.number), Hash256(Self.bob.number),
                    ], data: UInt256(30).bigEndianBytes)
            ])
    }

    @Test("a transfer to oneself changes no balance")
    func selfTransfer() throws {
        let (world, token) = try Self.place(.traceMock)
        let outcome = try world.send(
            Self.alice, Self.home, token.abi, "transfer", [.address(Self.alice), .uint(1_000)])
        #expect(outcome.isSuccess)
        #expect(token.balanceRaw(of: world.state.account(Self.alice), in: world.state) == 1_000)
    }

    struct Refused: Sendable {
        let function: String
        let arguments: [ABIValue]
        let text: String
    }

    static let refused: [Refused] = [
        Refused(
            function: "transfer", arguments: [.address(bob), .uint(1_001)],
            text: "ERC20: transfer amount exceeds balance"),
        Refused(
            function: "transferFrom", arguments: [.address(bob), .address(carol), .uint(51)],
            text: "ERC20: transfer amount exceeds balance"),
        Refused(
            function: "transferFrom", arguments: [.address(bob), .address(carol), .uint(1)],
            text: "ERC20: transfer amount exceeds allowance"),
        Refused(
            function: "decreaseAllowance", arguments: [.address(bob), .uint(1)],
            text: "ERC20: decreased allowance below zero"),
        Refused(
            function: "transfer", arguments: [.address(.zero), .uint(1)],
            text: "ERC20: transfer to the zero address"),
        Refused(
            function: "approve", arguments: [.address(.zero), .uint(1)],
            text: "ERC20: approve to the zero address"),
        Refused(
            function: "burn", arguments: [.uint(1_001)],
            text: "ERC20: burn amount exceeds balance"),
        Refused(
            function: "mint", arguments: [.address(bob), .uint(.max)],
            text: "SafeMath: addition overflow"),
    ]

    @Test("refusals have OpenZeppelin's texts or none", arguments: refused.indices)
    func refusals(_ index: Int) throws {
        let refused = Self.refused[index]
        let (world, token) = try Self.place(.openZeppelin)
        let outcome = try world.send(
            Self.alice, Self.home, token.abi, refused.function, refused.arguments)
        #expect(outcome.revert == .reason(refused.text))
        guard !refused.text.contains("zero address") else { return }
        var silent = TokenBehaviour.openZeppelin
        silent.refusal = .silent
        let (other, quiet) = try Self.place(silent)
        let again = try other.send(
            Self.alice, Self.home, quiet.abi, refused.function, refused.arguments)
        #expect(again.revert == .empty)
    }

    @Test("a token that returns false changes nothing")
    func returnsFalse() throws {
        let (world, token) = try Self.place(TokenBehaviour(refusal: .returnsFalse))
        for refused in Self.refused[0..<3] {
            let outcome = try world.send(
                Self.alice, Self.home, token.abi, refused.function, refused.arguments)
            #expect(outcome.isSuccess)
            #expect(outcome.output == Self.flag(0))
            #expect(outcome.logs.count == 0)
        }
        #expect(token.balanceRaw(of: world.state.account(Self.alice), in: world.state) == 1_000)
        #expect(token.balanceRaw(of: world.state.account(Self.bob), in: world.state) == 50)
    }

    @Test("an allowance is spent, and infinite only where it is said")
    func allowances() throws {
        for isInfinite in [false, true] {
            var behaviour = TokenBehaviour.openZeppelin
            behaviour.hasInfiniteAllowance = isInfinite
            let (world, token) = try Self.place(behaviour)
            let pair: [ABIValue] = [.address(Self.alice), .address(Self.bob)]
            _ = try world.send(
                Self.alice, Self.home, token.abi, "approve", [.address(Self.bob), .uint(.max)])
            let taken = try world.send(
                Self.bob, Self.home, token.abi, "transferFrom",
                [.address(Self.alice), .address(Self.carol), .uint(9)])
            // OpenZeppelin 3 logs the rest of the allowance; one that is infinite has none.
            #expect(taken.logs.count == (isInfinite ? 1 : 2))
            let rest = try world.word(Self.home, token.abi, "allowance", pair)
            #expect(rest == (isInfinite ? .max : .max &- 9))
        }
    }

    @Test("allowances are raised and lowered")
    func changesOfAllowance() throws {
        let (world, token) = try Self.place(.openZeppelin)
        for (name, amount, rest) in [
            ("increaseAllowance", 7, 7), ("decreaseAllowance", 3, 4), ("increaseAllowance", 1, 5),
        ] {
            let outcome = try world.send(
                Self.alice, Self.home, token.abi, name,
                [.address(Self.bob), .uint(UInt256(UInt64(amount)))])
            #expect(outcome.output == Self.flag(1))
            let pair: [ABIValue] = [.address(Self.alice), .address(Self.bob)]
            #expect(
                try world.word(Self.home, token.abi, "allowance", pair)
                    == UInt256(UInt64(rest)))
        }
    }

    @Test("an old token returns nothing and wants allowances reset")
    func tether() throws {
        let (world, token) = try Self.place(.tether(feeRecipient: Self.carol))
        func approve(_ amount: UInt256) throws -> ExecutionOutcome {
            try world.send(
                Self.alice, Self.home, token.abi, "approve", [.address(Self.bob), .uint(amount)])
        }
        let first = try approve(5)
        #expect(first.isSuccess && first.output.isEmpty)
        #expect(try approve(6).revert == .empty)
        #expect(try approve(0).isSuccess)
        #expect(try approve(6).isSuccess)
        let sent = try world.send(
            Self.alice, Self.home, token.abi, "transfer", [.address(Self.bob), .uint(5)])
        #expect(sent.isSuccess && sent.output.isEmpty)
    }

    @Test("a fee is withheld from the receiver, up to its maximum")
    func fee() throws {
        let (world, token) = try Self.place(.tether(feeRecipient: Self.carol))
        let whole = UInt256(1_000_000)
        try token.setGenesisBalance(whole &* 100_000, of: Self.alice, in: world.state)
        let change: [ABIValue] = [.uint(10), .uint(10)]
        let stranger = try world.send(Self.bob, Self.home, token.abi, "setParams", change)
        #expect(stranger.revert == .empty)
        #expect(try world.send(Self.alice, Self.home, token.abi, "setParams", change).isSuccess)
        // 1000 tokens at 0.1 % lose 1, 50,000 would lose 50 and lose 10.
        for (amount, fee) in [(1_000, 1), (50_000, 10)] {
            let before = token.balanceRaw(of: world.state.account(Self.bob), in: world.state)
            let outcome = try world.send(
                Self.alice, Self.home, token.abi, "transfer",
                [.address(Self.bob), .uint(whole &* UInt256(UInt64(amount)))])
            #expect(outcome.logs.count == 2)
            let after = token.balanceRaw(of: world.state.account(Self.bob), in: world.state)
            #expect(after &- before == whole &* UInt256(UInt64(amount - fee)))
        }
        #expect(
            token.balanceRaw(of: world.state.account(Self.carol), in: world.state) == whole &* 11)
        let tooHigh = try world.send(
            Self.alice, Self.home, token.abi, "setParams", [.uint(10_001), .uint(1)])
        #expect(!tooHigh.isSuccess)
    }

    @Test("a token without decimals lacks the function")
    func noDecimals() throws {
        let (world, token) = try Self.place(.openZeppelin, decimals: nil)
        #expect(token.abi.function(named: "decimals") == nil)
        let outcome = world.send(
            Self.bob, Self.home, Selector(signature: "decimals()").bytes)
        #expect(outcome.revert == .empty)
    }

    @Test("only the owner mints, unless anyone may")
    func minting() throws {
        for anyone in [false, true] {
            var behaviour = TokenBehaviour.openZeppelin
            behaviour.anyoneMayMint = anyone
            let (world, token) = try Self.place(behaviour)
            let mint: [ABIValue] = [.address(Self.bob), .uint(4)]
            let stranger = try world.send(Self.bob, Self.home, token.abi, "mint", mint)
            #expect(
                stranger.revert
                    == (anyone ? nil : .reason("Ownable: caller is not the owner")))
            #expect(try world.send(Self.alice, Self.home, token.abi, "mint", mint).isSuccess)
            let supply: UInt256 = anyone ? 1_058 : 1_054
            #expect(token.totalSupplyRaw(in: world.state) == supply)
        }
    }

    @Test("parameters that contradict each other are refused")
    func parameters() throws {
        let world = try TokenWorld()
        func place(_ behaviour: TokenBehaviour, decimals: UInt8 = 6) -> TokenParameterError? {
            do throws(TokenParameterError) {
                _ = try ERC20Token(
                    at: Self.home, in: world.host, name: "", symbol: "", decimals: decimals,
                    behaviour: behaviour)
                return nil
            } catch {
                return error
            }
        }
        #expect(place(.openZeppelin, decimals: 78) == .tooManyDecimals(78))
        #expect(
            place(TokenBehaviour(refusal: .returnsFalse, returnsNothing: true))
                == .falseCannotBeReturned)
        let fee = TokenBehaviour.Fee(basisPoints: 10_001, maximumRaw: 1, recipient: Self.bob)
        #expect(
            place(TokenBehaviour(feeOnTransfer: fee)) == .feeAboveAmount(basisPoints: 10_001))
    }

    @Test("native value and damaged call data are refused")
    func hostileCallData() throws {
        let (world, token) = try Self.place(.openZeppelin)
        world.state.setBalanceWei(10, of: world.state.account(Self.alice))
        let paying = try world.send(
            Self.alice, Self.home, token.abi, "transfer", [.address(Self.bob), .uint(1)],
            valueWei: 1)
        #expect(paying.revert == .empty)
        let transfer = try #require(token.abi.function(named: "transfer"))
        let good = try transfer.encodeCall([.address(Self.bob), .uint(1)])
        var dirty = good
        dirty[4] = 1
        for data in [[], [1, 2, 3], Array(good.dropLast()), dirty, [9, 9, 9, 9]] {
            #expect(world.send(Self.alice, Self.home, data).revert == .empty)
        }
        #expect(world.send(Self.alice, Self.home, good + [1]).isSuccess)
    }
}
