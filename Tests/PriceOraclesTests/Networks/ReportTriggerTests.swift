import BigInt
import PriceOracles
import TestSupport
import Testing
import WideIntegers

@Suite struct ReportTriggerTests {
    private let trigger = ReportTrigger(deviationPpb: 5_000_000, heartbeatSeconds: 3_600)

    private func standing(_ answer: Int256, at seconds: UInt64 = 1_000) -> WrittenRound {
        WrittenRound(
            number: 1, answer: answer, observedAtSeconds: seconds, updatedAtSeconds: seconds)
    }

    @Test("a change of exactly the deviation is written, the least smaller one is not")
    func deviationIsInclusive() {
        for (old, new, isDue) in [
            (200_000, 201_000, true), (200_000, 200_999, false), (200_000, 199_000, true),
            (200_000, 199_001, false), (-200_000, -201_000, true), (-200_000, -199_001, false),
            (100, -100, true),
        ] as [(Int64, Int64, Bool)] {
            let cause = trigger.cause(
                for: Int256(new), atSeconds: 1_001, after: standing(Int256(old)))
            #expect(cause == (isDue ? .deviation : nil), "\(old) to \(new)")
        }
    }

    @Test("from zero any other answer is far enough, and zero is not")
    func fromZero() {
        #expect(trigger.cause(for: 1, atSeconds: 1_001, after: standing(0)) == .deviation)
        #expect(trigger.cause(for: -1, atSeconds: 1_001, after: standing(0)) == .deviation)
        #expect(trigger.cause(for: 0, atSeconds: 1_001, after: standing(0)) == nil)
    }

    @Test("an answer is overdue one second after the heartbeat, not at it")
    func heartbeatIsStrict() {
        #expect(trigger.cause(for: 7, atSeconds: 4_600, after: standing(7)) == nil)
        #expect(trigger.cause(for: 7, atSeconds: 4_601, after: standing(7)) == .heartbeat)
        #expect(trigger.cause(for: 7, atSeconds: 5, after: standing(7)) == nil)
        let never = ReportTrigger(deviationPpb: 1, heartbeatSeconds: .max)
        #expect(never.cause(for: 7, atSeconds: .max, after: standing(7)) == nil)
    }

    @Test("the first answer is written, and one that is asked for")
    func firstAndRequested() {
        #expect(trigger.cause(for: 0, atSeconds: 0, after: nil) == .firstRound)
        #expect(
            trigger.cause(for: 7, atSeconds: 1_000, after: standing(7), isRequested: true)
                == .request)
    }

    @Test("agrees with exact fractions of big integers, at all edges of 256 bits")
    func exact() {
        let edges: [Int256] = [
            .min, .min &+ 1, -1_000_000_000, -1, 0, 1, 2, 999_999_999, 1_000_000_000,
            .max &- 1, .max,
        ]
        for ppb in [0, 1, 5_000_000, 999_999_999, 1_000_000_000, UInt64.max] {
            let trigger = ReportTrigger(deviationPpb: ppb, heartbeatSeconds: .max)
            for old in edges where !old.isZero {
                for new in edges {
                    let distance = (BigInt(new) - BigInt(old)).magnitude
                    let isFar = distance * 1_000_000_000 >= BigInt(old).magnitude * BigUInt(ppb)
                    #expect(trigger.deviates(new, from: old) == isFar, "\(old) to \(new), \(ppb)")
                }
            }
        }
    }
}
