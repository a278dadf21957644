import Foundation

/// A small market as vector files have it, and steps on it with their true outcomes.
enum PerpV1MarketText {
    /// 1,000 quote to 100 base without fees; alice and bob hold 5,000 each.
    static let setup = """
        {"clock":{"timestamp":"1444004400","block":"10001"},
        "tokens":[{"name":"usd","symbol":"USD","decimals":6,
        "balances_raw":{"alice":"5000000000","bob":"5000000000","insurance_fund":"5000000000"},
        "allowances_raw":[{"owner":"alice","spender":"clearing_house","amount":"1000000000"}]}],
        "oracles":[{"name":"price_feed","kind":"settable","price":"10000000000000000000",
        "twap_price":"10000000000000000000"}],
        "insurance_fund":{"name":"insurance_fund","owner":"admin","beneficiary":"clearing_house",
        "amms":["amm"],"quote_tokens":["usd"],"exchange":null,"protocol_token":null},
        "clearing_house":{"name":"clearing_house","owner":"admin",
        "init_margin_ratio":"50000000000000000","maintenance_margin_ratio":"50000000000000000",
        "liquidation_fee_ratio":"50000000000000000","partial_liquidation_ratio":"0",
        "insurance_fund":"insurance_fund","fee_pool":"toll_pool"},
        "amms":[{"name":"amm","owner":"admin","quote_token":"usd","oracle":"price_feed",
        "price_feed_key":"ETH","quote_reserve":"1000000000000000000000",
        "base_reserve":"100000000000000000000","trade_limit_ratio":"900000000000000000",
        "funding_period_s":"86400","spot_price_twap_interval_s":"3600",
        "fluctuation_limit_ratio":"0","toll_ratio":"0","spread_ratio":"0","max_holding_base":"0",
        "open_interest_notional_cap":"0","counter_party":"clearing_house",
        "global_shutdown":"insurance_fund","open":true,"next_funding_time":"1444089600"}]}
        """

    /// Alice buys for 250, which leaves 1,250 to 80.
    private static let opening = """
        "actor":"alice","contract":"clearing_house","call":"openPosition",
        "args":{"amm":"amm","side":"BUY","quote_amount":"25000000000000000000",
        "leverage":"10000000000000000000","base_limit":"0"}
        """

    private static let position = """
        {"size":"20000000000000000000","margin":"25000000000000000000",
        "openNotional":"250000000000000000000","lastUpdatedCumulativePremiumFraction":"0",
        "blockNumber":"10003","liquidityHistoryIndex":"0"}
        """

