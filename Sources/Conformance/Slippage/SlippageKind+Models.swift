import VenueFormulas

/// Laws of impact, costs of orders and models of makers.
extension SlippageKind {
    static func powerLawDepth(_ input: PlacedJSON) throws -> [String: SlippageFigure] {
        let members = try input.object(["depth_at_ref_base", "ref_bps", "beta", "base_size"])
        let book = PowerLawBook(
            depth: try members["depth_at_ref_base"].estimate(),
            distanceBps: try members["ref_bps"].estimate(),
            exponent: try members["beta"].estimate())
        let size = try members["base_size"].estimate()
        return [
            "marginal_bps": .estimate(book.marginalBps(of: size)),
            "slippage_bps": .estimate(book.slippageBps(of: size)),
        ]
    }

    static func squareRootImpact(_ input: PlacedJSON) throws -> [String: SlippageFigure] {
        let members = try input.object(["Y", "daily_sigma_bps", "size", "daily_volume"])
        let peak = SquareRootLaw.peakImpact(
            prefactor: try members["Y"].estimate(),
            dailyVolatility: try members["daily_sigma_bps"].estimate(),
            size: try members["size"].estimate(),
            dailyVolume: try members["daily_volume"].estimate())
        return ["peak_impact_bps": .estimate(peak), "average_cost_bps": .estimate(peak * 2 / 3)]
    }

    static func spreadDecomposition(_ input: PlacedJSON) throws -> [String: SlippageFigure] {
        let members = try input.object(["side", "trade_price", "mid_at_trade", "mid_after_tau"])
        let parts = try SpreadDecomposition(
            members["side"].member(), price: members["trade_price"].fraction(),
            mid: members["mid_at_trade"].fraction(), laterMid: members["mid_after_tau"].fraction())
        return [
            "effective_spread_bps": .exact(parts.effectiveSpreadBps),
            "realised_spread_bps": .exact(parts.realisedSpreadBps),
            "price_impact_bps": .exact(parts.priceImpactBps),
        ]
    }

    static func implementationShortfall(_ input: PlacedJSON) throws -> [String: SlippageFigure] {
        let members = try input.object([
            "side", "decision_mid", "arrival_mid", "fills", "order_size", "end_mid", "taker_ppm",
        ])
        let cost = try ImplementationShortfall(
            members["side"].member(), size: members["order_size"].fraction(),
            fills: members["fills"].levels(), decisionMid: members["decision_mid"].fraction(),
            arrivalMid: members["arrival_mid"].fraction(), endMid: members["end_mid"].fraction(),
            takerPpm: members["taker_ppm"].whole(as: Int64.self))
        return [
            "delay_cost": .exact(cost.delayCost), "impact_cost": .exact(cost.impactCost),
            "opportunity_cost": .exact(cost.opportunityCost), "fees": .exact(cost.fees),
            "total": .exact(cost.total), "total_bps": .exact(cost.totalBps),
        ]
    }

    static func roundTrip(_ input: PlacedJSON) throws -> [String: SlippageFigure] {
        let members = try input.object([
            "entry_vwap", "exit_vwap", "mid", "base_size", "entry_fee_ppm", "exit_fee_ppm",
            "funding_rates", "gas_quote",
        ])
        let cost = try RoundTripCost(
            size: members["base_size"].fraction(), entryPrice: members["entry_vwap"].fraction(),
            exitPrice: members["exit_vwap"].fraction(), mid: members["mid"].fraction(),
            entryFeePpm: members["entry_fee_ppm"].whole(as: Int64.self),
            exitFeePpm: members["exit_fee_ppm"].whole(as: Int64.self),
            fundingRates: members["funding_rates"].list().map { try $0.fraction() },
            gas: members["gas_quote"].fraction())
        return [
            "price_cost": .exact(cost.priceCost), "fees": .exact(cost.fees),
            "funding": .exact(cost.funding), "gas": .exact(cost.gas), "total": .exact(cost.total),
            "total_bps": .exact(cost.totalBps),
        ]
    }

