import ContractRuntime
import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

/// I5: nonces rise by one for each transaction; native balances and burnt fees less interventions
/// are constant.
@Suite struct NativeLedgerTests {
    private let world: TestWorld
    private let sender: AccountID
    private let other: AccountID

    init() throws {
        world = try TestWorld()
        sender = world.state.account(world.sender)
        other = world.state.account(Address(truncating: 0x07e4))
        world.state.setBalanceWei(500, of: other)
        world.state.setNonce(7, of: other)
    }

    private func holds(_ ledger: NativeLedger) -> Bool {
        do throws(InvariantViolation) {
            try ledger.checkI5(world.state)
            return true
        } catch {
            #expect(error.number == 5)
            return false
        }
    }

    @Test("payments, calls with value and failures keep the sum", arguments: [1, 2] as [UInt64])
    func transfers(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let ledger = NativeLedger(genesis: world.state)
        let receivers = [world.second.account, other, sender, world.state.account(.zero)]
        world.second.program = { (context, input) throws(Revert) in
            if input == [1] { throw .reason("no") }
            let options = CallOptions(valueWei: context.frame.valueWei >> 1, checksCode: false)
            _ = try context.tryCall(context.origin, [], options)
            return []
        }
        for _ in 0..<100 {
            let value = UInt256(UInt64(random.below(2_000)))
            let parts = (0..<4).map { _ in UInt256(UInt64(random.below(600))) }
            let data = UInt8(random.below(2))
            let fails = random.below(4) == 0
            world.run(valueWei: value) { (context, _) throws(Revert) in
                for (receiver, part) in zip(receivers, parts) {
                    let options = CallOptions(valueWei: part, checksCode: false)
                    _ = try context.tryCall(receiver, [data], options)
                }
                if fails { throw .empty }
                return []
            }
            if random.below(5) == 0 { world.state.sealBlock() }
            try #require(holds(ledger), "seed \(seed)")
        }
        #expect(world.state.balanceWei(of: world.first.account) > 0)
    }

    @Test("wei that comes from nowhere or goes nowhere is found")
    func balances() {
        let ledger = NativeLedger(genesis: world.state)
        #expect(holds(ledger))
        world.state.setBalanceWei(501, of: other)
        #expect(!holds(ledger))
        world.state.setBalanceWei(499, of: other)
        #expect(!holds(ledger))
        world.state.setBalanceWei(1_000_001, of: sender)
        #expect(holds(ledger))
    }

    @Test("a burnt fee is booked, no more and no less")
    func burning() {
        var ledger = NativeLedger(genesis: world.state)
        world.state.setBalanceWei(999_979, of: sender)
        ledger.bookBurnt(20)
        #expect(!holds(ledger))
        ledger.bookBurnt(1)
        #expect(holds(ledger))
        ledger.bookBurnt(1)
        #expect(!holds(ledger))
    }

    @Test("interventions on balances are booked, up and down")
    func interventions() {
        var ledger = NativeLedger(genesis: world.state)
        world.state.setBalanceWei(900, of: other)
        #expect(!holds(ledger))
        ledger.bookIntervention(balanceWei: 500, to: 900)
        #expect(holds(ledger))
        world.state.setBalanceWei(0, of: sender)
        ledger.bookIntervention(balanceWei: 1_000_000, to: 0)
        #expect(holds(ledger))
    }

    @Test("nonces rise by as many as there were transactions")
    func nonces() {
        var ledger = NativeLedger(genesis: world.state)
        ledger.bookTransaction()
        #expect(!holds(ledger))
        world.state.setNonce(1, of: sender)
        #expect(holds(ledger))
        #expect(ledger.transactionCount == 1)
        world.state.setNonce(9, of: other)
        ledger.bookTransaction()
        #expect(!holds(ledger))
        ledger.bookTransaction()
        #expect(holds(ledger))
        world.state.setNonce(3, of: other)
        #expect(!holds(ledger))
        ledger.bookIntervention(nonce: 9, to: 3)
        #expect(holds(ledger))
        ledger.bookIntervention(nonce: 3, to: 4)
        #expect(!holds(ledger))
    }

    @Test("a transaction leaves its sender's nonce one above its own")
    func nonceOfTransaction() throws {
        world.state.setNonce(8, of: other)
        try NativeLedger.checkI5(afterNonce: 7, of: other, world.state)
        for nonce in [6, 8] as [UInt64] {
            #expect(throws: InvariantViolation.self) {
                try NativeLedger.checkI5(afterNonce: nonce, of: other, world.state)
            }
        }
    }

    @Test("sums go beyond 256 bits, and a payment that would is refused")
    func beyondWords() {
        var ledger = NativeLedger(genesis: world.state)
        for (account, old) in [(sender, 1_000_000), (other, 500)] as [(AccountID, UInt256)] {
            world.state.setBalanceWei(.max, of: account)
            ledger.bookIntervention(balanceWei: old, to: .max)
        }
        #expect(holds(ledger))
        let payment = Message(
            sender: world.sender, recipient: world.state.address(of: other), valueWei: 1)
        #expect(world.host.execute(payment, in: world.block).revert == .empty)
        #expect(holds(ledger))
        // The same modulo 2^256, as after a wrap.
        world.state.setBalanceWei(.max &- .one, of: sender)
        world.state.setBalanceWei(0, of: other)
        #expect(!holds(ledger))
    }

    @Test("a ledger goes back with its block")
    func undoing() throws {
        world.state.sealBlock()
        let before = NativeLedger(genesis: world.state)
        var after = before
        world.state.setNonce(1, of: sender)
        world.state.setBalanceWei(999_000, of: sender)
        after.bookTransaction()
        after.bookBurnt(1_000)
        world.state.sealBlock()
        #expect(holds(after) && !holds(before))
        try world.state.undoBlocks(1)
        #expect(holds(before) && !holds(after))
    }
}
