import EthereumPrimitives
import PerpContracts
import WideIntegers

/// Liquidation, funding, waterfall and shutdown as `reference-perp-case/1` writes them.
extension LiquidationParameters {
    init(_ json: PlacedJSON, _ names: ReferencePerpNames) throws(VectorFileError) {
        let members = try json.object([
            "bad_debt_by", "fee_ratio", "flag_delay_s", "insurance_share", "liquidator_share",
            "liquidators", "min_reward", "remainder", "reward_top_up", "size", "venue",
        ])
        self.init()
        liquidators = try names.accounts(members["liquidators"])
        flagDelaySeconds = try members["flag_delay_s"].uint64()
        size = try Size(members["size"])
        venue = try Venue(members["venue"])
        feeRatioWad = try members["fee_ratio"].uint256()
        minRewardWad = try members["min_reward"].uint256()
        liquidatorShareWad = try members["liquidator_share"].uint256()
        insuranceShareWad = try members["insurance_share"].uint256()
        remainder = try members["remainder"].member()
        isRewardToppedUp = try members["reward_top_up"].flag()
        badDebtBy = try members["bad_debt_by"].member()
    }
}

extension LiquidationParameters.Size {
    fileprivate init(_ json: PlacedJSON) throws(VectorFileError) {
        let (form, members) = try json.form([
            "full": [], "fraction": ["fraction"], "toTarget": ["target", "lot"],
            "ladder": ["rows"],
        ])
        switch form {
        case "full": self = .full
        case "fraction": self = .fraction(try members["fraction"].uint256())
        case "toTarget":
            self = .toTarget(
                targetWad: try members["target"].uint256(), lotWad: try members["lot"].uint256())
        default:
            self = .ladder(
                try members["rows"].list().map { row throws(VectorFileError) in
                    let row = try row.object(["below", "fraction", "penalty"])
                    return LiquidationParameters.LadderRow(
                        belowWad: try row["below"].uint256(),
                        fractionWad: try row["fraction"].uint256(),
                        penaltyWad: try row["penalty"].uint256())
                })
        }
    }
}

extension LiquidationParameters.Venue {
    fileprivate init(_ json: PlacedJSON) throws(VectorFileError) {
        let (form, members) = try json.form([
            "curve": [], "takeover": ["at", "discount"],
            "curveThenTakeover": ["at", "discount", "max_slippage"],
        ])
        switch form {
        case "curve": self = .curve
        case "takeover": self = .takeover(try Self.value(members))
        default:
            self = .curveThenTakeover(
                try Self.value(members), slippageMaxWad: try members["max_slippage"].uint256())
        }
    }

    /// A discount is written for both values, and read for the one that has it.
    private static func value(
        _ members: PlacedJSON.Members
    ) throws(VectorFileError) -> LiquidationParameters.TakeoverValue {
        let discount = try members["discount"].uint256()
        return try members["at"].word([
            ("discount", .discount(discount)), ("bankruptcy", .bankruptcy),
        ])
    }
}

extension FundingParameters {
    init(_ json: PlacedJSON) throws(VectorFileError) {
        let members = try json.object([
            "a", "b", "cap", "clamp", "dampening", "form", "interest", "interval_s", "payer",
            "reference", "reward", "settlement", "step", "window_s",
        ])
        self.init()
        settlement = try members["settlement"].member()
        intervalSeconds = try members["interval_s"].uint64()
        windowSeconds = try members["window_s"].uint64()
        premiumOf = try members["a"].member()
        premiumOver = try members["b"].member()
        dampening = try members["dampening"].uint256()
        interestWad = try members["interest"].int256()
        // A clamp is written for both forms, and read for the one that has it.
        let clampWad = try members["clamp"].uint256()
        form = try members["form"].word([("plain", .plain), ("clamped", .clamped(clampWad))])
        capWad = try members["cap"].uint256()
        stepWad = try members["step"].uint256()
        reference = try members["reference"].member()
        payer = try members["payer"].member()
        rewardWad = try members["reward"].uint256()
    }
}

extension WaterfallParameters {
    init(_ json: PlacedJSON, _ names: ReferencePerpNames) throws(VectorFileError) {
        let members = try json.object(["payers", "insurance_use", "rank", "exempt"])
        self.init()
        payers = try members["payers"].list().map { payer throws(VectorFileError) in
            try payer.word(Payer.allCases.map { ("\($0)", $0) })
        }
        insuranceUse = try InsuranceUse(members["insurance_use"])
        rank = try members["rank"].member()
        exempt = try names.accounts(members["exempt"])
    }
}

extension WaterfallParameters.InsuranceUse {
    fileprivate init(_ json: PlacedJSON) throws(VectorFileError) {
        let (form, members) = try json.form(["always": [], "belowShare": ["share"]])
        self = form == "always" ? .always : .belowShare(try members["share"].uint256())
    }
}

extension ShutdownParameters {
    init(_ json: PlacedJSON) throws(VectorFileError) {
        let members = try json.object(["threshold", "price"])
        self.init()
        thresholdWad = try members["threshold"].uint256()
        price = try members["price"].member()
    }
}
