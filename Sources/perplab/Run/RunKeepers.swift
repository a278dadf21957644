import Chain
import Results
import Simulation

/// Hands rows to the store, and keeps the first error, since a run cannot be thrown out of.
final class RowKeeper {
    let writer: RunWriter
    private(set) var failure: (any Error)?

    init(_ writer: RunWriter) { self.writer = writer }

    func keep(_ record: MetricRecord) {
        guard failure == nil else { return }
        do {
            try writer.append(record)
        } catch {
            failure = error
        }
    }
}

/// Writes a run's blocks as they come about.
final class BlockKeeper {
    private let file: RunFile
    private var recording: ChainRecording?
    private(set) var failure: (any Error)?
    /// Bytes that are gathered before they are written.
    private static let pieceBytes = 1 << 18

    init(_ file: RunFile) { self.file = file }

    func begin(_ chain: SimulatedChain) {
        recording = ChainRecording(chain.settings, genesis: chain.head)
    }

    func keep(_ record: ChainRecord) {
        recording?.append(record)
        if let recording, recording.byteCount >= Self.pieceBytes { write() }
    }

    private func write() {
        guard failure == nil, let bytes = recording?.takeBytes() else { return }
        do {
            try file.append(bytes)
        } catch {
            failure = error
        }
    }

    /// Ends the file.
    func finish() throws -> FileDigest {
        recording?.finish()
        write()
        if let failure { throw failure }
        return try file.finish()
    }
}
