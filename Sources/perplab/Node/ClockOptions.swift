import ArgumentParser
import JSONRPCNode
import Simulation

/// What lets simulated time pass at a node.
struct ClockOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "realtime, lockstep (the bot's), or automine (with each transaction).",
            valueName: "CLOCK"))
    var clock: String?

    @Option(help: ArgumentHelp("How much faster than the wall's the clock is.", valueName: "N"))
    var speed: String?

    @Option(
        help: ArgumentHelp(
            "How long a bot has for a head in lockstep, or none.", valueName: "TIME"))
    var budget: String?

    func validate() throws { _ = try clock() }

    /// The first flag that was given.
    var used: String? {
        clock.map { _ in "--clock" } ?? speed.map { _ in "--speed" }
            ?? budget.map { _ in "--budget" }
    }

    /// The clock that the flags ask for.
    func clock(otherwise usual: String = "realtime") throws -> NodeClock {
        let name = clock ?? usual
        switch name {
        case "realtime":
            try refuse("--budget", budget, name)
            return .realtime(speedPerMille: try speedPerMille())
        case "lockstep":
            try refuse("--speed", speed, name)
            return .lockstep(budgetMicros: try budgetMicros())
        case "automine":
            try refuse("--speed", speed, name)
            try refuse("--budget", budget, name)
            return .automine
        default:
            throw ValidationError("--clock \(name.printable): one of realtime, lockstep, automine")
        }
    }

    /// The factor of a clock on the wall; nil for other clocks.
    func factor(otherwise usual: String) throws -> Double? {
        guard case .realtime(let perMille) = try clock(otherwise: usual) else { return nil }
        return Double(perMille) / 1_000
    }

    private func refuse(_ flag: String, _ value: String?, _ clock: String) throws {
        // Without a clock it is not known yet which one is usual.
        if let value, self.clock != nil {
            throw ValidationError("\(flag) \(value.printable): --clock \(clock) has no use for it")
        }
    }

    private func speedPerMille() throws -> UInt64 {
        guard let speed else { return 1_000 }
        guard let value = Double(speed), value >= 0.001, value <= 1_000_000 else {
            throw ValidationError("--speed \(speed.printable): a number from 0.001 to 1000000")
        }
        return UInt64((value * 1_000).rounded())
    }

    private func budgetMicros() throws -> UInt64? {
        guard let budget else { return 2_000_000 }
        if budget == "none" { return nil }
        guard let micros = DurationText.micros(budget), micros >= 1_000 else {
            throw ValidationError("--budget \(budget.printable): a time from 1ms, or none")
        }
        return micros
    }
}
