import VenueFormulas

/// The kinds of slippage cases.
enum SlippageKind: String, CaseIterable {
    case bookSweep = "book_sweep"
    case bookDepth = "book_depth"
    case constantProduct = "constant_product"
    case constantProductDepth = "constant_product_depth"
    case constantProductRoundTrip = "constant_product_round_trip"
    case calibratedCurve = "calibrate_cp"
    case concentratedRange = "concentrated_range"
    case powerLawDepth = "power_law_depth"
    case squareRootImpact = "square_root_impact"
    case spreadDecomposition = "spread_decomposition"
    case implementationShortfall = "implementation_shortfall"
    case roundTrip = "round_trip"
    case avellanedaStoikov = "avellaneda_stoikov"
    case obizhaevaWang = "obizhaeva_wang"
    case crossover

    /// Computes every figure by its name.
    func figures(_ input: PlacedJSON) throws -> [String: SlippageFigure] {
        switch self {
        case .bookSweep: try Self.bookSweep(input)
        case .bookDepth: try Self.bookDepth(input)
        case .constantProduct: try Self.constantProduct(input)
        case .constantProductDepth: try Self.constantProductDepth(input)
        case .constantProductRoundTrip: try Self.constantProductRoundTrip(input)
        case .calibratedCurve: try Self.calibratedCurve(input)
        case .concentratedRange: try Self.concentratedRange(input)
        case .powerLawDepth: try Self.powerLawDepth(input)
        case .squareRootImpact: try Self.squareRootImpact(input)
        case .spreadDecomposition: try Self.spreadDecomposition(input)
        case .implementationShortfall: try Self.implementationShortfall(input)
        case .roundTrip: try Self.roundTrip(input)
        case .avellanedaStoikov: try Self.avellanedaStoikov(input)
        case .obizhaevaWang: try Self.obizhaevaWang(input)
        case .crossover: try Self.crossover(input)
        }
    }

    // MARK: - Books

    private static func bookSweep(_ input: PlacedJSON) throws -> [String: SlippageFigure] {
        let members = try input.object(
            ["book", "side", "taker_ppm"], optional: ["base_size", "quote_budget"])
        let sweep = try BookSweep(
            members["side"].member(),
            input.amount(members, base: "base_size", quote: "quote_budget"),
            of: members["book"].ladder(), takerPpm: members["taker_ppm"].whole(as: Int64.self))
        return [
            "filled": .exact(sweep.filled), "unfilled": .exact(sweep.unfilled),
            "cost": .exact(sweep.cost), "vwap": .optional(sweep.vwap),
            "mid_before": .optional(sweep.midBefore),
            "slippage_vs_mid_bps": .optional(try sweep.slippageVsMidBps()),
            "slippage_vs_touch_bps": .optional(try sweep.slippageVsTouchBps()),
            "half_spread_bps": .optional(try sweep.halfSpreadBps()),
            "effective_spread_bps": .optional(try sweep.effectiveSpreadBps()),
            "worst_price": .optional(sweep.worstPrice),
            "levels_touched": .count(sweep.levelsTouched),
            "mid_after": .optional(sweep.midAfter),
            "instant_impact_bps": .optional(try sweep.instantImpactBps()),
            "fee": .exact(sweep.fee), "all_in_bps": .optional(try sweep.allInBps()),
        ]
    }

    private static func bookDepth(_ input: PlacedJSON) throws -> [String: SlippageFigure] {
        let members = try input.object(["book", "bps"])
        let depth = try members["book"].ladder().depth(withinBps: members["bps"].fraction())
        return [
            "bid_base": .optional(depth?.bidBase), "ask_base": .optional(depth?.askBase),
            "bid_quote": .optional(depth?.bidQuote), "ask_quote": .optional(depth?.askQuote),
            "imbalance": .optional(depth?.imbalance),
        ]
    }

    // MARK: - Curves

