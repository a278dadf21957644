extension RunTable {
    /// Tables of what is looked at from time to time.
    var sampledTable: RecordTable {
        switch self {
        case .positions:
            RecordTable(
                rawValue, "An open position at a moment", lookups: ["trader"],
                [
                    .time, .block, .market,
                    .text("trader", "Its account"),
                    .text("agent", "Its agent; null for accounts of no agent"),
                    .base("size", "Size, negative for a short"),
                    .quote("open_notional", "What opening it exchanged"),
                    .quote("margin", "Margin in the contract"),
                    .quote("equity", "Equity as the protocol measures it"),
                    .ratio("margin_ratio", "Margin ratio as the protocol measures it"),
                    .ratio("margin_ratio_true", "The same at the true price"),
                ])
        case .marginBands:
            RecordTable(
                rawValue, "Open positions of one band of margin ratios at a moment",
                [
                    .time, .block, .market,
                    .integer(
                        "band",
                        "Number of the band: lower bound of the ratio in steps of 2.5 %, from -4 (below -10 %) to 40 (100 % and more)"
                    ),
                    .integer("longs", "Long positions"),
                    .integer("shorts", "Short positions"),
                    .quote("notional", "Their notional together"),
                ])
        case .venues:
            RecordTable(
                rawValue, "A spot venue at a moment",
                [
                    .time, .text("venue", "Its name"),
                    .price("price", "Its marginal price"),
                    .price("fair", "The price of its path; null for a pool that has none"),
                    .quote(
                        "depth_up", "Quote that moves the price up by 2 %; null where it cannot"),
                    .quote("depth_down", "Quote that moves it down by 2 %"),
                ])
        default:
            RecordTable(
                rawValue, "A market at a moment",
                [
                    .time, .block, .market,
                    .price("mark", "Price of the curve"),
                    .price(
                        "oracle",
                        "Price of the feed as the market reads it; null when it does not answer"),
                    .price("truth", "The true price"),
                    .integer("oracle_age_us", "Age of the feed's price"),
                    .price("mark_twap", "Average of the mark over the market's window"),
                    .quote("long_notional", "Open interest of longs at the mark"),
                    .quote("short_notional", "Open interest of shorts at the mark"),
                    .integer("open_positions", "Open positions"),
                    .integer("liquidatable", "Of them liquidatable by the protocol's rules"),
                    .integer("unhealthy_true", "Of them below maintenance at the true price"),
                    .ratio("funding_rate", "Last funding rate"),
                    .quote("vault", "Collateral of the clearing house"),
                    .quote("fund", "Insurance fund"),
                    .quote("fee_pool", "Fees kept"),
                    .quote("claims", "Payouts that the vault could not serve"),
                    .quote("bad_debt_booked", "Bad debt realised so far"),
                    .quote("bad_debt_latent_true", "Negative equity at the true price"),
                    .quote(
                        "bad_debt_latent_curve",
                        "Negative equity if each position were closed alone on the curve"),
                    .quote("uncovered", "Bad debt that nobody has paid"),
                    .quote("quote_reserve", "Quote reserve of the curve"),
                    .base("base_reserve", "Base reserve of the curve"),
                ])
        }
    }

    /// Tables of what the protocol did.
    var protocolTable: RecordTable {
        switch self {
        case .liquidations:
            RecordTable(
                rawValue, "A liquidation, or a part of one", lookups: ["trader"],
                [
                    .time, .block, .integer("position", "Place of the transaction in the block"),
                    .market,
                    .text("trader", "Account that was liquidated"),
                    .text("agent", "Its agent"),
                    .text("liquidator", "Agent that liquidated, or its account"),
                    .base("size", "Size closed, negative for a short"),
                    .quote("notional", "Quote exchanged"),
                    .quote("reward", "Paid to the liquidator"),
                    .quote("penalty", "Taken from the position in all"),
                    .quote("bad_debt", "Bad debt that it booked"),
                    .integer("partial", "1 if a part of the position is left"),
                    .integer("wave", "Number of the wave within its cascade, from 1"),
                    .integer("cascade", "Number of the cascade within the run, from 1"),
                    .price("mark", "Mark after it"),
                    .price("oracle", "Feed's price then"),
                    .price("truth", "True price then"),
                    .ratio(
                        "margin_ratio_true",
                        "Margin ratio at the true price right before; null if not known"),
                    .integer("false", "1 if the position was above maintenance at the true price"),
                    .integer("delay_blocks", "Blocks since it could first be liquidated"),
                ])
        case .funding:
            RecordTable(
                rawValue, "A settlement of funding",
                [
                    .time, .block, .market,
                    .ratio("rate", "Rate of the period, positive where longs pay"),
                    .price("reference", "Price that the rate is of"),
                    .price("mark", "Mark at that time"),
                    .price("truth", "True price at that time"),
                ])
        case .badDebt:
            RecordTable(
                rawValue, "A payment of bad debt by one payer",
                [
                    .time, .block, .market,
                    .text("trader", "Account that owes it"),
                    .text("agent", "Its agent"),
                    .text("payer", "insurance, backstop, deleverage, socialise or uncovered"),
                    .text("account", "Who paid: fund, agent or account"),
                    .quote("amount", "How much"),
                ])
        case .waterfall:
            RecordTable(
                rawValue, "What a payer has borne of all bad debt of a market",
                [.market, .text("payer", "As in bad_debt"), .quote("amount", "How much")])
        case .oracleUpdates:
            RecordTable(
                rawValue, "A price that was written to a feed",
                [
                    .time, .block, .text("feed", "The feed's name in the scenario"),
                    .price("price", "The price written"),
                    .price("truth", "The true price at that time"),
                    .ratio("error", "price / truth - 1"),
                    .text("writer", "Agent that wrote it"),
                ])
        case .guardTrips:
            RecordTable(
                rawValue, "How often a guard of a feed changed or refused a price",
                [
                    .text("feed", "The guarded feed"), .text("guard", "The guard"),
                    .integer("trips", "How often"),
                    .integer(
                        "justified",
                        "Of them while the raw price was off the true one by more than 1 %"),
                ])
        case .boundRules:
            RecordTable(
                rawValue, "How often a rule of a market decided what happened",
                [
                    .market, .text("rule", "The rule"), .text("source", "state or receipts"),
                    .integer("count", "How often"),
                ])
        default:
            RecordTable(
                rawValue, "A change of a position", lookups: ["trader"],
                [
                    .time, .block, .integer("position", "Place of the transaction in the block"),
                    .market,
                    .text("trader", "Its account"),
                    .text("agent", "Its agent"),
                    .text("action", "open, close, liquidation, deleverage, takeover or settlement"),
                    .base("size", "Size exchanged, positive when bought"),
                    .quote("notional", "Quote exchanged"),
                    .quote("fee", "Fees paid"),
                    .quote("realised", "Profit realised"),
                    .quote("funding", "Funding paid"),
                    .base("size_after", "Size afterwards"),
                    .quote("margin_after", "Margin afterwards"),
                    .price("mark", "Mark afterwards"),
                    .price("truth", "True price then"),
                ])
        }
    }
}
