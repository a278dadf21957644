import VenueFormulas

/// The book of a study: simulated makers, or a record.
enum LabBook: Sendable {
    case quoted(QuotedBook.Rules)
    case recorded(RecordedBook)

    /// A figure of each window.
    func figures(
        _ windows: LabWindows, _ figure: @escaping @Sendable (LabLedger, MarketWindow) -> Int64
    ) -> [[Int64]] {
        switch self {
        case .quoted(let rules):
            windows.figures(QuotedBook(rules)) { figure($0.ledger, $1) }
        case .recorded(let book): windows.figures(book) { figure($0.ledger, $1) }
        }
    }

    /// What makers have earned in each window.
    func profits(_ windows: LabWindows) -> [[Int64]] {
        figures(windows) { ledger, window in
            ledger.liquidity.worth(at: window.index(window.count - 1))
        }
    }

    /// What the book gave in a window.
    func outcome(
        _ window: MarketWindow, _ rules: ProbeRules, _ study: SlippageStudy
    ) -> VenueOutcome {
        switch self {
        case .quoted(let book): VenueOutcome(QuotedBook(book), window, rules, study)
        case .recorded(let book): VenueOutcome(book, window, rules, study)
        }
    }

    /// Quote within a distance of the mid, both sides' mean: of a book that nobody has touched, or over
    /// the record.
    func depth(within microBps: Int64) -> Int64 {
        switch self {
        case .quoted(let rules):
            let book = QuotedBook(rules)
            return (book.depth(.buy, within: microBps) + book.depth(.sell, within: microBps)) / 2
        case .recorded(let record):
            return record.mean { book in
                (book.depth(.buy, within: microBps) + book.depth(.sell, within: microBps)) / 2
            }
        }
    }

    /// Slippage of an order that everybody would take it at, millionths of a basis point.
    func slippage(of quote: Int64) -> Int64 {
        let order = LabOrder(side: .buy, quote: quote, limit: nil)
        switch self {
        case .quoted(let rules): return QuotedBook(rules).trial(order, limits: false).slippage
        case .recorded(let record):
            return record.mean { $0.trial(order, limits: false).slippage }
        }
    }
}

extension RecordedBook {
    /// The mean of a figure over all moments.
    func mean(_ figure: (RecordedBook) -> Int64) -> Int64 {
        var (book, sum) = (self, Int128(0))
        for place in books.indices {
            book.show(place)
            sum += Int128(figure(book))
        }
        return Int64(sum / Int128(max(books.count, 1)))
    }
}
