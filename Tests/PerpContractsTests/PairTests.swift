import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

@Suite struct PairTests {
    @Test("tokens are sorted and reserves lie in one slot")
    func facts() throws {
        let pool = try PairWorld()
        #expect(try pool.pairWord("token0") == PairWorld.addresses[0].number)
        #expect(try pool.pairWord("token1") == PairWorld.addresses[1].number)
        let outcome = try pool.callPair("getReserves")
        let time = UInt256(pool.world.block.timestampSeconds)
        #expect(
            outcome.output == CallResult.words([1_000_000, 4_000_000, time] as InlineArray<3, _>))
        // One cold slot.
        #expect(outcome.gasParts[.storage] == 2_100)
    }

    @Test("a swap gives what the closed form says, and one unit more breaks the product")
    func swap() throws {
        // 1000 * 997 * 4000000 / (1000000 * 1000 + 1000 * 997) = 3984.02...
        for (out, reason) in [(3_984, nil), (3_985, Revert.reason("UniswapV2: K"))] {
            let pool = try PairWorld()
            try pool.pay(0, 1_000)
            let outcome = try pool.swap(0, UInt256(UInt64(out)))
            #expect(outcome.revert == reason)
            guard reason == nil else { continue }
            #expect(pool.reserves.reserve0 == 1_001_000)
            #expect(pool.reserves.reserve1 == 3_996_016)
            #expect(pool.balance(1, PairWorld.trader) == 10_003_984)
            let logs = pool.world.logs(outcome)
            #expect(
                logs.map(\.address) == [
                    PairWorld.addresses[1], PairWorld.pairAddress, PairWorld.pairAddress,
                ])
            let swap = try #require(pool.pair.abi.event(named: "Swap"))
            #expect(
                logs[2].topics == [
                    swap.topic0, Hash256(PairWorld.trader.number), Hash256(PairWorld.trader.number),
                ])
            #expect(logs[2].data == CallResult.words([1_000, 0, 0, 3_984] as InlineArray<4, _>))
            let sync = try #require(pool.pair.abi.event(named: "Sync"))
            #expect(logs[1].topics == [sync.topic0])
        }
    }

    @Test("what a swap refuses")
    func refusals() throws {
        let pool = try PairWorld()
        func reason(_ text: String) -> Revert { .reason("UniswapV2: " + text) }
        #expect(try pool.swap(0, 0).revert == reason("INSUFFICIENT_OUTPUT_AMOUNT"))
        #expect(try pool.swap(1_000_000, 0).revert == reason("INSUFFICIENT_LIQUIDITY"))
        #expect(try pool.swap(0, 4_000_000).revert == reason("INSUFFICIENT_LIQUIDITY"))
        #expect(try pool.swap(0, 1).revert == reason("INSUFFICIENT_INPUT_AMOUNT"))
        for token in PairWorld.addresses.prefix(2) {
            #expect(try pool.swap(0, 1, to: token).revert == reason("INVALID_TO"))
        }
        #expect(pool.reserves.reserve0 == 1_000_000)
        let swap = try #require(pool.pair.abi.function(named: "swap"))
        let data = try swap.encodeCall([
            .uint(0), .uint(1), .address(PairWorld.trader), .bytes([1]),
        ])
        for count in [0, 3, 4, 100, data.count - 33] {
            let cut = Array(data.prefix(count))
            #expect(pool.world.send(PairWorld.trader, PairWorld.pairAddress, cut).revert == .empty)
        }
    }

    @Test("reserves end at 2^112 - 1")
    func overflow() throws {
        let pool = try PairWorld()
        let limit = SpotReserves.reserveMax
        try pool.tokens[0].setGenesisBalance(limit, of: PairWorld.pairAddress, in: pool.world.state)
        #expect(try pool.callPair("sync").isSuccess)
        #expect(
            pool.reserves
                == SpotReserves(
                    reserve0: limit, reserve1: 4_000_000,
                    timestampLast: UInt32(pool.world.block.timestampSeconds)))
        try pool.pay(0, 1)
        #expect(try pool.callPair("sync").revert == .reason("UniswapV2: OVERFLOW"))
        #expect(try pool.callPair("skim", [.address(PairWorld.provider)]).isSuccess)
        #expect(pool.balance(0, PairWorld.provider) == 1)
    }

    @Test("the price before a block counts for the seconds since, also across 2^32")
    func accumulators() throws {
        for start in [1_700_000_000, 1 << 32 - 3] as [UInt64] {
            var pool = try PairWorld(reserves: nil)
            pool.world.block.timestampSeconds = start
            try pool.pair.setGenesisReserves(
                (1_000_000, 4_000_000), provider: PairWorld.provider, timestampSeconds: start,
                in: pool.world.host)
            try pool.pay(0, 1_000)
            #expect(try pool.swap(0, 1).isSuccess)
            #expect(try pool.pairWord("price0CumulativeLast") == 0)
            #expect(try pool.callPair("skim", [.address(PairWorld.trader)]).isSuccess)
            pool.world.block.timestampSeconds += 10
            try pool.pay(0, 1_000_000)
            #expect(try pool.callPair("sync").isSuccess)
            // The reserves of the first block, 1001000 and 3999999, held for ten seconds.
            let unit = UInt256.one << 112
            let price0 = try unit &* 3_999_999 / 1_001_000 &* 10
            let price1 = try unit &* 1_001_000 / 3_999_999 &* 10
            #expect(try pool.pairWord("price0CumulativeLast") == price0)
            #expect(try pool.pairWord("price1CumulativeLast") == price1)
            #expect(pool.reserves.timestampLast == UInt32(truncatingIfNeeded: start + 10))
        }
    }

    @Test("a callback cannot enter the pair again")
    func reentrancy() throws {
        let names = ["swap", "mint", "burn", "skim", "sync"]
        for name in names {
            let pool = try PairWorld()
            let borrower = Address(0xb0)
            let function = try #require(pool.pair.abi.function(named: name))
            let values: [ABIValue] =
                switch name {
                case "swap": [.uint(1), .uint(0), .address(borrower), .bytes([])]
                case "sync": []
                default: [.address(borrower)]
                }
            let again = try function.encodeCall(values)
            let pairAccount = pool.pair.account
            try Probe(at: borrower, in: pool.world.host) { _, context throws(Revert) in
                try context.call(pairAccount, again)
            }
            let outcome = try pool.swap(1, 0, to: borrower, data: [1])
            #expect(outcome.revert == .reason("UniswapV2: LOCKED"), "\(name)")
        }
    }

    @Test("a flash swap is paid back with its fee or undone")
    func flashSwap() throws {
        // 500 units cost ceil(500 * 1000 / 997) = 502.
        for (back, reason) in [(502, nil), (501, Revert.reason("UniswapV2: K"))] {
            let pool = try PairWorld()
            let borrower = Address(0xb0)
            try pool.tokens[0].setGenesisBalance(1_000, of: borrower, in: pool.world.state)
            let token = pool.tokens[0]
            let pairAccount = pool.pair.account
            let trader = PairWorld.trader
            try Probe(at: borrower, in: pool.world.host) { input, context throws(Revert) in
                let expected =
                    Selector(signature: "uniswapV2Call(address,uint256,uint256,bytes)").bytes
                    + trader.number.bigEndianBytes + UInt256(500).bigEndianBytes
                    + UInt256(0).bigEndianBytes + UInt256(128).bigEndianBytes
                    + UInt256(1).bigEndianBytes + [9] + [UInt8](repeating: 0, count: 31)
                #expect(input == expected)
                let outer = try context.enter(token.account)
                _ = try token.transfer(to: pairAccount, UInt256(UInt64(back)), in: context)
                context.leave(outer)
                return []
            }
            let before = pool.reserves
            #expect(try pool.swap(500, 0, to: borrower, data: [9]).revert == reason)
            #expect(pool.balance(0, borrower) == (reason == nil ? 998 : 1_000))
            if reason != nil { #expect(pool.reserves == before) }
        }
        let pool = try PairWorld()
        // A callback to an account without code fails without data.
        #expect(try pool.swap(500, 0, to: Address(0xb0), data: [9]).revert == .empty)
    }

    @Test("the first shares are the root of the product, the next in proportion")
    func mint() throws {
        let pool = try PairWorld(reserves: nil)
        let trader = ABIValue.address(PairWorld.trader)
        #expect(
            try pool.callPair("mint", [trader]).revert == .reason("ds-math-sub-underflow"))
        try pool.pay(0, 10_000)
        try pool.pay(1, 40_000)
        #expect(try pool.callPair("mint", [trader]).output == UInt256(19_000).bigEndianBytes)
        #expect(try pool.pairWord("totalSupply") == 20_000)
        #expect(try pool.pairWord("balanceOf", [.address(.zero)]) == 1_000)
        #expect(
            try pool.callPair("mint", [trader]).revert
                == .reason("UniswapV2: INSUFFICIENT_LIQUIDITY_MINTED"))
        try pool.pay(0, 500)
        try pool.pay(1, 8_000)
        // The smaller proportion counts: 500 / 10000 of 20000.
        #expect(try pool.callPair("mint", [trader]).output == UInt256(1_000).bigEndianBytes)
    }

    @Test("burnt shares pay their part")
    func burn() throws {
        let pool = try PairWorld(reserves: nil)
        let trader = ABIValue.address(PairWorld.trader)
        try pool.pay(0, 10_000)
        try pool.pay(1, 40_000)
        _ = try pool.callPair("mint", [trader])
        #expect(
            try pool.callPair("burn", [trader]).revert
                == .reason("UniswapV2: INSUFFICIENT_LIQUIDITY_BURNED"))
        let send: [ABIValue] = [.address(PairWorld.pairAddress), .uint(5_000)]
        #expect(try pool.callPair("transfer", send).isSuccess)
        let outcome = try pool.callPair("burn", [.address(PairWorld.provider)])
        #expect(outcome.output == CallResult.words([2_500, 10_000] as InlineArray<2, _>))
        #expect(pool.balance(0, PairWorld.provider) == 2_500)
        #expect(pool.balance(1, PairWorld.provider) == 10_000)
        #expect(try pool.pairWord("totalSupply") == 15_000)
    }

    @Test("shares are a token of their own")
    func shares() throws {
        let pool = try PairWorld()
        let provider = PairWorld.provider
        let abi = pool.pair.abi
        func call(_ sender: Address, _ name: String, _ values: [ABIValue]) throws -> Revert? {
            try pool.world.send(sender, PairWorld.pairAddress, abi, name, values).revert
        }
        #expect(try pool.pairWord("balanceOf", [.address(provider)]) == 1_999_000)
        let take: [ABIValue] = [.address(provider), .address(PairWorld.trader), .uint(7)]
        #expect(
            try call(PairWorld.trader, "transferFrom", take) == .reason("ds-math-sub-underflow"))
        #expect(try call(provider, "approve", [.address(PairWorld.trader), .uint(8)]) == nil)
        #expect(try call(PairWorld.trader, "transferFrom", take) == nil)
        let pair: [ABIValue] = [.address(provider), .address(PairWorld.trader)]
        #expect(try pool.pairWord("allowance", pair) == 1)
        #expect(
            try call(PairWorld.trader, "transfer", [.address(provider), .uint(8)])
                == .reason("ds-math-sub-underflow"))
        #expect(try pool.pairWord("balanceOf", [.address(PairWorld.trader)]) == 7)
    }

    @Test("a sixth of the growth becomes shares of the protocol, where one is named")
    func protocolFee() throws {
        let treasury = Address(0xfee)
        for recipient in [nil, treasury] {
            let pool = try PairWorld(protocolFeeRecipient: recipient)
            // Donations take both reserves to four times: the root grows from 2 to 8 million.
            try pool.pay(0, 3_000_000)
            try pool.tokens[1].setGenesisBalance(
                16_000_000, of: PairWorld.pairAddress, in: pool.world.state)
            #expect(try pool.callPair("sync").isSuccess)
            try pool.pay(0, 4_000_000)
            try pool.pay(1, 4_000_000)
            #expect(try pool.callPair("mint", [.address(PairWorld.trader)]).isSuccess)
            // 2e6 * (8e6 - 2e6) / (5 * 8e6 + 2e6) = 285714.28...
            let minted = try pool.pairWord("balanceOf", [.address(treasury)])
            #expect(minted == (recipient == nil ? 0 : 285_714))
            let last = try pool.pairWord("kLast")
            #expect(last == (recipient == nil ? 0 : 160_000_000_000_000))
        }
    }
}
