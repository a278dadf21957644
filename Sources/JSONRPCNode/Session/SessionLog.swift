import Chain
import EthereumPrimitives
import SimulationKernel

/// What came into a world from outside, and when: enough to make the same world again.
///
/// A world is a function of its scenario, its seed and these.
struct SessionLog {
    /// Something that came from outside.
    enum Input {
        case raw([UInt8])
        case impersonated(Transaction, Address)
        case privately([UInt8], lastBlock: UInt64?)
        case privateCancellation(Hash256)
        case intervention(Intervention)
        case reorganization(depth: Int)

        /// About how much memory it takes.
        var byteCount: Int {
            switch self {
            case .raw(let bytes), .privately(let bytes, _): bytes.count + 64
            case .impersonated(let transaction, _): transaction.data.count + 256
            case .intervention, .reorganization, .privateCancellation: 128
            }
        }
    }

    /// A place in a world's life: events that have happened, and the clock between the last one and
    /// the next.
    struct Place {
        var eventCount: UInt64
        var time: SimulatedTime
    }

    /// Bytes of transactions that are kept at most.
    static let bytesMax = 64 << 20

    private(set) var entries: [(place: Place, input: Input)] = []
    private(set) var byteCount = 0

    /// Whether so much has come in that it was not kept, so that no place can be reached again.
    private(set) var isFull = false

    mutating func append(_ input: Input, at place: Place) {
        if isFull { return }
        entries.append((place, input))
        byteCount += input.byteCount
        if byteCount > SessionLog.bytesMax {
            isFull = true
            entries = []
        }
    }

    /// Forgets what came after so many inputs.
    mutating func cut(to count: Int) {
        for (_, input) in entries[count...] { byteCount -= input.byteCount }
        entries.removeSubrange(count...)
    }
}