    static func avellanedaStoikov(_ input: PlacedJSON) throws -> [String: SlippageFigure] {
        let members = try input.object(["mid", "inventory", "gamma", "sigma", "time_left", "k"])
        let quote = AvellanedaStoikovQuote(
            mid: try members["mid"].estimate(), inventory: try members["inventory"].estimate(),
            riskAversion: try members["gamma"].estimate(),
            volatility: try members["sigma"].estimate(),
            timeLeft: try members["time_left"].estimate(), decay: try members["k"].estimate())
        return [
            "reservation_price": .estimate(quote.reservationPrice),
            "total_spread": .estimate(quote.totalSpread), "bid": .estimate(quote.bid),
            "ask": .estimate(quote.ask),
        ]
    }

    static func obizhaevaWang(_ input: PlacedJSON) throws -> [String: SlippageFigure] {
        let members = try input.object([
            "book_density_q", "permanent_lambda", "resilience_rho", "times", "sizes",
        ])
        let book = ResilientBook(
            density: try members["book_density_q"].estimate(),
            permanent: try members["permanent_lambda"].estimate(),
            resilience: try members["resilience_rho"].estimate())
        let times = try members["times"].list().map { try $0.estimate() }
        let sizes = try members["sizes"].list().map { try $0.estimate() }
        guard times.count == sizes.count else {
            throw members["sizes"].refusal("a list of \(times.count) numbers, one a time,")
        }
        let cost = book.cost(of: zip(times, sizes).map { (time: $0, size: $1) })
        return [
            "total_cost_over_mid": .estimate(cost.total),
            "price_after_each_trade": .estimates(cost.after),
        ]
    }

    static func crossover(_ input: PlacedJSON) throws -> [String: SlippageFigure] {
        let members = try input.object([
            "book_half_spread_bps", "book_density_base_per_bps", "book_fee_bps", "cp_base_reserve",
            "cp_fee_bps",
        ])
        let crossover = CostCrossover(
            halfSpreadBps: try members["book_half_spread_bps"].estimate(),
            bookFeeBps: try members["book_fee_bps"].estimate(),
            density: try members["book_density_base_per_bps"].estimate(),
            curveBase: try members["cp_base_reserve"].estimate(),
            curveFeeBps: try members["cp_fee_bps"].estimate())
        return [
            "crossover_base": .estimate(crossover.base),
            "cost_bps_at_crossover": .estimate(crossover.costBps),
        ]
    }
}

// MARK: - Inputs

extension PlacedJSON {
    /// A number as an estimate.
    func estimate() throws(VectorFileError) -> Double { try fraction().estimate }

    /// The same, or a word for no bound.
    func estimateOrInfinity() throws(VectorFileError) -> Double {
        if case .null = value { return .infinity }
        if case .string(let text) = value, ["inf", "infinity"].contains(text.lowercased()) {
            return .infinity
        }
        return try estimate()
    }

    /// Pairs of a price and a size.
    func levels() throws(VectorFileError) -> [BookLadder.Level] {
        var levels: [BookLadder.Level] = []
        for row in try list() {
            let pair = try row.list()
            guard pair.count == 2 else { throw row.refusal("a price and a size") }
            levels.append(
                BookLadder.Level(price: try pair[0].fraction(), size: try pair[1].fraction()))
        }
        return levels
    }

    /// A book.
    func ladder() throws -> BookLadder {
        let members = try object(["bids", "asks"])
        return try BookLadder(bids: members["bids"].levels(), asks: members["asks"].levels())
    }

    /// The one of two amounts that a case has.
    func amount(
        _ members: Members, base: String, quote: String
    ) throws(VectorFileError) -> BookSweep.Amount {
        switch (members.optional(base), members.optional(quote)) {
        case (let amount?, nil): return .base(try amount.fraction())
        case (nil, let amount?): return .quote(try amount.fraction())
        default: throw refusal("an object with either \"\(base)\" or \"\(quote)\"")
        }
    }
}
