import VenueFormulas

/// The slippage laboratory: the same orders on curves and on a book, under what each mode holds equal.
///
/// Results are a function of study and record alone, whatever the number of threads.
///
///     let results = SlippageLab(study).run()
///     for row in results.crossovers { print(row.mode.rawValue, row.curve, row.sizeMicro as Any) }
public struct SlippageLab: Sendable {
    /// The study; sizes that a record cannot fill are left out of it.
    public let study: SlippageStudy
    /// The record in the place of the simulated market; nil for none.
    public let record: RecordedMarket?

    /// The share of a record's moments that must hold a size on both sides.
    static let fillableShare = 0.95

    /// A laboratory for a study.
    /// - Precondition: the study has passed its checks; a record holds its least size.
    public init(_ study: SlippageStudy, record: RecordedMarket? = nil) {
        var study = study
        if let record {
            let most = record.fillableQuote(share: Self.fillableShare)
            let held = study.orders.sizes.filter {
                Int64(clamping: $0) <= most / LabUnits.quote
            }
            study.orders.sizes = held.isEmpty ? Array(study.orders.sizes.prefix(1)) : held
            study.regimes = [.calm]
            study.market.blockMicros = record.blockMicros
        }
        (self.study, self.record) = (study, record)
    }

    /// Runs the study.
    /// - Parameters:
    ///   - loop: how seeds are shared out.
    ///   - progress: told what begins.
    public func run(
        _ loop: LabLoop = .sequential, progress: (String) -> Void = { _ in }
    ) -> SlippageResults {
        progress("windows of \(study.seeds) seeds")
        let windows =
            record.map { LabWindows($0.windows(study), loop: loop) }
            ?? LabWindows(study, loop: loop)
        var results = SlippageResults(study: study)
        var calibration = Calibration(study, windows, record: record?.book(study))
        var tally = CheckTally()
        for mode in study.modes {
            progress("\(mode.rawValue): what is held equal")
            let venues = calibration.venues(mode)
            progress("\(mode.rawValue): orders")
            let outcomes = measure(venues, windows)
            tally.add(outcomes)
            progress("\(mode.rawValue): intervals")
            LabTables(study, mode, ["book"] + venues.curves.map(\.name), outcomes, loop)
                .write(to: &results)
        }
        results.calibrations = calibration.rows
        progress("orders worked over minutes")
        let metaorders = LabMetaorders(study: study).results()
        results.metaorders = metaorders.found
        results.checks = tally.rows + metaorders.refused
        return results
    }

    /// The outcomes by seed, regime and venue, the book first.
    private func measure(_ venues: LabVenues, _ windows: LabWindows) -> [[[VenueOutcome]]] {
        let study = study
        return windows.loop.map(windows.windows.count) { seed in
            study.regimes.map { regime in
                let all = windows.windows[seed]
                let window = regime == .calm ? all[0] : all[all.count - 1]
                let book = venues.book.outcome(
                    window, ProbeRules(study, fundingPerDay: 1), study)
                return [book]
                    + venues.curves.map { curve in
                        VenueOutcome(
                            curve.venue, window,
                            ProbeRules(study, fundingPerDay: curve.rules.funding), study)
                    }
            }
        }
    }
}

/// What must hold of all outcomes.
struct CheckTally {
    private var ledgers = 0, unbalanced = 0, orders = 0, misses = 0

    mutating func add(_ outcomes: [[[VenueOutcome]]]) {
        for venue in outcomes.joined().joined() {
            ledgers += 1
            if venue.unbalanced { unbalanced += 1 }
            orders += venue.closedFormCount
            misses += venue.closedFormMisses
        }
    }

    var rows: [CheckRow] {
        [
            CheckRow(
                name: "conservation", holds: unbalanced == 0,
                text: "quote and base over all groups are zero at the end of "
                    + "\(ledgers - unbalanced) of \(ledgers) windows"),
            CheckRow(
                name: "closed-form", holds: misses == 0,
                text: "slippage on curves without a moved peg is the closed form's in "
                    + "\(orders - misses) of \(orders) orders"),
        ]
    }
}
