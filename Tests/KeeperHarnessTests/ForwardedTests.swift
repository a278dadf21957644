import Agents
import ContractRuntime
import EthereumPrimitives
import KeeperHarness
import PerpContracts
import Simulation
import SimulationKernel
import Testing
import WideIntegers

@Suite struct ForwardedTests {
    /// Sends what can be liquidated through Multicall3, all of it in one transaction.
    private final class Forwarder: Agent {
        let rhythm = WakeRhythm.heads
        private let abi = try? ContractABI(
            "Multicall3",
            declarations: [
                "function aggregate3((address target, bool allowFailure, bytes callData)[] calls)"
            ])

        func act(_ view: AgentView) -> [AgentIntent] {
            if view.isBusy { return [] }
            let market = view.markets[0]
            let calls = view.positions(in: 0).filter(\.isLiquidatable).map { position in
                ABIValue.tuple([
                    .address(market.house), .bool(true),
                    .bytes(market.liquidate(position.trader).data),
                ])
            }
            guard !calls.isEmpty,
                let data = try? abi?.function(named: "aggregate3")?
                    .encodeCall([.array(calls)])
            else { return [] }
            let call = CallIntent(
                to: Multicall3.usualAddress, data: data, gasLimit: 10_000_000)
            return [AgentIntent(.call(call), gasLimit: call.gasLimit)]
        }
    }

    private func trial() throws -> KeeperTrialResult {
        try FallingMarket.trial(KeeperUnderTest("forwarder") { _ in Forwarder() })
    }

    @Test("liquidations through a contract are its who has sent the transaction")
    func credit() throws {
        let result = try trial()
        guard case .count(let won)? = result.card[.won] else {
            Issue.record("nothing was counted")
            return
        }
        #expect(won >= 5)
        #expect(result.card[.lost] == .count(0))
        #expect(result.card[.shareWon] == .real(1))
        let liquidators = result.record.blocks.flatMap(\.liquidations).map(\.liquidator)
        #expect(Set(liquidators) == [result.record.terms.bot])
        // The house has paid the contract that called it.
        #expect(result.card[.fees] == .amount(UInt256.zero.signed))
        guard case .amount(let net)? = result.card[.profitNet] else { return }
        #expect(net.isNegative)
    }

    @Test("what a contract is asked for is read from its call data")
    func purpose() throws {
        let record = try trial().record
        let forwarded = record.transactions.flatMap { own -> [PositionName] in
            if case .forwarded(let names) = own.purpose { names } else { [] }
        }
        let won = record.blocks.flatMap(\.liquidations).map(\.name)
        #expect(!won.isEmpty)
        #expect(Set(won).isSubset(of: forwarded))
        #expect(record.transactions.allSatisfy { !$0.purpose.positions.isEmpty })
    }
}

extension UInt256 {
    fileprivate var signed: Int256 { Int256(bitPattern: self) }
}
