import SimulationKernel
import VenueFormulas

/// Venues with which a mode holds equal what it names.
struct Calibration {
    let study: SlippageStudy
    let windows: LabWindows
    /// The book in the place of the study's; nil for none.
    let record: RecordedBook?
    /// What was set, for the results.
    private(set) var rows: [CalibrationRow] = []

    init(_ study: SlippageStudy, _ windows: LabWindows, record: RecordedBook? = nil) {
        (self.study, self.windows, self.record) = (study, windows, record)
    }

    /// The venues of a mode.
    mutating func venues(_ mode: ComparisonMode) -> LabVenues {
        var venues = study.venues
        if let record { venues.book = .recorded(record) }
        switch mode {
        case .environment: break
        case .equalDepth: equalDepth(&venues)
        case .equalCost: equalCost(&venues)
        case .zeroProfit: zeroProfit(&venues)
        case .capitalAtRisk: equalRisk(&venues)
        case .equalRevenue: equalRevenue(&venues)
        }
        tell(mode, venues)
        return venues
    }

    private var shortfalls: [String: String] = [:]

    // MARK: - Depth and cost

    /// Quote of the book within the reference distance.
    private func bookDepth(_ venues: LabVenues) -> Int64 {
        venues.book.depth(within: LabUnits.microBps(study.book.depthBps))
    }

    /// `X = depth / (root(1 + d) - 1)`.
    private func equalDepth(_ venues: inout LabVenues) {
        let depth = Double(bookDepth(venues))
        let root = (1 + study.book.depthBps / 1e4).squareRoot()
        for place in venues.curves.indices {
            venues.curves[place].reserve = Self.reserve(depth / (root - 1))
        }
    }

    /// `X = Q / slippage` at the middle size of the grid.
    private func equalCost(_ venues: inout LabVenues) {
        let size = LabUnits.quoteMicro(Double(study.orders.sizes[study.orders.sizes.count / 2]))
        let slippage = venues.book.slippage(of: size)
        guard slippage > 0 else { return }
        let reserve = Double(size) * Double(LabUnits.whole) / Double(slippage)
        for place in venues.curves.indices { venues.curves[place].reserve = Self.reserve(reserve) }
    }

    /// A reserve within what curves can count.
    private static func reserve(_ value: Double) -> Int64 {
        Int64(min(max(value, 1e6), 1e17))
    }

    // MARK: - Profit and revenue

    private mutating func zeroProfit(_ venues: inout LabVenues) {
        if let record {
            // A record's makers quoted what they quoted.
            venues.book = .recorded(record.withoutFees)
        } else {
            zeroProfitSpread(&venues)
        }
        let windows = self.windows
        for place in venues.curves.indices {
            var curve = venues.curves[place]
            let found = Self.root(Self.fees) { bps in
                curve.rules.fee = LabUnits.microBps(bps)
                return windows.mean(windows.profits(curve.venue))
            }
            curve.rules.fee = LabUnits.microBps(found.value)
            venues.curves[place] = curve
            shortfalls[curve.name] = found.shortfall("fee", unit: "bps")
        }
    }

    /// The operator of the book takes nothing, as nobody but the house takes anything on a curve.
    private mutating func zeroProfitSpread(_ venues: inout LabVenues) {
        var settings = study.book
        (settings.takerFeeBps, settings.makerFeeBps) = (0, 0)
        let (study, windows) = (self.study, self.windows)
        func book(_ bps: Double) -> LabBook {
            settings.halfSpreadBps = bps
            return .quoted(
                settings.rules(
                    blockMicros: study.market.blockMicros, gasQuote: study.orders.bookGasQuote))
        }
        let found = Self.root(Self.spreads.filter { $0 < settings.reachBps / 2 }) { bps in
            windows.mean(book(bps).profits(windows))
        }
        venues.book = book(found.value)
        shortfalls["book"] = found.shortfall("half-spread", unit: "bps")
    }

    private mutating func equalRevenue(_ venues: inout LabVenues) {
        let windows = self.windows
        let wanted = windows.mean(venues.book.figures(windows) { ledger, _ in ledger.venue })
        for place in venues.curves.indices {
            var curve = venues.curves[place]
            let found = Self.root(Self.fees) { bps in
                curve.rules.fee = LabUnits.microBps(bps)
                return windows.mean(
                    windows.figures(curve.venue) { end, _ in end.ledger.takerFees }) - wanted
            }
            curve.rules.fee = LabUnits.microBps(found.value)
            venues.curves[place] = curve
            shortfalls[curve.name] = found.shortfall("fee", unit: "bps")
        }
    }

