/// What a study is asked to do with its subject: seeds, a grid, controls and ablations.
public struct StudyDesign: Hashable, Sendable, Codable {
    /// The first seed.
    public var firstSeed: UInt64
    /// How many seeds there are; they follow each other.
    public var seedCount: Int
    /// Keys that are varied over a full grid.
    public var axes: [StudyAxis]
    /// Populations that are left out, those of one element together.
    public var controls: [[String]]
    /// Rules that are switched one at a time.
    public var switches: [StudySwitch]

    /// A design; without more than seeds it is the scenario itself on each of them.
    public init(
        firstSeed: UInt64, seedCount: Int, axes: [StudyAxis] = [], controls: [[String]] = [],
        switches: [StudySwitch] = []
    ) {
        self.firstSeed = firstSeed
        self.seedCount = seedCount
        self.axes = axes
        self.controls = controls
        self.switches = switches
    }

    /// Finds what cannot be, before anything is laid out: a grid grows by products.
    func check(cellsMax: Int) throws(StudyPlanError) {
        guard seedCount >= 1,
            !firstSeed.addingReportingOverflow(UInt64(seedCount - 1)).overflow
        else { throw .invalidSeeds(first: firstSeed, count: seedCount) }
        try checkAxes()
        try checkControls()
        try checkSwitches()
        var count = seedCount
        for factor in axes.map(\.values.count) + [1 + controls.count + switches.count] {
            let (product, overflow) = count.multipliedReportingOverflow(by: factor)
            if overflow { throw .tooManyRuns(nil, max: cellsMax) }
            count = product
        }
        if count > cellsMax { throw .tooManyRuns(count, max: cellsMax) }
    }

    private func checkAxes() throws(StudyPlanError) {
        var keys = Set<String>()
        for axis in axes {
            if axis.values.isEmpty { throw .invalidAxis(axis.key, reason: "has no value") }
            if !keys.insert(axis.key).inserted { throw .repeatedAxis(axis.key) }
        }
    }

    private func checkControls() throws(StudyPlanError) {
        var seen = Set<[String]>()
        for names in controls {
            if names.isEmpty || names.contains("") {
                throw .invalidControl(names, reason: "names no population")
            }
            if Set(names).count < names.count {
                throw .invalidControl(names, reason: "names a population twice")
            }
            if !seen.insert(names.sorted()).inserted {
                throw .invalidControl(names, reason: "is there twice")
            }
        }
    }

    private func checkSwitches() throws(StudyPlanError) {
        var names = Set<String>()
        for rule in switches {
            if rule.overrides.isEmpty { throw .invalidSwitch(rule.name, reason: "sets nothing") }
            if !names.insert(rule.name).inserted {
                throw .invalidSwitch(rule.name, reason: "is there twice")
            }
        }
    }
}
