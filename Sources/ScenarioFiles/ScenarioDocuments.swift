import Simulation

/// What is generated from the declared keys of scenarios.
package enum ScenarioDocuments {
    /// The JSON Schema of scenario files.
    package static var schema: String {
        SettingSchema(of: Scenario.self, title: "perplab scenario").source.json
    }

    /// The reference of scenario files in Markdown; `docs/scenario-reference.md` holds it.
    package static var reference: String {
        var text = SettingReference(
            of: Scenario.self, title: "Reference of scenario files", introduction: introduction
        ).markdown
        // Printing ends the last line.
        if text.last == "\n" { text.removeLast() }
        return text
    }

    private static let introduction = """
        A scenario is a YAML file. Every key is listed here with what may stand under it, what holds
        without it, and its meaning. This page is generated:

            perplab scenarios reference > docs/scenario-reference.md

        Unknown keys, wrong types and values out of range are refused, all at once, each with file,
        line, key, value and what is allowed. Names of paths, venues, feeds, funds, markets and
        populations are looked up. `perplab scenarios show NAME --resolved --comments` prints a
        scenario with every key; `--set` sets keys by their path, as `agents[keeper].count=5` or
        `markets.eth-perp.rules.band=10%`.

        - **Amounts, prices and ratios** are decimals with up to 18 places, kept exactly; underscores
          may stand between digits (`1_000_000`), and ratios may be written in percent (`5%`).
        - **Durations** have a unit: `250ms`, `12s`, `1.5h`, `7d`. **Moments** are in UTC
          (`2021-04-18T03:00:00Z`); moments of the run may be durations from its start (`90s`).
        - **Amounts of the native asset** have a unit: `5 wei`, `0.02 gwei`, `1 ether`.
        - **Distributions** are a constant (`500`), or a map with `law` and parameters: `constant`
          (`value`), `uniform` (`low`, `high`), `loguniform` (`low`, `high`), `exponential` (`mean`),
          `normal` (`mean`, `deviation`), `lognormal` (`median`, `sigma`, and `shift` if wanted),
          `poisson` (`mean`), `pareto` (`scale`, `shape`). Distributions of durations take durations:
          `{law: exponential, mean: 30m}`.
        - Where nothing is allowed, `null` or no value at all stands for it.
        - One document without aliases; at most 4 MB, 100,000 values and 32 levels.
        """
}
