import PriceOracles

/// What a scenario takes from other files, by the names that it gives them; whoever opens files
/// fills it.
public struct ScenarioInputs: Sendable {
    /// Rows of market data, prices in wad.
    public var rows: [String: [DataRow]]
    /// Positions.
    public var positions: [String: [PositionSettings]]

    /// What was read; nothing by default.
    public init(
        rows: [String: [DataRow]] = [:], positions: [String: [PositionSettings]] = [:]
    ) {
        self.rows = rows
        self.positions = positions
    }
}
