import ScenarioFiles
import Simulation
import Testing

/// The built-in scenarios with order books in the place of their curves, or beside them.
@Suite struct ScenarioVenueFileTests {
    @Test(
        "every built-in scenario can be played in order books, and beside them",
        arguments: BuiltInScenario.all.map(\.name), ["order-book", "both"])
    func builtIn(_ name: String, _ venue: String) throws {
        let file = try ScenarioFile(named: name, overrides: [("venue", venue)])
        let books = file.scenario.markets.filter {
            if case .orderBook = $0.design { true } else { false }
        }
        let plain = try ScenarioFile(named: name).scenario
        #expect(books.count == plain.markets.count)
        let isTwin = file.scenario.markets.count > plain.markets.count
        let hadCurves = plain.markets.contains {
            if case .orderBook = $0.design { false } else { true }
        }
        #expect(isTwin == (venue == "both" && hadCurves))
        let again = try ScenarioFile(text: file.resolvedText(), file: "resolved.yaml")
        #expect(again.scenario == file.scenario)
    }

    @Test("what a book has not is refused with the path of its key")
    func refusals() {
        func lines(_ overrides: [(key: String, value: String)]) -> [String] {
            do throws(ScenarioFileError) {
                _ = try ScenarioFile(named: "calm-market", overrides: overrides)
                return []
            } catch {
                return error.lines
            }
        }
        let word = lines([("venue", "orderbook")])
        #expect(word.count == 1 && word[0].contains("did you mean order-book?"))
        let kind = lines([
            ("venue", "order-book"), ("agents[trend]", "{name: trend, kind: searcher}"),
        ])
        #expect(kind.count == 1 && kind[0].contains("works with contracts on a chain"))
        let event = lines([
            ("events", "[{at: 1m, kind: overload, market: eth-perp}]")
        ])
        #expect(event.count == 1 && event[0].contains("market in an order book"))
    }
}
