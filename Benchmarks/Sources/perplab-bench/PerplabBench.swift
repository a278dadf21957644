import ArgumentParser
import Foundation

/// Times perplab's basic operations beside other implementations of them.
@main
struct PerplabBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "perplab-bench",
        abstract: "Time perplab's basic operations beside other implementations of them.",
        discussion: "Example: perplab-bench --filter keccak --repeats 21"
    )

    @Option(help: "Measure only operations whose 'suite/operation' contains this text.")
    var filter: String?

    @Option(help: "How often each contender is timed; figures are medians.")
    var repeats = 9

    @Flag(help: "Print one JSON document instead of the table.")
    var json = false

    func validate() throws {
        guard (1...1_000).contains(repeats) else {
            throw ValidationError("--repeats is \(repeats); it must be 1 to 1000")
        }
    }

    func run() throws {
        let suites = [
            Suite.wideIntegers(), try Suite.keccak(), try Suite.coding(), try Suite.signatures(),
            try Suite.trading(), try Suite.chain(),
            try Suite.recording(), try Suite.walks(), try Suite.book(),
        ]
        let chosen = suites.flatMap { suite in
            suite.operations.map { (suite: suite.name, operation: $0) }
        }
        .filter { filter.map("\($0.suite)/\($0.operation.name)".contains) ?? true }
        guard !chosen.isEmpty else {
            let names = suites.map(\.name).joined(separator: ", ")
            throw ValidationError("--filter matches nothing; the suites are \(names)")
        }
        let measurements = try chosen.map {
            try $0.operation.measure(suite: $0.suite, repeats: repeats)
        }
        let profiles = suites.flatMap(\.latencies).filter {
            filter.map($0.name.contains) ?? true
        }
        let latencies = try (profiles.isEmpty ? [] : [LatencyFigures.clock] + profiles).map {
            try LatencyFigures($0)
        }
        let report = Report(
            machine: .current, repeats: repeats, measurements: measurements, latencies: latencies)
        print(json ? try report.json() : report.table)
    }

    /// Usage errors end with status 2, as those of `perplab` do, and all others with 70.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            let status = exitCode(for: error)
            if status == .success {
                print(fullMessage(for: error))
                exit(withStatus: 0)
            }
            try? FileHandle.standardError.write(
                contentsOf: Data((fullMessage(for: error) + "\n").utf8))
            exit(withStatus: status == .validationFailure ? 2 : 70)
        }
    }

    private static func exit(withStatus status: Int32) -> Never {
        Foundation.exit(status)
    }
}
