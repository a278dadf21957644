/// What comes before an operation of a gas class, and the operation.
struct PerpV1GasSituation {
    /// Calls long before the operation.
    let prelude: [PerpV1GasOperation]
    /// Calls in the operation's own block.
    var sameBlock: [PerpV1GasOperation] = []
    /// The operation whose gas is measured.
    let measured: PerpV1GasOperation
    /// Seconds in which snapshots are walked.
    var windowSeconds = 900
    var fluctuationLimitWad = "0"
    /// Whether the market limits holdings and open interest, far above what is traded.
    var hasCaps = false

    /// Trades of others, after which market, vault, fund and fee balances are not zero.
    private static let warmUp: [PerpV1GasOperation] = [
        .trade("alice", .buy, 20_000, leverage: 1).after(seconds: 60),
        .trade("bob", .sell, 10_000, leverage: 1).after(seconds: 60),
    ]

    /// A first funding, and a trade after it, so that the period's base delta is not zero.
    private static let funding: [PerpV1GasOperation] = [
        .setTwapPrice(990), .payFunding.after(seconds: 7_200),
        .trade("alice", .buy, 1_000, leverage: 1).after(seconds: 60),
    ]

    private static let fundingOfShorts: [PerpV1GasOperation] = [
        .setTwapPrice(1_010), .payFunding.after(seconds: 7_200),
        .trade("alice", .buy, 1_000, leverage: 1).after(seconds: 60),
    ]

    /// The measured trader opens; 10 times is the highest leverage.
    private static func opening(
        _ side: PerpV1GasOperation.Side, leverage: Int = 2
    ) -> [PerpV1GasOperation] {
        [.trade("carol", side, 1_000, leverage: leverage).after(seconds: 60)]
    }

    /// A trade that moves the price, and the feed's answer with it.
    private static func move(
        _ side: PerpV1GasOperation.Side, _ quote: Int, feed price: Int
    ) -> [PerpV1GasOperation] {
        let trader = side == .buy ? "alice" : "bob"
        return [
            .trade(trader, side, quote, leverage: 1).after(seconds: 60), .setPrice(price),
        ]
    }

    /// The situation of a class; nil for one that is not known.
    static func of(_ name: String) -> PerpV1GasSituation? {
        let parts = name.split(separator: "_")
        if parts.first == "liquidate" { return liquidation(name) }
        if name.hasPrefix("pay_funding") { return fundingPayment(name) }
        return opening(name) ?? margin(name) ?? other(name)
    }

    private static func opening(_ name: String) -> PerpV1GasSituation? {
        let buy = PerpV1GasOperation.trade("carol", .buy, 1_000, leverage: 2)
        let sell = PerpV1GasOperation.trade("carol", .sell, 1_000, leverage: 2)
        let base = warmUp + funding
        switch name {
        case "open_new_long": return PerpV1GasSituation(prelude: base, measured: buy)
        case "open_new_short": return PerpV1GasSituation(prelude: base, measured: sell)
        case "open_first_ever_after_deployment":
            return PerpV1GasSituation(prelude: [], measured: buy)
        case "reopen_after_close":
            return PerpV1GasSituation(
                prelude: base + opening(.buy) + [.close("carol").after(seconds: 60)],
                measured: buy)
        case "open_new_long_same_block_as_another_swap":
            return PerpV1GasSituation(
                prelude: base, sameBlock: [.trade("alice", .buy, 1_000, leverage: 1)],
                measured: buy)
        case "open_new_long_with_open_interest_cap_and_max_holding":
            return PerpV1GasSituation(prelude: base, measured: buy, hasCaps: true)
        case "open_new_long_with_fluctuation_limit":
            return PerpV1GasSituation(
                prelude: base, measured: buy, fluctuationLimitWad: "50000000000000000")
        case "increase_long":
            return PerpV1GasSituation(prelude: base + opening(.buy), measured: buy)
        case "increase_short":
            return PerpV1GasSituation(prelude: base + opening(.sell), measured: sell)
        case "increase_long_with_pending_funding":
            return PerpV1GasSituation(prelude: base + opening(.buy) + funding, measured: buy)
        case "reduce_long":
            return PerpV1GasSituation(
                prelude: base + opening(.buy, leverage: 4), measured: sell)
        case "reduce_short":
            return PerpV1GasSituation(
                prelude: base + opening(.sell, leverage: 4), measured: buy)
        // Trades that turn a position into its like on the other side: the margin stays, but for
        // the rounding against the trader, so that a transfer of nothing comes before the fee's.
        case "flip_long_to_short":
            return PerpV1GasSituation(
                prelude: base + opening(.buy),
                measured: .trade("carol", .sell, 2_000, leverage: 2))
        case "flip_short_to_long":
            return PerpV1GasSituation(
                prelude: base + opening(.sell),
                measured: .trade("carol", .buy, 2_000, leverage: 2))
        default: return nil
        }
    }

