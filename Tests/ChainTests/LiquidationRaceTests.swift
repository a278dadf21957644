import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@testable import Chain

/// Keepers race for a liquidation of Perpetual Protocol v1, under two policies and through reorgs.
@Suite struct LiquidationRaceTests {
    static let house = Address(truncating: 0xc4)
    static let market = Address(truncating: 0xa33)
    static let fund = Address(truncating: 0xf0)
    static let token = Address(truncating: 0x70)
    static let feed = Address(truncating: 0xfeed)
    /// Accounts 0 and 1 trade, 2 and 3 are keepers, 4 owns the contracts.
    private static let traders = 4

    /// A chain on which account 0's long can be liquidated from the next block on.
    private func makeFixture(
        _ overrides: [(key: String, value: String)] = []
    ) throws -> ChainFixture {
        let fixture = try ChainFixture(
            [
                ("production.interval", "15 s"), ("reorg.depth-max", "8"),
                ("finality.safe", "8"), ("finality.finalized", "8"), ("history-blocks", "256"),
            ] + overrides, prepare: deploy)
        try open(fixture, 0, .buy, margin: "60", leverage: "10", nonce: 0)
        fixture.run(seconds: 15)
        try open(fixture, 1, .sell, margin: "50", leverage: "1", nonce: 0)
        fixture.run(seconds: 15)
        #expect(fixture.head.receipts.map(\.isSuccess) == [true])
        // The average over fifteen minutes has to fall as well.
        fixture.run(seconds: 1_005)
        #expect(try !size(of: 0, on: fixture).isZero)
        return fixture
    }

    private func deploy(in host: ContractHost) throws {
        let owner = try PrivateKey(UInt256(1_004)).address
        let block = BlockEnvironment(
            number: 0, timestampSeconds: ChainFixture.start.seconds)
        let dollars = try ERC20Token(
            at: Self.token, in: host, name: "Dollar", symbol: "USD", owner: owner)
        for index in 0..<Self.traders {
            let trader = try PrivateKey(UInt256(UInt64(1_000 + index))).address
            try dollars.setGenesisBalance(wad("5000"), of: trader, in: host.state)
            dollars.setGenesisAllowance(.max, of: trader, for: Self.house, in: host.state)
        }
        _ = try SettablePriceFeed(
            at: Self.feed, in: host, priceWad: wad("24"), twapPriceWad: wad("24"))
        var deployment = try PerpV1Deployment(
            in: host, clearingHouse: Self.house, insuranceFund: Self.fund, feePool: .zero,
            ClearingHouseParameters(
                owner: owner, initMarginRatioWad: wad("0.1"),
                maintenanceMarginRatioWad: wad("0.0625"), liquidationFeeRatioWad: wad("0.0125"),
                insuranceFund: Self.fund),
            block: block)
        try deployment.addMarket(
            at: Self.market,
            AmmParameters(
                owner: owner, quoteReserveWad: wad("1000"), baseReserveWad: wad("100"),
                tradeLimitRatioWad: wad("0.9"), fundingPeriodSeconds: 86_400,
                priceFeed: Self.feed, priceFeedKey: .zero, quoteAsset: Self.token,
                fluctuationLimitRatioWad: 0, tollRatioWad: 0, spreadRatioWad: 0))
    }