    /// A case with every kind of step and condition.
    static let caseFile = """
        {"schema":"perp-v1-case/1","area":"small","setups":{"s":\(setup)},"cases":[{"id":"A",
        "setup":"s","steps":[
        {"n":1,"advance":{"seconds":"30","blocks":"2"}},
        {"n":2,\(opening),"expect":{"ok":true,"events":[{"contract":"clearing_house",
        "event":"PositionChanged","args":{"trader":"alice","fee":"0"}}]},
        "model_events":[{"contract":"amm","event":"ReserveSnapshotted",
        "args":{"quoteAssetReserve":"1250000000000000000000",
        "baseAssetReserve":"80000000000000000000","timestamp":"1444004430"}},
        {"contract":"amm","event":"SwapInput","args":{"dir":"0",
        "quoteAssetAmount":"250000000000000000000","baseAssetAmount":"20000000000000000000"}},
        {"contract":"usd","event":"Transfer",
        "args":{"from":"alice","to":"clearing_house","value":"25000000"}},
        {"contract":"clearing_house","event":"PositionChanged","args":{"trader":"alice",
        "amm":"amm","margin":"25000000000000000000","positionNotional":"250000000000000000000",
        "exchangedPositionSize":"20000000000000000000","fee":"0",
        "positionSizeAfter":"20000000000000000000","realizedPnl":"0","unrealizedPnlAfter":"0",
        "badDebt":"0","liquidationPenalty":"0","spotPrice":"15625000000000000000",
        "fundingPayment":"0"}}]},
        {"n":3,"contract":"clearing_house","call":"getPosition",
        "args":{"amm":"amm","trader":"alice"},"read":true,
        "expect":{"fields":{"size":"20000000000000000000"}},"model_value":\(position)},
        {"n":4,"contract":"amm","call":"getSpotPrice","args":{},"read":true,
        "expect":{"equals":"15625000000000000000"}},
        {"n":5,"contract":"amm","call":"quoteAssetReserve","args":{},"read":true,
        "expect":{"leading_digits":"125","not_equals":"125","at_most":"1250000000000000000000",
        "is_negative":false}},
        {"n":6,"difference":{"of_step":5,"minus_step":4},
        "expect":{"equals":"1234375000000000000000"}},
        {"n":7,"actor":"bob","contract":"amm","call":"settleFunding","args":{},
        "expect":{"revert":"caller is not counterParty"}},
        {"n":8,"contract":"clearing_house","call":"getMarginRatio",
        "args":{"amm":"amm","trader":"bob"},"read":true,
        "expect":{"revert":"positionSize is 0"}},
        {"n":9,"actor":"wallet","batch":[
        {"contract":"clearing_house","call":"mockSetRestrictionMode","args":{"amm":"amm"}},
        {"contract":"clearing_house","call":"payFunding","args":{"amm":"amm"}}],
        "expect":{"revert":"settle funding too early"}},
        {"n":10,"contract":"clearing_house","call":"isInRestrictMode",
        "args":{"amm":"amm","block":"10003"},"read":true,"expect":{"equals":false}},
        {"n":11,"contract":"math","call":"dec_mul",
        "args":{"x":"3000000000000000000","y":"2000000000000000000"},"read":true,
        "expect":{"equals":"6000000000000000000"}}],
        "model_final":{"clock":{"timestamp":"1444004430","block":"10003"},
        "balances_raw":{"usd":{"alice":"4975000000","bob":"5000000000",
        "clearing_house":"25000000","insurance_fund":"5000000000"}},
        "amms":{"amm":{"open":true,"quote_reserve":"1250000000000000000000",
        "funding_rate":"0","snapshots":[["1250000000000000000000","80000000000000000000",
        "1444004430","10003"]],"snapshot_count":"2"}},
        "clearing_house":{"prepaid_bad_debt":{},"open_interest_notional":{},"markets":{"amm":{
        "last_restriction_block":"0","cumulative_premium_fractions":[],"positions":{"alice":{
        "size":"20000000000000000000","margin":"25000000000000000000",
        "open_notional":"250000000000000000000","last_cumulative_premium_fraction":"0",
        "block":"10003"}}}}},
        "insurance_fund":{"amms":["amm"],"quote_tokens":["usd"]}}}]}
        """

    /// The same with addresses, as traces have them: the token is their mock.
    private static let traceSetup = setup.replacingOccurrences(
        of: "{\"clock\"", with: "{\"addresses\":{},\"clock\"")

    /// A trace of the same opening, its state and a failure.
    static let traceFile = """
        {"schema":"perp-v1-trace/1","set":"small","about":"","setup":\(traceSetup),
        "traces":[{"id":"T","seed":1,"summary":{},"steps":[
        {"n":1,\(opening),"expect":{"ok":true},"events":[
        ["amm","ReserveSnapshotted","1250000000000000000000","80000000000000000000","1444004400"],
        ["amm","SwapInput","0","250000000000000000000","20000000000000000000"],
        ["usd","Transfer","alice","clearing_house","25000000"],
        ["clearing_house","PositionChanged","alice","amm","25000000000000000000",
        "250000000000000000000","20000000000000000000","0","20000000000000000000","0","0","0","0",
        "15625000000000000000","0"]],
        "gas":"366299","refund":"2800","gas_parts":[22100,279400,9800,9108,75,48616],
        "gas_mocks":"35459"},
        {"n":2,"state":{"clock":["1444004400","10001"],"amm":{
        "quote_reserve":"1250000000000000000000","open":true,"twap_900":"15625000000000000000",
        "last_snapshot":["1250000000000000000000","80000000000000000000","1444004400","10001"],
        "snapshot_count":"1"},
        "clearing_house":{"prepaid_bad_debt":"0","premium_fraction_count":"0"},
        "positions":{"alice":{"position":["20000000000000000000","25000000000000000000",
        "250000000000000000000","0","10001"],"margin_ratio":"100000000000000000",
        "spot":["250000000000000000000","0"]}},
        "balances_raw":{"alice":"4975000000","bob":"5000000000"}}},
        {"n":3,"actor":"bob","contract":"clearing_house","call":"closePosition",
        "args":{"amm":"amm","quote_limit":"0"},"expect":{"revert":"positionSize is 0"},
        "gas":"69587"}]}]}
        """
}
