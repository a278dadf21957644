import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct DeleveragingQueueTests {
    @Test("puts the highest score first, and of equal ones the earlier place")
    func order() throws {
        let half = try Fraction(1, over: 2)
        let sameHalf = try Fraction(500, over: 1_000)
        let queue = DeleveragingQueue(scores: [Fraction(-1), half, .zero, sameHalf, .one, half])
        #expect(queue.order == [4, 1, 3, 5, 2, 0])
        #expect(DeleveragingQueue(scores: []).order == [])
    }

    @Test("closes the first wholly before the next, and no more than asked", arguments: 0...40)
    func closures(units: Int) throws {
        // Sizes of 3.5, none, 10 and 20 units from the top of the queue.
        let half = try Fraction(1, over: 2)
        let sizes = [Fraction(10), .zero, try Fraction(3) + half, Fraction(20)]
        let queue = DeleveragingQueue(scores: [2, 3, 4, -1].map { Fraction($0) })
        let liquidated = Fraction(Int256(Int64(units)))
        let (closed, unmatched) = try queue.closures(liquidatedSize: liquidated, sizes: sizes)
        var total = unmatched
        for closure in closed { total = try total + closure.size }
        #expect(total == liquidated)
        #expect(closed.map(\.index) == [2, 0, 3].prefix(closed.count).map { $0 })
        for closure in closed.dropLast() { #expect(closure.size == sizes[closure.index]) }
        for closure in closed {
            #expect(closure.size.signum > 0 && closure.size <= sizes[closure.index])
        }
        #expect(closed.count == (units == 0 ? 0 : units <= 3 ? 1 : units <= 13 ? 2 : 3))
        #expect((unmatched.signum > 0) == (units > 33))
    }

    @Test("refuses sizes below zero")
    func refusals() {
        let queue = DeleveragingQueue(scores: [.one])
        #expect(throws: VenueFormulaError.isNegative(.liquidatedSize)) {
            try queue.closures(liquidatedSize: Fraction(-1), sizes: [.one])
        }
        #expect(throws: VenueFormulaError.isNegative(.positionSize)) {
            try queue.closures(liquidatedSize: .one, sizes: [Fraction(-1)])
        }
    }
}
