import ContractRuntime
import EthereumPrimitives
import WideIntegers

extension SimulatedChain {
    /// Runs `body` on the state after the block that would be made now, on the head that a node has, of
    /// what it has waiting.
    func withPendingBlock<Value>(
        at node: ChainNode, _ body: (BlockEnvironment) -> Value
    ) -> Value {
        withOpenBlock(at: node) { block, _ in body(block.environment) }
    }

    /// As `withPendingBlock`, with the block itself and the one it stands on.
    func withOpenBlock<Value>(
        at node: ChainNode, _ body: (OpenBlock, Block) -> Value
    ) -> Value {
        let parent = store.canonicalAncestor(of: node.head) ?? head
        return withState(of: node) { state in
            let checkpoint = state.checkpoint
            defer { state.revert(to: checkpoint) }
            let site = BuildingSite(proposer: node, builder: nil, isRandom: false)
            var block = open(
                on: parent, coinbase: site.coinbase, timestampSeconds: pendingTimestampSeconds)
            if case .firstCome = settings.ordering {
                for entry in sequencer.entries { try? block.include(entry.transaction) }
            } else {
                preview(&block, node)
            }
            return body(block, parent)
        }
    }

    /// The timestamp that the next block will have, as far as that is known.
    private var pendingTimestampSeconds: UInt64 {
        guard case .slots = slots.schedule, setTimestampSeconds == nil else {
            return nextTimestampSeconds
        }
        return max(
            nextTimestampSeconds, slots.time(of: slotNumber).seconds + clockOffsetSeconds)
    }

    private func preview(_ block: inout OpenBlock, _ node: ChainNode) {
        var order = node.pool.candidates(
            baseFeePerGasWei: block.hasBaseFee ? block.environment.baseFeePerGasWei : nil,
            arrivedBy: timeline.now)
        while let transaction = order.next() {
            do throws(InclusionFailure) {
                try block.include(transaction)
                order.advance()
            } catch {
                if case .nonceTooLow = error { order.advance() } else { order.dropAccount() }
            }
        }
    }

    func balanceWei(of address: Address) -> UInt256 {
        host.state.knownAccount(address).map { host.state.balanceWei(of: $0) } ?? .zero
    }
}
