import Dispatch
import Synchronization

/// Shares pure work on many independent inputs between two threads.
///
/// The one place of the core that uses threads: recovery of senders, which costs ten times what
/// everything else about a transaction does.
package enum TwoThreads {
    /// Inputs that a thread takes at a time; below two such chunks one thread is faster.
    private static let chunk = 64
    private static let threads = 2

    /// The results in the order of the inputs, whatever the threads' timing.
    package static func map<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], _ transform: @Sendable (Input) -> Output
    ) -> [Output] {
        if inputs.count < chunk * threads { return inputs.map(transform) }
        let progress = Mutex(
            Progress<Output>(chunkCount: (inputs.count + chunk - 1) / chunk))
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while let index = progress.withLock({ $0.takeChunk() }) {
                let range = index * chunk..<min((index + 1) * chunk, inputs.count)
                let results = inputs[range].map(transform)
                progress.withLock { $0.results[index] = results }
            }
        }
        return progress.withLock { Array($0.results.joined()) }
    }

    private struct Progress<Output: Sendable> {
        var results: [[Output]]
        private var nextChunk = 0

        init(chunkCount: Int) {
            results = Array(repeating: [], count: chunkCount)
        }

        mutating func takeChunk() -> Int? {
            guard nextChunk < results.count else { return nil }
            defer { nextChunk += 1 }
            return nextChunk
        }
    }
}
