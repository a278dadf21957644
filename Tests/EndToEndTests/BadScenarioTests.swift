import Foundation
import TestSupport
import Testing

@Suite struct BadScenarioTests {
    /// What hands, editors and broken disks do to a file.
    enum Damage: String, CaseIterable, Sendable {
        case misspeltKey, wrongType, outOfRange, negative, deletedLine, doubledLine, indentation
        case cutOff, binary, unknownReference, unclosed, emptyValue
    }

    /// Damages of each kind.
    private static let attempts = 8

    @Test(
        "a damaged scenario is told with file and line, or is another scenario",
        arguments: Damage.allCases)
    func damaged(_ damage: Damage) throws {
        let folder = try TemporaryFolder()
        let text = try Program.run(["scenarios", "show", "calm-market"]).output
        var refused = 0
        for seed in 0..<Self.attempts {
            var generator = SeededGenerator(seed: UInt64(seed))
            let bytes = Self.apply(damage, to: text, &generator)
            let file = folder.url.appendingPathComponent("\(damage)-\(seed).yaml")
            try Data(bytes).write(to: file)
            let place = folder.url.appendingPathComponent("run")
            let run = try Program.run([
                "run", file.path, "--set", "duration=1m", "--quiet", "--out", place.path,
            ])
            #expect(run.signal == nil, "\(file.lastPathComponent): \(run)")
            if run.status == 0 {
                #expect(FolderContent.names(in: place).count == 6)
                try FileManager.default.removeItem(at: place)
                continue
            }
            refused += 1
            #expect(run.status == 3, "\(run)")
            #expect(run.output.isEmpty)
            #expect(!FolderContent.names(in: folder.url).contains { $0.contains("run") })
            let lines = run.errors.split(separator: "\n")
            #expect(!lines.isEmpty)
            for line in lines {
                #expect(
                    Self.namesPlace(line, file.path, bytes), "\(file.lastPathComponent): \(line)")
            }
        }
        // What is left out or doubled may be right as well; the other kinds cannot be.
        switch damage {
        case .deletedLine, .cutOff: #expect(refused > 0)
        case .doubledLine, .indentation, .emptyValue, .binary, .negative:
            #expect(refused >= Self.attempts / 2)
        default: #expect(refused == Self.attempts)
        }
    }

    /// Whether a line of the errors names the file and one of its lines.
    private static func namesPlace(_ line: Substring, _ path: String, _ bytes: [UInt8]) -> Bool {
        // A file that is no text has no lines.
        if String(validating: bytes, as: UTF8.self) == nil {
            return line == "\(path): the file is not UTF-8"
        }
        guard line.hasPrefix("\(path):"),
            let number = Int(line.dropFirst(path.utf8.count + 1).prefix { $0.isNumber })
        else { return false }
        let count = bytes.count { $0 == 10 } + (bytes.last == 10 ? 0 : 1)
        return (1...count).contains(number)
    }

    /// Makes one damage at a place of chance.
    private static func apply(
        _ damage: Damage, to text: String, _ generator: inout SeededGenerator
    ) -> [UInt8] {
        var lines = text.components(separatedBy: "\n")
        /// A line by chance that is no comment and fulfils a condition.
        func pick(_ isMeant: (String) -> Bool = { _ in true }) -> Int {
            let places = lines.indices.filter { place in
                let line = lines[place]
                return !line.isEmpty && !line.trimmed.hasPrefix("#") && isMeant(line)
            }
            return places[generator.below(places.count)]
        }
        switch damage {
        case .misspeltKey:
            let place = pick { $0.key != nil }
            lines[place] = lines[place].replacingKey { "\($0)x" }
        case .wrongType:
            let place = pick { $0.number != nil || $0.contains("duration:") }
            lines[place] = lines[place].replacingValue("{a: [much]}")
        case .outOfRange:
            let place = pick { $0.number != nil }
            lines[place] = lines[place].replacingValue("1" + String(repeating: "0", count: 60))
        case .negative:
            let place = pick { $0.number != nil }
            lines[place] = lines[place].replacingValue("-7")
        case .deletedLine: lines.remove(at: pick())
        case .doubledLine:
            let place = pick()
            lines.insert(lines[place], at: place)
        case .indentation:
            let place = pick()
            lines[place] = ["   ", " ", "\t"][generator.below(3)] + lines[place]
        case .cutOff:
            // Behind the first key: a file of comments alone has no line that could be named.
            let count = text.utf8.count
            let head = text.components(separatedBy: "name: calm-market")[0].utf8.count
            return Array(text.utf8.prefix(head + generator.below(count - head)))
        case .binary:
            var bytes = Array(text.utf8)
            let place = generator.below(bytes.count - 40)
            bytes.replaceSubrange(place..<place + 20, with: generator.bytes(20))
            return bytes
        case .unknownReference:
            let place = pick {
                $0.contains("path: ") || $0.contains("truth: ") || $0.contains("feed: ")
            }
            lines[place] = lines[place].replacingValue("nobody")
        case .unclosed:
            let place = pick { $0.key != nil }
            lines[place] = lines[place].replacingValue(
                ["[1, 2", "{a: 1", "\"text"][generator.below(3)])
        case .emptyValue:
            let place = pick { $0.number != nil }
            lines[place] = lines[place].replacingValue("")
        }
        return Array(lines.joined(separator: "\n").utf8)
    }
}

/// Parts of a line `  - key: value` of a block in YAML.
extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }

    /// The key of a line.
    fileprivate var key: Substring? {
        let rest = drop { $0 == " " || $0 == "-" }
        guard let colon = rest.firstIndex(of: ":") else { return nil }
        let key = rest[..<colon]
        return !key.isEmpty && key.allSatisfy { $0.isLetter || $0 == "_" } ? key : nil
    }

    /// The value, where it is a number.
    fileprivate var number: Double? {
        guard let key, let place = range(of: "\(key): ") else { return nil }
        return Double(self[place.upperBound...].replacingOccurrences(of: "_", with: ""))
    }

    fileprivate func replacingKey(_ change: (Substring) -> String) -> String {
        guard let key else { return self }
        return String(self[..<key.startIndex]) + change(key) + self[key.endIndex...]
    }

    fileprivate func replacingValue(_ value: String) -> String {
        guard let key else { return self }
        return "\(self[..<key.endIndex]): \(value)"
    }
}
