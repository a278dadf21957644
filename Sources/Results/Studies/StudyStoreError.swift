/// Why a study's database cannot be used.
public enum StudyStoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It cannot be opened or made.
    case cannotOpen(path: String, reason: String)
    /// Another process has it open.
    case inUse(path: String)
    /// It is no database of a study, or of another version of its schema.
    case unknownFormat(path: String, found: String)
    /// It holds a study of another scenario, or of another version of the program.
    case otherSubject(path: String, stored: String, asked: String)
    /// Its content is not what it should be.
    case damaged(path: String, reason: String)
    /// An outcome cannot be written.
    case cannotWrite(path: String, reason: String)

    /// The reason in words.
    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "\(path): cannot be opened: \(reason)"
        case .inUse(let path):
            "\(path): another process runs this study"
        case .unknownFormat(let path, let found):
            "\(path): \(found); expected a study of format \(StudyStore.format)"
        case .otherSubject(let path, let stored, let asked):
            "\(path): holds a study of \(stored), asked for is one of \(asked); finished runs of "
                + "different scenarios or versions do not mix: take another folder"
        case .damaged(let path, let reason):
            "\(path): \(reason)"
        case .cannotWrite(let path, let reason):
            "\(path): cannot be written: \(reason)"
        }
    }
}
