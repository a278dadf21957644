import PriceOracles
import VenueFormulas
import WideIntegers

/// Cases of the guards of a protocol.
enum GuardCases {
    /// `staleness`: whether an age is within a limit.
    static func staleness(_ input: PlacedJSON) throws -> OracleFigure {
        let members = try input.object(["updated_at", "now", "max_age_s"])
        let reading = FeedReading(
            priceWad: .wad, updatedAtSeconds: try members["updated_at"].whole(as: UInt64.self),
            status: .ok)
        var chain = try GuardChain([
            .maxAge(seconds: members["max_age_s"].whole(as: UInt64.self))
        ])
        let verdict = chain.evaluate(
            GuardInput(reading, nowSeconds: try members["now"].whole(as: UInt64.self)))
        return .members(["usable": .flag(verdict.decision.priceWad != nil)])
    }

    /// `guards`: a spread limit, a band, a pessimistic pair or an anchor, by its inputs.
    static func guarded(_ input: PlacedJSON) throws -> OracleFigure {
        let names = try input.named().map(\.name)
        if names.contains("mark") { return try spread(input) }
        if names.contains("raw") { return try band(input) }
        if names.contains("anchor_twap") { return try anchor(input) }
        let members = try input.object(["spot", "twap"])
        let pair = PessimisticPair(
            spotWad: try members["spot"].wad(), twapWad: try members["twap"].wad())
        return .members([
            "value_of_long_collateral": try .wad(pair.collateralPriceWad),
            "value_of_debt": try .wad(pair.debtPriceWad),
        ])
    }

    private static func spread(_ input: PlacedJSON) throws -> OracleFigure {
        let members = try input.object(["mark", "oracle", "limit"])
        let limit = try SpreadLimit(members["limit"].fraction())
        return .members([
            "over_limit": .flag(
                limit.isOver(mark: try members["mark"].wad(), oracle: try members["oracle"].wad()))
        ])
    }

    private static func band(_ input: PlacedJSON) throws -> OracleFigure {
        let members = try input.object(["raw", "ema_alpha", "band"])
        let band = EMABand(
            alpha: try members["ema_alpha"].fraction(), width: try members["band"].fraction())
        let raws = try members["raw"].list().map { json throws(VectorFileError) in
            try json.wad()
        }
        return .members([
            "used": .list(try band.used(forWad: raws).map { try .wad($0) })
        ])
    }

    private static func anchor(_ input: PlacedJSON) throws -> OracleFigure {
        let members = try input.object(["reported", "anchor_twap", "tolerance_pct"])
        let isAnchored = PriceGuard.isAnchored(
            try members["reported"].wad(), to: try members["anchor_twap"].wad(),
            tolerance: try members["tolerance_pct"].fraction() / Fraction(100))
        return .members(["accepted": .flag(isAnchored)])
    }
}

extension OracleFigure {
    /// A number in 18-decimal fixed point.
    static func wad(_ value: UInt256) throws -> OracleFigure {
        guard let signed = Int256(exactly: value) else { throw VenueFormulaError.overflow }
        return .decimal(Fraction(wad: signed))
    }
}

extension PlacedJSON {
    /// A number of zero or more in 18-decimal fixed point; one with more decimals is refused.
    func wad() throws(VectorFileError) -> UInt256 {
        let number = try fraction()
        guard number.signum >= 0, let wad = try? number.wadDown(), Fraction(wad: wad) == number
        else {
            throw refusal("a number of zero or more with at most 18 decimals")
        }
        return wad.magnitude
    }
}
