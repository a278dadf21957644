import ContractRuntime
import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

/// What calls do and undo.
@Suite struct CallTests {
    @Test("a contract that calls itself sees its own writes, and a failure undoes the inner ones")
    func reentry() throws {
        let world = try TestWorld()
        let slot = world.first.slots
        let outcome = world.run(data: [3]) { (context, input) throws(Revert) in
            let level = input[0]
            try context.store(UInt256(UInt64(level)), to: slot)
            guard level > 0 else { throw .reason("bottom") }
            let result = try context.tryCall(context.this, [level - 1])
            // The bottom fails, the one above it goes on and succeeds, and so do all others.
            guard case .failure(.reason("bottom")) = result else { return [level] }
            guard try context.load(slot) == UInt256(UInt64(level)) else { throw .reason("slot") }
            return [level]
        }
        #expect(outcome.output == [3])
        #expect(world.state[slot] == 1)
    }

    @Test("revert data bubbles up through calls to the transaction")
    func bubbling() throws {
        let world = try TestWorld()
        for revert in [
            Revert.reason("no"), .panic(.divisionByZero), .data([1, 2, 3]), .empty,
        ] {
            world.second.program = { (_, _) throws(Revert) in throw revert }
            let outcome = world.run { (context, _) throws(Revert) in
                let again = try context.enter(context.this)
                let output = try context.call(world.second.account, [9])
                context.leave(again)
                return output
            }
            #expect(outcome.revert == revert)
            #expect(outcome.output == revert.returnData)
            #expect(outcome.gasUsed < 30_000)
        }
    }

    @Test("a failed call undoes values, records, addresses, logs, balances and refunds")
    func failureLeavesNothing() throws {
        let world = try TestWorld()
        let table = world.state.addTable(width: 2)
        world.state.write(1, to: world.first.slots)
        let digest = world.state.sealBlock()
        let words = world.state.wordCount
        let fresh = Address(truncating: 0xf00)
        func spoil(_ context: CallContext) throws(Revert) {
            let account = context.state.account(fresh)
            try context.store(UInt256(3), to: context.state.record(in: table, account))
            try context.store(UInt256(0), to: world.first.slots)
            try context.log(topics: [1], words: [2])
            context.leave(try context.enter(account, CallOptions(valueWei: 7, checksCode: false)))
        }
        let failed = world.run(valueWei: 10) { (context, _) throws(Revert) in
            try spoil(context)
            throw .reason("late")
        }
        #expect(failed.revert == .reason("late"))
        #expect(failed.logs.count == 0)
        #expect(failed.gasRefund == 0)
        #expect(world.state.knownAccount(fresh) == nil)
        #expect(world.state.wordCount == words)
        let caught = world.run { (context, _) throws(Revert) in
            _ = try context.attempt(world.second.account) { () throws(Revert) in
                try spoil(context)
                throw .empty
            }
            try context.log(topics: [], words: [5])
            return []
        }
        #expect(caught.isSuccess)
        #expect(caught.logs.count == 1)
        #expect(caught.gasRefund == 0)
        #expect(world.state.knownAccount(fresh) == nil)
        #expect(world.state.wordCount == words)
        #expect(world.state.balanceWei(of: world.state.account(world.sender)) == 1_000_000)
        // Nothing has changed, which the digest of an empty block over the same past shows.
        let twin = try TestWorld()
        _ = twin.state.addTable(width: 2)
        twin.state.write(1, to: twin.first.slots)
        #expect(twin.state.sealBlock() == digest)
        #expect(twin.state.sealBlock() == world.state.sealBlock())
    }

    @Test("a transaction that fails names no address in the state")
    func failedMessageLeavesNoAddress() throws {
        let world = try TestWorld(.shanghai)
        let stranger = Address(truncating: 0x57)
        let coinbase = Address(truncating: 0xc0)
        world.first.program = { (_, _) throws(Revert) in throw .empty }
        let outcome = world.host.execute(
            Message(sender: stranger, recipient: world.first.address),
            in: BlockEnvironment(number: 1, timestampSeconds: 1, coinbase: coinbase))
        #expect(outcome.revert == .empty)
        #expect(world.state.knownAccount(stranger) == nil)
        #expect(world.state.knownAccount(coinbase) == nil)
    }

