import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Arguments and prices that nothing was made for: whatever fails says why, and changes nothing.
@Suite struct ReferenceHostileTests {
    private typealias World = ReferenceWorld

    private static let amounts: [UInt256] = [
        0, 1, 2, wad("0.000000001"), wad("1"), wad("1.000000000000000001"), wad("1000000"),
        UInt256.one << 128, UInt256.one << 191, UInt256.one << 254, (UInt256.one << 255) &- .one,
        UInt256.one << 255, (UInt256.one << 255) &+ .one, .max,
    ]

    /// Every function of the house with a decimal among its arguments, by name and the others.
    private static let calls: [(name: String, values: @Sendable (UInt256) -> [ABIValue])] = [
        ("openPosition", { [key, .uint(0), d($0), d(.wad), d(0)] }),
        ("openPosition", { [key, .uint(1), d($0), d(.wad), d(0)] }),
        ("openPosition", { [key, .uint(0), d(.wad), d($0), d(0)] }),
        ("openPosition", { [key, .uint(1), d(.wad), d($0), d(0)] }),
        ("openPosition", { [key, .uint(0), d(.wad), d(.wad), d($0)] }),
        ("openPosition", { [key, .uint(1), d(wad("50000")), d(.wad), d($0)] }),
        ("openPosition", { [key, .uint(1), d($0), d($0), d($0)] }),
        ("closePosition", { [key, d($0)] }), ("addMargin", { [key, d($0)] }),
        ("removeMargin", { [key, d($0)] }),
        ("liquidateWithSlippage", { [key, .address(World.alice), d($0)] }),
        ("repeg", { [key, d($0)] }), ("scaleK", { [key, d($0)] }),
        ("donate", { [.address(World.fund), d($0)] }), ("depositBackstop", { [d($0)] }),
        ("withdrawBackstop", { [d($0)] }), ("withdrawFees", { [key, d($0)] }),
    ]

    private static let key = ABIValue.address(World.market)
    private static func d(_ value: UInt256) -> ABIValue { World.amount(value) }

    /// Runs a call and takes it back; a failure must be one with a text.
    private func tryOut(
        _ world: ReferenceWorld, _ name: String, _ values: [ABIValue], from sender: Address,
        _ comment: String
    ) throws {
        let point = world.host.state.checkpoint
        let outcome = try world.call(name, values, from: sender)
        switch outcome.revert {
        case nil: world.checkVault()
        case .reason(let text)?: #expect(!text.isEmpty, "\(comment)")
        case let other?: Issue.record("\(name) \(comment): \(other)")
        }
        world.host.state.revert(to: point)
    }

