/// A small market of ReferencePerp as vector files have it, and steps on it with their true outcomes.
enum ReferencePerpText {
    /// 1,000,000 quote to 10,000 base without fees; three accounts.
    static let setup = """
        {"accounts":["owner","alice","bob"],
        "balances":{"alice":"1000000000000000000000","bob":"1000000000000000000000"},
        "claims_policy":"firstCome","clock":{"block":"100","timestamp":"1700000000"},
        "feeds":{"feed":{"price":"100000000000000000000","updated_at":"1700000000"}},
        "funds":{"fund":"7"},"owner":"owner","markets":{"m":{"backstops":["bob"],
        "curve":{"auto":{"form":"none"},"base_reserve":"10000000000000000000000",
        "form":"constantProduct","k_step_limit":"0","peg":"1000000000000000000",
        "quote_reserve":"1000000000000000000000000","trade_limit_ratio":"900000000000000000"},
        "feed":"feed","fees":{"spread_ratio":"0","toll_ratio":"0"},"fund":"fund",
        "funding":{"a":"markTwap","b":"oracleTwap","cap":"0","clamp":"0","dampening":"24",
        "form":"plain","interest":"0","interval_s":"3600","payer":"imbalanceAccount",
        "reference":"oracle","reward":"0","settlement":"perInterval","step":"0",
        "window_s":"3600"},
        "limits":{"band":"0","fluctuation":"0","oi_long":"0","oi_short":"0","oi_total":"0",
        "position":"0"},
        "liquidation":{"bad_debt_by":"anyone","fee_ratio":"0","flag_delay_s":"0",
        "insurance_share":"0","liquidator_share":"0","liquidators":["bob"],"min_reward":"0",
        "remainder":"trader","reward_top_up":false,
        "size":{"form":"ladder","rows":[
        {"below":"100000000000000000","fraction":"1000000000000000000","penalty":"0"}]},
        "venue":{"form":"curveThenTakeover","at":"discount","discount":"0","max_slippage":"0"}},
        "margin_price":{"form":"worst","of":["oracle","mark"]},"max_age_s":"0",
        "on_bad_feed":"halt","pnl_basis":"price","restriction_mode":false,
        "shutdown":{"price":"oracle","threshold":"0"},
        "tiers":[{"initial":"100000000000000000","maintenance":"62500000000000000",
        "notional_up_to":"\(unbounded)"}],
        "twap_window_s":"3600","waterfall":{"exempt":[],
        "insurance_use":{"form":"belowShare","share":"500000000000000000"},
        "payers":["insurance","uncovered"],"rank":"profitTimesLeverage"},
        "withdraw_unrealised":{"form":"upTo","ratio":"500000000000000000"}}}}
        """

    private static let unbounded =
        "57896044618658097711785492504343953926634992332820282019728792003956564819967"

    /// A file with the setup `s` and some cases.
    static func file(_ cases: String) -> String {
        """
        {"schema":"reference-perp-case/1","area":"small","setups":{"s":\(setup)},
        "cases":[\(cases)]}
        """
    }

    /// Parameters that are refused: the last tier is made bounded.
    static let refused = file(
        """
        {"id":"R","area":"small","title":"a","setup":"s","steps":[],
        "refused":"last tier is bounded"}
        """
    ).replacingOccurrences(of: unbounded, with: "1")

    /// Alice buys for 1,000, which leaves 1,001,000 to 9,990.01; margins go by the feed's 100.
    private static let opening = """
        {"n":2,"actor":"alice","call":"openPosition","args":{"market":"m","side":"BUY",
        "quote_amount":"500000000000000000000","leverage":"2000000000000000000","base_limit":"0"},
        "expect":{"ok":true,"events":[{"event":"SwapInput","dir":"0",
        "quoteAssetAmount":"1000000000000000000000","baseAssetAmount":"9990009990009990009"},
        {"event":"PositionChanged","trader":"alice","amm":"m","margin":"500000000000000000000",
        "positionNotional":"1000000000000000000000","exchangedPositionSize":"9990009990009990009",
        "fee":"0","positionSizeAfter":"9990009990009990009","realizedPnl":"0",
        "unrealizedPnlAfter":"-999000999000999100","badDebt":"0","liquidationPenalty":"0",
        "spotPrice":"100200099999999999999","fundingPayment":"0"}]},"state":\(state)}
        """

    private static let risk = """
        {"n":4,"read":"risk","market":"m","true_price":"100000000000000000000","expect":{
        "prices":{"mark":"100200099999999999999","markTwap":"100000000000000000000",
        "oracle":"100000000000000000000","oracleTwap":"100000000000000000000",
        "median":"100000000000000000000"},"feed_status":"ok",
        "bad_debt":{"booked":"0","latent_at_price":"0","latent_at_curve":"0"},
        "positions":{"alice":{"margin_price":"100000000000000000000",
        "notional":"999000999000999000900","pnl":"-999000999000999100","funding_owed":"0",
        "equity":"499000999000999000900","margin_ratio":"499499999999999999",
        "maintenance":"62500000000000000"}}}}
        """

    private static let state = """
        {"clock":{"timestamp":"1700000060","block":"101"},
        "balances":{"owner":"0","alice":"500000000000000000000","bob":"1000000000000000000000"},
        "vault":"500000000000000000007","funds":{"fund":"7"},"backstop_deposits":{},"claims":{},
        "markets":{"m":{"quote_reserve":"1001000000000000000000000",
        "base_reserve":"9990009990009990009991","peg":"1000000000000000000",
        "net_size":"9990009990009990009","long_size":"9990009990009990009","short_size":"0",
        "open_notional_long":"1000000000000000000000","open_notional_short":"0",
        "funding_long":"0","funding_short":"0","funding_rate":"0",
        "next_funding_time":"1700003600","last_funding_time":"1700000000","curve_account":"0",
        "imbalance_account":"0","fee_pool":"0","uncovered":"0","socialised_owed":"0",
        "bad_debt":"0","bad_debt_paid":{},"open":true,"settlement_price":"0",
        "mark":"100200099999999999999","positions":{"alice":{"size":"9990009990009990009",
        "open_notional":"1000000000000000000000","margin":"500000000000000000000",
        "funding_index":"0","socialised_owed":"0","flag_time":"0","last_block":"101"}},
        "counters":{}}}}
        """

    /// A case with every kind of step.
    static let caseFile = file(
        """
        {"id":"A","area":"small","title":"a","shows":"all","setup":"s","steps":[
        {"n":1,"advance":{"seconds":"60","blocks":"1"}},
        \(opening),
        {"n":3,"actor":"bob","call":"closePosition","args":{"market":"m","quote_limit":"0"},
        "expect":{"revert":"positionSize is 0"}},
        \(risk),
        {"n":5,"feed":"feed","price":"0","updated_at":"1700000061"},
        {"n":6,"actor":"bob","call":"liquidate","args":{"market":"m","trader":"alice",
        "quote_limit":"0"},"expect":{"revert":"feed is invalid"}}],"state":\(state)}
        """)
}
