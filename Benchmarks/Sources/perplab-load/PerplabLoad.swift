import ArgumentParser
import PlainSockets

/// Drives a node with requests, as fast as it answers, and listens to its heads.
@main
struct PerplabLoad: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "perplab-load",
        abstract: "Measure how many requests a node answers, how fast, and who hears its heads.",
        discussion: """
            Each connection sends a request, waits for its answer and sends the next. Requests are \
            eth_blockNumber, or eth_call with --to and --data, or what --body says.

            Example: perplab-load --url http://127.0.0.1:8545 --connections 8 --seconds 10
            """)

    @Option(help: "Where the node listens.")
    var url = "http://127.0.0.1:8545"

    @Option(help: "Connections that ask.")
    var connections = 8

    @Option(help: "Calls in each request; 1 is no batch.")
    var batch = 1

    @Option(help: "How long, in seconds.")
    var seconds = 10

    @Option(help: "The whole body of each request.")
    var body: String?

    @Option(help: "The contract that eth_call goes to.")
    var to: String?

    @Option(help: "The data of eth_call.")
    var data = "0x"

    @Option(help: "WebSockets that listen to new heads.")
    var subscribers = 0

    func validate() throws {
        if NodeAddress(url: url) == nil {
            throw ValidationError("--url \(url): it must be http://host:port or ws://host:port")
        }
        if !(0...10_000).contains(connections) {
            throw ValidationError("--connections \(connections) is not from 0 to 10000")
        }
        if !(0...10_000).contains(subscribers) {
            throw ValidationError("--subscribers \(subscribers) is not from 0 to 10000")
        }
        if connections + subscribers == 0 {
            throw ValidationError("there are neither --connections nor --subscribers")
        }
        if !(1...10_000).contains(batch) {
            throw ValidationError("--batch \(batch) is not from 1 to 10000")
        }
        if !(1...100_000).contains(seconds) {
            throw ValidationError("--seconds \(seconds) is not from 1 to 100000")
        }
    }

    func run() throws {
        guard let address = NodeAddress(url: url) else { return }
        var run = try LoadRun(
            address, body: requestBody, connections: connections, subscribers: subscribers)
        try run.drive(seconds: seconds)
        run.printReport(batch: body == nil ? batch : 1)
        if run.failures > 0 { throw ExitCode.failure }
    }

    private var requestBody: [UInt8] {
        if let body { return Array(body.utf8) }
        let call =
            to.map {
                #""method":"eth_call","params":[{"to":"\#($0)","data":"\#(data)"},"latest"]"#
            } ?? #""method":"eth_blockNumber","params":[]"#
        let calls = (1...batch).map { #"{"jsonrpc":"2.0","id":\#($0),\#(call)}"# }
        return Array((batch == 1 ? calls[0] : "[\(calls.joined(separator: ","))]").utf8)
    }
}
