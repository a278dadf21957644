import EthereumPrimitives

/// A recording that cannot be read, with the place.
public struct RecordingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The item that is at fault, counted from zero.
    public let item: UInt64
    /// Where it begins, in bytes from the start of the recording.
    public let offset: UInt64
    /// What is wrong with it.
    public let fault: RecordingFault

    /// Place and fault in words.
    public var description: String { "item \(item) at byte \(offset): \(fault)" }
}

/// What can be wrong with an item of a recording.
public enum RecordingFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes are not the row of lists that a recording is.
    case rlp(RLPError)
    /// The item says that it is longer than any may be.
    case tooLong(byteCount: UInt64, allowed: UInt64)
    /// The recording ends inside the item, after so many bytes of it.
    case truncated(byteCount: Int)
    /// The recording ends without its last item: it was cut off, or the run was.
    case unfinished
    /// The check does not agree with the bytes.
    case damaged
    /// The first item is not that of a recording.
    case notARecording
    /// A format that this version does not know.
    case unknownVersion(UInt64)
    /// A field that holds what it cannot hold.
    case field(String, allowed: String)
    /// More fields than the item has.
    case tooManyFields
    /// An item where it cannot be.
    case misplaced(String)

    /// The fault in words, with what is allowed.
    public var description: String {
        switch self {
        case .rlp(let error): "no canonical RLP (offsets are inside the item): \(error)"
        case .tooLong(let count, let allowed): "it has \(count) bytes; \(allowed) are allowed"
        case .truncated(let count): "the recording ends after \(count) bytes of it"
        case .unfinished: "the recording ends without its last item, as if it was cut off"
        case .damaged: "its check does not agree with its bytes"
        case .notARecording: "it does not begin a recording of blocks"
        case .unknownVersion(let version):
            "format version \(version); this program reads versions "
                + "\(RecordingFormat.versionMin) to \(RecordingFormat.version)"
        case .field(let name, let allowed): "\(name) must be \(allowed)"
        case .tooManyFields: "it has more fields than its kind"
        case .misplaced(let what): what
        }
    }
}
