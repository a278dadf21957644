import SimulationKernel

extension SlippageStudy {
    /// What does not go together, though every value by itself is allowed; empty when all does.
    public func problems() -> [SlippageStudyProblem] {
        var check = SlippageStudyCheck()
        checkLists(&check)
        checkWindow(&check)
        checkOrders(&check)
        book.check(&check)
        for (index, curve) in curves.enumerated() { curve.check("curves[\(index)]", &check) }
        if let recording { recording.check(&check) }
        return check.problems
    }

    private func checkLists(_ check: inout SlippageStudyCheck) {
        check.require(!name.isEmpty, "name", "''", "a name")
        check.require(
            (2...100_000).contains(seeds), "seeds", "\(seeds)", "from 2 to 100000 seeds")
        let (_, passes) = firstSeed.addingReportingOverflow(UInt64(max(seeds, 1) - 1))
        check.require(
            !passes, "first_seed", "\(firstSeed)",
            "at most \(UInt64.max) less the other \(seeds - 1) seeds")
        check.requireOnce(modes.map(\.rawValue), "modes")
        check.requireOnce(regimes.map(\.rawValue), "regimes")
        check.requireOnce(policies.map(\.rawValue), "policies")
        check.require(
            !curves.isEmpty || recording != nil, "curves", "none",
            "at least one curve, or a recording")
        check.requireOnce(curves.map(\.name), "curves", key: ".name")
        for (index, curve) in curves.enumerated() {
            check.require(
                curve.name != "book", "curves[\(index)].name", "'book'",
                "another name, since the order book is called so")
        }
    }

    private func checkWindow(_ check: inout SlippageStudyCheck) {
        let blocks = market.windowMicros / max(market.blockMicros, 1)
        check.require(
            (2...100_000).contains(blocks), "market.window", "\(blocks) blocks",
            "from 2 to 100000 blocks of market.block")
        // The moment of decision lies in the middle half of a window.
        let after = Int(clamping: blocks) - Int(clamping: blocks / 4 + blocks / 2)
        let needed =
            orders.latencyBlocks + (orders.parts + orders.attempts) * orders.partEveryBlocks
        check.require(
            needed <= after, "market.window", "\(blocks) blocks",
            "long enough for an order: the last quarter has \(after) blocks, and orders.latency_blocks, "
                + "parts and attempts take \(needed)")
        let hours = Double(market.windowMicros) / 3_600e6
        let jump = market.jumpBps / 1e4
        for (key, sigma, jumps) in [
            ("volatility", market.volatility, market.jumpsPerHour),
            ("stressed_volatility", market.stressedVolatility, market.stressedJumpsPerHour),
        ] {
            let variance = sigma * sigma * hours / 8_760 + jumps * hours * jump * jump
            check.require(
                variance <= 0.25, "market.\(key)", "\(sigma)",
                "less, with fewer or smaller jumps, or a shorter window: the logarithm of the index "
                    + "deviates by \(variance.squareRoot()) within a window, and at most 0.5 can be run"
            )
        }
        let most = max(flow.ordersPerMinute, flow.stressedOrdersPerMinute) * hours * 60
        check.require(
            most <= 1_000_000, "flow.orders_per_minute", "\(most) orders in a window",
            "at most 1000000")
        check.require(
            flow.medianQuote * ExactMath.exp(2 * flow.sigma) <= 1e9, "flow.median_quote",
            "\(flow.medianQuote)", "with flow.sigma, such that the 98th percentile is at most 10^9")
    }

    private func checkOrders(_ check: inout SlippageStudyCheck) {
        check.require(!orders.sizes.isEmpty, "orders.sizes", "none", "at least one size")
        for (index, size) in orders.sizes.enumerated() {
            check.require(size > 0, "orders.sizes[\(index)]", "0", "a size above 0")
            guard index > 0 else { continue }
            let last = orders.sizes[index - 1]
            check.require(
                size > last, "orders.sizes[\(index)]", "\(size)",
                "above the size before, \(last), since sizes ascend")
        }
    }
}

extension LabBookSettings {
    fileprivate func check(_ check: inout SlippageStudyCheck) {
        check.require(
            halfSpreadBps < reachBps, "book.half_spread_bps", "\(halfSpreadBps)",
            "below book.reach_bps, \(reachBps)")
        let within = depthQuote * ExactMath.exp(beta * ExactMath.log(reachBps / depthBps))
        check.require(
            within <= 1e12, "book.depth_quote", "\(depthQuote)",
            "less: with book.beta a side would hold \(within) quote up to book.reach_bps, of at most "
                + "10^12")
        // Makers widen the spread by the root of what they take away.
        let farthest =
            reachBps + halfSpreadBps * (1 / max(withdrawal.leastShare, 1e-9).squareRoot() - 1)
            + skewBps
        check.require(
            farthest < 9_999, "book.reach_bps", "\(reachBps)",
            "such that bids stay above a price of zero: under full withdrawal and inventory the farthest "
                + "level is \(farthest) basis points away")
    }
}

extension LabCurveSettings {
    fileprivate func check(_ path: String, _ check: inout SlippageStudyCheck) {
        var reserve = quoteReserve
        if case .concentrated(let range) = form {
            reserve /= 1 - 1 / (1 + range.width).squareRoot()
        }
        check.require(
            reserve <= 1e12, "\(path).quote_reserve", "\(quoteReserve)",
            "less: the virtual reserve would be \(reserve), of at most 10^12")
    }
}

extension LabRecordingSettings {
    fileprivate func check(_ check: inout SlippageStudyCheck) {
        for (key, file) in [
            ("depth_file", depthFile), ("trades_file", tradesFile), ("index_file", indexFile),
        ] {
            check.require(!file.isEmpty, "recording.\(key)", "''", "the path of a file")
        }
    }
}

/// What checking of a study as a whole has found.
private struct SlippageStudyCheck {
    /// The problems in the order in which they were found.
    private(set) var problems: [SlippageStudyProblem] = []

    /// Notes a problem where a condition does not hold.
    mutating func require(
        _ holds: Bool, _ path: String, _ value: @autoclosure () -> String,
        _ allowed: @autoclosure () -> String
    ) {
        if !holds { problems.append(SlippageStudyProblem(path, value(), allowed())) }
    }

    /// Elements of a list that stand in it once, of which there is one at least for words.
    mutating func requireOnce(_ names: [String], _ list: String, key: String = "") {
        if key.isEmpty { require(!names.isEmpty, list, "none", "at least one") }
        for (index, name) in names.enumerated() {
            guard let first = names[..<index].firstIndex(of: name) else { continue }
            require(
                false, "\(list)[\(index)]\(key)", "'\(name)'", "\(list)[\(first)] says this as well"
            )
        }
    }
}
