/// All runs of a study, in their order: points of a grid, each with its controls and ablations, each
/// on the same seeds.
///
/// The points stand in the order of an odometer, the last key turning fastest. After each point come
/// its controls, then its ablations, which are compared with it. The first point is the base, which
/// all other points are compared with. All variants run on the same seeds, so that every
/// comparison is of pairs under the same chance.
public struct StudyPlan: Hashable, Sendable {
    /// What is studied.
    public let subject: StudySubject
    /// What was asked for.
    public let design: StudyDesign
    /// The seeds, rising.
    public let seeds: [UInt64]
    /// The variants in order; the first is the base.
    public let variants: [StudyVariant]

    /// Runs that a study may have at most.
    public static let cellsMax = 100_000

    private let subjectDigest: String

    /// Lays out the runs of a design.
    public init(
        of subject: StudySubject, design: StudyDesign, cellsMax: Int = Self.cellsMax
    ) throws(StudyPlanError) {
        try design.check(cellsMax: cellsMax)
        self.subject = subject
        self.design = design
        seeds = (0..<UInt64(design.seedCount)).map { design.firstSeed + $0 }
        variants = Self.variants(of: design)
        subjectDigest = subject.digest
    }

    /// How many runs there are.
    public var cellCount: Int { variants.count * seeds.count }

    /// A run by its place: all seeds of the first variant, then those of the next.
    /// - Precondition: `index` is from 0 to `cellCount - 1`.
    public func cell(_ index: Int) -> StudyCell {
        precondition(index >= 0 && index < cellCount, "run \(index) of \(cellCount)")
        let place = index / seeds.count
        let variant = variants[place]
        let seed = seeds[index % seeds.count]
        return StudyCell(
            index: index, variant: place, name: variant.name, overrides: variant.overrides,
            leftOut: variant.leftOut, seed: seed, subjectDigest: subjectDigest)
    }

    private static func variants(of design: StudyDesign) -> [StudyVariant] {
        var variants: [StudyVariant] = []
        for point in points(of: design.axes) {
            let place = variants.count
            let label = point.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            func name(_ addition: String) -> String {
                label.isEmpty ? addition : "\(label) \(addition)"
            }
            variants.append(
                StudyVariant(
                    name: label.isEmpty ? "base" : label, role: .point, overrides: point,
                    leftOut: [], reference: place == 0 ? nil : 0))
            for names in design.controls {
                variants.append(
                    StudyVariant(
                        name: name("without \(names.joined(separator: ","))"), role: .control,
                        overrides: point, leftOut: names, reference: place))
            }
            for rule in design.switches {
                variants.append(
                    StudyVariant(
                        name: name("ablate \(rule.name)"), role: .ablation(rule),
                        overrides: point + rule.overrides, leftOut: [], reference: place))
            }
        }
        return variants
    }

    /// All combinations of values, the last axis turning fastest.
    private static func points(of axes: [StudyAxis]) -> [[ScenarioOverride]] {
        axes.reduce([[]]) { points, axis in
            points.flatMap { point in
                axis.values.map { point + [ScenarioOverride(axis.key, $0)] }
            }
        }
    }
}
