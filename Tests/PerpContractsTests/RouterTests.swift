import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

@Suite struct RouterTests {
    private static func path(_ tokens: [Int]) -> ABIValue {
        .array(tokens.map { .address(PairWorld.addresses[$0]) })
    }

    private func terms(
        _ amount: UInt256, _ limit: UInt256, _ tokens: [Int], late: Bool = false
    ) -> [ABIValue] {
        [
            .uint(amount), .uint(limit), Self.path(tokens), .address(PairWorld.provider),
            .uint(late ? 1_699_999_999 : 1_700_000_000),
        ]
    }

    private func amounts(_ outcome: ExecutionOutcome) throws -> [UInt256] {
        let function = try ABIFunction(parsing: "f() returns (uint256[] amounts)")
        let values = try function.decodeResult(outcome.output, rules: .strict)
        return try #require(values.first?.elements).compactMap(\.uintValue)
    }

    @Test("an exact amount goes along a path, as its quote says")
    func exactInput() throws {
        let pool = try PairWorld()
        let quoted = try pool.callRouter(
            "getAmountsOut", [.uint(1_000), Self.path([0, 1, 2])])
        // 3984 as in the pair's test; then 3984 * 997 * 4000000 / (1e9 + 3984 * 997) = 15825.09...
        #expect(try amounts(quoted) == [1_000, 3_984, 15_825])
        let short = try pool.callRouter(
            "swapExactTokensForTokens", terms(1_000, 15_826, [0, 1, 2]))
        #expect(short.revert == .reason("UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT"))
        let outcome = try pool.callRouter(
            "swapExactTokensForTokens", terms(1_000, 15_825, [0, 1, 2]))
        #expect(try amounts(outcome) == [1_000, 3_984, 15_825])
        #expect(pool.balance(2, PairWorld.provider) == 15_825)
        #expect(pool.balance(0, PairWorld.trader) == 9_999_000)
    }

    @Test("an exact amount comes out of a path for the least that is needed")
    func exactOutput() throws {
        let pool = try PairWorld()
        let quoted = try amounts(
            try pool.callRouter("getAmountsIn", [.uint(15_825), Self.path([0, 1, 2])]))
        #expect(quoted.last == 15_825)
        let over = try pool.callRouter(
            "swapTokensForExactTokens", terms(15_825, quoted[0] &- 1, [0, 1, 2]))
        #expect(over.revert == .reason("UniswapV2Router: EXCESSIVE_INPUT_AMOUNT"))
        let outcome = try pool.callRouter(
            "swapTokensForExactTokens", terms(15_825, quoted[0], [0, 1, 2]))
        #expect(try amounts(outcome) == quoted)
        #expect(pool.balance(2, PairWorld.provider) == 15_825)
        #expect(pool.balance(0, PairWorld.trader) == 10_000_000 &- quoted[0])
    }

