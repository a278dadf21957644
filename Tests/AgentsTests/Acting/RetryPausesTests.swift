import Testing

@testable import Agents

@Suite struct RetryPausesTests {
    @Test("a pause is twice as long after each failure, up to sixteen heads")
    func doubling() {
        var pauses = RetryPauses<Int>()
        #expect(pauses.allows(1, at: 100))
        var head: UInt64 = 100
        for length in [2, 4, 8, 16, 16] as [UInt64] {
            pauses.lengthen(1, at: head)
            #expect(!pauses.allows(1, at: head + length - 1))
            #expect(pauses.allows(1, at: head + length))
            #expect(pauses.allows(2, at: head))
            head += length
        }
        // Sixteen heads after the end of a pause it counts no more.
        pauses.lengthen(1, at: head + 15)
        #expect(!pauses.allows(1, at: head + 30))
        pauses.lengthen(1, at: head + 100)
        #expect(pauses.allows(1, at: head + 102))
        // What has gone well begins anew.
        pauses.forget(1)
        #expect(pauses.allows(1, at: head + 101))
    }
}
