import ArgumentParser
import PriceOracles

struct ProposerCostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proposer",
        abstract: "The chance of proposing several blocks in a row.",
        discussion: """
            Slots go to proposers independently, by their share of the stake. Windows overlap.

            Example: perplab oracle cost proposer --share 0.2 --run 2 --run 3
            """
    )

    @Option(help: "The share of the stake; may be repeated.", transform: CostNumber.share)
    var share: [CostNumber]

    @Option(
        name: .customLong("run"),
        help: "Slots in a row; may be repeated. From 2 to 6 when left out.")
    var runLengths: [Int] = []

    @Option(help: "Slots of an epoch.")
    var slots = ProposerRun.slotsPerEpoch

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func validate() throws {
        if !(1...ProposerRun.slotsMax).contains(slots) {
            throw ValidationError("--slots is \(slots); it is from 1 to \(ProposerRun.slotsMax)")
        }
        if let wrong = runLengths.first(where: { $0 < 1 }) {
            throw ValidationError("--run is \(wrong); it is 1 or more")
        }
    }

    func run() throws {
        var table = CostTable([
            "share", "run", "chance per epoch", "windows per epoch", "epochs to the first",
        ])
        for share in share {
            for length in runLengths.isEmpty ? Array(2...6) : runLengths {
                let chance = ProposerRun(
                    share: share.estimate, runLength: length, slots: slots)
                let figures = [
                    chance.probability, chance.expectedWindows, chance.expectedEpochs,
                ]
                table.add([share.text, "\(length)"] + figures.map(CostText.estimate))
            }
        }
        try table.write(asJSON: json)
    }
}
