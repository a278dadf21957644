import VenueFormulas

/// Which venues an index has excluded, and since when they behave.
struct IndexExclusions: Sendable {
    /// The index's last value.
    var lastPrice: Fraction?
    /// Excluded venues, and since when each is settled.
    private var excluded: [String: Exclusion] = [:]
    /// The second at which each suspended venue comes back; the last one there is for one that does
    /// not.
    private var suspendedUntil: [String: UInt64] = [:]
    /// The seconds of each venue's suspensions.
    private var suspensions: [String: [UInt64]] = [:]

    private struct Exclusion: Sendable {
        /// The second since which it is settled; nil while it is not.
        var settledSince: UInt64?
    }

    /// Takes a venue back.
    mutating func readmit(_ name: String) {
        excluded[name] = nil
        suspendedUntil[name] = nil
        suspensions[name] = nil
    }

    // MARK: - Until settled

    /// The fresh quotes that count: first those excluded come back that have settled, then those
    /// are excluded that are beyond the bound from the median of all.
    mutating func settled(
        _ fresh: [IndexQuote], _ settling: OutlierRule.Settling, atSeconds now: UInt64
    ) throws(VenueFormulaError) -> [IndexQuote] {
        try takeBackSettled(fresh, settling, atSeconds: now)
        if fresh.count >= ExchangeIndex.comparableMin,
            let median = try ExchangeIndex.median(fresh.map(\.price))
        {
            for quote in fresh where excluded[quote.name] == nil {
                if try ExchangeIndex.isBeyond(settling.beyond, quote.price, from: median) {
                    excluded[quote.name] = Exclusion()
                }
            }
        }
        return fresh.filter { excluded[$0.name] == nil }
    }

    private mutating func takeBackSettled(
        _ fresh: [IndexQuote], _ settling: OutlierRule.Settling, atSeconds now: UInt64
    ) throws(VenueFormulaError) {
        let left = fresh.filter { excluded[$0.name] == nil }
        let isComparable = left.count >= 2
        let reference =
            isComparable ? try ExchangeIndex.median(left.map(\.price)) : lastPrice
        let share = isComparable ? settling.within : settling.withinOfIndex
        // A venue whose quote is stale is not heard of, and does not settle.
        let heard = Set(fresh.map(\.name))
        for name in excluded.keys where !heard.contains(name) { excluded[name] = Exclusion() }
        for quote in fresh {
            guard let exclusion = excluded[quote.name] else { continue }
            guard let reference,
                try !ExchangeIndex.isBeyond(share, quote.price, from: reference)
            else {
                excluded[quote.name] = Exclusion()
                continue
            }
            let since = exclusion.settledSince ?? now
            let isBack = now > since && now - since > settling.settledSeconds
            excluded[quote.name] = isBack ? nil : Exclusion(settledSince: since)
        }
    }

    // MARK: - For a time

    /// The fresh quotes that count, after those beyond the bound from the median of the others that
    /// are not suspended have been suspended.
    mutating func unsuspended(
        _ fresh: [IndexQuote], _ suspension: OutlierRule.Suspension, atSeconds now: UInt64
    ) throws(VenueFormulaError) -> [IndexQuote] {
        let active = fresh.filter { (suspendedUntil[$0.name] ?? 0) <= now }
        guard active.count >= ExchangeIndex.comparableMin,
            let median = try ExchangeIndex.median(active.map(\.price))
        else { return active }
        var counted: [IndexQuote] = []
        for quote in active {
            if try ExchangeIndex.isBeyond(suspension.beyond, quote.price, from: median) {
                suspend(quote.name, suspension, atSeconds: now)
            } else {
                counted.append(quote)
            }
        }
        return counted
    }

    private mutating func suspend(
        _ name: String, _ suspension: OutlierRule.Suspension, atSeconds now: UInt64
    ) {
        var recent = (suspensions[name] ?? []).filter {
            now - min($0, now) <= suspension.windowSeconds
        }
        recent.append(now)
        suspensions[name] = recent
        let (end, overflow) = now.addingReportingOverflow(suspension.seconds)
        let isForGood = recent.count >= suspension.countMax || overflow
        suspendedUntil[name] = isForGood ? .max : end
    }
}
