import Experiments
import Foundation
import ScenarioFiles
import Simulation
import TestSupport
import Testing

@Suite struct SlippageRecordingTests {
    private let folder: TemporaryFolder

    /// Forty seconds of a book of two levels, with a trade in each.
    init() throws {
        folder = try TemporaryFolder()
        _ = try folder.write(Self.book(40), as: "book.csv")
        let trades = (0..<40).map { "\(1_000 + $0)500,100.05,0.2,\($0 % 2 == 0 ? "buy" : "sell")" }
        _ = try folder.write(
            (["t_ms,price,qty,taker_side"] + trades).joined(separator: "\n") + "\n",
            as: "trades.csv")
    }

    static func book(_ rows: Int) -> String {
        let header =
            (["t_unix"] + (0..<2).map { "bid_px_\($0),bid_qty_\($0),ask_px_\($0),ask_qty_\($0)" })
            .joined(separator: ",")
        let lines = (0..<rows).map { "\(1_000 + $0),100,5,100.1,5,99.9,20,100.2,20" }
        return ([header] + lines).joined(separator: "\n") + "\n"
    }

    private func file(
        depth: String = "book.csv", trades: String = "trades.csv", more: String = ""
    ) throws -> SlippageStudyFile {
        try SlippageStudyFile(
            text: """
                name: recorded
                recording: {depth_file: \(depth), trades_file: \(trades), index_file: book.csv}
                curves: [{name: plain, form: constant-product}]
                \(more)
                """, file: "f.yaml")
    }

    private func problem(_ file: SlippageStudyFile, in folder: String) -> String {
        do {
            _ = try file.openRecording(in: folder)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test("records are read from the folder")
    func read() throws {
        let market = try #require(try file().openRecording(in: folder.url.path))
        #expect(market.count == 40)
    }

    @Test("a missing file, a folder and a file of another kind are told with key, path and remedy")
    func refusals() throws {
        let place = folder.url.path
        #expect(
            problem(try file(depth: "none.csv"), in: place)
                == "f.yaml:2: recording.depth_file: 'none.csv': there is no file \(place)/none.csv; "
                + "--data DIR names the folder of the records, --set recording.depth_file=FILE the file "
                + "itself")
        #expect(problem(try file(depth: "."), in: place).contains("\(place)/. is a folder"))
        #expect(
            problem(try file(trades: "book.csv"), in: place).hasPrefix(
                "f.yaml:2: recording.trades_file: 'book.csv': it must be a file of trades"))
        #expect(
            problem(try file(depth: "trades.csv"), in: place).hasPrefix(
                "f.yaml:2: recording.depth_file: 'trades.csv': it must be a file of levels"))
    }

    @Test("damaged rows are told with their line")
    func damaged() throws {
        _ = try folder.write(Self.book(40) + "1040,1,2\n", as: "bad.csv")
        let text = problem(try file(depth: "bad.csv"), in: folder.url.path)
        #expect(text.contains("bad.csv") && text.contains("42"), "\(text)")
    }

    @Test("a record that is shorter than an order takes is refused")
    func short() throws {
        _ = try folder.write(Self.book(30), as: "short.csv")
        let file = try file(depth: "short.csv", more: "orders: {parts: 40}")
        #expect(
            problem(file, in: folder.url.path).hasPrefix(
                "f.yaml:2: recording.depth_file: 'short.csv': it has 30 moments"))
        _ = try folder.write(Self.book(29), as: "shorter.csv")
        #expect(
            problem(try self.file(depth: "shorter.csv"), in: folder.url.path).contains("29 moments")
        )
    }
}
