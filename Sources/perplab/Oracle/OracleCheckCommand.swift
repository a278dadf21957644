import ArgumentParser
import Conformance
import PriceOracles

struct OracleCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Hold the simulations of oracles against the closed forms.",
        discussion: """
            Pushes a pair by its contracts, holds averages block by block, draws proposers and
            arbitrages pools, and compares each with its formula. Takes some tens of seconds.
            Exit status: 1 when a gap is larger than allowed.

            Example: perplab oracle check --epochs 100000 --blocks 400000
            """
    )

    @Option(help: "The seed of all that is drawn.")
    var seed = OracleAgreement.Effort.whole.seed

    @Option(help: "Epochs of proposers.")
    var epochs = OracleAgreement.Effort.whole.epochs

    @Option(help: "Blocks of arbitrage at each of five points.")
    var blocks = OracleAgreement.Effort.whole.blocks

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func validate() throws {
        if !(1_000...100_000_000).contains(epochs) {
            throw ValidationError("--epochs is \(epochs); it is from 1000 to 100000000")
        }
        if !(100...ArbitrageLoss.blocksMax).contains(blocks) {
            throw ValidationError(
                "--blocks is \(blocks); it is from 100 to \(ArbitrageLoss.blocksMax)")
        }
    }

    func run() throws {
        var rows: [AgreementRow] = []
        let effort = OracleAgreement.Effort(seed: seed, epochs: epochs, blocks: blocks)
        try OracleAgreement.run(effort) { row in
            rows.append(row)
            if !json { try StandardOutput.write(Self.line(row)) }
        }
        let failed = rows.count { !$0.holds }
        if json {
            try Document(rows: rows, failed: failed).writeAsJSON()
        } else {
            try StandardOutput.write("\(rows.count - failed) hold, \(failed) do not")
        }
        if failed > 0 { throw CommandFailure(.checkFailed) }
    }

    private static func line(_ row: AgreementRow) -> String {
        let verdict = row.holds ? "ok    " : "FAILED"
        let gap = "\(CostText.short(row.gap)) of \(CostText.short(row.allowed)) \(row.unit)"
        return "\(verdict) \(row.what): \(row.simulated), formula \(row.closedForm); gap \(gap)"
    }

    private struct Document: Encodable {
        let rows: [AgreementRow]
        let failed: Int
    }
}
