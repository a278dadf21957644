/// Scenarios that test keepers; the files stand in the folder `Scenarios/keeper`.
extension BuiltInScenario {
    /// What their names begin with.
    public static let keeperPrefix = "keeper/"

    /// All of them, in the order of lists.
    public static let keeperTests: [BuiltInScenario] = [
        keeper("calm-baseline", PackageResources.calm_baseline_yaml)
    ]

    /// What most of them change.
    public static let keeperBase = keeper("base", PackageResources.base_yaml)

    private static func keeper(_ name: String, _ bytes: [UInt8]) -> BuiltInScenario {
        BuiltInScenario(keeperPrefix + name, bytes)
    }
}