    // MARK: - Risk

    private mutating func equalRisk(_ venues: inout LabVenues) {
        let windows = self.windows
        let wanted = windows.expectedShortfall(venues.book.profits(windows))
        for place in venues.curves.indices {
            var curve = venues.curves[place]
            // A deeper curve loses more, as long as others trade against it.
            let found = Self.root(Self.reserves) { quote in
                curve.reserve = Self.reserve(quote * 1e6)
                return windows.expectedShortfall(windows.profits(curve.venue)) - wanted
            }
            curve.reserve = Self.reserve(found.value * 1e6)
            venues.curves[place] = curve
            shortfalls[curve.name] = found.shortfall("reserve", unit: "quote")
        }
    }

    // MARK: - Searching

    private static let spreads = [0.1, 0.2, 0.5, 1, 2, 3, 5, 8, 12, 20, 35, 60, 100]
    private static let fees = [0, 0.5, 1, 2, 5, 10, 20, 35, 60, 100, 150, 250]
    private static let reserves = [1e5, 3e5, 1e6, 3e6, 1e7, 3e7, 1e8, 3e8, 1e9, 3e9, 1e10]

    /// What a search has found.
    struct Root {
        var value: Double
        /// The figure at the value, quote millionths.
        var figure: Double
        var isFound: Bool

        func shortfall(_ name: String, unit: String) -> String? {
            if isFound { return nil }
            let quote = Int64((figure / 1e6).rounded())
            return
                "no \(name) up to the last one tried does it; at \(value) \(unit) \(quote) quote "
                + "per window are left"
        }
    }

    /// The least value from which a figure that begins below zero is not below it any more: the first
    /// such step of a grid, then halved. A figure that is not below zero at the first value stays there.
    ///
    /// The figure is of fixed windows, so that the search is as exact as its steps.
    private static func root(_ grid: [Double], _ figure: (Double) -> Double) -> Root {
        var best = Root(value: grid[0], figure: figure(grid[0]), isFound: true)
        if best.figure >= 0 { return best }
        var below = best
        for value in grid.dropFirst() {
            let next = Root(value: value, figure: figure(value), isFound: true)
            if next.figure >= 0 {
                best = next
                for _ in 0..<12 {
                    let middle = (below.value + best.value) / 2
                    let half = Root(value: middle, figure: figure(middle), isFound: true)
                    if half.figure >= 0 { best = half } else { below = half }
                }
                return best
            }
            below = next
            if next.figure > best.figure { best = next }
        }
        best.isFound = false
        return best
    }

    // MARK: - Telling

    private mutating func tell(_ mode: ComparisonMode, _ venues: LabVenues) {
        let windows = self.windows
        let statistics = LabStatistics(study)
        func tell(
            _ venue: String, _ parameter: String, _ value: Int64, _ profits: [[Int64]]? = nil
        ) {
            rows.append(
                CalibrationRow(
                    mode: mode, venue: venue, parameter: parameter, valueMicro: value,
                    profit: profits.flatMap { statistics.row(windows.weighed($0)) },
                    shortfall: profits == nil ? nil : shortfalls[venue]))
        }
        let distance = LabUnits.microBps(study.book.depthBps)
        let profits = venues.book.profits(windows)
        switch venues.book {
        case .quoted(let rules):
            tell("book", "half_spread_bps", rules.halfSpread, profits)
            tell("book", "taker_fee_bps", rules.takerFee)
            tell(
                "book", "capital_quote",
                LabUnits.quoteMicro(study.book.marginQuote + study.book.inventoryMaxQuote))
        case .recorded(let record):
            tell("book", "taker_fee_bps", record.takerFee, profits)
        }
        tell("book", "depth_quote", venues.book.depth(within: distance))
        tell("book", "expected_shortfall_quote", Int64(windows.expectedShortfall(profits)))
        for curve in venues.curves {
            let profits = windows.profits(curve.venue)
            tell(curve.name, "fee_bps", curve.rules.fee, profits)
            tell(curve.name, "quote_reserve", curve.reserve)
            tell(curve.name, "depth_quote", curve.venue.depth(.buy, within: distance))
            tell(
                curve.name, "expected_shortfall_quote", Int64(windows.expectedShortfall(profits)))
        }
        shortfalls = [:]
    }
}
