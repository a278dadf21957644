import Foundation
import PriceOracles
import SimulationKernel
import VenueFormulas
import WideIntegers

/// What all rows of a file come to.
struct DataSummary {
    private(set) var first: SimulatedTime?
    private(set) var last: SimulatedTime?
    /// The lowest price, wad; nil for rows without prices.
    private(set) var lowestWad: UInt256?
    private(set) var highestWad: UInt256?

    mutating func take(_ row: DataRow) {
        if let time = row.time {
            first = min(first ?? time, time)
            last = max(last ?? time, time)
        }
        let range: (low: UInt256, high: UInt256)? =
            switch row {
            case .bar(let bar): (bar.low, bar.high)
            case .tick(let tick): (tick.price, tick.price)
            case .depth(let book):
                book.bids.first.flatMap { bid in book.asks.first.map { (bid.price, $0.price) } }
            default: nil
            }
        guard let range else { return }
        lowestWad = min(lowestWad ?? range.low, range.low)
        highestWad = max(highestWad ?? range.high, range.high)
    }
}

/// A reader's report as the command prints it.
struct DataReportText {
    private let report: DataReport
    private let summary: DataSummary

    init(_ report: DataReport, _ summary: DataSummary) {
        self.report = report
        self.summary = summary
    }

    var lines: [String] {
        var lines = fields.map { name, value in
            name + String(repeating: " ", count: 14 - name.count) + value
        }
        for finding in report.findings where finding.count > 0 {
            lines.append("\(finding.defect.rawValue): \(finding.count)")
            lines += finding.places.map { "  \($0)" }
        }
        return lines
    }

    var document: Document {
        Document(
            file: report.file, fields: Dictionary(uniqueKeysWithValues: fields),
            findings: report.findings.filter { $0.count > 0 }.map {
                Finding(
                    defect: $0.defect.rawValue, count: $0.count,
                    places: $0.places.map(\.description))
            })
    }

    struct Document: Encodable {
        let file: String
        let fields: [String: String]
        let findings: [Finding]
    }

    struct Finding: Encodable {
        let defect: String
        let count: UInt64
        let places: [String]
    }

    private var fields: [(String, String)] {
        var fields = [
            ("kind", report.kind?.rawValue ?? "none: the file is empty"),
            ("header", report.hasHeader ? "yes" : "no"),
            ("rows", "\(report.rows)"),
        ]
        func add(_ name: String, _ value: String?) {
            if let value { fields.append((name, value)) }
        }
        add("dropped", report.droppedRows > 0 ? "\(report.droppedRows)" : nil)
        add("filled", report.filledRows > 0 ? "\(report.filledRows)" : nil)
        add("missing", report.missingRows > 0 ? "\(report.missingRows)" : nil)
        add("time unit", report.timeUnit?.rawValue)
        add("step", report.stepMicros.map { Self.seconds($0) })
        add("from", summary.first.map(Self.moment))
        add("to", summary.last.map(Self.moment))
        add("lowest", summary.lowestWad.map(CostText.wad))
        add("highest", summary.highestWad.map(CostText.wad))
        let unread = report.unreadColumns.joined(separator: ", ")
        add("not read", unread.isEmpty ? nil : unread)
        return fields
    }

    private static func seconds(_ micros: UInt64) -> String {
        let rest = micros % 1_000_000
        return rest == 0 ? "\(micros / 1_000_000) s" : "\(micros) us"
    }

    private static func moment(_ time: SimulatedTime) -> String {
        let date = Date(timeIntervalSince1970: TimeInterval(time.seconds))
        return date.ISO8601Format()
    }
}
