import Agents
import ScenarioFiles
import Simulation
import WideIntegers

/// Buys when the mark is a tenth of a percent below the venue's price, and sells when it is above.
final class Reverter: Agent {
    let rhythm = WakeRhythm.every(micros: 30_000_000)

    func act(_ view: AgentView) -> [AgentIntent] {
        let (mark, spot) = (view.market().markWad, view.spotPriceWad(at: 0))
        let gap = (try? spot.mulDivDown(1, 1_000)) ?? .zero
        if view.isBusy { return [] }
        if view.position() == nil, mark &+ gap < spot {
            return [.open(.long, marginWad: .wad &* 500)]
        }
        return view.position() != nil && mark > spot ? [.close()] : []
    }
}

let file = try ScenarioFile(named: "calm-market")
let world = try SimulationWorld(
    file.scenario, inputs: file.inputs(), extra: [ExtraAgent("reverter") { _ in Reverter() }])
let outcome = world.run()
for name in ["trades", "profit.reverter", "bad_debt"] {
    print(name, outcome.figures[name]?.value ?? "unknown")
}
