import Dispatch
import Synchronization

/// One signature of a batch and the digest that it signs.
public struct RecoveryRequest: Hashable, Sendable {
    /// What was signed.
    public let digest: Hash256
    /// The signature.
    public let signature: Signature

    /// Pairs a digest with its signature.
    public init(digest: Hash256, signature: Signature) {
        self.digest = digest
        self.signature = signature
    }
}

extension RecoveryRequest {
    /// Signatures that one thread takes at a time; below two such chunks one thread is faster.
    private static let chunk = 64
    private static let threads = 2

    /// The accounts of many signatures, in the order of the requests.
    ///
    /// Two threads take chunk after chunk; results are put together by index, so that the outcome
    /// does not depend on their timing.
    public static func recoverAddresses(
        _ requests: [RecoveryRequest]
    ) -> [Result<Address, SignatureError>] {
        if requests.count < chunk * threads { return requests.map { $0.recovered() } }
        let progress = Mutex(Progress(chunkCount: (requests.count + chunk - 1) / chunk))
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while let index = progress.withLock({ $0.takeChunk() }) {
                let range = index * chunk..<min((index + 1) * chunk, requests.count)
                let results = requests[range].map { $0.recovered() }
                progress.withLock { $0.results[index] = results }
            }
        }
        return progress.withLock { Array($0.results.joined()) }
    }

    private func recovered() -> Result<Address, SignatureError> {
        Result { () throws(SignatureError) in try signature.recoverAddress(digest: digest) }
    }

    private struct Progress {
        var results: [[Result<Address, SignatureError>]]
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
