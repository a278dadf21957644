import Foundation
import PriceOracles
import Simulation
import SimulationKernel

extension ScenarioFile {
    /// Opens the files that the scenario names, and reads them.
    /// - Throws: `ScenarioFileError` for a file that cannot be opened, with the line of its key;
    ///   `DataError` and `PositionsFileError` with the places inside the files.
    public func inputs() throws -> ScenarioInputs {
        var inputs = ScenarioInputs()
        for (index, path) in scenario.paths.enumerated() {
            guard case .file(let settings) = path.model, inputs.rows[settings.file] == nil else {
                continue
            }
            let bytes = try open(settings.file, key: "paths[\(index)].file")
            var reader = try MarketDataReader(
                file: settings.file,
                repair: DataRepair(
                    gaps: settings.gaps == .hold ? .leave : .refuse))
            inputs.rows[settings.file] = try reader.read(bytes)
        }
        if let named = scenario.positionsFile {
            let bytes = try open(named, key: "positions_file")
            inputs.positions[named] = try PositionsFile.positions(in: bytes)
        }
        return inputs
    }

    private func open(_ named: String, key: String) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path(of: named))))
        } catch {
            let reason = (error as NSError).localizedDescription
            throw locate(ScenarioProblem(key, named, reason))
        }
    }
}
