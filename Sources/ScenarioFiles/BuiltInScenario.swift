import Chain
import Simulation

/// A scenario that the program brings along; the files stand in the folder `Scenarios`.
public struct BuiltInScenario: Sendable {
    /// The name by which commands ask for it, and the file's name without its ending.
    public let name: String
    /// The file.
    public let text: String

    /// All of them, in the order of lists.
    public static let all: [BuiltInScenario] = [
        BuiltInScenario("calm-market", PackageResources.calm_market_yaml),
        BuiltInScenario(
            "oracle-pump-liquidations", PackageResources.oracle_pump_liquidations_yaml),
    ]

    /// Its line for lists.
    public func title() throws(ScenarioFileError) -> String {
        try ScenarioFile(text: text, file: "\(name).yaml").scenario.title
    }

    /// The name that a misspelt one is most like.
    static func nearest(to name: String) -> String? {
        all.isEmpty ? nil : name.nearest(of: all.map(\.name))
    }

    private init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        text = String(decoding: bytes, as: UTF8.self)
    }
}
