import Foundation

/// All measurements of one run, as a table or as JSON.
struct Report {
    let machine: Machine
    let repeats: Int
    let measurements: [Measurement]
    let latencies: [LatencyFigures]

    /// One row for each operation and reference.
    var table: String {
        let header = ["suite", "operation", "perplab ns", "reference", "reference ns", "ratio"]
        let lines = aligned([header] + measurements.flatMap(rows)) { $0 == 2 || $0 >= 4 }
        let notes = """
            \(machine.description)
            Nanoseconds per operation, medians of \(repeats) interleaved repeats; ratio is \
            perplab's time over the reference's.
            """
        return ([notes, ""] + lines + latencyLines).joined(separator: "\n")
    }

    private var latencyLines: [String] {
        guard !latencies.isEmpty else { return [] }
        let head = ["one operation, ns", "p50", "p99", "p99.9", "max"]
        let rows = latencies.map {
            [
                $0.name, text($0.p50Nanoseconds), text($0.p99Nanoseconds),
                text($0.p999Nanoseconds), text($0.maxNanoseconds),
            ]
        }
        return [""] + aligned([head] + rows) { $0 > 0 }
    }

    private func aligned(_ rows: [[String]], isNumber: (Int) -> Bool) -> [String] {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return isNumber(column) ? padding + row[column] : row[column] + padding
            }
            .joined(separator: "  ")
        }
    }

    private func rows(of measurement: Measurement) -> [[String]] {
        let subject = measurement.figures[0]
        let own = [measurement.suite, measurement.operation, text(subject.nanosecondsPerOperation)]
        if measurement.figures.count == 1 { return [own + ["none", "", ""]] }
        return measurement.figures.dropFirst().map { reference in
            own + [
                reference.contender, text(reference.nanosecondsPerOperation),
                String(format: "%.3f", reference.subjectRatio),
            ]
        }
    }

    private func text(_ nanoseconds: Double) -> String {
        String(format: nanoseconds < 1_000 ? "%.2f" : "%.0f", nanoseconds)
    }
}

// MARK: - JSON

extension Report {
    private struct Document: Encodable {
        let machine: Machine
        let repeats: Int
        let results: [Row]
        let latencies: [LatencyFigures]
    }

    private struct Row: Encodable {
        let suite: String
        let operation: String
        let contender: String
        let nanosecondsPerOperation: Double
        let subjectRatio: Double
    }

    /// One object; a row of `results` for each contender, perplab's among them.
    func json() throws -> String {
        let results = measurements.flatMap { measurement in
            measurement.figures.map { figure in
                Row(
                    suite: measurement.suite,
                    operation: measurement.operation,
                    contender: figure.contender,
                    nanosecondsPerOperation: figure.nanosecondsPerOperation,
                    subjectRatio: figure.subjectRatio
                )
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let document = Document(
            machine: machine, repeats: repeats, results: results, latencies: latencies)
        return String(decoding: try encoder.encode(document), as: UTF8.self)
    }
}