    private static func constantProduct(_ input: PlacedJSON) throws -> [String: SlippageFigure] {
        let members = try input.object(
            ["quote_reserve", "base_reserve", "side", "fee_ppm"],
            optional: ["base_size", "quote_size"])
        let trade = try CurveTrade(
            members["side"].member(),
            input.amount(members, base: "base_size", quote: "quote_size"),
            on: Self.reserves(members), feePpm: members["fee_ppm"].whole(as: Int64.self))
        return [
            "base": .exact(trade.base), "quote": .exact(trade.quote),
            "execution_price": .exact(try trade.executionPrice()),
            "spot_before": .exact(try trade.before.spot()),
            "spot_after": .exact(try trade.after.spot()),
            "slippage_bps": .exact(try trade.slippageBps()),
            "price_impact_bps": .exact(try trade.priceImpactBps()),
            "reserves_after_quote": .exact(trade.after.quote),
            "reserves_after_base": .exact(trade.after.base),
            "fee": .exact(try trade.fee()), "all_in_bps": .exact(try trade.allInBps()),
        ]
    }

    private static func reserves(
        _ members: PlacedJSON.Members
    ) throws -> CurveTrade.Reserves {
        try CurveTrade.Reserves(
            quote: members["quote_reserve"].fraction(), base: members["base_reserve"].fraction())
    }

    private static func constantProductDepth(
        _ input: PlacedJSON
    ) throws -> [String: SlippageFigure] {
        let members = try input.object(["quote_reserve", "base_reserve", "delta"])
        let (x, share) = (try members["quote_reserve"].estimate(), try members["delta"].estimate())
        let move = CurveDepth.move(
            by: share, quoteReserve: x, baseReserve: try members["base_reserve"].estimate())
        return [
            "ask_base": .estimate(move.askBase), "ask_quote": .estimate(move.askQuote),
            "bid_base": .estimate(move.bidBase), "bid_quote": .estimate(move.bidQuote),
            "approx_ask_quote": .estimate(x * share / 2),
        ]
    }

    private static func constantProductRoundTrip(
        _ input: PlacedJSON
    ) throws -> [String: SlippageFigure] {
        let members = try input.object(["quote_reserve", "base_reserve", "base_size", "fee_ppm"])
        let trip = try CurveTrade.roundTrip(
            ofBase: members["base_size"].fraction(), on: reserves(members),
            feePpm: members["fee_ppm"].whole(as: Int64.self))
        return [
            "entry_quote": .exact(trip.entryQuote), "exit_quote": .exact(trip.exitQuote),
            "price_cost": .exact(trip.priceCost), "fees": .exact(trip.fees),
            "total_bps": .exact(trip.totalBps),
        ]
    }

    private static func calibratedCurve(_ input: PlacedJSON) throws -> [String: SlippageFigure] {
        let members = try input.object(["ask_depth_quote", "delta", "spot"])
        let depth = try members["ask_depth_quote"].estimate()
        let reserves = CurveDepth.reserves(
            askQuote: depth, share: try members["delta"].estimate(),
            spot: try members["spot"].estimate())
        return [
            "quote_reserve": .estimate(reserves.quote), "base_reserve": .estimate(reserves.base),
            "tvl_equivalent_quote": .estimate(2 * reserves.quote),
            "capital_ratio": .estimate(2 * reserves.quote / depth),
        ]
    }

    private static func concentratedRange(_ input: PlacedJSON) throws -> [String: SlippageFigure] {
        let members = try input.object(
            ["liquidity", "price_low", "price_high", "spot", "side", "base_size"])
        let range = LiquidityRange(
            liquidity: try members["liquidity"].estimate(),
            low: try members["price_low"].estimate(),
            high: try members["price_high"].estimateOrInfinity(),
            spot: try members["spot"].estimate())
        let base = try members["base_size"].estimate()
        let trade = range.trade(try members["side"].member(), base: base)
        return [
            "quote": trade.map { .estimate($0.quote) } ?? .none,
            "execution_price": trade.map { .estimate($0.quote / base) } ?? .none,
            "spot_after": trade.map { .estimate($0.spotAfter) } ?? .none,
            "slippage_bps": trade.map { .estimate($0.slippageBps) } ?? .none,
            "real_base_in_range": .estimate(range.base),
            "real_quote_in_range": .estimate(range.quote),
            "capital_in_range": .estimate(range.capital),
        ]
    }
}
