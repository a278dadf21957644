import PriceOracles
import SimulationKernel
import WideIntegers

/// Where paths are made of what a scenario says.
struct PathAssembly {
    /// The run's first moment.
    let start: SimulatedTime
    /// How long it lasts.
    let durationMicros: UInt64
    /// Rows of files by name.
    let rows: [String: [DataRow]]
    /// The root of all chance.
    let random: RandomSource

    private static let hoursPerYear = 8_760.0

    /// The tape of a path.
    /// - Parameter keyPath: the path's place in the scenario.
    func tape(_ settings: PathSettings, keyPath: String) throws(ScenarioProblem) -> PathTape {
        let recording = try recording(settings, keyPath: keyPath)
        do throws(PathError) {
            return try PathTape(
                try path(settings, recording), start: start, durationMicros: durationMicros)
        } catch {
            if case .parameter(let name, let value, let allowed) = error {
                throw ScenarioProblem(keyPath, "\(name) \(value)", allowed)
            }
            throw ScenarioProblem(keyPath, settings.name, "\(error)")
        }
    }

    private func recording(
        _ settings: PathSettings, keyPath: String
    ) throws(ScenarioProblem) -> PathRecording? {
        guard case .file(let file) = settings.model else { return nil }
        guard let rows = rows[file.file] else {
            throw ScenarioProblem("\(keyPath).file", file.file, "a file that was read")
        }
        return try PathRecording(
            rows, file, start: start, durationMicros: durationMicros, keyPath: keyPath)
    }

    private func path(
        _ settings: PathSettings, _ recording: PathRecording?
    ) throws(PathError) -> any PricePath {
        switch settings.model {
        case .points(let points): return try piecewise(points, name: settings.name)
        case .diffusion(let diffusion): return try path(diffusion, name: settings.name)
        case .file(let file):
            let intrabar: Intrabar
            switch file.intrabar {
            case .lowFirst: intrabar = .lowFirst
            case .highFirst: intrabar = .highFirst
            case .bridge: intrabar = .bridge
            }
            let recorded = try PriceReplay.path(
                of: recording?.rows ?? [], barMicros: recording?.barMicros, intrabar: intrabar,
                source: random, name: settings.name)
            return ReplayedPath(
                recorded: recorded, from: recording?.from ?? start, start: start,
                scaleWad: file.scaleWad)
        }
    }

    /// The first price also holds before its point.
    private func piecewise(
        _ settings: PointsPath, name: String
    ) throws(PathError) -> PiecewisePath {
        var points = settings.points.map {
            PathPoint(start + $0.atMicros, priceWad: $0.priceWad)
        }
        if let first = points.first, first.time > start {
            points.insert(PathPoint(start, priceWad: first.priceWad), at: 0)
        }
        return try PiecewisePath(
            through: points, by: settings.interpolation == .step ? .hold : .linear, name: name)
    }

    private func path(
        _ settings: DiffusionSettings, name: String
    ) throws(PathError) -> DiffusionPath {
        var jumps: JumpProcess?
        if settings.jumpsPerHour != 0 {
            jumps = JumpProcess(
                .poisson(ratePerYear: settings.jumpsPerHour * PathAssembly.hoursPerYear),
                logMean: settings.jumpMean, logDeviation: settings.jumpDeviation)
        }
        return try DiffusionPath(
            Diffusion(
                startPriceWad: settings.startPriceWad, driftPerYear: settings.driftPerYear,
                volatilityPerSqrtYear: settings.volatilityPerYear, jumps: jumps),
            name: name, grid: StepGrid(start: start, stepMicros: settings.stepMicros),
            source: random)
    }
}
