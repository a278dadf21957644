import WideIntegers

extension OrderBookMarketSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        grid + prices + limits + losses + ingress
    }

    private static var grid: [SettingField<Self>] {
        [
            SettingField(
                "tick", \.tickWad, .optional(.price),
                "Step of prices; without one, a power of ten that fits the first price."),
            SettingField(
                "lot", \.lotWad, .optional(.price),
                "Step of sizes; without one, a power of ten worth at most 0.1."),
            SettingField(
                "maker_fee", \.makerFeeWad, .decimal(.ppm(-10_000)...(.ppm(1_000_000))),
                "Fee of the resting side, in whole millionths; below 0 for a rebate."),
            SettingField(
                "taker_fee", \.takerFeePpm, .parts(places: 6), "Fee of the incoming side."),
            SettingField(
                "initial_margin", \.initialMarginPpm, .parts(places: 6), "Margin to open."),
            SettingField(
                "maintenance_margin", \.maintenanceMarginPpm, .parts(places: 6),
                "Margin below which a position is liquidated."),
        ]
    }

    private static var prices: [SettingField<Self>] {
        [
            SettingField(
                "index", \.index, .choice,
                "Where the index comes from: the feed as it stands on the chain, or the truth."),
            SettingField(
                "mark", \.mark, .choice,
                "What margins use: the index; the median of index, index and basis, and last trade; "
                    + "the index and the funding to come."),
            SettingField(
                "basis_window", \.basisWindowMicros, .duration(), "Window of the average basis."),
            SettingField(
                "funding_period", \.fundingMicros, .duration(),
                "From one funding to the next; 0s for none."),
            SettingField(
                "funding_form", \.fundingForm, .choice, "How the rate follows from the premium."),
            SettingField(
                "impact_notional", \.impactNotionalWad, .price,
                "Notional whose average price in the book is the premium's."),
            SettingField(
                "funding_cap", \.fundingCapPpm, .optional(.parts(places: 6)),
                "The greatest rate of an interval; nothing for none."),
        ]
    }

    private static var limits: [SettingField<Self>] {
        [
            SettingField(
                "withdraw_unrealised", \.withdrawsUnrealised, .flag,
                "Whether profit on paper may be withdrawn."),
            SettingField(
                "keep_margin", \.keepMarginPpm, .optional(.parts(places: 6)),
                "What a withdrawal must leave, of the position's notional; nothing for the initial "
                    + "margin."),
            SettingField(
                "open_interest_max", \.openInterestMaxWad, .decimal(),
                "The greatest open interest, in base; 0 for any."),
            SettingField(
                "position_max", \.positionMaxWad, .decimal(),
                "The greatest position, in base; 0 for any."),
            SettingField(
                "depth_cap", \.depthCapWad, .optional(.decimal(.zero...(.wad &* 1_000))),
                "The greatest open interest as a multiple of the book's depth; nothing for any."),
            SettingField(
                "depth_cap_bps", \.depthCapBps, .integer(0...1_000_000),
                "How far from the middle orders count for that, in basis points."),
        ]
    }

    private static var losses: [SettingField<Self>] {
        [
            SettingField(
                "partial_liquidation", \.partialPpm, .parts(places: 6),
                "The part of a large position that is liquidated first."),
            SettingField(
                "partial_above", \.partialAboveWad, .decimal(),
                "The notional above which it is; 0 for never."),
            SettingField(
                "partial_pause", \.partialPauseMicros, .duration(),
                "How long the account is left alone then."),
            SettingField(
                "liquidation_fee", \.liquidationFeePpm, .parts(places: 6),
                "The fund's fee of a liquidation."),
            SettingField(
                "backstop", \.backstopWad, .decimal(),
                "What the backstop account begins with; 0 for no backstop."),
            SettingField(
                "backstop_below", \.backstopBelowPpm, .parts(places: 6),
                "The share of the maintenance margin below which it takes over at once; 0 for "
                    + "after the book alone."),
            SettingField(
                "backstop_inventory_max", \.backstopInventoryMaxWad, .decimal(),
                "The greatest notional that it holds; 0 for any."),
            SettingField(
                "payers", \.payers, .list(.choice, count: 0...3),
                "Who is asked for what the book did not close, in order."),
            SettingField("deleveraging_rank", \.rank, .choice, "The order of deleveraging."),
            SettingField(
                "deleveraging_price", \.deleveragingPrice, .choice, "The price of deleveraging."),
        ]
    }

    private static var ingress: [SettingField<Self>] {
        [
            SettingField(
                "latency", \.latencyMicros, .duration(), "From an agent's sending to the venue."),
            SettingField(
                "service_time", \.serviceMicros, .duration(), "What the service of a request takes."
            ),
            SettingField(
                "waiting_max", \.waitingMax, .integer(0...1_000_000_000),
                "Requests that may wait; 0 for any number."),
            SettingField(
                "sheds_from", \.shedsFrom, .integer(0...1_000_000_000),
                "Requests from which on load is shed; 0 for never."),
            SettingField("shedding", \.shedding, .choice, "What is refused then."),
            SettingField(
                "publish_every", \.publishMicros, .duration(1_000...DurationText.microsMax),
                "From one publication of market data to the next."),
        ]
    }
}

extension Int256 {
    /// Parts per million as wad.
    static func ppm(_ parts: Int64) -> Int256 {
        let magnitude = Int256(bitPattern: UInt256(parts.magnitude) &* 1_000_000_000_000)
        return parts < 0 ? .zero &- magnitude : magnitude
    }
}
