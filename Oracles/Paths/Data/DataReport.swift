/// A sort of defect.
public enum DataDefect: String, Hashable, Sendable, CaseIterable {
    /// A line that is no row.
    case badRow = "bad row"
    /// A bar that contradicts itself.
    case inconsistentBar = "inconsistent bar"
    /// A row earlier than one before it.
    case disorder
    /// A moment for the second time, with the same values.
    case identicalDuplicate = "identical duplicate"
    /// A moment for the second time, with other values.
    case conflictingDuplicate = "conflicting duplicate"
    /// Missing rows.
    case gap
    /// A row off the step.
    case offStep = "off step"
}

/// What a reader found in a file, and what it did.
public struct DataReport: Hashable, Sendable {
    /// A defect with its number and first places.
    public struct Finding: Hashable, Sendable {
        /// Which.
        public var defect: DataDefect
        /// How often.
        public var count: UInt64 = 0
        /// Where first, at most `placesMax` of them.
        public var places: [DataPlace] = []
    }

    /// Places that are kept of each defect.
    public static let placesMax = 8

    /// The name of the file.
    public let file: String
    /// What the rows are; nil before the first line.
    public internal(set) var kind: DataKind?
    /// Whether the first line named the columns.
    public internal(set) var hasHeader = false
    /// The names of columns that are not read; empty without a header.
    public internal(set) var unreadColumns: [String] = []
    /// The unit of times, fixed by the format or told by the first one's magnitude.
    public internal(set) var timeUnit: TimeUnit?
    /// The step of bars and funding rates; nil until two rows have shown it.
    public internal(set) var stepMicros: UInt64?
    /// Lines that have ended, blank ones among them.
    public internal(set) var lines = 0
    /// Lines with nothing on them.
    public internal(set) var blankLines = 0
    /// Rows given out.
    public internal(set) var rows: UInt64 = 0
    /// Rows left out by a rule.
    public internal(set) var droppedRows: UInt64 = 0
    /// Rows that fill gaps, contained in `rows`.
    public internal(set) var filledRows: UInt64 = 0
    /// Rows that gaps lack, filled or not.
    public internal(set) var missingRows: UInt64 = 0
    /// An entry for each defect, in the order of `DataDefect`.
    public private(set) var findings = DataDefect.allCases.map { Finding(defect: $0) }

    init(file: String) {
        self.file = file
    }

    /// How often a defect was found.
    public func count(of defect: DataDefect) -> UInt64 { finding(defect).count }

    /// A defect's entry.
    public func finding(_ defect: DataDefect) -> Finding {
        findings.first { $0.defect == defect } ?? Finding(defect: defect)
    }

    mutating func record(_ defect: DataDefect, at place: DataPlace) {
        for index in findings.indices where findings[index].defect == defect {
            findings[index].count += 1
            if findings[index].places.count < Self.placesMax {
                findings[index].places.append(place)
            }
        }
    }
}
