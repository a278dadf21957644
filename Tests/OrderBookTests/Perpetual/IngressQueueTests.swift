import OrderBook
import Testing

@Suite struct IngressQueueTests {
    private func queue(_ change: (inout IngressQueue.Rules) -> Void) -> IngressQueue {
        var rules = IngressQueue.Rules()
        change(&rules)
        return IngressQueue(rules)
    }

    @Test("messages are served one after the other, after their latency")
    func service() {
        var queue = queue {
            $0.latencyMicros = 5
            $0.serviceMicros = 10
        }
        #expect(queue.offer(isCancel: false, at: 0) == .served(at: 15))
        #expect(queue.offer(isCancel: true, at: 1) == .served(at: 25))
        #expect(queue.load(at: 15) == 1 && queue.load(at: 14) == 2 && queue.load(at: 25) == 0)
        #expect(queue.offer(isCancel: false, at: 100) == .served(at: 115))
        // One that was sent before comes after.
        #expect(queue.offer(isCancel: false, at: 50) == .served(at: 125))
        #expect(queue.servedCount == 4 && queue.refusedCount == 0)
    }

    @Test("no more than the capacity wait")
    func capacity() {
        var queue = queue {
            $0.serviceMicros = 10
            $0.capacity = 2
        }
        #expect(queue.offer(isCancel: false, at: 0) == .served(at: 10))
        #expect(queue.offer(isCancel: false, at: 0) == .served(at: 20))
        #expect(queue.offer(isCancel: true, at: 9) == .refused(.full))
        #expect(queue.offer(isCancel: true, at: 10) == .served(at: 30))
        #expect(queue.refusedCount == 1)
    }

    @Test(
        "under load one kind of message is shed, the other served",
        arguments: [
            (.newOrders, [false, true]), (.cancels, [true, false]), (.all, [false, false]),
        ] as [(IngressQueue.Shedding, [Bool])])
    func shedding(_ shedding: IngressQueue.Shedding, _ served: [Bool]) {
        var queue = queue {
            $0.serviceMicros = 10
            $0.shedsFrom = 2
            $0.shedding = shedding
        }
        _ = queue.offer(isCancel: false, at: 0)
        _ = queue.offer(isCancel: true, at: 0)
        let order = BookMessage.new(
            NewOrder(id: 1, account: 0, side: .buy, quantity: 1, price: 1))
        for (message, isServed) in zip([order, .cancel(id: 1, account: nil)], served) {
            let outcome = queue.offer(message, at: 1)
            #expect(outcome == (isServed ? .served(at: 30) : .refused(.shed)))
        }
    }

    @Test("times that do not fit are refused")
    func limits() {
        var queue = queue {
            $0.serviceMicros = 10
            $0.latencyMicros = 5
        }
        #expect(queue.offer(isCancel: true, at: -1) == .refused(.beyondLimits))
        #expect(queue.offer(isCancel: true, at: .max) == .refused(.beyondLimits))
        #expect(queue.offer(isCancel: true, at: .max - 9) == .refused(.beyondLimits))
        #expect(queue.offer(isCancel: true, at: .max - 15) == .refused(.beyondLimits))
    }
}
