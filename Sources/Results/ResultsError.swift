import Foundation

/// Why results cannot be kept or read; it names the place and what is the matter with it.
public enum ResultsError: Error, Hashable, Sendable {
    /// There is a folder of that name, and replacing it was not asked for.
    case exists(path: String)
    /// There is something of that name which is no folder.
    case notAFolder(path: String)
    /// A folder that was to be replaced holds other things than a run.
    case notARun(path: String)
    /// A folder that a study was to go on in holds other things.
    case notAStudy(path: String)
    /// The last part of a path cannot name a folder.
    case unusableName(path: String)
    /// A whole run could not take its final name, and stays in its work folder.
    case notPublished(work: String, reason: String)
    /// The operating system refused; `code` is its `errno`.
    case system(path: String, action: String, code: Int32)
    /// SQLite refused; `code` is its result code.
    case database(path: String, code: Int32, reason: String)
    /// What was written is not what it should be.
    case damaged(path: String, reason: String)
    /// A document has another form than it should have, at a line or a key.
    case malformed(path: String, place: String, reason: String)
    /// The tables are those of another version of the program.
    case wrongVersion(path: String, found: String, known: Int)
    /// There is no run of that number.
    case unknownRun(path: String, run: Int, known: [Int])
    /// A value is not of its column's kind.
    case wrongKind(table: String, column: String, value: String, expected: String)
}

extension ResultsError: CustomStringConvertible {
    /// The place and the reason on one line.
    public var description: String {
        switch self {
        case .exists(let path):
            "\(path): exists already; --force replaces it, --out names another folder"
        case .notAFolder(let path): "\(path): is not a folder"
        case .notARun(let path):
            "\(path): holds files but no manifest.json, so that it is no run's folder; "
                + "it is not replaced"
        case .notAStudy(let path):
            "\(path): holds files but no \(StudyStore.fileName), so that it is no study's folder; "
                + "--out names another folder"
        case .unusableName(let path): "'\(path)': does not name a new folder"
        case .notPublished(let work, let reason): "\(reason); the whole run is in \(work)"
        case .system(let path, let action, let code):
            "\(path): cannot be \(action): \(String(cString: strerror(code)))"
        case .database(let path, _, let reason): "\(path): \(reason)"
        case .damaged(let path, let reason): "\(path): is damaged: \(reason)"
        case .malformed(let path, let place, let reason): "\(path):\(place): \(reason)"
        case .wrongVersion(let path, let found, let known):
            "\(path): its tables are of version \(found); this program reads version \(known)"
        case .unknownRun(let path, let run, let known):
            "\(path): there is no run \(run); there "
                + (known.count == 1
                    ? "is \(known[0])"
                    : known.isEmpty ? "is none" : "are \(known[0]) to \(known[known.count - 1])")
        case .wrongKind(let table, let column, let value, let expected):
            "\(table).\(column): \(value) is not \(expected)"
        }
    }

    /// Whether there was no room left on the device.
    public var isDiskFull: Bool {
        switch self {
        case .system(_, _, let code): code == ENOSPC || code == EDQUOT || code == EFBIG
        case .database(_, let code, _): code & 0xff == 13
        default: false
        }
    }
}
