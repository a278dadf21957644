import VenueFormulas
import WideIntegers

/// The operations of design `venues`.
enum VenueOperation: String {
    case fundingEightHour, hyperliquidFunding, dydxFunding
    case fairPrice, medianMarkBinance
    case adlRankBitmex, adlRankBinance, adlQueue
    case dydxFillablePrice, dydxInsuranceDelta

    /// Reads the inputs and computes every result by its name.
    func figures(_ inputs: inout VenueInputs) throws -> [String: VenueFigure] {
        switch self {
        case .fundingEightHour: try Self.fundingEightHour(&inputs)
        case .hyperliquidFunding: try Self.hyperliquidFunding(&inputs)
        case .dydxFunding: try Self.dydxFunding(&inputs)
        case .fairPrice: try Self.fairPrice(&inputs)
        case .medianMarkBinance: try Self.medianMark(&inputs)
        case .adlRankBitmex: try Self.rankBitMEX(&inputs)
        case .adlRankBinance: try Self.rankBinance(&inputs)
        case .adlQueue: try Self.queue(&inputs)
        case .dydxFillablePrice: try Self.fillablePrice(&inputs)
        case .dydxInsuranceDelta: try Self.insuranceDelta(&inputs)
        }
    }

    // MARK: - Funding

    private static func fundingEightHour(
        _ inputs: inout VenueInputs
    ) throws -> [String: VenueFigure] {
        let funding = try FundingRate.eightHour(
            averagePremium: inputs.number("avgPremium"), interest: inputs.number("interest"),
            clampWidth: inputs.number("clampWidth"), cap: inputs.optionalNumber("cap"))
        return ["rate": .number(funding.rate)]
    }

    private static func hyperliquidFunding(
        _ inputs: inout VenueInputs
    ) throws -> [String: VenueFigure] {
        let funding = try HourlyFunding.hyperliquid(
            averagePremium: inputs.number("avgPremium"), interest: inputs.number("interest8h"),
            clampWidth: inputs.number("clampWidth"), hourlyCap: inputs.number("hourlyCap"))
        return [
            "rate8h": .number(funding.ratePerEightHours),
            "ratePerHour": .number(funding.ratePerHour),
        ]
    }

    private static func dydxFunding(_ inputs: inout VenueInputs) throws -> [String: VenueFigure] {
        let funding = try DYdXFunding(
            premiumPpm: inputs.integer("premiumPpm", as: Int64.self),
            defaultFundingPpm: inputs.integer("defaultFundingPpm", as: Int64.self),
            initialMarginPpm: inputs.integer("initialMarginPpm", as: UInt32.self),
            maintenanceFractionPpm: inputs.integer("maintenanceFractionPpm", as: UInt32.self),
            clampFactorPpm: inputs.integer("clampFactorPpm", as: UInt32.self))
        return ["capPpm": .integer(funding.capPpm), "ratePpm": .integer(funding.ratePpm)]
    }

    // MARK: - Marks

    private static func fairPrice(_ inputs: inout VenueInputs) throws -> [String: VenueFigure] {
        let fair = try MarkPrice.fair(
            index: inputs.number("index"), fundingRate: inputs.number("fundingRate"),
            hoursUntilFunding: inputs.number("hoursUntilFunding"),
            intervalHours: inputs.number("intervalHours"))
        return ["fair": .number(fair)]
    }

    private static func medianMark(_ inputs: inout VenueInputs) throws -> [String: VenueFigure] {
        let mark = try MarkPrice.binanceMedian(
            index: inputs.number("index"), lastFundingRate: inputs.number("lastFundingRate"),
            hoursUntilFunding: inputs.number("hoursUntilFunding"),
            intervalHours: inputs.optionalNumber("intervalHours") ?? Fraction(8),
            basisAverage: inputs.number("basisAverage"), lastPrice: inputs.number("lastPrice"))
        return ["mark": .number(mark)]
    }

    // MARK: - Auto-deleveraging

    private static func rankBitMEX(_ inputs: inout VenueInputs) throws -> [String: VenueFigure] {
        let rank = try BitMEXRank(
            mark: inputs.number("mark"), entry: inputs.number("entry"),
            bankruptcy: inputs.number("bankruptcy"), size: inputs.number("size"))
        return [
            "pnlPct": .number(rank.profitRatio),
            "effectiveLeverage": .number(rank.effectiveLeverage), "rank": .number(rank.score),
        ]
    }

    private static func rankBinance(_ inputs: inout VenueInputs) throws -> [String: VenueFigure] {
        let rank = try BinanceRank(
            unrealizedProfit: inputs.number("unrealizedPnl"),
            walletBalance: inputs.number("walletBalance"),
            maintenanceMargin: inputs.number("maintenanceMargin"))
        return [
            "pnlPercent": .number(rank.profitRatio), "marginRatio": .number(rank.marginRatio),
            "leveragePnl": .number(rank.score),
        ]
    }

    private static func queue(_ inputs: inout VenueInputs) throws -> [String: VenueFigure] {
        let positions = try inputs.positions("positions")
        let liquidatedSize = try inputs.number("liquidatedSize")
        let queue = DeleveragingQueue(scores: positions.map(\.score))
        let closed = try queue.closures(
            liquidatedSize: liquidatedSize, sizes: positions.map(\.size)
        ).closed
        return [
            "order": .accounts(queue.order.map { positions[$0].account }),
            "closed": .amounts(closed.map { (positions[$0.index].account, $0.size) }),
        ]
    }

    // MARK: - Liquidation

    private static func fillablePrice(_ inputs: inout VenueInputs) throws -> [String: VenueFigure] {
        let price = try DYdXLiquidation.fillablePrice(
            positionSize: inputs.number("positionSize"), oraclePrice: inputs.number("oraclePrice"),
            totalNetCollateral: inputs.number("totalNetCollateral"),
            totalMaintenanceMargin: inputs.number("totalMaintenanceMargin"),
            positionMaintenanceMargin: inputs.number("positionMaintenanceMargin"),
            spreadToMaintenanceRatio: inputs.number("spreadToMaintenanceRatio"),
            bankruptcyAdjustment: inputs.number("bankruptcyAdjustment"))
        return ["price": .number(price)]
    }

    private static func insuranceDelta(
        _ inputs: inout VenueInputs
    ) throws -> [String: VenueFigure] {
        let delta = try DYdXLiquidation.insuranceFundDelta(
            quoteReceived: inputs.integer("quoteReceived"),
            bankruptcyQuote: inputs.integer("bankruptcyQuote"),
            maxLiquidationFeePpm: inputs.integer("maxLiquidationFeePpm", as: UInt32.self))
        return ["insuranceFundDelta": .number(Fraction(delta))]
    }
}
