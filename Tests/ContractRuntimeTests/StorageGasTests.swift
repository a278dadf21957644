import ContractRuntime
import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

/// Storage gas against the tables of the EIPs.
@Suite struct StorageGasTests {
    /// One line of a table: the word's value before the transaction, the values written in turn, and
    /// what the EIP says the code uses and earns. Each write's two pushes cost six.
    struct Line: Sendable, CustomTestStringConvertible {
        let original: UInt64
        let writes: [UInt64]
        let used: UInt64
        let refund: UInt64

        init(_ original: UInt64, _ writes: [UInt64], _ used: UInt64, _ refund: UInt64) {
            self.original = original
            self.writes = writes
            self.used = used
            self.refund = refund
        }

        var testDescription: String { "\(original) -> \(writes)" }
    }

    /// - Source: EIP-2200, test cases, in its final version.
    static let istanbul = [
        Line(0, [0, 0], 1_612, 0), Line(0, [0, 1], 20_812, 0), Line(0, [1, 0], 20_812, 19_200),
        Line(0, [1, 2], 20_812, 0), Line(0, [1, 1], 20_812, 0), Line(1, [0, 0], 5_812, 15_000),
        Line(1, [0, 1], 5_812, 4_200), Line(1, [0, 2], 5_812, 0), Line(1, [2, 0], 5_812, 15_000),
        Line(1, [2, 3], 5_812, 0), Line(1, [2, 1], 5_812, 4_200), Line(1, [2, 2], 5_812, 0),
        Line(1, [1, 0], 5_812, 15_000), Line(1, [1, 2], 5_812, 0), Line(1, [1, 1], 1_612, 0),
        Line(0, [1, 0, 1], 40_818, 19_200), Line(1, [0, 1, 0], 10_818, 19_200),
    ]

    /// - Source: EIP-3529, test cases, "2929 Gas Costs"; slots are warm before.
    static let berlin = [
        Line(0, [0, 0], 212, 0), Line(0, [0, 1], 20_112, 0), Line(0, [1, 0], 20_112, 19_900),
        Line(0, [1, 2], 20_112, 0), Line(0, [1, 1], 20_112, 0), Line(1, [0, 0], 3_012, 15_000),
        Line(1, [0, 1], 3_012, 2_800), Line(1, [0, 2], 3_012, 0), Line(1, [2, 0], 3_012, 15_000),
        Line(1, [2, 3], 3_012, 0), Line(1, [2, 1], 3_012, 2_800), Line(1, [2, 2], 3_012, 0),
        Line(1, [1, 0], 3_012, 15_000), Line(1, [1, 2], 3_012, 0), Line(1, [1, 1], 212, 0),
        Line(0, [1, 0, 1], 40_118, 19_900), Line(1, [0, 1, 0], 5_918, 17_800),
    ]

    /// - Source: EIP-3529, test cases, "With reduced refunds".
    static let london = [
        Line(0, [0, 0], 212, 0), Line(0, [0, 1], 20_112, 0), Line(0, [1, 0], 20_112, 19_900),
        Line(0, [1, 2], 20_112, 0), Line(0, [1, 1], 20_112, 0), Line(1, [0, 0], 3_012, 4_800),
        Line(1, [0, 1], 3_012, 2_800), Line(1, [0, 2], 3_012, 0), Line(1, [2, 0], 3_012, 4_800),
        Line(1, [2, 3], 3_012, 0), Line(1, [2, 1], 3_012, 2_800), Line(1, [2, 2], 3_012, 0),
        Line(1, [1, 0], 3_012, 4_800), Line(1, [1, 2], 3_012, 0), Line(1, [1, 1], 212, 0),
        Line(0, [1, 0, 1], 40_118, 19_900), Line(1, [0, 1, 0], 5_918, 7_600),
    ]

    /// Gas of the writes, and the refund, which enough other gas keeps below its cap.
    func check(_ line: Line, _ fork: Hardfork, isWarm: Bool) throws {
        let world = try TestWorld(fork)
        let slot = world.first.slots
        world.state.write(UInt256(line.original), to: slot)
        var used: UInt64 = 0
        let outcome = world.run { (context, _) throws(Revert) in
            if isWarm { _ = try context.load(slot) }
            let before = context.gasRemaining
            for value in line.writes { try context.store(UInt256(value), to: slot) }
            used = before - context.gasRemaining
            try context.compute(1_000_000)
            return []
        }
        let coldExtra: UInt64 = fork >= .berlin && !isWarm ? 2_100 : 0
        #expect(used + 6 * UInt64(line.writes.count) == line.used + coldExtra)
        #expect(outcome.gasRefund == line.refund)
        #expect(outcome.gasUsed == outcome.gasParts.total - line.refund)
    }

    @Test("writes cost and earn what EIP-2200 tabulates", arguments: istanbul)
    func eip2200(_ line: Line) throws { try check(line, .istanbul, isWarm: false) }

    @Test("writes cost and earn what EIP-2929 tabulates", arguments: berlin)
    func eip2929(_ line: Line) throws {
        try check(line, .berlin, isWarm: true)
        try check(line, .berlin, isWarm: false)
    }

