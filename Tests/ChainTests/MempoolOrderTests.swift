import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

/// The order in which a block takes a pool's transactions.
@Suite struct MempoolOrderTests {
    private let fixture = MempoolFixture()

    /// The submissions' numbers when each is taken, but for accounts that are dropped.
    private func order(
        baseFee: UInt256? = 100, arrivedBy cutoff: SimulatedTime = SimulatedTime(micros: .max),
        dropping dropped: Set<UInt64> = []
    ) -> [UInt64] {
        var candidates = fixture.pool.candidates(
            baseFeePerGasWei: baseFee, arrivedBy: cutoff)
        var numbers: [UInt64] = []
        while let transaction = candidates.next() {
            if dropped.contains(transaction.id.rawValue) {
                candidates.dropAccount()
                continue
            }
            numbers.append(transaction.id.rawValue)
            candidates.advance()
        }
        #expect(candidates.next() == nil)
        candidates.advance()
        candidates.dropAccount()
        return numbers
    }

    @Test("the best effective tip goes first, and each account's nonces in their order")
    func tips() throws {
        let (a, b, c) = (fixture.sender(1), fixture.sender(2), fixture.sender(3))
        try fixture.add(a, nonce: 0, tip: 1)
        try fixture.add(a, nonce: 1, tip: 90)
        try fixture.add(b, nonce: 0, tip: 5)
        try fixture.add(b, nonce: 1, tip: 2)
        try fixture.add(c, nonce: 0, tip: 50, feeCap: 103)
        try fixture.add(c, nonce: 2, tip: 99)
        #expect(order() == [3, 5, 4, 1, 2])
        // At a base fee of 53 the cap of the fifth leaves room for its whole tip.
        #expect(order(baseFee: 53) == [5, 3, 4, 1, 2])
        // Caps count where there is no base fee.
        #expect(order(baseFee: nil) == [3, 5, 4, 1, 2])
    }

    @Test("what pays less than the base fee holds up its account")
    func baseFee() throws {
        let (a, b) = (fixture.sender(1), fixture.sender(2))
        try fixture.add(a, nonce: 0, tip: 9, feeCap: 110)
        try fixture.add(a, nonce: 1, tip: 9, feeCap: 99)
        try fixture.add(a, nonce: 2, tip: 9, feeCap: 200)
        try fixture.add(b, nonce: 0, tip: 9, feeCap: 99)
        try fixture.add(b, nonce: 1, tip: 9, feeCap: 200)
        #expect(order() == [1])
        // Both that were held up tip nothing now; the lower number goes first.
        #expect(order(baseFee: 99) == [1, 2, 3, 4, 5])
        #expect(order(baseFee: 111) == [])
        #expect(order(baseFee: 110) == [1])
    }

    @Test("of equal tips the first to arrive goes first, of equal times the lower number")
    func ties() throws {
        let late = fixture.make(fixture.sender(1), nonce: 0)
        let second = fixture.make(fixture.sender(2), nonce: 0)
        let first = fixture.make(fixture.sender(3), nonce: 0)
        let third = fixture.make(fixture.sender(4), nonce: 0)
        for transaction in [third, first, second] { try fixture.add(transaction) }
        fixture.wait(micros: 1)
        try fixture.add(late)
        #expect(order() == [2, 3, 4, 1])
    }

    @Test("what arrives after the cutoff is left out with what follows it")
    func cutoff() throws {
        let (a, b) = (fixture.sender(1), fixture.sender(2))
        try fixture.add(a, nonce: 1)
        try fixture.add(b, nonce: 0)
        fixture.wait(micros: 1)
        let cutoff = fixture.now
        try fixture.add(b, nonce: 1)
        fixture.wait(micros: 1)
        try fixture.add(a, nonce: 0)
        try fixture.add(b, nonce: 2)
        #expect(order(arrivedBy: cutoff) == [2, 3])
        #expect(order().count == 5)
    }

    @Test("an account that is dropped is out with all that it has")
    func drop() throws {
        let (a, b) = (fixture.sender(1), fixture.sender(2))
        try fixture.add(a, nonce: 0, tip: 9)
        try fixture.add(a, nonce: 1, tip: 9)
        try fixture.add(b, nonce: 0, tip: 5)
        #expect(order(dropping: [1]) == [3])
        #expect(order(dropping: [2]) == [1, 3])
        #expect(order(dropping: [3]) == [1, 2])
    }

    @Test("the answer stays until it was said what became of it, and the pool is not changed")
    func patience() throws {
        let sender = fixture.sender(1)
        let first = try fixture.add(sender, nonce: 0)
        let second = try fixture.add(sender, nonce: 1)
        var candidates = fixture.pool.candidates(
            baseFeePerGasWei: 100, arrivedBy: fixture.now)
        #expect(candidates.next() === first)
        #expect(candidates.next() === first)
        // The order is of the pool as it was.
        fixture.remove(second)
        candidates.advance()
        #expect(candidates.next() === second)
        #expect(fixture.pool.count == 1)
    }
}
