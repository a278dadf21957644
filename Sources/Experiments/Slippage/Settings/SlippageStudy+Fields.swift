import Simulation

extension SlippageStudy: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "name", \.name, .name, "Name, which names the study's folder as well.",
                isRequired: true),
            SettingField("title", \.title, .text, "One line for lists."),
            SettingField(
                "seeds", \.seeds, .integer(2...100_000),
                "How many seeds are run, each a window of time per regime; 200 at least for results "
                    + "that are told to others."),
            SettingField("first_seed", \.firstSeed, .integer(0...UInt64.max), "The first seed."),
            SettingField(
                "modes", \.modes, .list(.choice, count: 1...ComparisonMode.allCases.count),
                "What is held equal between a curve and the book, one comparison for each."),
            SettingField(
                "regimes", \.regimes, .list(.choice, count: 1...MarketRegime.allCases.count),
                "States of the market that are looked at apart."),
            SettingField(
                "policies", \.policies, .list(.choice, count: 1...ExecutionPolicy.allCases.count),
                "How the measured orders are sent: with limits, at any price, or in parts."),
            SettingField(
                "market", \.market, .section(), "The environment, the same for all venues."),
            SettingField("flow", \.flow, .section(), "Orders of others, the same on all venues."),
            SettingField("orders", \.orders, .section(), "The orders whose cost is measured."),
            SettingField("book", \.book, .section(), "The order book."),
            SettingField("curves", \.curves, .named(by: \.name, count: 0...16), "The curves."),
            SettingField(
                "recording", \.recording, .optional(.section()),
                "Records of a real book in the place of the simulated one."),
            SettingField(
                "metaorder_runs", \.metaorderRuns, .integer(0...10_000),
                "Runs of large orders worked over minutes, for the exponent of impact; 0 for none."),
            SettingField(
                "level", \.level, .real(0.5...0.999), "Confidence of all intervals."),
            SettingField(
                "resamples", \.resamples, .integer(100...100_000),
                "Samples of the bootstrap behind the intervals."),
        ]
    }
}

extension LabMarketSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "index_price", \.indexPrice, .real(1e-9...1e12),
                "The index at the start, quote per base; results are in basis points, so that it only "
                    + "labels."),
            SettingField(
                "block", \.blockMicros, .duration(1_000...3_600_000_000),
                "From block to block."),
            SettingField(
                "window", \.windowMicros, .duration(1_000_000...86_400_000_000),
                "Length of a window, which is one sample."),
            SettingField(
                "volatility", \.volatility, .real(0.001...20),
                "Volatility of the index in calm windows, per root of a year."),
            SettingField(
                "stressed_volatility", \.stressedVolatility, .real(0.001...20),
                "The same in stressed windows."),
            SettingField(
                "jumps_per_hour", \.jumpsPerHour, .real(0...3_600),
                "Jumps in an hour of calm windows, on average."),
            SettingField(
                "stressed_jumps_per_hour", \.stressedJumpsPerHour, .real(0...3_600),
                "The same in stressed windows."),
            SettingField(
                "jump_bps", \.jumpBps, .real(0...5_000),
                "Standard deviation of a jump, basis points."),
            SettingField(
                "stressed_weight", \.stressedWeight, .real(0...1),
                "Weight of stressed windows where both regimes are taken together, as in "
                    + "calibrations."),
        ]
    }
}

extension LabFlowSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "orders_per_minute", \.ordersPerMinute, .real(0...10_000),
                "Orders per minute in calm windows, on average."),
            SettingField(
                "stressed_orders_per_minute", \.stressedOrdersPerMinute, .real(0...10_000),
                "The same in stressed windows."),
            SettingField(
                "median_quote", \.medianQuote, .real(0.001...1e9), "The median order, quote."),
            SettingField(
                "sigma", \.sigma, .real(0...5),
                "Standard deviation of the logarithm of an order's size."),
            SettingField(
                "stressed_sell_share", \.stressedSellShare, .real(0...1),
                "Chance that an order is a sale in a stressed window; it is a half in calm ones."),
            SettingField(
                "limit_bps", \.limitBps, .real(0...9_000),
                "The worst average price that an order takes, basis points from the index."),
        ]
    }
}

extension LabOrderSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "sizes", \.sizes, .list(.integer(1...1_000_000_000), count: 1...64),
                "Sizes in whole quote, ascending; each is measured as a buy and as a sale."),
            SettingField(
                "latency_blocks", \.latencyBlocks, .integer(1...1_000),
                "Blocks from the decision to the block that an order can be in first."),
            SettingField(
                "tolerance_bps", \.toleranceBps, .real(0...9_000),
                "How much worse than quoted the average price may be, basis points."),
            SettingField(
                "attempts", \.attempts, .integer(1...100),
                "Tries of an order that is refused, a block each."),
            SettingField(
                "parts", \.parts, .integer(1...1_000), "Parts of a split order."),
            SettingField(
                "part_every_blocks", \.partEveryBlocks, .integer(1...1_000),
                "Blocks from one part to the next, in which others go on."),
            SettingField(
                "curve_gas_quote", \.curveGasQuote, .real(0...1e6),
                "Gas of one try on a curve, quote."),
            SettingField(
                "book_gas_quote", \.bookGasQuote, .real(0...1e6),
                "Cost of one try on a book, quote."),
            SettingField(
                "completion_bps", \.completionBps, .real(0...10_000),
                "What completing an unfilled rest costs beyond the index at the end, basis points."),
            SettingField(
                "holding", \.holdingMicros, .duration(0...31_536_000_000_000),
                "How long the position is held, for funding."),
        ]
    }
}

extension LabRecordingSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "depth_file", \.depthFile, .file,
                "CSV file of the book's levels, a row for each moment; relative paths of this section "
                    + "start at the folder of `--data`, else at the study's.", isRequired: true),
            SettingField(
                "trades_file", \.tradesFile, .file, "CSV file of trades of the same market.",
                isRequired: true),
            SettingField(
                "index_file", \.indexFile, .file,
                "CSV file of levels of the market whose mid is the index.", isRequired: true),
            SettingField(
                "bands_file", \.bandsFile, .text,
                "CSV file of cumulative depth in bands, for sizes that the levels cannot fill; empty "
                    + "for none."),
        ]
    }
}
