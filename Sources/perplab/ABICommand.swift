import ArgumentParser
import EthereumPrimitives

struct ABICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abi",
        abstract: "Print a contract's ABI as JSON, or name all contracts.",
        discussion: """
            The ABI is made from the declarations that calls are dispatched by. Without a contract,
            prints the name, the number of functions and the number of events of each.

            Example: perplab abi ClearingHouse > ClearingHouse.json
            """
    )

    @Argument(help: "The contract's name; capitals do not matter.")
    var contract: String?

    @Flag(help: "Print selectors and topics with signatures instead of JSON.")
    var signatures = false

    func run() throws {
        let catalogue = try ContractCatalogue()
        guard let contract else {
            if signatures {
                throw CommandFailure(.usage, "--signatures: a contract is to be named as well")
            }
            for abi in catalogue.abis { try StandardOutput.write(abi.line) }
            return
        }
        guard let abi = catalogue.abi(named: contract) else {
            let known = catalogue.abis.map(\.name).joined(separator: ", ")
            throw CommandFailure(
                .usage, "\(contract.printable): no such contract; there are \(known)")
        }
        if signatures {
            for function in abi.functions {
                try StandardOutput.write("\(function.selector) \(function.signature)")
            }
            for event in abi.events {
                try StandardOutput.write("\(event.topic0) \(event.signature)")
            }
        } else {
            try StandardOutput.write(abi.json)
        }
    }
}

extension ContractABI {
    /// The name and the counts on one line.
    fileprivate var line: String { "\(name): \(functions.count) functions, \(events.count) events" }
}
