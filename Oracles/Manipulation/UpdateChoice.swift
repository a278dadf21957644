import WideIntegers

/// Which of several signed updates a taker submits, where it may choose.
///
/// Who may choose among all updates of a window of w seconds gains about `0.8 s sqrt(w)` of the
/// notional at a volatility of s per root second: the mean highest point of a Brownian path is
/// `s sqrt(2 w / pi)`. Who must take the first gains nothing.
/// - Source: the maximum of Brownian motion by the reflection principle.
public enum UpdateChoice: Hashable, Sendable {
    /// The first of the window, as a rule by the order's own time demands.
    case first
    /// The one that suits a trade at the feed's price best: the lowest for a buyer.
    case best(SpotSide)

    /// The answer that is chosen of those whose time lies in a window; the earliest of equal ones,
    /// nil where there is none.
    /// - Parameters:
    ///   - readings: in any order; those that their feed does not stand by are left out.
    ///   - window: seconds, both ends included.
    public func pick(
        from readings: [FeedReading], window: ClosedRange<UInt64>
    ) -> FeedReading? {
        pick(
            from: readings.filter { $0.status == .ok }, window: window,
            offer: { (seconds: $0.updatedAtSeconds, price: $0.priceWad) })
    }

    /// The same of updates of any kind, all of which count; their prices share a scale.
    func pick<Update, Price: Comparable>(
        from updates: some Sequence<Update>, window: ClosedRange<UInt64>,
        offer: (Update) -> (seconds: UInt64, price: Price)
    ) -> Update? {
        var chosen: (update: Update, offer: (seconds: UInt64, price: Price))?
        for update in updates {
            let candidate = offer(update)
            guard window.contains(candidate.seconds) else { continue }
            if let standing = chosen?.offer, !isBetter(candidate, than: standing) { continue }
            chosen = (update, candidate)
        }
        return chosen?.update
    }

    private func isBetter<Price: Comparable>(
        _ candidate: (seconds: UInt64, price: Price), than standing: (seconds: UInt64, price: Price)
    ) -> Bool {
        let isEarlier = candidate.seconds < standing.seconds
        switch self {
        case .first: return isEarlier
        case .best where candidate.price == standing.price: return isEarlier
        case .best(.buy): return candidate.price < standing.price
        case .best(.sell): return candidate.price > standing.price
        }
    }
}
