import BigInt
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@testable import PriceOracles

@Suite struct ReplenishmentTests {
    @Test("half is left after each half-life, to the unit")
    func halves() {
        let rule = Replenishment.halfLife(micros: 1_000)
        let taken = UInt256(1) << 100
        for count in UInt64(0)...100 {
            let left = rule.missingWad(of: taken, afterMicros: count * 1_000)
            #expect(left == taken >> Int(count))
        }
        #expect(rule.missingWad(of: taken, afterMicros: .max) == .zero)
    }

    @Test("a part of a half-life leaves the root of a power of two")
    func parts() throws {
        // left = taken 2^(-k/64), so that left^64 2^k = taken^64: compared with its neighbours.
        let taken = wad("987654321.123456789")
        for part in UInt64(1)..<64 {
            let left = Replenishment.halfLife(micros: 64).missingWad(of: taken, afterMicros: part)
            let wanted = BigInt(taken).power(64)
            #expect(BigInt(left).power(64) << Int(part) <= wanted)
            #expect(BigInt(left &+ 2).power(64) << Int(part) > wanted)
        }
    }

    @Test("what comes back does not depend on how often it is looked at")
    func looks() {
        var random = SeededGenerator(seed: 9)
        for rule in [
            Replenishment.halfLife(micros: 777_777), .rate(baseWadPerSecond: wad("0.3")), .none,
        ] {
            for _ in 0..<200 {
                let taken = wad("1") &* UInt256(random.next() % 1_000_000 + 1)
                var left = taken
                var passed: UInt64 = 0
                for _ in 0..<50 {
                    let step = random.next() % 40_000
                    left = rule.missingWad(of: left, afterMicros: step)
                    passed += step
                }
                let atOnce = rule.missingWad(of: taken, afterMicros: passed)
                let gap = left > atOnce ? left &- atOnce : atOnce &- left
                #expect(gap <= 100)
            }
        }
    }

    @Test("a rate brings so much a second, and stops when all is back")
    func rate() {
        let rule = Replenishment.rate(baseWadPerSecond: wad("2"))
        #expect(rule.missingWad(of: wad("10"), afterMicros: 1_500_000) == wad("7"))
        #expect(rule.missingWad(of: wad("10"), afterMicros: 4_999_999) == wad("0.000002"))
        #expect(rule.missingWad(of: wad("10"), afterMicros: 5_000_000) == .zero)
        #expect(rule.missingWad(of: wad("10"), afterMicros: .max) == .zero)
    }
}
