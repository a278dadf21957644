import SimulationKernel
import VenueFormulas
import WideIntegers

/// What rests in a book within a distance of its middle, as Binance's daily `bookDepth` files have it.
///
/// A moment has a row for each distance, from the farthest bid to the farthest ask: -5 to 5 per cent,
/// in newer files with 0.2 per cent too.
/// - Source: Binance, public data, `bookDepth` of perpetual futures.
public struct DepthBandRow: Hashable, Sendable {
    /// When.
    public var time: SimulatedTime
    /// The distance in per cent of the middle, wad; bids below zero.
    public var percentWad: Int256
    /// Base from the middle to there, wad.
    public var depthWad: UInt256
    /// What it is worth at its own prices, wad of quote.
    public var notionalWad: UInt256

    /// A band from its parts.
    public init(
        time: SimulatedTime, percentWad: Int256, depthWad: UInt256, notionalWad: UInt256
    ) {
        self.time = time
        self.percentWad = percentWad
        self.depthWad = depthWad
        self.notionalWad = notionalWad
    }
}

/// The bands of a book at a moment.
public struct DepthBands: Hashable, Sendable {
    /// When.
    public let time: SimulatedTime
    /// Bands of bids, the nearest first, each from the middle on.
    public let bids: [DepthBandRow]
    /// Bands of asks, the nearest first, each from the middle on.
    public let asks: [DepthBandRow]

    /// The bands of each moment, from rows as a reader gives them.
    public static func moments(of rows: [DepthBandRow]) -> [DepthBands] {
        var moments: [DepthBands] = []
        var rest = rows[...]
        while let time = rest.first?.time {
            let block = rest.prefix { $0.time == time }
            moments.append(
                DepthBands(
                    time: time, bids: block.filter { $0.percentWad.isNegative }.reversed(),
                    asks: block.filter { !$0.percentWad.isNegative }))
            rest = rest.dropFirst(block.count)
        }
        return moments
    }

    /// The middle that the nearest bands tell, which the file itself does not have: that of their
    /// average prices, wad rounded down. It is exact where depth is even and both are as wide.
    /// - Returns: nil where a side has no band, or nothing in its nearest one.
    /// - Throws: `.overflow`.
    public func estimatedMid() throws(VenueFormulaError) -> Fraction? {
        guard let bid = bids.first, let ask = asks.first, !bid.depthWad.isZero,
            !ask.depthWad.isZero
        else { return nil }
        let prices = try bid.notional() / bid.depth() + ask.notional() / ask.depth()
        return Fraction(wad: try (prices / Fraction(2)).wadDown())
    }

    /// The book as levels.
    ///
    /// A band holds what its row has more than the one inside of it, at the average price of that. Its
    /// levels are of equal size and at equal distances around the average price, as far as both of the
    /// band's ends allow: an even density. Base and quote of each band are those of the file, to the
    /// last digit. Nothing lies beyond the last band. A band whose average lies outside of it is one
    /// level at its average.
    /// - Parameters:
    ///   - mid: The middle from which distances count.
    ///   - levelsPerBand: From 1 to 10,000; others are brought there.
    /// - Throws: `.isNegative(.bookSize)` for a band that holds less than one inside of it;
    ///   `.unordered` where the averages of bands contradict their order; `.overflow`.
    public func ladder(
        mid: Fraction, levelsPerBand: Int = 1
    ) throws(VenueFormulaError) -> BookLadder {
        let count = min(max(levelsPerBand, 1), 10_000)
        return try BookLadder(
            bids: Self.levels(of: bids, mid, count), asks: Self.levels(of: asks, mid, count))
    }

    private static func levels(
        of bands: [DepthBandRow], _ mid: Fraction, _ count: Int
    ) throws(VenueFormulaError) -> [BookLadder.Level] {
        var levels: [BookLadder.Level] = []
        var (near, depth, notional) = (mid, Fraction.zero, Fraction.zero)
        for band in bands {
            let size = try band.depth() - depth
            let value = try band.notional() - notional
            let percent = Fraction(wad: band.percentWad)
            let far = Fraction(wad: try (mid + mid * percent / Fraction(100)).wadDown())
            defer { near = far }
            (depth, notional) = (try band.depth(), try band.notional())
            if size.signum == 0 { continue }
            let average = try value / size
            let ends = near < far ? (near, far) : (far, near)
            let room = try min(average - ends.0, ends.1 - average)
            // Whole wads keep the terms short; the average keeps what is exact.
            let width = room.signum > 0 ? Fraction(wad: try room.wadDown()) : .zero
            if width.signum == 0 || count == 1 {
                levels.append(BookLadder.Level(price: average, size: size))
                continue
            }
            let outward: Int64 = near < far ? 1 : -1
            let part = try size / Fraction(Int256(Int64(count)))
            for place in 0..<count {
                let step = outward * Int64(2 * place + 1 - count)
                let shift = try width * Fraction(Int256(step), over: UInt256(UInt64(count)))
                levels.append(BookLadder.Level(price: try average + shift, size: part))
            }
        }
        return levels
    }
}

extension DepthBandRow {
    fileprivate func depth() throws(VenueFormulaError) -> Fraction { try Fraction(ofWad: depthWad) }

    fileprivate func notional() throws(VenueFormulaError) -> Fraction {
        try Fraction(ofWad: notionalWad)
    }
}

extension Fraction {
    /// An unsigned number in 18-decimal fixed point.
    /// - Throws: `.overflow` from 2^255 on.
    init(ofWad value: UInt256) throws(VenueFormulaError) {
        guard let signed = Int256(exactly: value) else { throw .overflow }
        self.init(wad: signed)
    }
}
