import Chain
import ContractRuntime
import EthereumPrimitives
import SeededRandom
import SimulationKernel
import WideIntegers

extension FuzzTarget {
    /// A small chain's recording, damaged and read in pieces; one that is not damaged is replayed.
    func readRecording(_ random: inout SeededRandom) throws -> Bool {
        let whole = RecordedBlocks.shared
        let input = random.mutated(whole.bytes)
        var parser = RecordingParser()
        var events: [RecordedEvent] = []
        do {
            var rest = input[...]
            while !rest.isEmpty {
                let chunk = rest.prefix(1 + random.below(400))
                rest.removeFirst(chunk.count)
                parser.append(Array(chunk))
                while let event = try parser.next() { events.append(event) }
            }
            try parser.finish()
        } catch {
            return false
        }
        guard input == whole.bytes else { throw NotCanonical(decoder: self, input: input) }
        // Executing costs as much as a hundred readings.
        if random.below(100) == 0 { try whole.makeReplay()?.apply(events) }
        return true
    }
}

/// A recording of a few blocks with a payment, a reorg and all interventions.
private struct RecordedBlocks: Sendable {
    static let shared = RecordedBlocks()

    let bytes: [UInt8]
    private static let start = SimulatedTime(seconds: 1_700_000_000)
    private static let sender = Address(truncating: 0x5e)
    private static var settings: ChainSettings? {
        try? ChainSettings(
            preset: .named("chaos"), overrides: [("signatures", "elided"), ("background", "off")])
    }

    private init() {
        guard let settings = RecordedBlocks.settings else {
            bytes = []
            return
        }
        let chain = SimulatedChain(
            settings, host: RecordedBlocks.makeHost(settings),
            timeline: Timeline(start: RecordedBlocks.start), random: RandomSource(seed: 1))
        var recording = ChainRecording(settings, genesis: chain.head)
        chain.record = { recording.append($0) }
        let payment = Transaction(
            envelope: .dynamicFee(
                maxPriorityFeePerGasWei: 1_000_000_000, maxFeePerGasWei: 500_000_000_000),
            chainID: settings.chainID, nonce: 0, gasLimit: 21_000,
            recipient: Address(truncating: 7), valueWei: 1)
        _ = try? chain.accept(
            payment, from: RecordedBlocks.sender, at: chain.answeringNodes[0].id)
        chain.timeline.run(until: chain.timeline.now + 40_000_000)
        for intervention in [
            Intervention.setBalance(RecordedBlocks.sender, 5),
            .setNonce(RecordedBlocks.sender, 9), .increaseTime(3), .setNextBaseFee(8),
            .call(from: RecordedBlocks.sender, to: Address(truncating: 9), data: [1, 2]), .mine,
        ] {
            chain.intervene(intervention)
        }
        try? chain.reorganize(depth: 1, keep: .always, order: .same)
        recording.finish()
        bytes = recording.takeBytes()
    }

    private static func makeHost(_ settings: ChainSettings) -> ContractHost {
        let host = SimulatedChain.makeHost(for: settings)
        host.state.setBalanceWei(.wad, of: host.state.account(sender))
        return host
    }

    func makeReplay() -> ChainReplay? {
        RecordedBlocks.settings.map {
            ChainReplay($0, host: RecordedBlocks.makeHost($0), start: RecordedBlocks.start)
        }
    }
}
