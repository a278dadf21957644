import WideIntegers

/// Reads market data from chunks of bytes, however they are cut.
///
/// Rows and failures are the same for every cutting. The reader keeps one line and the sorting window,
/// whatever the file's size and however many rows fill its gaps: rows are handed over one by one. The
/// file is opened elsewhere; its name is for messages. A refusal ends the reading: what came before it
/// has been given out, and every later call fails in the same way.
public struct MarketDataReader: Sendable {
    /// What was found so far.
    public private(set) var report: DataReport
    private let file: String
    private let format: DataFormat
    private let repair: DataRepair
    private let priceDecimals: Int
    private var lines: DelimitedLines
    private var decoder: RowDecoder?
    private var sequencer: RowSequencer
    private var failure: DataError?
    private var hasEnded = false

    /// The most decimals of a price.
    public static let priceDecimalsMax = 18

    /// A reader at the beginning of a file.
    /// - Parameters:
    ///   - file: The name for messages.
    ///   - format: How columns are told.
    ///   - repair: What is done about defects.
    ///   - priceDecimals: The scale of prices, which are rounded to the nearest, ties to the even one;
    ///     18 is wad.
    ///   - stepMicros: The step of bars or funding rates; nil to take the distance of the first two.
    /// - Throws: `.parameter`.
    public init(
        file: String, format: DataFormat = .recognized(), repair: DataRepair = .refuse,
        priceDecimals: Int = 18, stepMicros: UInt64? = nil
    ) throws(PathError) {
        guard (0...Self.priceDecimalsMax).contains(priceDecimals) else {
            throw .parameter(
                name: "price_decimals", value: "\(priceDecimals)",
                allowed: "from 0 to \(Self.priceDecimalsMax)")
        }
        if let stepMicros, stepMicros == 0 || stepMicros > TimeUnit.microsMax {
            throw .parameter(
                name: "step_micros", value: "\(stepMicros)",
                allowed: "from 1 to \(TimeUnit.microsMax)")
        }
        try repair.validate()
        var delimiter = UInt8(ascii: ",")
        if case .columns(let map) = format {
            try map.validate()
            delimiter = map.delimiter
        }
        self.file = file
        self.format = format
        self.repair = repair
        self.priceDecimals = priceDecimals
        lines = DelimitedLines(delimiter: delimiter)
        sequencer = RowSequencer(file: file, repair: repair, stepMicros: stepMicros)
        report = DataReport(file: file)
        report.stepMicros = stepMicros
    }

    /// Takes the next bytes and hands over the rows that are certain by then, in order.
    public mutating func append(
        _ chunk: [UInt8], forEachRow body: (DataRow) -> Void
    ) throws(DataError) {
        if let failure { throw failure }
        do throws(DataError) {
            if hasEnded, let first = chunk.first {
                throw DataError(
                    file: file, place: DataPlace(line: lines.line, bytes: [first]),
                    problem: .afterEnd)
            }
            for byte in chunk where lines.take(byte) { try endLine(body) }
        } catch {
            failure = error
            throw error
        }
    }

    /// Ends the file and hands over the last rows.
    public mutating func finish(forEachRow body: (DataRow) -> Void) throws(DataError) {
        if let failure { throw failure }
        if hasEnded { return }
        hasEnded = true
        do throws(DataError) {
            if lines.finish() { try endLine(body) }
            try sequencer.finish(&report, body)
        } catch {
            failure = error
            throw error
        }
    }

    /// Takes the next bytes and appends the rows that are certain by then.
    ///
    /// Each row of the chunk may bring as many more as the rule for gaps fills.
    public mutating func append(
        _ chunk: [UInt8], to rows: inout [DataRow]
    ) throws(DataError) {
        try append(chunk) { rows.append($0) }
    }

    /// Ends the file and appends the last rows.
    public mutating func finish(to rows: inout [DataRow]) throws(DataError) {
        try finish { rows.append($0) }
    }

    /// The rows of a whole file.
    public mutating func read(_ bytes: [UInt8]) throws(DataError) -> [DataRow] {
        var rows: [DataRow] = []
        try append(bytes, to: &rows)
        try finish(to: &rows)
        return rows
    }
}

// MARK: - Lines

extension MarketDataReader {
    private mutating func endLine(_ body: (DataRow) -> Void) throws(DataError) {
        report.lines += 1
        if lines.isBlank {
            report.blankLines += 1
            return
        }
        if decoder == nil, try begin() { return }
        guard let row = try decoded() else { return }
        guard let time = row.time else {
            report.rows += 1
            body(row)
            return
        }
        let place = place(of: decoder?.layout.place(.time))
        try sequencer.take(PlacedRow(row: row, time: time, place: place), &report, body)
    }

    /// Learns the layout from the first line; true when that line is a header.
    private mutating func begin() throws(DataError) -> Bool {
        if let problem = lines.problem {
            throw DataError(file: file, place: place(of: problem.column), problem: problem.kind)
        }
        let layout: ColumnLayout
        do {
            layout = try ColumnLayout.resolve(lines.fields, as: format)
        } catch {
            throw DataError(file: file, place: place(of: error.place), problem: error.problem)
        }
        decoder = RowDecoder(layout: layout, priceDecimals: priceDecimals)
        sequencer.begin(layout)
        report.kind = layout.kind
        report.hasHeader = !layout.header.isEmpty
        report.unreadColumns = layout.unreadColumns
        report.timeUnit = layout.timeUnit
        return report.hasHeader
    }

    /// The row of the line; nil when a rule leaves it out.
    private mutating func decoded() throws(DataError) -> DataRow? {
        if let problem = lines.problem {
            return try refuseOrDrop(problem.kind, at: problem.column)
        }
        let row: DataRow?
        do throws(RowDecoder.Failure) {
            row = try decoder?.row(lines)
        } catch {
            return try refuseOrDrop(error.problem, at: error.place)
        }
        report.timeUnit = decoder?.timeUnit
        guard case .bar(let bar)? = row, !bar.isConsistent else { return row }
        return try mended(bar).map { .bar($0) }
    }

    private mutating func mended(_ bar: PriceBar) throws(DataError) -> PriceBar? {
        let place = place(of: nil)
        report.record(.inconsistentBar, at: place)
        switch repair.inconsistentBars {
        case .refuse: throw DataError(file: file, place: place, problem: .inconsistentBar)
        case .drop:
            report.droppedRows += 1
            return nil
        case .widen:
            var bar = bar
            let prices = [bar.open, bar.high, bar.low, bar.close].sorted()
            bar.low = prices[0]
            bar.high = prices[3]
            return bar
        }
    }

    private mutating func refuseOrDrop(
        _ problem: DataProblem, at column: Int?
    ) throws(DataError) -> DataRow? {
        let place = place(of: column)
        report.record(.badRow, at: place)
        if repair.badRows == .refuse {
            throw DataError(file: file, place: place, problem: problem)
        }
        report.droppedRows += 1
        return nil
    }

    /// A place in the current line.
    private func place(of column: Int?) -> DataPlace {
        let isField = column.map { $0 < lines.fieldCount } ?? false
        let bytes = isField ? lines.field(column ?? 0) : lines.text
        return DataPlace(
            line: lines.line, column: column.map { $0 + 1 },
            columnName: column.flatMap { decoder?.layout.name($0) }, bytes: bytes)
    }
}