    private static func margin(_ name: String) -> PerpV1GasSituation? {
        let base = warmUp + funding
        switch name {
        case "add_margin":
            return PerpV1GasSituation(
                prelude: base + opening(.buy), measured: .addMargin("carol", 100))
        case "add_margin_without_position":
            return PerpV1GasSituation(prelude: base, measured: .addMargin("carol", 100))
        case "remove_margin_long":
            return PerpV1GasSituation(
                prelude: base + opening(.buy), measured: .removeMargin("carol", 100))
        case "remove_margin_short":
            return PerpV1GasSituation(
                prelude: base + opening(.sell), measured: .removeMargin("carol", 100))
        default: return nil
        }
    }

    private static func other(_ name: String) -> PerpV1GasSituation? {
        let base = warmUp + funding
        switch name {
        case "close_long":
            return PerpV1GasSituation(prelude: base + opening(.buy), measured: .close("carol"))
        case "close_short":
            return PerpV1GasSituation(prelude: base + opening(.sell), measured: .close("carol"))
        case "close_partial_over_fluctuation_limit":
            return PerpV1GasSituation(
                prelude: base + opening(.buy) + [.setFluctuationLimit("100000000000000")],
                measured: .close("carol"))
        case "settle_position_after_shutdown":
            return PerpV1GasSituation(
                prelude: base + opening(.buy) + [.shutdown], measured: .settle("carol"))
        case "mock_token_transfer_existing":
            return PerpV1GasSituation(
                prelude: warmUp, measured: .transfer("carol", to: "alice", 100))
        case "mock_feed_set_price":
            return PerpV1GasSituation(prelude: warmUp, measured: .setPrice(999))
        default: return nil
        }
    }

    /// Positions of ten times leverage at 1,000, whose margin ratio falls to about 3 % (partial), 1 %
    /// (full) or below zero.
    private static func liquidation(_ name: String) -> PerpV1GasSituation? {
        let long = warmUp + funding + opening(.buy, leverage: 10)
        let short = warmUp + funding + opening(.sell, leverage: 10)
        switch name {
        case "liquidate_partial_long":
            return PerpV1GasSituation(
                prelude: long + move(.sell, 370_000, feed: 930), measured: .liquidate("carol"))
        case "liquidate_partial_second":
            return PerpV1GasSituation(
                prelude: long + move(.sell, 370_000, feed: 930)
                    + [.liquidate("carol").after(seconds: 1_000)],
                measured: .liquidate("carol"))
        case "liquidate_with_slippage_partial_long":
            return PerpV1GasSituation(
                prelude: long + move(.sell, 370_000, feed: 930),
                measured: .liquidateWithSlippage("carol"))
        case "liquidate_oracle_spread_over_limit_partial_long":
            return PerpV1GasSituation(
                prelude: long + move(.sell, 370_000, feed: 800), measured: .liquidate("carol"))
        case "liquidate_full_long":
            return PerpV1GasSituation(
                prelude: long + move(.sell, 465_000, feed: 910), measured: .liquidate("carol"))
        case "liquidate_full_bad_debt_long":
            return PerpV1GasSituation(
                prelude: long + move(.sell, 570_000, feed: 890),
                measured: .liquidate("carol", by: "backstop"))
        case "liquidate_partial_short":
            return PerpV1GasSituation(
                prelude: short + move(.buy, 334_000, feed: 1_070), measured: .liquidate("carol"))
        case "liquidate_full_short":
            return PerpV1GasSituation(
                prelude: short + move(.buy, 436_000, feed: 1_090), measured: .liquidate("carol"))
        case "liquidate_full_bad_debt_short":
            return PerpV1GasSituation(
                prelude: short + move(.buy, 585_000, feed: 1_120),
                measured: .liquidate("carol", by: "backstop"))
        default: return nil
        }
    }

    private static func fundingPayment(_ name: String) -> PerpV1GasSituation? {
        let (prelude, price): ([PerpV1GasOperation], Int)
        switch name {
        case "pay_funding_first_longs_pay": (prelude, price) = (warmUp, 990)
        case "pay_funding_first_shorts_pay": (prelude, price) = (warmUp, 1_010)
        case "pay_funding_later_longs_pay": (prelude, price) = (warmUp + funding, 990)
        case "pay_funding_later_shorts_pay": (prelude, price) = (warmUp + fundingOfShorts, 1_010)
        default: return nil
        }
        return PerpV1GasSituation(
            prelude: prelude + [.setTwapPrice(price)], measured: .payFunding,
            windowSeconds: 3_600)
    }
}