    @Test("writes cost and earn what EIP-3529 tabulates", arguments: london)
    func eip3529(_ line: Line) throws {
        for fork in Hardfork.allCases where fork >= .london {
            try check(line, fork, isWarm: true)
            try check(line, fork, isWarm: false)
        }
    }

    @Test("the same sequences in frames of their own, some of them reverted, cost the same")
    func reentrantWrites() throws {
        for line in Self.london {
            let world = try TestWorld()
            let slot = world.first.slots
            world.state.write(UInt256(line.original), to: slot)
            var used: UInt64 = 0
            let outcome = world.run { (context, _) throws(Revert) in
                _ = try context.load(slot)
                for value in line.writes {
                    // A frame that fails must leave neither value nor refund behind.
                    _ = try context.attempt(context.this) { () throws(Revert) in
                        try context.store(UInt256(9), to: slot)
                        try context.store(UInt256(0), to: slot)
                        throw .empty
                    }
                    let outer = try context.enter(context.this)
                    let before = context.gasRemaining
                    try context.store(UInt256(value), to: slot)
                    used += before - context.gasRemaining
                    context.leave(outer)
                }
                try context.compute(1_000_000)
                return []
            }
            #expect(used + 6 * UInt64(line.writes.count) == line.used, "\(line)")
            #expect(outcome.gasRefund == line.refund, "\(line)")
        }
    }

    @Test("reads cost 800 in Istanbul, and 2,100 then 100 from Berlin on")
    func reads() throws {
        for (fork, costs) in [
            (Hardfork.istanbul, [800, 800]), (.berlin, [2_100, 100]), (.osaka, [2_100, 100]),
        ] as [(Hardfork, [UInt64])] {
            let world = try TestWorld(fork)
            for _ in 0..<2 {
                let gas = world.gas { (context) throws(Revert) in
                    _ = try context.load(world.first.slots)
                    _ = try context.load(world.first.slots)
                }
                #expect(gas == costs[0] + costs[1])
            }
        }
    }

    @Test("writes fail at 2,300 gas, whatever they would cost", arguments: [0, 1] as [UInt64])
    func sentry(_ above: UInt64) throws {
        // EIP-2200: 2,300 left fail; 2,301 pay 800 for a write that changes nothing.
        let world = try TestWorld(.istanbul)
        world.state.write(1, to: world.first.slots)
        let outcome = world.run(gasLimit: 21_000 + 2_300 + above) { (context, _) throws(Revert) in
            try context.store(UInt256(1), to: world.first.slots)
            return []
        }
        #expect(outcome.revert == (above == 0 ? .outOfGas : nil))
        #expect(outcome.gasUsed == (above == 0 ? 23_300 : 21_800))
    }

    @Test("refunds are capped at a half, and at a fifth from London on")
    func refundCap() throws {
        for (fork, divisor) in [(Hardfork.istanbul, 2), (.berlin, 2), (.london, 5), (.osaka, 5)]
            as [(Hardfork, UInt64)]
        {
            let world = try TestWorld(fork)
            for offset in 0..<8 {
                world.state.write(1, to: world.first.slots.advanced(by: offset))
            }
            let outcome = world.run { (context, _) throws(Revert) in
                for offset in 0..<8 {
                    try context.store(.zero as UInt256, to: world.first.slots.advanced(by: offset))
                }
                return []
            }
            let total = outcome.gasParts.total
            #expect(total == 21_000 + 8 * 5_000)
            #expect(outcome.gasRefund == min(total / divisor, fork >= .london ? 38_400 : 120_000))
            #expect(outcome.gasUsed == total - outcome.gasRefund)
        }
    }

    @Test("sealing a block and other transactions make slots cold and values original again")
    func betweenTransactions() throws {
        let world = try TestWorld()
        let slot = world.first.slots
        func store(_ value: UInt64) -> UInt64 {
            world.gas { (context) throws(Revert) in try context.store(UInt256(value), to: slot) }
        }
        #expect(store(1) == 22_100)
        #expect(store(2) == 5_000)
        world.state.sealBlock()
        #expect(store(3) == 5_000)
        _ = world.host.simulate(
            Message(sender: world.sender, recipient: world.first.address), in: world.block)
        #expect(store(4) == 5_000)
        #expect(store(4) == 2_200)
    }

    @Test("transactions begin cold, whichever places their marks had before", arguments: 0..<8)
    func marksOfOldTransactions(shift: Int) throws {
        let world = try TestWorld()
        let slots = (0..<8).map { world.first.slots.advanced(by: $0) }
        world.gas { (context) throws(Revert) in
            for slot in slots { try context.store(UInt256(1), to: slot) }
        }
        for value in 2...40 as ClosedRange<UInt64> {
            // Slots of other transactions' marks are touched first, so that every place is taken.
            let order = (0..<8).map { slots[($0 * 3 + Int(value) * shift) % 8] }
            let gas = world.gas { (context) throws(Revert) in
                for slot in order { try context.store(UInt256(value), to: slot) }
                for slot in order { _ = try context.load(slot) }
            }
            #expect(gas == 8 * (2_100 + 2_900 + 100), "\(value)")
        }
    }
}
