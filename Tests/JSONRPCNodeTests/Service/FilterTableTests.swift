import EthereumPrimitives
import Testing
import WideIntegers

@testable import JSONRPCNode

@Suite struct FilterTableTests {
    private func hash(_ number: UInt8) -> Hash256 { Hash256(UInt256(UInt64(number))) }

    @Test("what happens is kept once for all filters, until each has been told of it")
    func sharing() {
        var table = FilterTable()
        table.append(.block(hash(0)), changesMax: 100)
        #expect(table.changeCount == 0)
        for _ in 0..<50 { _ = table.add(.blocks, at: 0, capacity: 100) }
        for number in 1...20 as ClosedRange<UInt8> {
            table.append(.block(hash(number)), changesMax: 100)
        }
        #expect(table.changeCount == 20)
        for place in 0..<49 {
            let told = table.take(at: place)
            #expect(told.count == 20)
        }
        #expect(table.changeCount == 20)
        let last = table.take(at: 49).map { change -> Hash256? in
            if case .block(let hash) = change { hash } else { nil }
        }
        #expect(last == (1...20).map { hash($0) })
        #expect(table.changeCount == 0)
        table.append(.block(hash(21)), changesMax: 100)
        let (new, none) = (table.take(at: 0), table.take(at: 0))
        #expect(new.count == 1)
        #expect(none.isEmpty)
    }

    @Test("a filter that leaves too much behind is gone, and what it held with it")
    func bound() {
        var table = FilterTable()
        let idle = table.add(.blocks, at: 0, capacity: 10)
        let busy = table.add(.blocks, at: 0, capacity: 10)
        for number in 0..<200 as Range<UInt8> {
            table.append(.block(hash(number)), changesMax: 8)
            let told = table.find(busy).map { table.take(at: $0) }
            #expect(told?.count == 1)
            #expect(table.changeCount <= 16)
        }
        #expect(table.find(idle) == nil)
        #expect(table.find(busy) != nil)
        table.expire(at: 10, lifetimeMicros: 5)
        #expect(table.filters.isEmpty)
        #expect(table.changeCount == 0)
    }
}
