import Foundation
import Synchronization

/// Items of work that threads take one after the other, in their order.
///
/// Which thread does which item, and when, is not settled; work that gives its result by the item's
/// index makes that invisible.
package struct WorkQueue {
    /// Bytes of stack of each thread: those of a main thread on Linux are 8 MB, secondary ones have
    /// less elsewhere.
    private static let stackSize = 16 << 20

    /// How many threads there are.
    let threads: Int
    /// Ends the queue before the next item.
    let stop: StopFlag

    /// A queue; without a number of threads it takes one for each core.
    package init(threads: Int? = nil, stop: StopFlag) {
        self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
        self.stop = stop
    }

    /// Does the work of all items from 0 to `count - 1`, and waits for it.
    /// - Throws: the error of the first item by index that threw; no new item begins after one did.
    package func run(
        _ count: Int, _ work: @escaping @Sendable (Int) throws -> Void
    ) throws {
        let state = QueueState()
        let group = DispatchGroup()
        let stop = stop
        for _ in 0..<max(1, min(threads, count)) {
            group.enter()
            let thread = Thread {
                while !stop.isRaised, !state.hasFailed {
                    let item = state.next()
                    guard item < count else { break }
                    do { try work(item) } catch { state.fail(item, error) }
                }
                group.leave()
            }
            thread.stackSize = Self.stackSize
            thread.start()
        }
        group.wait()
        if let error = state.failure { throw error }
    }
}

/// What the threads of a queue share.
private final class QueueState: Sendable {
    private let place = Atomic<Int>(0)
    private let failed = Mutex<(item: Int, error: any Error)?>(nil)

    func next() -> Int { place.wrappingAdd(1, ordering: .relaxed).oldValue }

    var hasFailed: Bool { failed.withLock { $0 != nil } }

    var failure: (any Error)? { failed.withLock { $0?.error } }

    func fail(_ item: Int, _ error: any Error) {
        failed.withLock { held in
            if let held, held.item < item { return }
            held = (item, error)
        }
    }
}
