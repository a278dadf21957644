import SimulationKernel
import VenueFormulas

/// Venues with which a mode holds equal what it names.
struct Calibration {
    let study: SlippageStudy
    let windows: LabWindows
    /// What was set, for the results.
    private(set) var rows: [CalibrationRow] = []

    init(_ study: SlippageStudy, _ windows: LabWindows) {
        (self.study, self.windows) = (study, windows)
    }

    /// The venues of a mode.
    mutating func venues(_ mode: ComparisonMode) -> LabVenues {
        var venues = study.venues
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

    /// Quote within the reference distance of a book that nobody has touched.
    private func bookDepth(_ venues: LabVenues) -> Int64 {
        QuotedBook(venues.book).depth(.buy, within: LabUnits.microBps(study.book.depthBps))
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
        let order = LabOrder(side: .buy, quote: size, limit: nil)
        let fill = QuotedBook(venues.book).trial(order, limits: false)
        guard fill.slippage > 0 else { return }
        let reserve = Double(fill.quote) * Double(LabUnits.whole) / Double(fill.slippage)
        for place in venues.curves.indices { venues.curves[place].reserve = Self.reserve(reserve) }
    }

    /// A reserve within what curves can count.
    private static func reserve(_ value: Double) -> Int64 {
        Int64(min(max(value, 1e6), 1e17))
    }

    // MARK: - Profit and revenue

    private mutating func zeroProfit(_ venues: inout LabVenues) {
        var settings = study.book
        let (study, windows) = (self.study, self.windows)
        func book(_ bps: Double) -> QuotedBook.Rules {
            settings.halfSpreadBps = bps
            return settings.rules(
                blockMicros: study.market.blockMicros, gasQuote: study.orders.bookGasQuote)
        }
        let found = Self.root(Self.spreads.filter { $0 < settings.reachBps / 2 }) { bps in
            windows.mean(windows.profits(QuotedBook(book(bps))))
        }
        venues.book = book(found.value)
        shortfalls["book"] = found.shortfall("half-spread", unit: "bps")
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

    private mutating func equalRevenue(_ venues: inout LabVenues) {
        let windows = self.windows
        let wanted = windows.mean(
            windows.figures(QuotedBook(venues.book)) { end, _ in end.ledger.venue })
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
        let wanted = windows.expectedShortfall(windows.profits(QuotedBook(venues.book)))
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
        let book = windows.weighed(windows.profits(QuotedBook(venues.book)))
        let level = LabStatistics(study)
        rows.append(
            CalibrationRow(
                mode: mode, venue: "book", parameter: "half_spread_bps",
                valueMicro: venues.book.halfSpread, profit: level.row(book),
                shortfall: shortfalls["book"]))
        rows.append(
            CalibrationRow(
                mode: mode, venue: "book", parameter: "depth_quote",
                valueMicro: bookDepth(venues), profit: nil, shortfall: nil))
        rows.append(
            CalibrationRow(
                mode: mode, venue: "book", parameter: "capital_quote",
                valueMicro: LabUnits.quoteMicro(
                    study.book.marginQuote + study.book.inventoryMaxQuote),
                profit: nil, shortfall: nil))
        rows.append(
            CalibrationRow(
                mode: mode, venue: "book", parameter: "expected_shortfall_quote",
                valueMicro: Int64(
                    windows.expectedShortfall(windows.profits(QuotedBook(venues.book)))),
                profit: nil, shortfall: nil))
        for curve in venues.curves {
            let profits = windows.profits(curve.venue)
            rows.append(
                CalibrationRow(
                    mode: mode, venue: curve.name, parameter: "fee_bps",
                    valueMicro: curve.rules.fee, profit: level.row(windows.weighed(profits)),
                    shortfall: shortfalls[curve.name]))
            rows.append(
                CalibrationRow(
                    mode: mode, venue: curve.name, parameter: "quote_reserve",
                    valueMicro: curve.reserve, profit: nil, shortfall: nil))
            rows.append(
                CalibrationRow(
                    mode: mode, venue: curve.name, parameter: "depth_quote",
                    valueMicro: curve.venue.depth(
                        .buy, within: LabUnits.microBps(study.book.depthBps)), profit: nil,
                    shortfall: nil))
            rows.append(
                CalibrationRow(
                    mode: mode, venue: curve.name, parameter: "expected_shortfall_quote",
                    valueMicro: Int64(windows.expectedShortfall(profits)), profit: nil,
                    shortfall: nil))
        }
        shortfalls = [:]
    }
}
