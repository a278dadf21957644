/// Why a chain's settings cannot be used.
public enum ChainSettingsError: Error, Hashable, Sendable {
    /// No preset has this name.
    case unknownPreset(name: String, known: [String], nearest: String)
    /// No setting has this key.
    case unknownKey(key: String, value: String, nearest: String)
    /// The value is not of the key's kind, or does not go with the others.
    case refused(key: String, value: String, allowed: String)
}

extension ChainSettingsError: CustomStringConvertible {
    /// The place, the value and what is allowed.
    public var description: String {
        switch self {
        case .unknownPreset(let name, let known, let nearest):
            "\(name): no such preset; did you mean \(nearest)? There are "
                + known.joined(separator: ", ")
        case .unknownKey(let key, let value, let nearest):
            "\(key): no such key (set to '\(value)'); did you mean \(nearest)?"
        case .refused(let key, let value, let allowed):
            "\(key): '\(value)' is not allowed; it must be \(allowed)"
        }
    }
}

extension String {
    /// The first of the names that takes the fewest changes to become.
    ///
    /// Compares at most 100 bytes of each, so that no input is slow.
    /// - Precondition: there is at least one name.
    package func nearest(of names: [String]) -> String {
        precondition(!names.isEmpty, "there is no name to compare \(self) with")
        var best = names[0]
        var distance = editDistance(to: best)
        for name in names.dropFirst() {
            let next = editDistance(to: name)
            if next < distance { (best, distance) = (name, next) }
        }
        return best
    }

    /// Insertions, deletions and replacements of one byte from this to another text.
    /// - Source: Wagner and Fischer, "The string-to-string correction problem" (1974).
    func editDistance(to other: String) -> Int {
        let (left, right) = (Array(utf8.prefix(100)), Array(other.utf8.prefix(100)))
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (byte == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = Swift.min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
