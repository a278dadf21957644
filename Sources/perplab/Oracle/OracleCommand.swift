import ArgumentParser

struct OracleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oracle",
        abstract: "Price feeds: what bending them costs, and market data.",
        discussion: "Example: perplab oracle cost twap --quote 10000000 --factor 1.2",
        subcommands: [OracleCostCommand.self, OracleCheckCommand.self, OracleDataCommand.self]
    )
}

struct OracleCostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cost",
        abstract: "Closed-form costs of bending a feed.",
        discussion: """
            Numbers are decimals or quotients, as 1.2, 1e-4 or 3/1000. Losses count against an
            outside price that stays where it was. Figures of integer formulas are exact; those of
            the others are estimates of 10 digits.

            Example: perplab oracle cost spot --base 1000 --quote 2000000 --factor 2
            """,
        subcommands: [
            SpotCostCommand.self, TwapCostCommand.self, ProposerCostCommand.self,
            ArbitrageCostCommand.self, BookCostCommand.self, RangesCostCommand.self,
            PerpCostCommand.self, UpdatesCostCommand.self, TablesCostCommand.self,
        ]
    )
}