    @Test("static frames, and all inside them, must not write, log or send value")
    func staticFrames() throws {
        let world = try TestWorld()
        func effect(_ kind: Int, _ context: CallContext) throws(Revert) {
            switch kind {
            case 0:
                try context.store(UInt256(0), to: world.second.slots)
            case 1:
                try context.log(topics: [1], words: [2])
            default:
                let options = CallOptions(valueWei: 1, checksCode: false)
                context.leave(try context.enter(world.first.account, options))
            }
        }
        for kind in 0..<3 {
            let outcome = world.run(gasLimit: 1_000_000_000, valueWei: 10) {
                (context, _) throws(Revert) in
                let result = try context.attempt(world.second.account, .lowLevelView) {
                    () throws(Revert) in try effect(kind, context)
                }
                guard case .failure(.invalidOpcode) = result else { throw .reason("1") }
                let inner = try context.attempt(world.second.account, .lowLevelView) {
                    () throws(Revert) in
                    let outer = try context.enter(world.second.account)
                    guard context.frame.isStatic else { throw .reason("not static") }
                    _ = try context.load(world.second.slots)
                    try effect(kind, context)
                    context.leave(outer)
                }
                guard case .failure(.empty) = inner else { throw .reason("2") }
                try effect(kind, context)
                return []
            }
            #expect(outcome.revert == nil)
        }
    }

    @Test("calls of functions need code, which is checked in the caller's own frame")
    func noCode() throws {
        let world = try TestWorld()
        let nobody = world.state.account(Address(truncating: 0x99))
        let typed = world.run { (context, _) throws(Revert) in
            try context.call(nobody, [1])
        }
        #expect(typed.revert == .empty)
        // Solidity's try does not catch a missing contract.
        let tried = world.run { (context, _) throws(Revert) in
            _ = try context.tryCall(nobody, [1], .function)
            return [1]
        }
        #expect(tried.revert == .empty)
        let lowLevel = world.run { (context, _) throws(Revert) in
            guard case .success([]) = try context.tryCall(nobody, [1]) else { throw .empty }
            return [2]
        }
        #expect(lowLevel.output == [2])
    }

    @Test("1,024 calls fit into each other, and the next one fails in its caller's hands")
    func depth() throws {
        let world = try TestWorld()
        var deepest = 0
        let outcome = world.run(gasLimit: 1 << 62) { (context, _) throws(Revert) in
            deepest = max(deepest, context.frame.depth)
            let before = context.gasRemaining
            guard case .failure(let error) = try context.tryCall(context.this, []) else {
                return []
            }
            guard context.frame.depth == 1_024, error == .empty,
                before - context.gasRemaining == 100
            else { throw .reason("\(context.frame.depth)") }
            return []
        }
        #expect(outcome.revert == nil)
        #expect(deepest == 1_024)
    }

    @Test("slots and accounts that only a failed frame has touched are cold again")
    func warmth() throws {
        let world = try TestWorld()
        let table = world.state.addTable(width: 1)
        let other = world.state.account(Address(truncating: 0x0dd))
        let gas = world.gas { (context) throws(Revert) in
            func cost(_ body: () throws(Revert) -> Void) throws(Revert) -> UInt64 {
                let before = context.gasRemaining
                try body()
                return before - context.gasRemaining
            }
            func touchAll() throws(Revert) {
                _ = try context.load(world.second.slots)
                _ = try context.load(context.state.record(in: table, other))
                context.leave(try context.enter(other, .lowLevel))
            }
            _ = try context.attempt(world.second.account) { () throws(Revert) in
                try touchAll()
                throw .empty
            }
            // The callee's account was touched by the caller, whose frame goes on.
            let costs = [
                try cost { () throws(Revert) in
                    context.leave(try context.enter(world.second.account, .lowLevel))
                },
                try cost { () throws(Revert) in try touchAll() },
                try cost { () throws(Revert) in
                    _ = try context.attempt(world.second.account) { () throws(Revert) in
                        try touchAll()
                        throw .empty
                    }
                },
                try cost { () throws(Revert) in try touchAll() },
            ]
            guard costs == [100, 2_100 + 2_100 + 2_600, 400, 300] else {
                throw .reason("\(costs)")
            }
        }
        #expect(gas > 0)
    }

    @Test("a message with value moves it, and one that its sender cannot pay fails")
    func messageValue() throws {
        let world = try TestWorld()
        let sender = world.state.account(world.sender)
        world.gas(valueWei: 400) { (context) throws(Revert) in
            guard context.frame.valueWei == 400,
                context.state.balanceWei(of: context.this) == 400
            else { throw .reason("value") }
        }
        #expect(world.state.balanceWei(of: sender) == 999_600)
        let tooMuch = world.run(valueWei: 999_601) { (_, _) throws(Revert) in [1] }
        #expect(tooMuch.revert == .empty)
        #expect(world.state.balanceWei(of: sender) == 999_600)
        // To oneself, all of it can be sent.
        let own = world.host.execute(
            Message(sender: world.sender, recipient: world.sender, valueWei: 999_600),
            in: world.block)
        #expect(own.isSuccess)
        #expect(world.state.balanceWei(of: sender) == 999_600)
    }
}
