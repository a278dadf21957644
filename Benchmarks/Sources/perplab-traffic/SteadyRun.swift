import Chain
import ContractRuntime
import EthereumPrimitives
import ResidentMemory
import SimulationKernel
import WideIntegers

/// A long run with next to nothing in each block, to see whether a block costs the same at the end.
final class SteadyRun {
    private let world: TrafficWorld
    private let chain: SimulatedChain
    private let intervalMicros: UInt64

    init(_ settings: ChainSettings, seed: UInt64) throws {
        world = try TrafficWorld(settings)
        chain = try world.makeChain(seed: seed)
        switch settings.production.schedule {
        case .slots(let interval), .onDemand(let interval, _): intervalMicros = max(interval, 1)
        case .exponential(let mean): intervalMicros = max(mean, 1)
        }
    }

    /// Makes so many blocks, and prints time and memory of the first, middle and last of them.
    func run(blocks: UInt64) throws {
        let span = min(10_000, max(blocks / 3, 1))
        let starts = [("first", 0), ("middle", (blocks - span) / 2), ("last", blocks - span)]
        var turn = 0
        for (name, start) in starts {
            try advance(to: start, &turn)
            let before = try ResidentMemory.text()
            let clock = ContinuousClock.now
            try advance(to: start + span, &turn)
            let elapsed = ContinuousClock.now - clock
            let after = try ResidentMemory.text()
            let micros =
                elapsed.components.seconds * 1_000_000
                + elapsed.components.attoseconds / 1_000_000_000_000
            print(
                "\(name) \(span) blocks from \(start): \(micros / Int64(span)) us a block, "
                    + "\(before) before, \(after) after")
        }
        print("included \(chain.count(of: .included)) of \(chain.submissionCount)")
        print("head \(chain.head.hash)")
    }

    private func advance(to number: UInt64, _ turn: inout Int) throws {
        while chain.head.number < number {
            send(turn)
            turn += 1
            chain.timeline.run(until: chain.timeline.now + intervalMicros)
            if let violation = chain.violation { throw BrokenStatement("\(violation)") }
        }
    }

    private func send(_ turn: Int) {
        let sender = world.accounts[turn % 64].address
        let recipient = world.accounts[(turn + 1) % 64].address
        let node = chain.answeringNodes[chain.answeringNodes.startIndex]
        let isToken = turn % 10 == 9
        let transaction = Transaction(
            envelope: .dynamicFee(
                maxPriorityFeePerGasWei: 1_000_000_000, maxFeePerGasWei: 200_000_000_000),
            chainID: chain.settings.chainID,
            nonce: node.pool.nextNonce(of: sender, state: chain.host.state),
            gasLimit: isToken ? 80_000 : 21_000,
            recipient: isToken ? TrafficWorld.token : recipient,
            valueWei: isToken ? 0 : 1,
            data: isToken ? (try? world.transfer(of: 1, to: recipient)) ?? [] : [])
        // A node that lags may have it already; the next turn sends another.
        _ = try? chain.accept(transaction, from: sender, at: node.id)
    }
}
