import SimulationKernel
import WideIntegers

/// A row with the place of its moment.
struct PlacedRow: Sendable {
    var row: DataRow
    var time: SimulatedTime
    var place: DataPlace
}

/// Holds rows to rising time, one for a moment, and an unbroken step.
///
/// Rows pass through the sorting window, where there is one, and then one at a time beside the row
/// before: the last row waits until the next has shown that it is no duplicate.
struct RowSequencer: Sendable {
    private let file: String
    private let repair: DataRepair
    private var hasStep = false
    private var sharesMoments = false
    private var stepMicros: UInt64?
    /// Rows that may still be overtaken, in order.
    private var window: [PlacedRow] = []
    private var newest: SimulatedTime?
    private var pending: PlacedRow?

    init(file: String, repair: DataRepair, stepMicros: UInt64?) {
        self.file = file
        self.repair = repair
        self.stepMicros = stepMicros
    }

    /// Learns what rows are coming.
    mutating func begin(_ layout: ColumnLayout) {
        hasStep = layout.kind == .bars || layout.kind == .fundingRates
        sharesMoments =
            layout.kind == .depthBands
            || (layout.kind == .ticks && layout.place(.size) != nil)
    }

    /// Takes a row, and hands over those that are certain now.
    mutating func take(
        _ row: PlacedRow, _ report: inout DataReport, _ body: (DataRow) -> Void
    ) throws(DataError) {
        if let newest, row.time < newest {
            report.record(.disorder, at: row.place)
            switch repair.disorder {
            case .refuse: throw DataError(file: file, place: row.place, problem: .disorder)
            case .drop:
                report.droppedRows += 1
                return
            case .sort: break
            }
        } else {
            newest = row.time
        }
        guard case .sort(let size) = repair.disorder else {
            return try release(row, &report, body)
        }
        try insert(row, size: size)
        if window.count > size {
            try release(window.removeFirst(), &report, body)
        }
    }

    /// Hands over all rows that still wait.
    mutating func finish(
        _ report: inout DataReport, _ body: (DataRow) -> Void
    ) throws(DataError) {
        for row in window { try release(row, &report, body) }
        window = []
        if let pending { give(pending.row, &report, body) }
        pending = nil
    }

    private mutating func insert(_ row: PlacedRow, size: Int) throws(DataError) {
        if let pending, row.time < pending.time {
            throw DataError(
                file: file, place: row.place, problem: .disorderBeyondWindow(rows: size))
        }
        var place = window.count
        while place > 0, window[place - 1].time > row.time { place -= 1 }
        window.insert(row, at: place)
    }

    private mutating func release(
        _ row: PlacedRow, _ report: inout DataReport, _ body: (DataRow) -> Void
    ) throws(DataError) {
        guard let before = pending else {
            pending = row
            return
        }
        if row.time == before.time, !sharesMoments {
            return try resolveDuplicate(of: before, row, &report)
        }
        let missing = hasStep ? try missingRows(from: before, to: row, &report) : 0
        give(before.row, &report, body)
        if missing > 0, case .holdLast = repair.gaps, let stepMicros {
            var time = before.time
            for _ in 0..<missing {
                time = time + stepMicros
                give(before.row.held(at: time), &report, body)
            }
            report.filledRows += missing
        }
        pending = row
    }

    private func give(
        _ row: DataRow, _ report: inout DataReport, _ body: (DataRow) -> Void
    ) {
        report.rows += 1
        body(row)
    }

    private mutating func resolveDuplicate(
        of before: PlacedRow, _ row: PlacedRow, _ report: inout DataReport
    ) throws(DataError) {
        let isIdentical = row.row == before.row
        report.record(isIdentical ? .identicalDuplicate : .conflictingDuplicate, at: row.place)
        switch repair.duplicates {
        case .refuse:
            throw DataError(
                file: file, place: row.place,
                problem: isIdentical ? .identicalDuplicate : .conflictingDuplicate)
        case .keepFirst: break
        case .keepLast: pending = row
        }
        report.droppedRows += 1
    }

    /// Rows that the step wants between two, learning the step from the first two.
    private mutating func missingRows(
        from before: PlacedRow, to row: PlacedRow, _ report: inout DataReport
    ) throws(DataError) -> UInt64 {
        let distance = row.time.micros(since: before.time)
        let step = stepMicros ?? distance
        stepMicros = step
        report.stepMicros = step
        if distance == step { return 0 }
        guard distance % step == 0 else {
            report.record(.offStep, at: row.place)
            if repair.gaps == .leave { return 0 }
            throw DataError(file: file, place: row.place, problem: .offStep(stepMicros: step))
        }
        let missing = distance / step - 1
        report.record(.gap, at: row.place)
        report.missingRows += missing
        switch repair.gaps {
        case .refuse:
            throw DataError(file: file, place: row.place, problem: .gap(missingRows: missing))
        case .leave: break
        case .holdLast(let rowsMax):
            if missing > rowsMax {
                throw DataError(
                    file: file, place: row.place,
                    problem: .gapBeyondFill(missingRows: missing, rowsMax: rowsMax))
            }
        }
        return missing
    }
}

extension DataRow {
    /// The row that stands in for a missing one after this.
    fileprivate func held(at time: SimulatedTime) -> DataRow {
        switch self {
        case .bar(let bar):
            .bar(
                PriceBar(
                    openTime: time, open: bar.close, high: bar.close, low: bar.close,
                    close: bar.close, volumeBaseWad: bar.volumeBaseWad.map { _ in .zero },
                    volumeQuoteWad: bar.volumeQuoteWad.map { _ in .zero },
                    trades: bar.trades.map { _ in 0 }))
        case .fundingRate(let row):
            .fundingRate(FundingRow(time: time, rateWad: row.rateWad))
        case .tick, .depth, .depthBand, .cascade, .deleveraging: self
        }
    }
}
