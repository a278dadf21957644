import SimulationKernel
import VenueFormulas
import WideIntegers

extension DepthRow {
    /// The book as its levels, never beyond the last of them.
    /// - Parameter priceDecimals: The scale in which the row was read.
    /// - Throws: `.unordered` for levels out of order; `.overflow`.
    public func ladder(priceDecimals: Int = 18) throws(VenueFormulaError) -> BookLadder {
        try BookLadder(
            bids: Self.converted(bids, priceDecimals), asks: Self.converted(asks, priceDecimals))
    }

    private static func converted(
        _ levels: [Level], _ decimals: Int
    ) throws(VenueFormulaError) -> [BookLadder.Level] {
        guard ExactDecimal.powers.indices.contains(decimals) else { throw .overflow }
        var converted: [BookLadder.Level] = []
        for level in levels {
            guard let price = Int256(exactly: level.price) else { throw .overflow }
            converted.append(
                BookLadder.Level(
                    price: try Fraction(price, over: ExactDecimal.powers[decimals]),
                    size: try Fraction(ofWad: level.sizeWad)))
        }
        return converted
    }
}

/// Why a recorded book gives no answer.
public enum RecordedBookError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A moment, or a parameter, that the replay does not have.
    case path(PathError)
    /// Levels or sizes that no sum holds.
    case formula(VenueFormulaError)

    /// The reason in words.
    public var description: String {
        switch self {
        case .path(let error): error.description
        case .formula(let error): error.description
        }
    }
}

/// Takers on a recorded book, whose history they cannot change: each fill walks the levels that were
/// recorded last.
///
/// Without a memory every taker finds the recorded book whole. With one, what takers have taken from a
/// level stays away until the record shows another size at that price, or no such price; only then
/// others are known to have acted there. Whatever else a trade would have changed is not in a record.
public struct RecordedBookReplay: Sendable {
    /// What the replay keeps of trades.
    public enum Memory: Hashable, Sendable, CaseIterable {
        /// Nothing.
        case none
        /// What was taken from each level.
        case perLevel
    }

    private struct Taken: Sendable {
        var recordedWad: UInt256
        var takenWad: UInt256
    }

    /// What is kept of trades.
    public let memory: Memory
    private let rows: [DepthRow]
    private let priceDecimals: Int
    private var place = 0
    private var now: SimulatedTime
    /// What was taken, by price; looked up, never walked.
    private var taken: [TakerSide: [UInt256: Taken]] = [.buy: [:], .sell: [:]]

    /// A replay from its first row on.
    /// - Parameter priceDecimals: The scale in which rows were read.
    /// - Throws: `.parameter` for no rows, rows whose moments do not rise, or a scale that no reader has.
    public init(
        _ rows: [DepthRow], priceDecimals: Int = 18, memory: Memory = .none
    ) throws(PathError) {
        guard (0...MarketDataReader.priceDecimalsMax).contains(priceDecimals) else {
            throw .parameter(
                name: "price_decimals", value: "\(priceDecimals)",
                allowed: "from 0 to \(MarketDataReader.priceDecimalsMax)")
        }
        guard let first = rows.first else {
            throw .parameter(name: "rows", value: "none", allowed: "at least one")
        }
        for (before, row) in zip(rows, rows.dropFirst()) where row.time <= before.time {
            throw .parameter(
                name: "a row's moment", value: "\(row.time.micros) us",
                allowed: "after that of the row before, \(before.time.micros) us")
        }
        self.rows = rows
        self.priceDecimals = priceDecimals
        self.memory = memory
        now = first.time
    }

    /// The book that a taker finds at a moment: the last one recorded by then, less what is remembered.
    /// - Throws: for a moment before the first row, or before one that was asked already.
    public mutating func book(
        at moment: SimulatedTime
    ) throws(RecordedBookError) -> BookLadder {
        try advance(to: moment)
        do {
            return try left().ladder(priceDecimals: priceDecimals)
        } catch { throw .formula(error) }
    }

    /// Takes from the book of a moment.
    public mutating func take(
        _ side: TakerSide, _ amount: BookSweep.Amount, at moment: SimulatedTime,
        takerPpm: Int64 = 0
    ) throws(RecordedBookError) -> BookSweep {
        let book = try book(at: moment)
        do {
            let sweep = try BookSweep(side, amount, of: book, takerPpm: takerPpm)
            if memory == .perLevel { try remember(sweep.filled, side) }
            return sweep
        } catch { throw .formula(error) }
    }

    private mutating func advance(to moment: SimulatedTime) throws(RecordedBookError) {
        if moment < rows[0].time {
            throw .path(
                .beforeStart(path: "recorded book", asked: moment, start: rows[0].time))
        }
        if moment < now {
            throw .path(.timeRunsBackwards(path: "recorded book", asked: moment, last: now))
        }
        now = moment
        while place + 1 < rows.count, rows[place + 1].time <= moment {
            place += 1
            for side in TakerSide.allCases { forget(side) }
        }
    }

    /// Keeps what was taken from levels that the record shows unchanged.
    private mutating func forget(_ side: TakerSide) {
        guard let old = taken[side], !old.isEmpty else { return }
        var kept: [UInt256: Taken] = [:]
        for level in levels(side) {
            if let entry = old[level.price], entry.recordedWad == level.sizeWad {
                kept[level.price] = entry
            }
        }
        taken[side] = kept
    }

    private func levels(_ side: TakerSide) -> [DepthRow.Level] {
        side == .buy ? rows[place].asks : rows[place].bids
    }

    /// The last recorded book less what is remembered; levels without anything left are not there.
    private func left() -> DepthRow {
        var row = rows[place]
        row.asks = left(.buy)
        row.bids = left(.sell)
        return row
    }

    private func left(_ side: TakerSide) -> [DepthRow.Level] {
        levels(side).compactMap { level in
            guard let entry = taken[side]?[level.price] else { return level }
            let size = level.sizeWad &- entry.takenWad
            return size.isZero ? nil : DepthRow.Level(price: level.price, sizeWad: size)
        }
    }

    /// Books a fill against levels, best first; parts of a wad count as whole ones.
    private mutating func remember(
        _ filled: Fraction, _ side: TakerSide
    ) throws(VenueFormulaError) {
        var rest = try filled.wadUp().magnitude
        for level in left(side) where !rest.isZero {
            let part = min(rest, level.sizeWad)
            rest = rest &- part
            let before = taken[side]?[level.price]
            let recorded = before?.recordedWad ?? (level.sizeWad)
            taken[side]?[level.price] = Taken(
                recordedWad: recorded, takenWad: (before?.takenWad ?? .zero) &+ part)
        }
    }
}