    private func open(
        _ fixture: ChainFixture, _ account: Int, _ side: PerpV1Side, margin: String,
        leverage: String, nonce: UInt64
    ) throws {
        let function = try #require(
            PerpV1ABI.clearingHouse.function(named: "openPosition"))
        try fixture.send(
            account, nonce: nonce, to: Self.house, gas: 2_000_000,
            data: try function.encodeCall([
                .address(Self.market), .uint(UInt256(UInt64(side.rawValue))),
                .tuple([.uint(wad(margin))]), .tuple([.uint(wad(leverage))]),
                .tuple([.uint(0)]),
            ]))
    }

    private func liquidate(
        _ fixture: ChainFixture, by keeper: Int, tip: UInt64
    ) throws -> Submission {
        let function = try #require(PerpV1ABI.clearingHouse.function(named: "liquidate"))
        return try fixture.send(
            keeper, nonce: 0, to: Self.house, tip: tip, gas: 2_000_000,
            data: try function.encodeCall([
                .address(Self.market), .address(fixture.accounts[0]),
            ]))
    }

    /// The first word of the position, as `getPosition` returns it.
    private func size(of account: Int, on fixture: ChainFixture) throws -> UInt256 {
        let function = try #require(PerpV1ABI.clearingHouse.function(named: "getPosition"))
        let outcome = try fixture.view.call(
            Message(
                sender: .zero, recipient: Self.house,
                data: try function.encodeCall([
                    .address(Self.market), .address(fixture.accounts[account]),
                ])))
        #expect(outcome.revert == nil)
        return UInt256(bigEndianBytes: outcome.output[..<32]) ?? .zero
    }

    private func liquidations(_ blocks: [Block], _ fixture: ChainFixture) throws -> Int {
        let event = try #require(PerpV1ABI.clearingHouse.event(named: "PositionLiquidated"))
        let filter = LogFilter(addresses: [Self.house], topics: [[event.topic0]])
        return blocks.reduce(0) {
            $0 + $1.logs(matching: filter, in: fixture.chain.host.state).count
        }
    }

    @Test(
        "the higher tip wins the auction, the first to come the queue; the loser pays for a revert")
    func race() throws {
        for (ordering, winner) in [("priority", 3), ("first-come", 2)] {
            let fixture = try makeFixture([("ordering", ordering)])
            _ = try liquidate(fixture, by: 2, tip: 2)
            _ = try liquidate(fixture, by: 3, tip: 5)
            fixture.run(seconds: 15)
            let receipts = fixture.head.receipts
            #expect(receipts.map(\.isSuccess) == [true, false])
            let first = fixture.senders(of: fixture.head)[0]
            #expect(first == winner)
            #expect(receipts[1].outcome.revert != nil)
            print(
                "\(ordering): keeper \(winner) liquidates for \(receipts[0].gasUsed) gas,",
                "the other loses \(receipts[1].gasUsed)")
            #expect(try size(of: 0, on: fixture).isZero)
        }
    }

    @Test("a reorg orphans a liquidation, announces its log as removed, and the pool restores it")
    func orphanedAndRestored() throws {
        let fixture = try makeFixture()
        let submission = try liquidate(fixture, by: 2, tip: 2)
        fixture.run(seconds: 15)
        #expect(submission.fate.isIncluded)
        #expect(try size(of: 0, on: fixture).isZero)
        var removedLogs = 0
        fixture.chain.observe(fixture.node) { notice in
            guard case .head(let removed, _) = notice else { return }
            removedLogs += (try? liquidations(removed, fixture)) ?? 0
        }
        try fixture.chain.reorganize(depth: 1, keep: .never, order: .same)
        #expect(try !size(of: 0, on: fixture).isZero)
        #expect(submission.fate == .pending)
        fixture.run(seconds: 15)
        #expect(removedLogs == 1)
        #expect(submission.fate.isIncluded)
        #expect(try size(of: 0, on: fixture).isZero)
        #expect(try liquidations([fixture.head], fixture) == 1)
        #expect(fixture.chain.violation == nil)
        print("liquidation orphaned at block \(fixture.head.number - 1), restored in the next")
    }

    @Test("a branch that puts the rival first gives the liquidation to the other keeper")
    func rivalWins() throws {
        let fixture = try makeFixture()
        _ = try liquidate(fixture, by: 2, tip: 5)
        _ = try liquidate(fixture, by: 3, tip: 2)
        fixture.run(seconds: 15)
        #expect(fixture.senders(of: fixture.head) == [2, 3])
        #expect(fixture.head.receipts.map(\.isSuccess) == [true, false])
        try fixture.chain.reorganize(
            depth: 1, keep: .always, order: .rivalsFirst([fixture.accounts[3]]))
        #expect(fixture.senders(of: fixture.head) == [3, 2])
        #expect(fixture.head.receipts.map(\.isSuccess) == [true, false])
    }

    @Test("fresh execution of the new branch leaves the same digest after each block")
    func freshExecution() throws {
        let fixture = try makeFixture()
        _ = try liquidate(fixture, by: 2, tip: 5)
        _ = try liquidate(fixture, by: 3, tip: 2)
        fixture.run(seconds: 30)
        try open(fixture, 1, .buy, margin: "1", leverage: "2", nonce: 1)
        fixture.run(seconds: 15)
        try fixture.chain.reorganize(depth: 4, keep: .always, order: .shuffled)
        fixture.run(seconds: 30)
        let again = try ChainFixture(
            [("production.interval", "15 s")], prepare: deploy
        ).chain
        #expect(again.head.header.stateRoot == fixture.chain.store.genesis.header.stateRoot)
        var parent = again.head
        for number in 1...fixture.head.number {
            guard let block = fixture.chain.store.block(number) else { continue }
            var open = again.open(
                on: parent, coinbase: block.header.coinbase,
                timestampSeconds: block.header.timestampSeconds)
            for receipt in block.receipts {
                try open.include(receipt.transaction)
                #expect(open.receipts.last?.gasUsed == receipt.gasUsed)
                #expect(open.receipts.last?.isSuccess == receipt.isSuccess)
            }
            let baseFee = block.header.baseFeePerGasWei ?? .zero
            #expect(open.environment.baseFeePerGasWei == baseFee)
            let root = again.host.state.sealBlock()
            #expect(root == block.header.stateRoot, "block \(number)")
            parent = block
        }
        #expect(parent === fixture.head)
    }
}
