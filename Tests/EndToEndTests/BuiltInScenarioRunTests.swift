import Foundation
import TestSupport
import Testing

@Suite struct BuiltInScenarioRunTests {
    /// Where a scenario is long, what is enough of it for all kinds of its events.
    private static let shortened = [
        "oracle-pump-liquidations": "2110s", "calm-market": "15m", "pump-and-withdraw": "55m",
        "twap-hold-attack": "1810s", "stale-feed-free-option": "75m", "cascade": "20m",
        "adl-storm": "50m", "contagion": "50m", "black-thursday-2020": "11h", "mango-2022": "55m",
    ]

    /// The scenarios that the program names; none where it cannot be asked, which `names` tells.
    private static let names: [String] = {
        guard let list = try? Program.run(["scenarios"]), list.status == 0 else { return [] }
        return list.output.split(separator: "\n")
            .compactMap { $0.split(separator: " ").first.map(String.init) }
    }()

    @Test("there are the scenarios that are shortened here")
    func known() {
        #expect(Set(Self.names).isSuperset(of: Self.shortened.keys))
    }

    @Test("two processes come to one state and the same rows, signatures or not", arguments: names)
    func twice(name: String) throws {
        let duration = Self.shortened[name].map { ["--set", "duration=\($0)"] } ?? []
        let runs = try ["verified", "elided"].map { kind in
            let run = try RunFixture(
                [name], more: duration + ["--no-twin", "--signatures", kind])
            return try run.summary()
        }
        for key in ["state_digest", "rows_digest", "ended_us"] {
            let values = runs.map { $0[key] as? NSObject }
            #expect(values[0] != nil && values[0] == values[1], "\(key): \(values)")
        }
        #expect(runs.allSatisfy { $0["status"] as? String == "complete" })
        let figures = runs.map { $0["figures"] as? [NSDictionary] }
        #expect(figures[0]?.isEmpty == false)
        #expect(figures[0] == figures[1])
    }
}
