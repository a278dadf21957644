import Chain
import PerpContracts
import TestSupport
import Testing
import WideIntegers

@testable import Simulation

/// Perp v1 tells of a position's shortage in `PositionChanged`, and of what its margin lacked of the
/// liquidator's fee in `PositionLiquidated`; the fund pays both.
@Suite struct PerpV1BadDebtTests {
    private let run: RecordedRun

    init() throws {
        var scenario = Scenario.crash(fund: 100_000)
        scenario.markets = ["a", "b"].map { name in
            var market = MarketWorld.perpV1(name)
            market.truth = "eth"
            market.quoteReserveWad = wad(2_000_000)
            return market
        }
        scenario.chain.overrides.append(SettingOverride("history-blocks", "2000"))
        run = try RecordedRun(scenario, extra: [.ideal(in: scenario)])
    }

    @Test("the fund has paid what both events of a liquidation tell, to the last wei")
    func sums() throws {
        #expect(run.outcome.status == .complete)
        var (positions, fees) = (UInt256.zero, UInt256.zero)
        let changed = ReferencePerpABI.house.topic(ofEvent: "PositionChanged")
        let liquidated = ReferencePerpABI.house.topic(ofEvent: "PositionLiquidated")
        let chain = run.world.chain
        let view = NodeView(chain: chain, node: chain.nodes[0])
        for number in 0...chain.head.number {
            let block = try #require(view.block(.number(number)))
            for receipt in block.receipts where receipt.isSuccess {
                let logs = receipt.outcome.logs
                for log in 0..<logs.count {
                    switch logs.topicWord(0, of: log) {
                    case changed: positions = positions &+ logs.dataWord(7, of: log)
                    case liquidated: fees = fees &+ logs.dataWord(4, of: log)
                    default: break
                    }
                }
            }
        }
        #expect(!positions.isZero && !fees.isZero)
        let badDebt = Int256(bitPattern: positions &+ fees)
        #expect(run.figure("bad_debt") == badDebt)
        #expect(run.sum("bad_debt", .liquidations) == badDebt)
        #expect(run.sum("amount", .badDebt, ["payer": "insurance"]) == badDebt)
        #expect(run.sum("losses", .agents, ["agent": "fund"]) == .zero &- badDebt)
    }
}
