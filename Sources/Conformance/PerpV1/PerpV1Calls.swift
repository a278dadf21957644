/// What the ABI alone does not tell of the calls in the files: the order of arguments written by name,
/// and the names of results.
enum PerpV1Calls {
    /// The arguments of calls with more than one, in the order of the ABI.
    private static let argumentOrders: [String: [[String]]] = [
        "addAggregator": [["key", "aggregator"]],
        "addMargin": [["amm", "amount"]],
        "allowance": [["owner", "spender"], ["token", "owner", "spender"]],
        "approve": [["spender", "amount_raw"], ["token", "spender", "amount"]],
        "balanceOf": [["token", "account"]],
        "closePosition": [["amm", "quote_limit"]],
        "closePositionWithReferral": [["amm", "quote_limit", "referral_code"]],
        "deployAmm": [
            [
                "quote_reserve", "base_reserve", "trade_limit_ratio", "funding_period_s", "oracle",
                "price_feed_key", "quote_token", "fluctuation_limit_ratio", "toll_ratio",
                "spread_ratio",
            ]
        ],
        "getFreeCollateral": [["amm", "trader"]],
        "getInputPrice": [["dir", "quote_amount"]],
        "getInputPriceWithReserves": [["dir", "quote_amount", "quote_reserve", "base_reserve"]],
        "getInputTwap": [["dir", "quote_amount"]],
        "getMarginRatio": [["amm", "trader"]],
        "getOutputPrice": [["dir", "base_amount"]],
        "getOutputPriceWithReserves": [["dir", "base_amount", "quote_reserve", "base_reserve"]],
        "getOutputTwap": [["dir", "base_amount"]],
        "getPersonalBalanceWithFundingPayment": [["token", "trader"]],
        "getPersonalPositionWithFundingPayment": [["amm", "trader"]],
        "getPosition": [["amm", "trader"]],
        "getPositionNotionalAndUnrealizedPnl": [["amm", "trader", "pnl_option"]],
        "getPreviousPrice": [["key", "rounds_back"]],
        "getPreviousTimestamp": [["key", "rounds_back"]],
        "getTwapPrice": [["key", "interval_s"]],
        "getUnrealizedPnl": [["amm", "trader", "pnl_option"]],
        "isInRestrictMode": [["amm", "block"]],
        "liquidate": [["amm", "trader"]],
        "liquidateWithSlippage": [["amm", "trader", "quote_limit"]],
        "mint": [["to", "amount_raw"]],
        "mockAddAnswer": [
            ["round_id", "answer", "started_at", "updated_at", "answered_in_round"]
        ],
        "mockSetReserve": [["quote_reserve", "base_reserve"]],
        "openPosition": [["amm", "side", "quote_amount", "leverage", "base_limit"]],
        "openPositionWithReferral": [
            ["amm", "side", "quote_amount", "leverage", "base_limit", "referral_code"]
        ],
        "removeMargin": [["amm", "amount"]],
        "setBackstopLiquidityProvider": [["account", "is_provider"]],
        "setCap": [["max_holding_base", "open_interest_notional_cap"]],
        "setLatestData": [["key", "price", "timestamp", "round_id"]],
        "setParams": [["fee_basis_points", "max_fee_whole_tokens"]],
        "swapInput": [["dir", "quote_amount", "base_limit", "can_over_fluctuation_limit"]],
        "swapOutput": [["dir", "base_amount", "quote_limit"]],
        "transfer": [["to", "amount_raw"], ["token", "to", "amount"]],
        "transferFrom": [["from", "to", "amount_raw"], ["token", "from", "to", "amount"]],
        "withdraw": [["token", "amount"]],
    ]

    /// The names that files give to several results of one call.
    static let resultNames: [String: [String]] = [
        "calcFee": ["toll", "spread"],
        "getPositionNotionalAndUnrealizedPnl": ["positionNotional", "unrealizedPnl"],
    ]

    /// The arguments of a call in the order of the ABI.
    static func ordered(
        _ arguments: [String: JSONValue], of call: String
    ) throws(VectorFileError) -> [JSONValue] {
        if arguments.count < 2 { return Array(arguments.values) }
        let orders = argumentOrders[call] ?? [["x", "y"]]
        guard let order = orders.first(where: { Set($0) == Set(arguments.keys) }) else {
            throw VectorFileError(
                place: call, reason: "arguments \(arguments.keys.sorted()) are not known")
        }
        return order.compactMap { arguments[$0] }
    }
}
