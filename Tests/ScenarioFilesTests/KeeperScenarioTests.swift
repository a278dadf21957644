import EthereumPrimitives
import Foundation
import ScenarioFiles
import Simulation
import SimulationKernel
import TestSupport
import Testing

@Suite struct KeeperScenarioTests {
    @Test("scenarios that test keepers are the files of their folder, and say what they are")
    func files() throws {
        let folder = Places.repository.appendingPathComponent("Scenarios/keeper").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".yaml") && $0 != "base.yaml" }
            .map { $0.replacingOccurrences(of: "keeper-cascade", with: "cascade") }.sorted()
        let names = BuiltInScenario.keeperTests.map(\.name)
        #expect(names.map { $0.dropFirst(7) + ".yaml" }.sorted() == files)
        for name in names {
            let scenario = try ScenarioFile(named: name).scenario
            #expect("keeper/\(scenario.name.dropFirst(7))" == name)
            #expect(!scenario.title.isEmpty && !scenario.description.isEmpty)
            let keeper = try #require(scenario.keeper, "\(name)")
            #expect(!keeper.rules.isEmpty && !keeper.competitors.isEmpty, "\(name)")
        }
        #expect(try ScenarioFile(named: "keeper/base").scenario.name == "keeper-base")
    }

    @Test("each of them can be on ReferencePerp instead", arguments: BuiltInScenario.keeperTests)
    func otherDesign(_ builtIn: BuiltInScenario) throws {
        let file = try ScenarioFile(
            named: builtIn.name,
            overrides: [
                ("markets[eth-perp].design", "reference"),
                ("markets[eth-perp].profile", "v1-like"),
            ])
        _ = try SimulationWorld(file.scenario)
    }

    @Test("logs name everybody in a crowd, also where blocks are quick")
    func crowd() throws {
        let scenario = try ScenarioFile(named: "keeper/spam-fcfs").scenario
        let world = try SimulationWorld(scenario)
        var (senders, failures): (Set<Address>, Int) = ([], 0)
        world.onChainRecord = { record in
            guard case .sealed(let block) = record else { return }
            for receipt in block.receipts {
                senders.insert(receipt.transaction.sender)
                failures += receipt.isSuccess ? 0 : 1
            }
        }
        world.run(until: scenario.startTime + 10_000_000)
        #expect(senders.count >= Int(scenario.crowds[0].count))
        #expect(failures == 0)
    }

    @Test("the calm baseline is closed in time by the competitor alone")
    func calm() throws {
        let scenario = try ScenarioFile(named: "keeper/calm-baseline").scenario
        let columns = RunTable.liquidations.schema.columns.map(\.name)
        let (delay, notional) = (
            try #require(columns.firstIndex(of: "delay_blocks")),
            try #require(columns.firstIndex(of: "notional"))
        )
        var (soon, all) = (0.0, 0.0)
        let world = try SimulationWorld(scenario) { record in
            guard record.table == .liquidations,
                case .amount(let amount) = record.values[notional],
                case .integer(let blocks) = record.values[delay]
            else { return }
            let value = Double(amount.magnitude.low128) / 1e18
            all += value
            if blocks <= 1 { soon += value }
        }
        #expect(world.run().status == .complete)
        #expect(all > 10_000)
        #expect(soon >= 0.7 * all, "\(soon) of \(all)")
    }
}
