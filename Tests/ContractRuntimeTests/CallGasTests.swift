import ContractRuntime
import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

/// The gas of calls: access, value, the 64th that is kept back, and what failures cost.
@Suite struct CallGasTests {
    /// What a call of the second contract may spend.
    static let value = CallOptions(valueWei: 5, checksCode: false)

    @Test("a call pays for code check and access, cold once")
    func access() throws {
        for (fork, costs) in [
            (Hardfork.istanbul, [1_400, 1_400, 700]), (.berlin, [2_700, 200, 100]),
        ] as [(Hardfork, [UInt64])] {
            let world = try TestWorld(fork)
            for options in [CallOptions.function, .view] {
                let gas = world.gas { (context) throws(Revert) in
                    for cost in costs {
                        let kind: CallOptions = cost == costs[2] ? .lowLevel : options
                        let before = context.gasRemaining
                        context.leave(try context.enter(world.second.account, kind))
                        guard before - context.gasRemaining == cost else {
                            throw .reason("\(before - context.gasRemaining), not \(cost)")
                        }
                    }
                }
                #expect(gas == costs.reduce(0, +))
            }
        }
    }

    @Test("sender, recipient, precompiles, listed addresses and a late coinbase are warm")
    func warmFromTheStart() throws {
        for (fork, coinbaseCost) in [(Hardfork.london, 2_600), (.shanghai, 100)]
            as [(Hardfork, UInt64)]
        {
            let world = try TestWorld(fork)
            let coinbase = Address(truncating: 0xc0)
            let listed = Address(truncating: 0x11571)
            let block = BlockEnvironment(number: 1, timestampSeconds: 1, coinbase: coinbase)
            world.first.program = { (context, _) throws(Revert) in
                let costs: [(Address, UInt64)] = [
                    (world.sender, 100), (world.first.address, 100), (listed, 100),
                    (coinbase, coinbaseCost), (Address(truncating: 1), 100),
                    (Address(truncating: 9), 100), (Address(truncating: 0xa), 2_600),
                    (.zero, 2_600), (world.second.address, 2_600),
                ]
                for (address, cost) in costs {
                    let before = context.gasRemaining
                    let account = context.state.account(address)
                    context.leave(try context.enter(account, .lowLevel))
                    guard before - context.gasRemaining == cost else {
                        throw .reason("\(address): \(before - context.gasRemaining)")
                    }
                }
                return []
            }
            let outcome = world.host.execute(
                Message(
                    sender: world.sender, recipient: world.first.address,
                    accessList: [AccessListEntry(address: listed, storageKeys: [.zero])]),
                in: block)
            #expect(outcome.revert == nil)
            #expect(outcome.gasParts[.intrinsic] == 21_000 + 2_400 + 1_900)
        }
    }

    @Test("a callee gets all but a 64th, rounded up for the callee")
    func sixtyFourth() throws {
        let world = try TestWorld()
        world.gas(gasLimit: 500_000) { (context) throws(Revert) in
            let before = context.gasRemaining - 2_600
            let outer = try context.enter(world.second.account, .lowLevel)
            let inside = context.gasRemaining
            context.leave(outer)
            guard inside == before - before / 64, context.gasRemaining == before else {
                throw .reason("\(before), \(inside), \(context.gasRemaining)")
            }
        }
    }

    @Test("a callee out of gas costs its share, and the caller goes on with the rest")
    func outOfGasInside() throws {
        let world = try TestWorld()
        let slot = world.second.slots
        let outcome = world.run(gasLimit: 1_000_000) { (context, _) throws(Revert) in
            let before = context.gasRemaining - 2_600
            let result = try context.attempt(world.second.account) { () throws(Revert) in
                try context.store(UInt256(1), to: slot)
                try context.compute(10_000_000)
            }
            guard case .failure(.outOfGas) = result else { throw .reason("\(result)") }
            guard context.gasRemaining == before / 64 else { throw .reason("rest") }
            guard context.state[slot].isZero else { throw .reason("effects") }
            guard context.this == world.first.account else { throw .reason("frame") }
            return [7]
        }
        #expect(outcome.output == [7])
        let spare = (1_000_000 - 21_000 - 2_600) / 64 as UInt64
        #expect(outcome.gasUsed == 1_000_000 - spare)
        #expect(outcome.gasParts.total == outcome.gasUsed)
    }

    @Test("gas lost far inside leaves every caller's 64th, and shows as a revert without data")
    func outOfGasFarInside() throws {
        let world = try TestWorld()
        let outcome = world.run(gasLimit: 1_000_000) { (context, _) throws(Revert) in
            var rest = context.gasRemaining - 2_600
            let result = try context.attempt(world.second.account) { () throws(Revert) in
                for _ in 0..<3 { _ = try context.enter(world.second.account, .lowLevel) }
                throw .invalidOpcode
            }
            guard case .failure(.empty) = result else { throw .reason("\(result)") }
            // Four frames were entered; the innermost one's gas is gone, 100 went for each call.
            var kept = rest / 64
            rest -= kept
            for _ in 0..<3 {
                rest -= 100
                kept += rest / 64
                rest -= rest / 64
            }
            guard context.gasRemaining == kept else { throw .reason("\(kept)") }
            return []
        }
        #expect(outcome.revert == nil)
    }

