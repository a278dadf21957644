/// What is wrong with one value of a file.
public struct SettingProblem: Error, Hashable, Sendable {
    /// Where it stands.
    public var place: SourcePlace
    /// Its keys from the root, as `markets[0].limits.band`; empty for the file as a whole.
    public var path: String
    /// What is wrong, with the value: "'2' is out of range".
    public var found: String
    /// What is allowed, to follow "it must be"; nil where `found` says it.
    public var allowed: String?

    /// A problem of a value.
    public init(place: SourcePlace, path: String, found: String, allowed: String? = nil) {
        self.place = place
        self.path = path
        self.found = found
        self.allowed = allowed
    }
}

extension SettingProblem: CustomStringConvertible {
    /// The key path, the value and what is allowed; not the place.
    public var description: String {
        (path.isEmpty ? "" : "\(path): ") + found + (allowed.map { "; it must be \($0)" } ?? "")
    }
}

/// All that is wrong with a file, in the order of its lines.
public struct SettingProblems: Error, Hashable, Sendable, CustomStringConvertible {
    /// The problems, of which there is one at least.
    public let all: [SettingProblem]

    /// Problems in the order of their places; those of overrides come last.
    public init(_ problems: [SettingProblem]) {
        // The sort is by place and then by the order in which they were found.
        all = problems.enumerated().sorted { left, right in
            (left.element.place.order, left.offset) < (right.element.place.order, right.offset)
        }.map(\.element)
    }

    /// One line for each.
    public var description: String {
        all.map { problem in
            switch problem.place {
            case .none: problem.description
            case .text(let line, _): "\(line): \(problem)"
            case .override(let text): "--set \(text): \(problem)"
            }
        }.joined(separator: "\n")
    }
}

extension SourcePlace {
    /// Lines by number and column; what has none goes first, overrides last.
    fileprivate var order: Int {
        switch self {
        case .none: -1
        case .text(let line, let column): line << 24 | min(column, 1 << 24 - 1)
        case .override: .max
        }
    }
}

/// Why a text is no value of its kind, to follow the text.
struct SettingRefusal: Error, Hashable, Sendable {
    /// Such as "is out of range".
    let reason: String
    /// What is allowed, where that is more than the kind's own sentence.
    let allowed: String?

    init(_ reason: String, allowed: String? = nil) {
        self.reason = reason
        self.allowed = allowed
    }

    static let outOfRange = SettingRefusal("is out of range")
}
