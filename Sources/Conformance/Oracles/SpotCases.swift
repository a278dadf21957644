import PriceOracles
import SimulationKernel
import VenueFormulas
import WideIntegers

/// Cases of pushing a constant-product pool.
enum SpotCases {
    /// `spot_move`: the least input that reaches a factor, and what it loses.
    static func push(_ input: PlacedJSON) throws -> OracleFigure {
        let members = try input.object(
            ["reserve_base", "reserve_quote", "target_factor", "fee", "side", "decimals"])
        let decimals = try members["decimals"].whole(as: UInt8.self)
        let side: SpotSide = try members["side"].word([("pump", .buy), ("dump", .sell)])
        let pool = try pool(members["reserve_base"], members["reserve_quote"], members["fee"])
        let push = try pool.push(side, toFactor: try members["target_factor"].fraction())
        let unit = try UInt256(10).power(UInt256(UInt64(decimals)))
        return .members([
            "amount_in": .integer(push.amountIn),
            "amount_out": .integer(push.amountOut),
            "reserve_base_after": .integer(push.poolAfter.baseReserve),
            "reserve_quote_after": .integer(push.poolAfter.quoteReserve),
            "mark_to_outside_loss_quote": .integer(push.markToOutsideLossQuote),
            "round_trip_loss_in_input_token": .integer(push.roundTripLoss),
            "closed_form_amount_in": .decimal(
                try fraction(push.closedFormAmountIn, over: unit)),
        ])
    }

    /// `perp_attack_pnl`: a push of one venue of an index against a perpetual without price impact.
    static func perpAttack(_ input: PlacedJSON) throws -> OracleFigure {
        let members = try input.object([
            "spot_reserve_base", "spot_reserve_quote", "spot_fee", "spot_factor",
            "oracle_weight_of_venue", "perp_long_notional_quote", "perp_fee_bps_each_way",
            "perp_entry_price",
        ])
        let pool = try pool(
            members["spot_reserve_base"], members["spot_reserve_quote"], members["spot_fee"])
        let factor = try members["spot_factor"].fraction()
        let push = try pool.push(factor < .one ? .sell : .buy, toFactor: factor)
        let attack = try PerpAttack(
            pushCost: fraction(push.markToOutsideLossQuote, over: .wad), venueFactor: factor,
            venueWeight: members["oracle_weight_of_venue"].fraction(),
            notional: members["perp_long_notional_quote"].fraction(),
            feeEachWay: try members["perp_fee_bps_each_way"].fraction() / Fraction(10_000))
        return .members([
            "spot_cost_quote": .decimal(try fraction(push.markToOutsideLossQuote, over: .wad)),
            "oracle_factor": .decimal(attack.oracleFactor),
            "perp_gross": .decimal(attack.gross),
            "perp_fees": .decimal(attack.fees),
            "net": .decimal(attack.net),
            "break_even_notional": .optional(attack.breakEvenNotional) { .decimal($0) },
        ])
    }

    private static func pool(
        _ base: PlacedJSON, _ quote: PlacedJSON, _ fee: PlacedJSON
    ) throws -> ConstantProductPool {
        try ConstantProductPool(
            baseReserve: base.unsigned(), quoteReserve: quote.unsigned(), fee: fee.ratio())
    }

    private static func fraction(_ value: UInt256, over unit: UInt256) throws -> Fraction {
        guard let signed = Int256(exactly: value) else { throw VenueFormulaError.overflow }
        return try Fraction(signed, over: unit)
    }
}

extension PlacedJSON {
    /// A share from zero to one as a quotient of integers below 2^64.
    func ratio() throws(VectorFileError) -> Ratio {
        guard let ratio = Ratio(try fraction()) else {
            throw refusal("a share from 0 to 1 in terms below 2^64")
        }
        return ratio
    }
}
