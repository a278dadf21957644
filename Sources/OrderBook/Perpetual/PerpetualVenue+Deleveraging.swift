import VenueFormulas

extension PerpetualVenue {
    /// Closes a position against opposite ones, in the order of their ranks.
    mutating func deleverage(_ account: AccountIndex) {
        let lots = core.policy.ledger[account].lots
        let mark = Int128(core.policy.mark)
        for other in deleveragingOrder(against: lots) where other != account {
            let rest = core.policy.ledger[account].lots
            if rest == 0 { return }
            let theirs = core.policy.ledger[other].lots
            let size = Int64(min(rest.magnitude, theirs.magnitude))
            let part = rest > 0 ? size : -size
            let atBankruptcy = costShare(of: account, part)
            var cost = atBankruptcy
            if terms.deleveraging.price == .previousOracle, let previousIndex {
                cost = Int128(part) * Int128(previousIndex)
            }
            let debt = max(0, atBankruptcy - Int128(part) * mark)
            let loss = max(0, cost - Int128(part) * mark)
            handOver(part, from: account, to: other, for: cost)
            totals.deleveragedLots += Int128(size)
            if min(debt, loss) > 0 { bear(min(debt, loss), of: account, by: \.borneByDeleveraged) }
            events.append(
                .deleveraged(
                    account: other, lots: part, price: Self.price(cost, part), against: account))
        }
    }

    /// Opposite positions in the order in which they are closed.
    ///
    /// Accounts without equity, whose rank the venues do not define, come last; of equal ranks the
    /// lower account first.
    mutating func deleveragingOrder(against lots: Int64) -> [AccountIndex] {
        let opposite = (0..<AccountIndex(accountCount)).filter {
            let theirs = core.policy.ledger[$0].lots
            return lots > 0 ? theirs < 0 : theirs > 0
        }
        if case .dydx(let seed) = terms.deleveraging.rank {
            deleveragingCount += 1
            let start = Self.mixed(seed &+ deleveragingCount &* 0x9e37_79b9_7f4a_7c15)
            let first = AccountIndex(start % UInt64(max(1, accountCount)))
            return opposite.filter { $0 >= first } + opposite.filter { $0 < first }
        }
        let ranked = opposite.filter { core.policy.ledger[$0].equity(at: core.policy.mark) > 0 }
        let broke = opposite.filter { core.policy.ledger[$0].equity(at: core.policy.mark) <= 0 }
        let scores = ranked.map { deleveragingScore(of: $0) }
        return DeleveragingQueue(scores: scores).order.map { ranked[$0] } + broke
    }

    /// The rank of a position with equity under the venue's rule; the highest is closed first.
    func deleveragingScore(of account: AccountIndex) -> Fraction {
        let ledger = core.policy.ledger[account]
        let mark = core.policy.mark
        let size = UInt128(max(1, ledger.lots.magnitude))
        let profit = ledger.unrealised(at: mark)
        let score: Fraction?
        switch terms.deleveraging.rank {
        case .bitmex:
            let cost = ledger.entry - ledger.cash
            score = try? BitMEXRank(
                mark: Fraction(Int128(mark), over: 1),
                entry: Fraction(Int128(ledger.entry.magnitude), over: size),
                bankruptcy: Fraction(ledger.lots > 0 ? cost : -cost, over: size),
                size: Fraction(Int128(ledger.lots), over: 1)
            ).score
        case .binance:
            score = try? BinanceRank(
                unrealizedProfit: Fraction(profit, over: 1),
                walletBalance: Fraction(ledger.cash, over: 1),
                maintenanceMargin: Fraction(
                    ledger.notional(at: mark) * Int128(terms.maintenanceMarginPpm), over: 1_000_000)
            ).score
        case .hyperliquid:
            let entry = max(1, ledger.entry.magnitude)
            let equity = ledger.equity(at: mark)
            score =
                try? Fraction(profit, over: entry)
                * Fraction(ledger.notional(at: mark), over: UInt128(max(1, equity)))
        case .dydx: score = nil
        }
        return score ?? .zero
    }

    /// SplitMix64's output function.
    /// - Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
    private static func mixed(_ word: UInt64) -> UInt64 {
        let once = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        let twice = (once ^ (once >> 27)) &* 0x94d0_49bb_1331_11eb
        return twice ^ (twice >> 31)
    }
}
