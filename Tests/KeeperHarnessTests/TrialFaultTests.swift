import Chain
import EthereumPrimitives
import KeeperHarness
import Simulation
import SimulationKernel
import Testing
import WideIntegers

@Suite struct TrialFaultTests {
    private func faults(
        _ events: String, during act: (SimulationWorld, SimulatedTime) -> Void = { _, _ in }
    ) throws -> [String] {
        let world = try SimulationWorld(FallingMarket.scenario(rivals: 1, events: events))
        let start = world.scenario.startTime
        let trial = KeeperTrial(
            world, KeeperTrialSettings(bot: Address(truncating: 0xb07), driver: "nobody"))
        act(world, start)
        _ = world.run()
        return trial.record().faults.map { fault in
            let from = Double(fault.start.micros(since: start)) / 60_000_000
            let to = Double(fault.end.micros(since: start)) / 60_000_000
            return "\(fault.name) \(from) \(to)"
        }
    }

    @Test("a wallet is empty from the emptying until the filling up")
    func wallet() throws {
        let events = """
            [{at: 3m, kind: bot-balance, native: 1}, {at: 4m, kind: bot-balance, native: 0.5}, \
            {at: 9m, kind: bot-balance, native: 2}, {at: 10m, kind: bot-balance, native: 0}]
            """
        #expect(try faults(events) == ["empty wallet 3.0 9.0"])
    }

    @Test("what lasts is a fault of its length, what is over at once one of none")
    func kinds() throws {
        let events = """
            [{at: 3m, kind: outage, for: 2m}, {at: 7m, kind: bot-nonce, count: 1}, \
            {at: 8m, kind: bot-kill, for: 1m}, {at: 9m, kind: gas-spike, for: 2m, factor: 2}, \
            {at: 12m, kind: fault, feed: eth-usd, fault: frozen, for: 3m}, \
            {at: 16m, kind: note, text: x}]
            """
        #expect(
            try faults(events) == [
                "outage 3.0 5.0", "nonces used from elsewhere 7.0 7.0", "bot killed 8.0 9.0",
                "gas spike 9.0 11.0", "feed frozen 12.0 15.0",
            ])
    }

    @Test("a reorg is a fault when it happens, once for all its blocks")
    func reorg() throws {
        let found = try faults("[]") { world, start in
            world.chain.timeline.schedule(at: start + 14 * 60_000_000) {
                try? world.chain.reorganize(depth: 3, keep: .never, order: .same)
            }
        }
        #expect(found == ["reorg 14.0 14.0"])
    }
}
