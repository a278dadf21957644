import ContractRuntime
import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

@Suite struct StateDigestTests {
    private func units(_ numbers: [UInt32]) -> [UInt8] {
        numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
    }

    /// The last digest, and no address or record.
    private func head(_ digest: Hash256) -> [UInt8] {
        Array(digest.bytes.reversed()) + units([0, 0])
    }

    @Test("the digest is the hash of what its documentation says")
    func contents() throws {
        let state = WorldState()
        let table = state.addTable(width: 2)
        let account = state.account(Address(truncating: 0xaa))
        let slot = state.record(in: table, account)
        state.write(7, to: slot)
        state.write(8, to: slot)
        state.write(1, to: slot.advanced(by: 1))
        state.write(0, to: slot.advanced(by: 1))
        state.setNonce(5, of: account)
        // One address and two records: of account 1 in table 1, then in that of balances and nonces.
        var one = [UInt8](repeating: 0, count: 32) + units([1, 2, 0xaa, 0, 0, 0, 0])
        one += units([1, 0, 1, 1, 0, 0])
        let first = Keccak256.hash(one + units([0, 8, 3, 5]))
        #expect(state.sealBlock() == first)
        #expect(state.digest == first)

        state.setNonce(6, of: account)
        state.write(8, to: slot)
        state.write(9, to: slot)
        state.write(8, to: slot)
        state.write(UInt256(7, 0, 6 << 32, 0), to: slot.advanced(by: 1))
        let second = Keccak256.hash(
            head(first) + units([3, 6, 1 | 5 << 29, 7, 0, 0, 0, 0, 6]))
        #expect(state.sealBlock() == second)
        #expect(state.sealBlock() == Keccak256.hash(head(second)))
        #expect(try state.digest(blocksBack: 1) == second)
        #expect(try state.digest(blocksBack: 2) == first)
    }

    @Test("views between transactions, in whatever order, leave no trace", arguments: 0..<4)
    func views(order: Int) throws {
        let plain = try TestWorld()
        let watched = try TestWorld()
        let tables = [plain, watched].map { $0.state.addTable(width: 1) }
        for block in 1...6 as ClosedRange<UInt64> {
            for (world, table) in zip([plain, watched], tables) {
                if world.state === watched.state {
                    for view in 0..<2 {
                        // A view that makes addresses, records, writes and logs of its own.
                        let key = UInt64(view ^ (order & 1)) + block * 10
                        world.first.program = { (context, _) throws(Revert) in
                            let stranger = context.state.account(
                                Address(truncating: UInt256(key * 1_000)))
                            let slot = context.state.record(in: table, stranger)
                            try context.store(UInt256(key), to: slot)
                            if order & 2 != 0 { throw .reason("failing view") }
                            return []
                        }
                        _ = world.host.simulate(
                            Message(
                                sender: Address(truncating: UInt256(key * 7_777)),
                                recipient: world.first.address),
                            in: world.block)
                        _ = try world.state.withState(
                            blocksBack: min(view, world.state.blocksKept)
                        ) {
                            world.host.simulate(
                                Message(sender: world.sender, recipient: world.first.address),
                                in: world.block)
                        }
                    }
                }
                world.gas { (context) throws(Revert) in
                    let slot = context.state.record(in: table, number: block % 4)
                    try context.store(UInt256(block), to: slot)
                }
                if block.isMultiple(of: 2) { world.state.sealBlock() }
            }
            #expect(plain.state.digest == watched.state.digest)
            #expect(plain.state.wordCount == watched.state.wordCount)
        }
    }
}