    @Test("what the router refuses")
    func refusals() throws {
        let pool = try PairWorld()
        let exact = "swapExactTokensForTokens"
        func revert(_ name: String, _ values: [ABIValue]) throws -> Revert? {
            try pool.callRouter(name, values).revert
        }
        #expect(
            try revert(exact, terms(1, 0, [0, 1], late: true))
                == .reason("UniswapV2Router: EXPIRED"))
        #expect(
            try revert(exact, terms(1, 0, [0])) == .reason("UniswapV2Library: INVALID_PATH"))
        #expect(
            try revert(exact, terms(0, 0, [0, 1]))
                == .reason("UniswapV2Library: INSUFFICIENT_INPUT_AMOUNT"))
        #expect(
            try revert(exact, terms(1, 0, [0, 0]))
                == .reason("UniswapV2Library: IDENTICAL_ADDRESSES"))
        #expect(try revert(exact, terms(1, 0, [0, 2])) == .empty)
        #expect(
            try revert(exact, terms(10_000_001, 0, [0, 1]))
                == .reason("TransferHelper: TRANSFER_FROM_FAILED"))
        #expect(
            try revert("getAmountsIn", [.uint(0), Self.path([0, 1])])
                == .reason("UniswapV2Library: INSUFFICIENT_OUTPUT_AMOUNT"))
        #expect(
            try revert("getAmountsIn", [.uint(4_000_001), Self.path([0, 1])])
                == .reason("ds-math-sub-underflow"))
        #expect(
            try revert("quote", [.uint(0), .uint(1), .uint(1)])
                == .reason("UniswapV2Library: INSUFFICIENT_AMOUNT"))
        #expect(
            try revert("getAmountOut", [.uint(1), .uint(0), .uint(1)])
                == .reason("UniswapV2Library: INSUFFICIENT_LIQUIDITY"))
    }

    @Test("call data with impossible arrays is refused")
    func hostileCallData() throws {
        let pool = try PairWorld()
        let function = try #require(
            pool.router.abi.function(named: "swapExactTokensForTokens"))
        let good = try function.encodeCall(terms(1_000, 0, [0, 1]))
        for word in 2...7 {
            var data = good
            for byte in 0..<32 { data[4 + 32 * word + byte] = 0xff }
            let outcome = pool.world.send(PairWorld.trader, PairWorld.routerAddress, data)
            // The deadline alone may be as large as that.
            #expect(outcome.revert == (word == 4 ? nil : .empty), "word \(word)")
        }
        for count in 0..<good.count {
            let data = Array(good.prefix(count))
            let outcome = pool.world.send(PairWorld.trader, PairWorld.routerAddress, data)
            #expect(outcome.revert == .empty)
        }
    }

    @Test(
        "amounts in and out are inverse, each rounded for the pool", arguments: [5, 6] as [UInt64])
    func inverse(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let reserveIn = random.wide() >> 150 &+ 1
            let reserveOut = random.wide() >> 150 &+ 2
            let wanted = try UInt256(random.next()) % reserveOut
            guard !wanted.isZero else { continue }
            let needed = try SpotMath.amountIn(
                for: wanted, reserveIn: reserveIn, reserveOut: reserveOut)
            let given = try SpotMath.amountOut(
                for: needed, reserveIn: reserveIn, reserveOut: reserveOut)
            try #require(given >= wanted, "seed \(seed): \(wanted) of \(reserveIn), \(reserveOut)")
            // The quotient plus one can be one more than the least.
            guard needed > 2 else { continue }
            let less = try SpotMath.amountOut(
                for: needed &- 2, reserveIn: reserveIn, reserveOut: reserveOut)
            try #require(less < wanted, "seed \(seed): \(wanted) of \(reserveIn), \(reserveOut)")
        }
    }

    @Test("liquidity is added at the pair's ratio and taken out again")
    func liquidity() throws {
        let pool = try PairWorld()
        func add(
            _ a: UInt256, _ b: UInt256, _ minimumA: UInt256, _ minimumB: UInt256
        ) throws -> ExecutionOutcome {
            // B is the pair's first token, A its second.
            try pool.callRouter(
                "addLiquidity",
                [
                    .address(PairWorld.addresses[1]), .address(PairWorld.addresses[0]), .uint(a),
                    .uint(b), .uint(minimumA), .uint(minimumB), .address(PairWorld.trader),
                    .uint(1_700_000_000),
                ])
        }
        #expect(
            try add(4_000, 2_000, 0, 1_001).revert
                == .reason("UniswapV2Router: INSUFFICIENT_B_AMOUNT"))
        #expect(
            try add(4_000, 500, 2_001, 0).revert
                == .reason("UniswapV2Router: INSUFFICIENT_A_AMOUNT"))
        let first = try add(4_000, 2_000, 0, 1_000)
        #expect(first.output == CallResult.words([4_000, 1_000, 2_000] as InlineArray<3, _>))
        let second = try add(4_000, 500, 2_000, 0)
        #expect(second.output == CallResult.words([2_000, 500, 1_000] as InlineArray<3, _>))
        func remove(_ shares: UInt256, _ minimumA: UInt256, _ minimumB: UInt256) throws
            -> ExecutionOutcome
        {
            try pool.callRouter(
                "removeLiquidity",
                [
                    .address(PairWorld.addresses[1]), .address(PairWorld.addresses[0]),
                    .uint(shares), .uint(minimumA), .uint(minimumB),
                    .address(PairWorld.provider), .uint(1_700_000_000),
                ])
        }
        #expect(try remove(3_000, 0, 0).revert == .reason("ds-math-sub-underflow"))
        let approve: [ABIValue] = [.address(PairWorld.routerAddress), .uint(.max)]
        #expect(try pool.callPair("approve", approve).isSuccess)
        #expect(
            try remove(3_000, 6_001, 0).revert
                == .reason("UniswapV2Router: INSUFFICIENT_A_AMOUNT"))
        #expect(
            try remove(3_000, 0, 1_501).revert
                == .reason("UniswapV2Router: INSUFFICIENT_B_AMOUNT"))
        let out = try remove(3_000, 6_000, 1_500)
        #expect(out.output == CallResult.words([6_000, 1_500] as InlineArray<2, _>))
        #expect(pool.balance(1, PairWorld.provider) == 6_000)
    }

    @Test("the registry names pairs by their tokens in any order")
    func registry() throws {
        let pool = try PairWorld()
        let abi = try ContractABI(
            "",
            declarations: [
                "function getPair(address, address) view returns (address)",
                "function allPairs(uint256) view returns (address)",
                "function allPairsLength() view returns (uint256)",
            ])
        let home = Address(0x61)
        let tokens = PairWorld.addresses.map { ABIValue.address($0) }
        #expect(
            try pool.world.word(home, abi, "getPair", [tokens[1], tokens[0]])
                == PairWorld.pairAddress.number)
        #expect(try pool.world.word(home, abi, "getPair", [tokens[0], tokens[2]]) == 0)
        #expect(try pool.world.word(home, abi, "allPairsLength") == 2)
        #expect(
            try pool.world.word(home, abi, "allPairs", [.uint(1)])
                == PairWorld.otherPairAddress.number)
        let beyond = try pool.world.send(.zero, home, abi, "allPairs", [.uint(2)])
        #expect(beyond.revert == .empty)
    }
}
