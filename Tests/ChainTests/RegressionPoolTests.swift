import Chain
import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

/// What random traffic has found in the pool.
@Suite struct RegressionPoolTests {
    @Test("a replacement that pushes another one out leaves the queue within its limit")
    func replacementTruncatesTheQueue() throws {
        let settings = try ChainSettings(
            preset: .named("ideal"),
            overrides: [
                ("fork", "london"), ("block-gas-limit", "30M"), ("fee-market", "base-fee"),
                ("base-fee.initial", "1 gwei"), ("ordering", "priority"), ("signatures", "elided"),
                ("pool.global-slots", "4"), ("pool.global-queue", "1"),
            ])
        let senders = (0..<3).map { Address(truncating: UInt256(UInt64(0xa000 + $0))) }
        let host = SimulatedChain.makeHost(for: settings)
        for sender in senders { host.state.setBalanceWei(.wad, of: host.state.account(sender)) }
        let chain = SimulatedChain(
            settings, host: host, timeline: Timeline(start: SimulatedTime(seconds: 1_700_000_000)),
            random: RandomSource(seed: 1))
        let node = chain.nodes[0]
        func send(_ sender: Int, nonce: UInt64, gwei: UInt64) throws {
            let price = UInt256(gwei * 1_000_000_000)
            let transaction = Transaction(
                envelope: .legacy(gasPriceWei: price), chainID: settings.chainID, nonce: nonce,
                gasLimit: 21_000, recipient: senders[0])
            _ = try chain.accept(transaction, from: senders[sender], at: node.id)
        }
        try send(0, nonce: 0, gwei: 2)
        try send(0, nonce: 1, gwei: 20)
        try send(0, nonce: 2, gwei: 20)
        try send(1, nonce: 0, gwei: 20)
        try send(2, nonce: 0, gwei: 20)
        // The pool is full: the first one goes, and the two behind it wait, where one may.
        try send(1, nonce: 0, gwei: 40)
        #expect(node.pool.queuedCount == 1)
        #expect(chain.brokenInvariants().isEmpty)
    }
}
