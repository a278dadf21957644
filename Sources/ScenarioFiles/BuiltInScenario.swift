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
        BuiltInScenario("oracle-pump-liquidations", PackageResources.oracle_pump_liquidations_yaml),
        BuiltInScenario("calm-market", PackageResources.calm_market_yaml),
        BuiltInScenario("pump-and-withdraw", PackageResources.pump_and_withdraw_yaml),
        BuiltInScenario("twap-hold-attack", PackageResources.twap_hold_attack_yaml),
        BuiltInScenario("stale-feed-free-option", PackageResources.stale_feed_free_option_yaml),
        BuiltInScenario("cascade", PackageResources.cascade_yaml),
        BuiltInScenario("adl-storm", PackageResources.adl_storm_yaml),
        BuiltInScenario("contagion", PackageResources.contagion_yaml),
        BuiltInScenario(
            "insurance-fund-drain-by-funding", PackageResources.insurance_fund_drain_by_funding_yaml
        ),
        BuiltInScenario("l2-sequencer-outage", PackageResources.l2_sequencer_outage_yaml),
        BuiltInScenario("perp-v1-flash-crash-2021", PackageResources.perp_v1_flash_crash_2021_yaml),
        BuiltInScenario(
            "perp-v1-flash-crash-2021-fit", PackageResources.perp_v1_flash_crash_2021_fit_yaml),
        BuiltInScenario("drift-luna-2022", PackageResources.drift_luna_2022_yaml),
        BuiltInScenario("black-thursday-2020", PackageResources.black_thursday_2020_yaml),
        BuiltInScenario("mango-2022", PackageResources.mango_2022_yaml),
        BuiltInScenario("jelly-2025", PackageResources.jelly_2025_yaml),
    ]

    /// Its line for lists.
    public func title() throws(ScenarioFileError) -> String {
        try ScenarioFile(text: text, file: "\(name).yaml").scenario.title
    }

    /// One of them, or of those that test keepers, by its name; nil for none.
    static func named(_ name: String) -> BuiltInScenario? {
        let list = name == keeperBase.name ? [keeperBase] : all + keeperTests
        return list.first { $0.name == name }
    }

    /// The name that a misspelt one is most like.
    static func nearest(to name: String) -> String? {
        let list = name.hasPrefix(keeperPrefix) ? keeperTests : all
        return list.isEmpty ? nil : name.nearest(of: list.map(\.name))
    }

    init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        text = String(decoding: bytes, as: UTF8.self)
    }
}
