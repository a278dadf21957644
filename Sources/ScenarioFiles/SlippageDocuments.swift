import Experiments
import Simulation

/// What is generated from the declared keys of slippage studies.
package enum SlippageDocuments {
    /// The JSON Schema of study files.
    package static var schema: String {
        SettingSchema(of: SlippageStudy.self, title: "perplab slippage study").source.json
    }

    /// The reference of study files in Markdown; `docs/slippage-reference.md` holds it.
    package static var reference: String {
        var text = SettingReference(
            of: SlippageStudy.self, title: "Reference of slippage studies",
            introduction: introduction
        ).markdown
        // Printing ends the last line.
        if text.last == "\n" { text.removeLast() }
        return text
    }

    private static let introduction = """
        A study of the slippage laboratory is a YAML file. Every key is listed here with what may stand
        under it, what holds without it, and its meaning; [slippage.md](slippage.md) tells how to read
        the results. This page is generated:

            perplab slippage reference > docs/slippage-reference.md

        Unknown keys, wrong types and values out of range are refused, all at once, each with file,
        line, key, value and what is allowed. `perplab slippage show NAME --resolved --comments` prints a
        study with every key; `--set` sets keys by their path, as `orders.latency_blocks=2`,
        `curves[pegged].fee_bps=5` or `orders.sizes=[1000, 10000]`.

        - Money is in quote, costs, spreads, distances and fees in basis points (1 bp = 0.01 %); these
          numbers are settings of a model and are read as decimals, with `_` between digits if wanted.
        - **Durations** have a unit: `250ms`, `12s`, `1.5h`, `7d`.
        - One document without aliases; at most 4 MB, 100,000 values and 32 levels.
        """
}
