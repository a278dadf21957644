/// One run of a study: a variant on a seed.
public struct StudyCell: Hashable, Sendable {
    /// Its place in the study, from 0.
    public let index: Int
    /// The place of its variant.
    public let variant: Int
    /// The variant's name.
    public let name: String
    /// What is set otherwise, in order; a later one of a key holds.
    public let overrides: [ScenarioOverride]
    /// Populations of agents that are left out.
    public let leftOut: [String]
    /// The seed of the run.
    public let seed: UInt64
    /// A digest of everything that the run's outcome depends on; equal in every study with such a
    /// run.
    public let identifier: String

    /// A run on a subject of that digest.
    public init(
        index: Int, variant: Int, name: String, overrides: [ScenarioOverride], leftOut: [String],
        seed: UInt64, subjectDigest: String
    ) {
        self.index = index
        self.variant = variant
        self.name = name
        self.overrides = overrides
        self.leftOut = leftOut
        self.seed = seed
        let settings = overrides.flatMap { [$0.key, $0.value] }
        identifier = StudyDigest.hex(
            [subjectDigest, String(seed), String(settings.count)] + settings + leftOut)
    }

    /// The flags that repeat the run alone, quoted for a shell.
    public var arguments: String {
        let sets = overrides.map { "--set " + Self.quoted("\($0.key)=\($0.value)") }
        let without =
            leftOut.isEmpty
            ? [] : ["--without " + Self.quoted(leftOut.joined(separator: ","))]
        return (["--seed \(seed)"] + sets + without).joined(separator: " ")
    }

    /// A word as a POSIX shell reads it back.
    private static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-_.,=:/+%@".utf8.contains(byte)
            }
        }
        return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
