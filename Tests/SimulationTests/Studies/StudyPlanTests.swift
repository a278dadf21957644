import Testing

@testable import Simulation

@Suite struct StudyPlanTests {
    static let subject = StudySubject(scenario: "calm", resolvedText: "a: 1\n", version: "0.1")

    static func axis(_ text: String) throws -> StudyAxis { try StudyAxis(text) }

    @Test("a grid turns like an odometer, each point with its controls and ablations")
    func order() throws {
        let plan = try StudyPlan(
            of: Self.subject,
            design: StudyDesign(
                firstSeed: 5, seedCount: 2, axes: [Self.axis("a=1,2"), Self.axis("b.c=x,y,z")],
                controls: [["attacker"]],
                switches: [StudySwitch("band", [ScenarioOverride("limits.band", "0")])]))
        #expect(plan.cellCount == 2 * 3 * 3 * 2)
        #expect(
            plan.variants.map(\.name).prefix(4) == [
                "a=1 b.c=x", "a=1 b.c=x without attacker", "a=1 b.c=x ablate band", "a=1 b.c=y",
            ])
        #expect(plan.variants.last?.name == "a=2 b.c=z ablate band")
        #expect(plan.variants.map(\.reference).prefix(5) == [nil, 0, 0, 0, 3])
        #expect(plan.variants[9].name == "a=2 b.c=x")
        #expect(plan.variants[9].reference == 0)
        #expect(plan.variants[10].reference == 9)
        #expect(plan.variants[1].leftOut == ["attacker"])
        #expect(
            plan.variants[5].overrides == [
                ScenarioOverride("a", "1"), ScenarioOverride("b.c", "y"),
                ScenarioOverride("limits.band", "0"),
            ])
        // All seeds of a variant, then the next.
        #expect((0..<4).map { plan.cell($0).seed } == [5, 6, 5, 6])
        #expect((0..<4).map { plan.cell($0).variant } == [0, 0, 1, 1])
    }

    @Test("without a grid the base is the scenario itself")
    func base() throws {
        let plan = try StudyPlan(
            of: Self.subject, design: StudyDesign(firstSeed: .max, seedCount: 1))
        #expect(plan.variants.map(\.name) == ["base"])
        #expect(plan.cell(0).seed == .max)
        #expect(plan.cell(0).arguments == "--seed 18446744073709551615")
    }

    @Test("values are split at commas outside of brackets and quotes")
    func axes() throws {
        let axis = try Self.axis("tiers= [1, 2],{a: 1, b: 2} ,\"x,y\", plain ")
        #expect(axis.key == "tiers")
        #expect(axis.values == ["[1, 2]", "{a: 1, b: 2}", "\"x,y\"", "plain"])
        #expect(try Self.axis("a=b=c").values == ["b=c"])
    }

    @Test(
        "texts that are no axis are refused with the reason",
        arguments: [
            ("a", "has no KEY="), ("=1,2", "has no KEY="), ("a=", "empty value"),
            ("a=1,,2", "empty value"), ("a=1,2,1", "'1' twice"),
        ])
    func invalidAxes(text: String, reason: String) {
        #expect { try Self.axis(text) } throws: {
            "\($0)".contains(reason) && "\($0)".contains(text)
        }
    }

    @Test("designs that cannot be are refused before anything is laid out")
    func refusals() throws {
        func refusal(_ design: StudyDesign) -> StudyPlanError? {
            do throws(StudyPlanError) {
                _ = try StudyPlan(of: Self.subject, design: design)
                return nil
            } catch {
                return error
            }
        }
        var design = StudyDesign(firstSeed: 1, seedCount: 0)
        #expect(refusal(design) == .invalidSeeds(first: 1, count: 0))
        design = StudyDesign(firstSeed: .max, seedCount: 2)
        #expect(refusal(design) == .invalidSeeds(first: .max, count: 2))
        design = StudyDesign(firstSeed: 1, seedCount: 100_001)
        #expect(refusal(design) == .tooManyRuns(100_001, max: 100_000))
        design = StudyDesign(firstSeed: 1, seedCount: .max, controls: [["a"]])
        #expect(refusal(design) == .tooManyRuns(nil, max: 100_000))
        let axis = try Self.axis("a=1,2")
        design = StudyDesign(firstSeed: 1, seedCount: 1, axes: [axis, axis])
        #expect(refusal(design) == .repeatedAxis("a"))
        design = StudyDesign(firstSeed: 1, seedCount: 1, controls: [[]])
        #expect(refusal(design) == .invalidControl([], reason: "names no population"))
        design = StudyDesign(firstSeed: 1, seedCount: 1, controls: [["a", "b"], ["b", "a"]])
        #expect(refusal(design) == .invalidControl(["b", "a"], reason: "is there twice"))
        let rule = StudySwitch("x", [ScenarioOverride("k", "1")])
        design = StudyDesign(firstSeed: 1, seedCount: 1, switches: [rule, rule])
        #expect(refusal(design) == .invalidSwitch("x", reason: "is there twice"))
        design = StudyDesign(firstSeed: 1, seedCount: 1, switches: [StudySwitch("x", [])])
        #expect(refusal(design) == .invalidSwitch("x", reason: "sets nothing"))
    }

    @Test("identifiers differ with everything an outcome depends on, and with nothing else")
    func identifiers() throws {
        func identifiers(
            _ subject: StudySubject = Self.subject, seeds: Int = 2, axes: [String] = [],
            controls: [[String]] = []
        ) throws -> [String] {
            let plan = try StudyPlan(
                of: subject,
                design: StudyDesign(
                    firstSeed: 1, seedCount: seeds, axes: axes.map(Self.axis), controls: controls))
            return (0..<plan.cellCount).map { plan.cell($0).identifier }
        }
        let plain = try identifiers()
        #expect(plain[0].count == 32)
        // More seeds and a control keep the runs that were there.
        #expect(try identifiers(seeds: 3, controls: [["a"]]).starts(with: plain))
        let others = [
            try identifiers(StudySubject(scenario: "calm", resolvedText: "a: 2\n", version: "0.1")),
            try identifiers(StudySubject(scenario: "calm", resolvedText: "a: 1\n", version: "0.2")),
            try identifiers(axes: ["k=1,2"]), try identifiers(axes: ["k=12,3"]),
            try identifiers(axes: ["k1=2,4"]), try identifiers(controls: [["k", "1"]]).suffix(2),
        ]
        let all = plain + others.flatMap { $0 }
        #expect(Set(all).count == all.count)
    }

    @Test("flags that repeat a run are quoted for a shell")
    func quoting() {
        let cell = StudyCell(
            index: 0, variant: 0, name: "",
            overrides: [
                ScenarioOverride("a.b", "0.5"), ScenarioOverride("note", "it's $HOME; rm"),
            ], leftOut: ["x", "y"], seed: 7, subjectDigest: "")
        #expect(
            cell.arguments
                == "--seed 7 --set a.b=0.5 --set 'note=it'\\''s $HOME; rm' --without x,y")
    }
}
