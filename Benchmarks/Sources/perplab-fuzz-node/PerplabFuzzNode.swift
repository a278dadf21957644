import ArgumentParser
import Foundation
import PlainSockets

/// Sends a node what it must survive.
@main
struct PerplabFuzzNode: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "perplab-fuzz-node",
        abstract: "Send a node malformed, oversized, deeply nested, half and slow requests.",
        discussion: """
            Every connection must come to an end or an answer in time, every answer must be \
            well-formed, and eth_blockNumber must be answered all the while. A run with the same seed \
            sends the same; a failure names the seed of its input, which --inputs 1 sends alone.

            Example: perplab-fuzz-node --url http://127.0.0.1:8545 --inputs 1000000
            """)

    @Option(help: "Where the node listens.")
    var url = "http://127.0.0.1:8545"

    @Option(help: "How many inputs.")
    var inputs = 1_000_000

    @Option(help: "The seed of the first input; later ones count on.")
    var seed: UInt64 = 1

    @Option(help: "Only inputs of this kind.")
    var kind: String?

    @Option(help: "How long an answer or an end may take, milliseconds.")
    var patienceMillis: UInt64 = 10_000

    @Option(help: "Connections that send a byte now and then.")
    var slow = 64

    func validate() throws {
        if NodeAddress(url: url) == nil {
            throw ValidationError("--url \(url): it must be http://host:port")
        }
        if inputs < 1 { throw ValidationError("--inputs is \(inputs); it must be at least 1") }
        if !(0...1_000).contains(slow) {
            throw ValidationError("--slow is \(slow); it must be from 0 to 1000")
        }
        if !(1...3_600_000).contains(patienceMillis) {
            throw ValidationError("--patience-millis \(patienceMillis) is not from 1 to 3600000")
        }
        if let kind, HostileInput.Kind(rawValue: kind) == nil {
            let known = HostileInput.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--kind \(kind): there are \(known)")
        }
    }

    /// After so many inputs it is seen whether the node answers others, and a slow client sends a byte.
    private static let between = 500

    func run() throws {
        guard let address = NodeAddress(url: url) else { return }
        var node = NodeUnderFire(address, patienceMillis: patienceMillis, slowMax: slow)
        var counts: [HostileInput.Kind: Int] = [:]
        let only = kind.flatMap(HostileInput.Kind.init)
        let start = monotonicNanos()
        for number in 0..<inputs {
            let input = HostileInput(seed: seed &+ UInt64(number), kind: only, address: address)
            counts[input.kind, default: 0] += 1
            do {
                if number.isMultiple(of: PerplabFuzzNode.between) {
                    try node.goSlow(number / PerplabFuzzNode.between)
                    try node.checkAlive()
                }
                try node.send(input)
            } catch {
                let text = String(decoding: input.bytes.prefix(300), as: UTF8.self)
                print(
                    "failure at --seed \(seed &+ UInt64(number)), \(input.kind.rawValue): \(error)")
                print(text.debugDescription)
                throw ExitCode.failure
            }
            if number > 0, number.isMultiple(of: 100_000) {
                try? FileHandle.standardError.write(contentsOf: Data("\(number) inputs\n".utf8))
            }
        }
        try node.checkAlive()
        for kind in HostileInput.Kind.allCases {
            if let count = counts[kind] { print("\(kind.rawValue): \(count) inputs") }
        }
        let seconds = Double(monotonicNanos() - start) / 1e9
        print("\(inputs) inputs in \(Int(seconds)) s, seed \(seed), no failure")
    }
}