    @Test("every amount in every function, by everyone, with and without a position")
    func amounts() throws {
        let world = try ReferenceWorld { $0.fees.tollRatioWad = wad("0.001") }
        for isOpen in [false, true] {
            if isOpen {
                try world.trade(World.alice, .buy, wad("10000"), leverage: wad("5"))
                try world.trade(World.bob, .sell, wad("20000"))
                #expect(
                    try world.call("depositBackstop", [Self.d(wad("100"))], from: World.carol)
                        .isSuccess)
                world.advance(100)
            }
            for (name, values) in Self.calls {
                for sender in World.accounts {
                    for amount in Self.amounts {
                        try tryOut(
                            world, name, values(amount), from: sender, "\(amount) \(isOpen)")
                    }
                }
            }
        }
    }

    @Test("an overflow reverts with the text of the arithmetic, and changes nothing")
    func overflow() throws {
        let world = try ReferenceWorld { $0.funding.settlement = .continuous }
        try world.ok("addMargin", [Self.d(1)], from: World.owner)
        world.advance(10)
        let largest = (UInt256.one << 255) &- .one
        let product = Revert.reason("SignedSafeMath: multiplication overflow")
        let sum = Revert.reason("SignedSafeMath: addition overflow")
        let cases: [(String, [ABIValue], Revert)] = [
            (
                "openPosition", [Self.key, .uint(0), Self.d(largest), Self.d(.wad), Self.d(0)],
                product
            ),
            (
                "openPosition", [Self.key, .uint(1), Self.d(.wad), Self.d(largest), Self.d(0)],
                product
            ),
            ("addMargin", [Self.key, Self.d(largest)], sum),
            ("repeg", [Self.key, Self.d(largest)], product),
        ]
        for (name, values, revert) in cases {
            let point = world.host.state.checkpoint
            #expect(try world.call(name, values, from: World.owner).revert == revert, "\(name)")
            #expect(world.host.state.isUnchanged(since: point), "\(name)")
        }
    }

    @Test("an amount of 2^255 and more is no amount", arguments: [1 as UInt64, 3, 4])
    func unsignedAmounts(_ shift: UInt64) throws {
        let world = try ReferenceWorld()
        for (name, values) in Self.calls {
            let outcome = try world.call(
                name, values(UInt256.max &- UInt256(shift)), from: World.owner)
            #expect(
                outcome.revert
                    == .reason("MixedDecimal: uint value is bigger than _INT256_MAX"), "\(name)")
        }
    }

    @Test("prices without measure overflow with a text, and mend when the feed does")
    func prices() throws {
        for marginPrice in [MarginPrice.oracle, .median, .best([.mark, .oracle])] {
            let world = try ReferenceWorld {
                $0.marginPrice = marginPrice
                $0.funding.settlement = .continuous
                $0.funding.premiumOf = .oracle
                $0.funding.premiumOver = .mark
            }
            try world.trade(World.alice, .buy, wad("10000"), leverage: wad("5"))
            try world.trade(World.bob, .sell, wad("20000"))
            for price in [1, UInt256.one << 200, UInt256.one << 254, (UInt256.one << 255) &- .one] {
                try world.setFeed(price)
                let point = world.host.state.checkpoint
                for seconds in [0, 1, 5_000] as [UInt64] {
                    world.advance(seconds)
                    for (name, values) in Self.calls {
                        try tryOut(world, name, values(wad("1")), from: World.alice, "\(price)")
                    }
                    for name in ["getMarginRatio", "flag", "liquidate"] {
                        let values = [Self.key, ABIValue.address(World.alice)]
                        try tryOut(world, name, values, from: World.carol, "\(price)")
                    }
                }
                world.host.state.revert(to: point)
            }
            try world.setFeed(wad("100"))
            try world.ok("closePosition", [Self.d(0)])
        }
    }

    @Test("a price of 2^255 and more is no price")
    func priceTooLarge() throws {
        let world = try ReferenceWorld()
        try world.setFeed(UInt256.one << 255)
        let values: [ABIValue] = [Self.key, .uint(0), Self.d(.wad), Self.d(.wad), Self.d(0)]
        let outcome = try world.call("openPosition", values, from: World.alice)
        #expect(outcome.revert == .reason("feed is invalid"))
        try world.ok("addMargin", [Self.d(1)])
    }

    @Test("a price whose sum over seconds overflows stops the market for good")
    func endlessPrice() throws {
        let world = try ReferenceWorld()
        try world.setFeed(UInt256.one << 254)
        try world.ok("addMargin", [Self.d(1)])
        world.advance(2)
        try world.setFeed(wad("100"))
        let outcome = try world.call("addMargin", [Self.key, Self.d(1)], from: World.alice)
        #expect(outcome.revert == .reason("SignedSafeMath: multiplication overflow"))
    }

    @Test("a time of the feed beyond 64 bits is the future, which is good")
    func feedTimes() throws {
        let world = try ReferenceWorld { $0.maxAgeSeconds = 60 }
        for time in [UInt256.max, UInt256.one << 64, UInt256(UInt64.max)] {
            try world.setFeed(wad("100"), at: time)
            try world.trade(World.alice, .buy, 1_000)
        }
        try world.setFeed(wad("100"), at: 0)
        let outcome = try world.call("payFunding", [Self.key], from: World.bob)
        #expect(outcome.revert == .reason("feed is stale"))
    }

    @Test("a market that is none of the house's is not found")
    func strangers() throws {
        let world = try ReferenceWorld()
        let other = try ReferenceHouse(
            at: Address(truncating: 0x999), in: world.host,
            ReferenceHouseParameters(owner: World.owner, token: World.token))
        other.addFund(Address(truncating: 0xf9), balanceWad: 0, in: world.host.state)
        let foreign = Address(truncating: 0x998)
        try other.addMarket(
            at: foreign, World.parameters { $0.fund = Address(truncating: 0xf9) }, in: world.host,
            block: world.block)
        let amount = Self.d(.wad)
        let who = ABIValue.address(World.alice)
        let calls: [(String, [ABIValue])] = [
            ("openPosition", [.uint(0), amount, amount, amount]), ("closePosition", [amount]),
            ("addMargin", [amount]), ("removeMargin", [amount]), ("settlePosition", []),
            ("liquidate", [who]), ("liquidateWithSlippage", [who, amount]), ("payFunding", []),
            ("getMarginRatio", [who]), ("getPosition", [who]), ("flag", [who]),
            ("repeg", [amount]), ("scaleK", [amount]), ("shutdown", []), ("withdrawFees", [amount]),
        ]
        for address in [foreign, .zero, World.house, World.token, World.alice, World.fund] {
            for (name, values) in calls {
                let outcome = try world.call(name, [.address(address)] + values, from: World.owner)
                #expect(outcome.revert == .reason("amm not found"), "\(name)")
            }
        }
    }

    @Test("a fund, an account or a position that is not there")
    func absences() throws {
        let world = try ReferenceWorld()
        for address in [World.alice, World.market, World.house, .zero] {
            let gift = try world.call(
                "donate", [.address(address), Self.d(.wad)], from: World.alice)
            #expect(gift.revert == .reason("fund not found"))
            let claim = try world.call("claim", [.address(address)], from: World.alice)
            #expect(claim.revert == .reason("no claim"))
        }
        for name in ["getMarginRatio", "flag", "liquidate"] {
            let outcome = try world.call(
                name, [Self.key, .address(.zero)], from: World.alice)
            #expect(outcome.revert == .reason("positionSize is 0"), "\(name)")
        }
    }

    @Test("a side that is neither, or data that is cut short")
    func encodings() throws {
        let world = try ReferenceWorld()
        let values: [ABIValue] = [Self.key, .uint(2), Self.d(.wad), Self.d(.wad), Self.d(0)]
        #expect(try world.call("openPosition", values, from: World.alice).revert == .empty)
        for function in ReferencePerpABI.house.functions {
            let outcome = world.host.execute(
                Message(
                    sender: World.alice, recipient: World.house,
                    data: function.selector.bytes + [0]), in: world.block)
            #expect(outcome.revert == .empty, "\(function.name)")
        }
    }

    @Test("windows, intervals and delays below 2^63 seconds are endless, longer ones refused")
    func endlessTimes() throws {
        func world(_ seconds: UInt64) throws -> ReferenceWorld {
            try ReferenceWorld {
                $0.twapWindowSeconds = seconds
                $0.funding.windowSeconds = seconds
                $0.funding.intervalSeconds = seconds
                $0.liquidation.flagDelaySeconds = seconds
                $0.marginPrice = .median
            }
        }
        #expect(throws: ReferencePerpError.parameterTooLarge) { _ = try world(.max) }
        #expect(throws: ReferencePerpError.parameterTooLarge) { _ = try world(1 << 63) }
        for seconds in [UInt64.max >> 1, (UInt64.max >> 1) - 1] {
            let world = try world(seconds)
            try world.trade(World.alice, .buy, wad("10000"))
            world.advance(1_000)
            try world.trade(World.bob, .sell, wad("10000"))
            #expect(try world.marginRatio(World.alice).isSuccess)
            let early = try world.call("payFunding", [Self.key], from: World.bob)
            #expect(early.revert == .reason("settle funding too early"))
            #expect(world.summary.nextFundingTime > UInt64(1) << 62)
        }
    }
}
