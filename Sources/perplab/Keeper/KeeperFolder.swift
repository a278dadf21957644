import Foundation
import JSONText
import KeeperHarness

/// The folder of a suite: for each scenario and seed a card as JSON, a page and the bot's log; for all
/// of them `cards.json`, `cards.csv` and `rules.xml`.
struct KeeperFolder {
    private let path: String

    /// Begins a folder.
    init(_ path: String, isReplacing: Bool) throws {
        self.path = path
        if FileManager.default.fileExists(atPath: path) {
            guard isReplacing else {
                throw CommandFailure(
                    .usage, "\(path.printable) is there; name another by --out, or use --force")
            }
            guard FileManager.default.fileExists(atPath: "\(path)/cards.json") else {
                throw CommandFailure(
                    .usage, "\(path.printable) is no folder of cards, and is not replaced")
            }
            try Self.kept(path) { try FileManager.default.removeItem(atPath: path) }
        }
        try Self.makeFolder(path)
        // From now on it is known for what it is.
        try Self.write("[]\n", to: "\(path)/cards.json")
    }

    /// A folder for what a bot needs where nothing is kept.
    static func temporary() throws -> String {
        let path =
            NSTemporaryDirectory() + "perplab-keeper-\(ProcessInfo.processInfo.processIdentifier)"
        try makeFolder(path)
        return path
    }

    /// Removes a folder that nobody was told to keep, with the deployment and the bot's log in it.
    static func remove(temporary path: String) {
        // What cannot be removed is in the way of nobody.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// What a bot has written last, for one whose folder is not kept.
    static func lastLines(ofLogIn folder: String) -> [String] {
        let log = try? String(contentsOfFile: "\(folder)/bot.log", encoding: .utf8)
        return (log ?? "").split(separator: "\n").suffix(20).map { "  \(String($0).printable)" }
    }

    /// The folder of a scenario and a seed.
    func folder(_ scenario: String, _ seed: UInt64) throws -> String {
        let folder = "\(path)/\(name(scenario, seed))"
        try Self.makeFolder(folder)
        return folder
    }

    private func name(_ scenario: String, _ seed: UInt64) -> String {
        let name = String(scenario.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
        return "\(name)-\(seed)"
    }

    /// Writes a result's card and page.
    func write(_ result: KeeperTrialResult) throws {
        let folder = try folder(result.card.run.scenario, result.card.run.seed)
        try Self.write(result.card.json.text, to: "\(folder)/card.json")
        try Self.write(ScorecardPage(result).html, to: "\(folder)/card.html")
    }

    /// Writes what sums all cards up.
    func write(_ cards: [Scorecard]) throws {
        try Self.write(JSONValue.list(cards.map(\.json)).text, to: "\(path)/cards.json")
        try Self.write(ScorecardTable.csv(cards), to: "\(path)/cards.csv")
        try Self.write(RuleSuite.xml(cards), to: "\(path)/rules.xml")
    }

    /// Writes a whole file.
    static func write(_ text: String, to path: String) throws {
        try kept(path) {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        }
    }

    private static func makeFolder(_ path: String) throws {
        try kept(path) {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        }
    }

    private static func kept(_ path: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            throw CommandFailure(
                .temporary, "\(path.printable) cannot be written: \(error.reason)")
        }
    }
}
