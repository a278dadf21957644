import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PriceOracles
import Testing
import WideIntegers

@Suite struct BlockFillingTests {
    /// A contract that uses all gas that it is given.
    private final class Furnace: Contract {
        static let address = Address(truncating: 0xf17e)
        let abi: ContractABI

        init(in host: ContractHost) throws {
            abi = try ContractABI("Furnace", declarations: [])
            host.deploy(self, at: host.state.account(Furnace.address))
        }

        func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
            try context.compute(context.gasRemaining)
            return []
        }
    }

    private func fixture() throws -> AgentsFixture {
        try AgentsFixture([("block-gas-limit", "1M")]) { _ = try Furnace(in: $0) }
    }

    private func filling(
        _ fixture: AgentsFixture, blocks: UInt64, priceMax: UInt256 = gwei(1_000)
    ) -> BlockFilling {
        let plan = BlockFillingPlan(
            filler: CallIntent(to: Furnace.address, gasLimit: 300_000),
            rivalPriceWei: gwei(5), priceMaxWei: priceMax, blocks: blocks)
        let filling = BlockFilling(plan, wallets: [fixture.wallet(0), fixture.wallet(1)])
        fixture.observe { filling.handle($0) }
        filling.start()
        return filling
    }

    private func block(of submission: Submission) -> UInt64? {
        if case .included(let block, _) = submission.fate { block } else { nil }
    }

    @Test("keeps a reporter with a fixed price out for its blocks, and bills each of them")
    func keepsOut() throws {
        let fixture = try fixture()
        let filling = filling(fixture, blocks: 4)
        let report = try fixture.send(7, nonce: 0, tip: gwei(5), cap: gwei(5))
        fixture.run(seconds: 8)
        #expect(block(of: report) == 5)
        #expect(filling.isOver)
        let fees = filling.feesByBlock
        #expect(fees.map(\.block) == [1, 2, 3, 4])
        // Every block is full at the rival's price of 5 gwei and one wei; the base fee is part of it.
        for fee in fees {
            #expect(fee.feesWei == UInt256(1_000_000) &* (gwei(5) &+ .one), "\(fee)")
        }
        let bill = try filling.bill()
        let spent = try (0..<2).reduce(UInt256.zero) {
            $0 &+ (UInt256.wad &* 1_000 &- (try fixture.balance($1)))
        }
        #expect(try bill.total(of: .native).magnitude == spent)
        #expect(fees.reduce(UInt256.zero) { $0 &+ $1.feesWei } == spent)
        // The tip shrinks as the base fee takes its place.
        #expect(try bill.total(of: .tip, in: .native).magnitude < spent)
    }

    @Test("without it the reporter comes at once, and a too high price ends it unpaid")
    func tooDear() throws {
        let fixture = try fixture()
        let filling = filling(fixture, blocks: 4, priceMax: gwei(5))
        let report = try fixture.send(7, nonce: 0, tip: gwei(5), cap: gwei(5))
        fixture.run(seconds: 3)
        #expect(block(of: report) == 1)
        #expect(filling.isOver && filling.tasks.isEmpty)
        #expect(try filling.bill().entries.isEmpty)
    }

    @Test("a copy has the least gas of a transaction, whatever the plan says")
    func leastGas() throws {
        let fixture = try fixture()
        var plan = BlockFillingPlan(
            filler: CallIntent(to: Furnace.address, gasLimit: 300_000),
            rivalPriceWei: gwei(5), priceMaxWei: gwei(1_000), blocks: 1)
        plan.filler.gasLimit = 0
        let filling = BlockFilling(plan, wallets: [fixture.wallet(0)])
        filling.start()
        #expect(filling.tasks.count == 47)
    }

    @Test("copies that a reorg has opened again are under way, and no others are sent for them")
    func reorg() throws {
        let fixture = try fixture()
        let filling = filling(fixture, blocks: 30)
        fixture.run(seconds: 15)
        let sent = filling.tasks.count
        try fixture.chain.reorganize(depth: 3, keep: .never, order: .same)
        fixture.run(micros: 1_000)
        #expect(filling.tasks.count(where: \.isOpen) >= 12)
        #expect(filling.tasks.count == sent)
    }

    @Test("once the base fee has passed the reporter's price, the base fee alone keeps it out")
    func baseFee() throws {
        let fixture = try fixture()
        let filling = filling(fixture, blocks: 20)
        let report = try fixture.send(7, nonce: 0, tip: gwei(5), cap: gwei(5))
        fixture.run(seconds: 20)
        #expect(block(of: report) == nil)
        #expect((fixture.head.header.baseFeePerGasWei ?? .zero) > gwei(5))
        let fees = filling.feesByBlock
        try #require(fees.count >= 19)
        #expect(fees[18].feesWei > fees[0].feesWei)
    }
}