    @Test("a transaction that loses its gas in an inner frame keeps what the outer one withheld")
    func outOfGasUncaught() throws {
        let world = try TestWorld()
        let outcome = world.run(gasLimit: 121_000) { (context, _) throws(Revert) in
            _ = try context.enter(context.this, .lowLevel)
            throw .outOfGas
        }
        #expect(outcome.revert == .empty)
        #expect(outcome.gasUsed == 121_000 - (100_000 - 100) / 64)
        let direct = world.run(gasLimit: 121_000) { (_, _) throws(Revert) in throw .outOfGas }
        #expect(direct.revert == .outOfGas)
        #expect(direct.gasUsed == 121_000)
    }

    @Test("value costs 9,000, of which the callee's stipend comes back, and 25,000 for an account")
    func valueGas() throws {
        let world = try TestWorld()
        let nobody = world.state.account(Address(truncating: 0x4e0b0d7))
        let outcome = world.run(valueWei: 100) { (context, _) throws(Revert) in
            for (account, expected) in [
                (nobody, 2_600 + 9_000 + 25_000 - 2_300), (nobody, 100 + 9_000 - 2_300),
                (world.second.account, 2_600 + 9_000 - 2_300),
            ] as [(AccountID, UInt64)] {
                let before = context.gasRemaining
                let outer = try context.enter(account, Self.value)
                guard context.frame.valueWei == 5 else { throw .reason("value") }
                context.leave(outer)
                guard before - context.gasRemaining == expected else {
                    throw .reason("\(before - context.gasRemaining), not \(expected)")
                }
            }
            return []
        }
        #expect(outcome.revert == nil)
        let access: UInt64 = 2_600 + 100 + 2_600 + 3 * 6_700 + 25_000
        #expect(outcome.gasParts[.access] == access)
        #expect(outcome.gasUsed == 21_000 + access)
        #expect(world.state.balanceWei(of: nobody) == 10)
        #expect(world.state.balanceWei(of: world.second.account) == 5)
        #expect(world.state.balanceWei(of: world.first.account) == 85)
    }

    @Test("a callee may spend the stipend though the caller has nothing left for it")
    func stipend() throws {
        let world = try TestWorld()
        let limit: UInt64 = 21_000 + 2_600 + 9_000
        let outcome = world.run(gasLimit: limit, valueWei: 100) { (context, _) throws(Revert) in
            let outer = try context.enter(world.second.account, Self.value)
            guard context.gasRemaining == 2_300 else { throw .reason("stipend") }
            try context.compute(2_000)
            context.leave(outer)
            return []
        }
        #expect(outcome.revert == nil)
        #expect(outcome.gasUsed == limit - 300)
        #expect(outcome.gasParts.total == outcome.gasUsed)
    }

    @Test("value that cannot be paid costs what value costs, and gives the stipend back")
    func valueMissing() throws {
        let world = try TestWorld()
        let outcome = world.run(valueWei: 4) { (context, _) throws(Revert) in
            let before = context.gasRemaining
            let result = try context.attempt(world.second.account, Self.value) {
                () throws(Revert) -> Void in throw .reason("was run")
            }
            guard case .failure(.empty) = result else { throw .reason("\(result)") }
            guard before - context.gasRemaining == 2_600 + 6_700 else { throw .reason("gas") }
            return []
        }
        #expect(outcome.revert == nil)
        #expect(world.state.balanceWei(of: world.first.account) == 4)
    }

    @Test("calldata's floor holds from Prague on, after the refund")
    func floor() throws {
        for (fork, floor) in [(Hardfork.cancun, 0), (.prague, 21_000 + 10 * 4 * 1_000)]
            as [(Hardfork, UInt64)]
        {
            let world = try TestWorld(fork)
            let data = [UInt8](repeating: 1, count: 1_000)
            let plain: UInt64 = 21_000 + 16 * 1_000
            for extra in [0, 10_000, 24_000, 24_001, 50_000] as [UInt64] {
                let outcome = world.run(data: data) { (context, _) throws(Revert) in
                    try context.compute(extra)
                    return []
                }
                #expect(outcome.gasUsed == max(plain + extra, floor))
            }
            world.state.write(1, to: world.first.slots)
            let refunded = world.run(data: data) { (context, _) throws(Revert) in
                try context.store(UInt256(0), to: world.first.slots)
                return []
            }
            #expect(refunded.gasRefund == 4_800)
            #expect(refunded.gasUsed == max(plain + 5_000 - 4_800, floor))
        }
    }

    @Test("a limit below the intrinsic gas fails, using the limit")
    func tooLittleForAnything() throws {
        let world = try TestWorld(.prague)
        for limit in [0, 20_999] as [UInt64] {
            let outcome = world.run(gasLimit: limit) { (_, _) throws(Revert) in [1] }
            #expect(outcome.revert == .outOfGas)
            #expect(outcome.gasUsed == limit)
        }
    }

    @Test("memory costs three a word and a square, and never wraps")
    func memory() throws {
        let world = try TestWorld()
        let gas = world.gas { (context) throws(Revert) in
            try context.expandMemory(toWords: 10)
            try context.expandMemory(toWords: 5)
            // Each frame pays for its own.
            let outer = try context.enter(context.this, .lowLevel)
            try context.expandMemory(toWords: 10)
            context.leave(outer)
            try context.expandMemory(toWords: 1_024)
        }
        #expect(gas == 30 + 100 + 30 + (3_072 + 2_048 - 30))
        for words in [UInt64(UInt32.max), 1 << 32, 1 << 33, .max] {
            let outcome = world.run { (context, _) throws(Revert) in
                try context.expandMemory(toWords: words)
                return []
            }
            #expect(outcome.revert == .outOfGas)
        }
    }
}
