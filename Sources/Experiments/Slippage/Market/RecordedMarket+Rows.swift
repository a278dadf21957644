import PriceOracles
import SimulationKernel
import VenueFormulas
import WideIntegers

/// Why rows make no market.
public enum RecordedMarketError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Fewer moments of the book than orders need to be sent and given up.
    case tooShort(moments: Int)
    /// A moment at which a side of a book is empty.
    case emptySide(file: String, at: SimulatedTime)
    /// An amount beyond what the laboratory counts in.
    case outOfRange(file: String, at: SimulatedTime)

    /// The reason in words.
    public var description: String {
        switch self {
        case .tooShort(let moments):
            "the record has \(moments) moments of the book; at least 30 are needed"
        case .emptySide(let file, let time):
            "\(file): a side of the book is empty at \(time.micros / 1_000_000) s"
        case .outOfRange(let file, let time):
            "\(file): an amount at \(time.micros / 1_000_000) s is out of range"
        }
    }
}

extension RecordedMarket {
    /// A market from the rows of files.
    ///
    /// A block is a row of the book; trades belong to the last row before them. Where bands are given,
    /// they hold what the levels do not reach.
    /// - Parameters:
    ///   - depth: The book's levels, prices in wad.
    ///   - trades: Trades of the same market.
    ///   - index: Levels of the market whose mid is the index, once the mean distance of both markets in
    ///     the record is added: a perpetual's lasting basis is no cost of execution.
    ///   - bands: Cumulative depth of the book by distance; empty for none.
    public init(
        depth: [DepthRow], trades: [PriceTick], index: [DepthRow], bands: [DepthBands] = []
    ) throws(RecordedMarketError) {
        guard depth.count >= 30, let first = index.first else {
            throw .tooShort(moments: depth.count)
        }
        let start = try Self.mid(of: first, "index")
        let scale = RecordScale(start: start)
        var (place, band) = (0, 0)
        var basis: Int128 = 0
        for (number, row) in depth.enumerated() {
            while place + 1 < index.count, index[place + 1].time <= row.time { place += 1 }
            let mid = try Self.mid(of: index[place], "index")
            guard let price = scale.price(mid) else {
                throw .outOfRange(file: "index", at: index[place].time)
            }
            indices.append(price)
            guard let own = scale.price(try Self.mid(of: row, "depth")) else {
                throw .outOfRange(file: "depth", at: row.time)
            }
            basis += Int128(own) - Int128(price)
            while band + 1 < bands.count, bands[band + 1].time <= row.time { band += 1 }
            let far = bands.indices.contains(band) ? bands[band] : nil
            books.append(try Self.levels(of: row, far, scale))
            if number == 1 { blockMicros = max(row.time.micros - depth[0].time.micros, 1) }
        }
        let mean = Int64(basis / Int128(depth.count))
        for place in indices.indices { indices[place] += mean }
        try add(trades, depth, scale)
    }

    private static func mid(
        of row: DepthRow, _ file: String
    ) throws(RecordedMarketError) -> UInt256 {
        guard let bid = row.bids.first, let ask = row.asks.first else {
            throw .emptySide(file: file, at: row.time)
        }
        return (bid.price &+ ask.price) >> 1
    }

    private static func levels(
        of row: DepthRow, _ bands: DepthBands?, _ scale: RecordScale
    ) throws(RecordedMarketError) -> RecordedLevels {
        func converted(
            _ levels: [DepthRow.Level]
        ) throws(RecordedMarketError) -> [RecordedLevels.Level] {
            var converted: [RecordedLevels.Level] = []
            for level in levels {
                guard let price = scale.price(level.price), let base = scale.base(level.sizeWad)
                else { throw .outOfRange(file: "depth", at: row.time) }
                if base > 0 { converted.append(RecordedLevels.Level(price: price, base: base)) }
            }
            return converted
        }
        var levels = RecordedLevels(
            bids: try converted(row.bids), asks: try converted(row.asks))
        guard levels.mid != nil else { throw .emptySide(file: "depth", at: row.time) }
        if let bands { levels.extend(by: bands, scale) }
        return levels
    }

    private mutating func add(
        _ trades: [PriceTick], _ depth: [DepthRow], _ scale: RecordScale
    ) throws(RecordedMarketError) {
        var next = trades.firstIndex { $0.time >= depth[0].time } ?? trades.count
        for place in depth.indices {
            let end = place + 1 < depth.count ? depth[place + 1].time : nil
            while next < trades.count, end.map({ trades[next].time < $0 }) ?? true {
                let trade = trades[next]
                next += 1
                guard let price = scale.price(trade.price), let size = trade.sizeWad,
                    let base = scale.base(size), let side = trade.takerSide
                else { throw .outOfRange(file: "trades", at: trade.time) }
                let quote = LabUnits.value(ofBase: base, at: price)
                if quote == 0 { continue }
                flow.append(
                    LabOrder(
                        side: side == .buy ? .buy : .sell, quote: quote, limit: nil,
                        printed: price))
            }
            flowStarts.append(flow.count)
        }
    }
}

/// Amounts of files in the laboratory's units, where the first index is one.
struct RecordScale {
    let start: UInt256

    /// A price in parts of the first index; nil for one out of range.
    func price(_ wad: UInt256) -> Int64? {
        guard let scaled = try? wad.mulDivDown(UInt256(UInt64(LabUnits.price)), start),
            scaled.isWord, !scaled.isZero
        else { return nil }
        return Int64(exactly: scaled.w0).flatMap { $0 < 1 << 50 ? $0 : nil }
    }

    /// Base in what costs a millionth of the quote at the first index; nil for an amount out of range.
    func base(_ wad: UInt256) -> Int64? {
        guard let worth = try? wad.mulDivDown(start, .wad),
            let scaled = try? worth.mulDivDown(UInt256(UInt64(LabUnits.quote)), .wad),
            scaled.isWord
        else { return nil }
        return Int64(exactly: scaled.w0).flatMap { $0 < 1 << 55 ? $0 : nil }
    }
}

extension RecordedLevels {
    /// Adds what bands hold beyond the last level of each side.
    mutating func extend(by bands: DepthBands, _ scale: RecordScale) {
        guard let mid = self.mid,
            let wad = try? UInt256(UInt64(mid)).mulDivDown(
                scale.start, UInt256(UInt64(LabUnits.price))),
            let signed = Int256(exactly: wad),
            let ladder = try? bands.ladder(mid: Fraction(wad: signed), levelsPerBand: 16)
        else { return }
        func far(_ levels: [BookLadder.Level]) -> [Level] {
            levels.compactMap { level in
                guard let price = (try? level.price.wadDown())?.magnitude,
                    let size = (try? level.size.wadDown())?.magnitude,
                    let own = scale.price(price), let base = scale.base(size), base > 0
                else { return nil }
                return Level(price: own, base: base)
            }
        }
        if let last = bids.last { bids += far(ladder.bids).filter { $0.price < last.price } }
        if let last = asks.last { asks += far(ladder.asks).filter { $0.price > last.price } }
    }
}

extension UInt256 {
    /// Whether it fits 64 bits.
    fileprivate var isWord: Bool { w1 | w2 | w3 == 0 }
}
