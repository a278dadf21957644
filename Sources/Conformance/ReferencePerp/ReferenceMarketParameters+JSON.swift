import EthereumPrimitives
import PerpContracts
import WideIntegers

/// Parameters of a market as `reference-perp-case/1` writes them.
extension ReferenceMarketParameters {
    /// Reads all parameters; none has a default.
    init(_ json: PlacedJSON, _ names: ReferencePerpNames) throws(VectorFileError) {
        let members = try json.object([
            "backstops", "curve", "feed", "fees", "fund", "funding", "limits", "liquidation",
            "margin_price", "max_age_s", "on_bad_feed", "pnl_basis", "restriction_mode", "shutdown",
            "tiers", "twap_window_s", "waterfall", "withdraw_unrealised",
        ])
        self.init(
            feed: try names.address(members["feed"], .feed),
            fund: try names.address(members["fund"], .fund),
            curve: try CurveParameters(members["curve"]),
            tiers: try members["tiers"].list().map { tier throws(VectorFileError) in
                try MarginTier(tier)
            })
        maxAgeSeconds = try members["max_age_s"].uint64()
        onBadFeed = try members["on_bad_feed"].member()
        twapWindowSeconds = try members["twap_window_s"].uint64()
        marginPrice = try MarginPrice(members["margin_price"])
        pnlBasis = try members["pnl_basis"].member()
        withdrawUnrealised = try WithdrawalPolicy(members["withdraw_unrealised"])
        limits = try LimitParameters(members["limits"])
        fees = try FeeParameters(members["fees"])
        isRestrictionMode = try members["restriction_mode"].flag()
        backstops = try names.accounts(members["backstops"])
        liquidation = try LiquidationParameters(members["liquidation"], names)
        funding = try FundingParameters(members["funding"])
        waterfall = try WaterfallParameters(members["waterfall"], names)
        shutdown = try ShutdownParameters(members["shutdown"])
    }
}

extension ReferencePerpNames {
    /// The addresses of a list of accounts.
    func accounts(_ json: PlacedJSON) throws(VectorFileError) -> [Address] {
        try json.list().map { name throws(VectorFileError) in try address(name, .account) }
    }
}

extension CurveParameters {
    fileprivate init(_ json: PlacedJSON) throws(VectorFileError) {
        let members = try json.object([
            "form", "quote_reserve", "base_reserve", "peg", "trade_limit_ratio", "k_step_limit",
            "auto",
        ])
        self.init(
            form: try members["form"].member(),
            quoteReserveWad: try members["quote_reserve"].uint256(),
            baseReserveWad: try members["base_reserve"].uint256(),
            pegWad: try members["peg"].uint256(),
            tradeLimitRatioWad: try members["trade_limit_ratio"].uint256(),
            kStepLimitWad: try members["k_step_limit"].uint256(),
            automatic: try Automatic(members["auto"]))
    }
}

extension CurveParameters.Automatic {
    fileprivate init(_ json: PlacedJSON) throws(VectorFileError) {
        let (form, members) = try json.form([
            "none": [], "repegToOracle": ["fraction_of_fees", "max_step"],
            "kByImbalance": ["step", "threshold"],
        ])
        switch form {
        case "repegToOracle":
            self = .repegToOracle(
                feesRatioWad: try members["fraction_of_fees"].uint256(),
                stepRatioMaxWad: try members["max_step"].uint256())
        case "kByImbalance":
            self = .kByImbalance(
                stepWad: try members["step"].uint256(),
                thresholdWad: try members["threshold"].uint256())
        default: self = .none
        }
    }
}

extension MarginPrice {
    fileprivate init(_ json: PlacedJSON) throws(VectorFileError) {
        let (form, members) = try json.form([
            "mark": [], "markTwap": [], "oracle": [], "median": [], "worst": ["of"],
            "best": ["of"],
        ])
        switch form {
        case "mark": self = .mark
        case "markTwap": self = .markTwap
        case "oracle": self = .oracle
        case "median": self = .median
        case "worst": self = .worst(try Self.sources(members["of"]))
        default: self = .best(try Self.sources(members["of"]))
        }
    }

    /// Names of prices; the oracle's average is not among them.
    private static func sources(_ json: PlacedJSON) throws(VectorFileError) -> [PriceSource] {
        let allowed = [PriceSource.mark, .markTwap, .oracle].map { ($0.rawValue, $0) }
        return try json.list().map { source throws(VectorFileError) in try source.word(allowed) }
    }
}

extension WithdrawalPolicy {
    fileprivate init(_ json: PlacedJSON) throws(VectorFileError) {
        let (form, members) = try json.form(["none": [], "full": [], "upTo": ["ratio"]])
        switch form {
        case "none": self = .none
        case "full": self = .full
        default: self = .upTo(try members["ratio"].uint256())
        }
    }
}

extension MarginTier {
    fileprivate init(_ json: PlacedJSON) throws(VectorFileError) {
        let members = try json.object(["notional_up_to", "initial", "maintenance"])
        self.init(
            notionalUpToWad: try members["notional_up_to"].uint256(),
            initialWad: try members["initial"].uint256(),
            maintenanceWad: try members["maintenance"].uint256())
    }
}

extension LimitParameters {
    fileprivate init(_ json: PlacedJSON) throws(VectorFileError) {
        let members = try json.object([
            "oi_long", "oi_short", "oi_total", "position", "band", "fluctuation",
        ])
        self.init()
        openNotionalLongWad = try members["oi_long"].uint256()
        openNotionalShortWad = try members["oi_short"].uint256()
        openNotionalTotalWad = try members["oi_total"].uint256()
        positionSizeWad = try members["position"].uint256()
        bandWad = try members["band"].uint256()
        fluctuationWad = try members["fluctuation"].uint256()
    }
}

extension FeeParameters {
    fileprivate init(_ json: PlacedJSON) throws(VectorFileError) {
        let members = try json.object(["spread_ratio", "toll_ratio"])
        self.init()
        spreadRatioWad = try members["spread_ratio"].uint256()
        tollRatioWad = try members["toll_ratio"].uint256()
    }
}
