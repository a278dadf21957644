/// What a study was asked for and cannot be.
public enum StudyPlanError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No seed, or the last one would pass 2^64 - 1.
    case invalidSeeds(first: UInt64, count: Int)
    /// A text that is no `KEY=A,B,C`.
    case invalidAxis(String, reason: String)
    /// Two axes of one key.
    case repeatedAxis(String)
    /// The same populations left out twice, or none named.
    case invalidControl([String], reason: String)
    /// Two switches of one name, or one that switches nothing.
    case invalidSwitch(String, reason: String)
    /// More runs than a study may have; nil where the count passes 64 bits.
    case tooManyRuns(Int?, max: Int)

    /// The reason in words.
    public var description: String {
        switch self {
        case .invalidSeeds(let first, let count):
            count < 1
                ? "--seeds \(count): at least 1"
                : "--seeds \(count) from seed \(first): the last one passes \(UInt64.max)"
        case .invalidAxis(let text, let reason):
            "--vary '\(text)': \(reason); it is KEY=A,B,C with different values"
        case .repeatedAxis(let key):
            "--vary '\(key)' is there twice; give all its values at once, as KEY=A,B,C"
        case .invalidControl(let names, let reason):
            "--without '\(names.joined(separator: ","))': \(reason)"
        case .invalidSwitch(let name, let reason):
            "--ablate '\(name)': \(reason)"
        case .tooManyRuns(let count, let max):
            "the study has \(count.map(String.init) ?? "more than 2^63") runs; at most \(max): take "
                + "fewer seeds, fewer values or a part of the rules"
        }
    }
}
