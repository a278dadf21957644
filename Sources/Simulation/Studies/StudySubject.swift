import EthereumPrimitives

/// What a study studies: a scenario as it stands when nothing is varied.
public struct StudySubject: Hashable, Sendable, Codable {
    /// The scenario's name.
    public let scenario: String
    /// Its text with all defaults and overrides filled in.
    public let resolvedText: String
    /// The version of the program.
    public let version: String

    /// A subject.
    public init(scenario: String, resolvedText: String, version: String) {
        self.scenario = scenario
        self.resolvedText = resolvedText
        self.version = version
    }

    /// A digest of text and version: studies of different ones never mix.
    public var digest: String {
        StudyDigest.hex(["perplab study 1", version, scenario, resolvedText])
    }
}

/// Digests of lists of texts, in which each text's length keeps neighbours apart.
enum StudyDigest {
    /// 128 bits of the Keccak hash, as 32 hexadecimal digits.
    static func hex(_ texts: [String]) -> String {
        var hash = Keccak256()
        for text in texts {
            hash.update(Array("\(text.utf8.count):".utf8))
            hash.update(Array(text.utf8))
        }
        // Without the `0x`.
        return String(hash.finalize().description.dropFirst(2).prefix(32))
    }
}
