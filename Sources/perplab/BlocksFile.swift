import Chain
import Foundation

/// A recording on disk, read in chunks so that memory stays flat.
struct BlocksFile {
    private let handle: FileHandle
    private let path: String

    /// Bytes that are read at a time: some thousands of transactions, whose senders are recovered
    /// together.
    private static let chunkBytes = 1 << 20

    init(_ file: URL) throws {
        path = file.path
        do {
            handle = try FileHandle(forReadingFrom: file)
        } catch {
            throw CommandFailure(
                .invalidInput, "\(path.printable): the recording cannot be read: \(error.reason)")
        }
    }

    /// Executes the whole recording.
    /// - Returns: the first place that does not agree; nil when all do.
    /// - Throws: `CommandFailure` when the file cannot be read or is damaged.
    func replay(on replay: ChainReplay) throws -> ReplayMismatch? {
        var parser = RecordingParser()
        do {
            while let chunk = try handle.read(upToCount: BlocksFile.chunkBytes), !chunk.isEmpty {
                parser.append([UInt8](chunk))
                var events: [RecordedEvent] = []
                var damage: RecordingError?
                do throws(RecordingError) {
                    while let event = try parser.next() { events.append(event) }
                } catch {
                    damage = error
                }
                // What stands before the damage comes first, and may not agree itself.
                try replay.apply(events)
                if let damage { throw damage }
            }
            try parser.finish()
        } catch let mismatch as ReplayMismatch {
            return mismatch
        } catch let error as RecordingError {
            throw CommandFailure(.invalidInput, "\(path.printable): \(error)")
        } catch {
            throw CommandFailure(
                .invalidInput, "\(path.printable): the recording cannot be read: \(error.reason)")
        }
        return nil
    }
}
