import SimulationKernel
import WideIntegers

extension PathSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("name", \.name, .name, "Its name.", isRequired: true),
            SettingField(
                "kind", \.model,
                oneOf: [
                    SettingVariant("points", "Through given points.", PathModel.points) {
                        if case .points(let it) = $0 { it } else { nil }
                    },
                    SettingVariant(
                        "diffusion", "By chance: geometric Brownian motion, with jumps if wanted.",
                        PathModel.diffusion
                    ) { if case .diffusion(let it) = $0 { it } else { nil } },
                    SettingVariant("file", "As in a data file.", PathModel.file) {
                        if case .file(let it) = $0 { it } else { nil }
                    },
                ], "How it moves."),
        ]
    }
}

extension PointsPath: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "points", \.points, .list(.section(), count: 1...10_000),
                "The points in order of time.", isRequired: true),
            SettingField(
                "interpolation", \.interpolation, .choice,
                "Between points the last one holds (step), or a straight line is drawn."),
        ]
    }
}

extension PointsPath.Point: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("at", \.atMicros, .offset, "When.", isRequired: true),
            SettingField("price", \.priceWad, .price, "The price.", isRequired: true),
        ]
    }
}

extension DiffusionSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("start_price", \.startPriceWad, .price, "The first price."),
            SettingField(
                "drift", \.driftPerYear, .real(-100...100), "Drift of the logarithm in a year."),
            SettingField(
                "volatility", \.volatilityPerYear, .real(0...100), "Volatility of a year."),
            SettingField(
                "step", \.stepMicros, .duration(1_000...DurationText.microsMax),
                "From one step to the next."),
            SettingField(
                "jumps_per_hour", \.jumpsPerHour, .real(0...3_600), "Jumps in an hour, on average."),
            SettingField("jump_mean", \.jumpMean, .real(-10...10), "Mean of a jump's logarithm."),
            SettingField(
                "jump_deviation", \.jumpDeviation, .real(0...10),
                "Standard deviation of a jump's logarithm."),
        ]
    }
}

extension FilePath: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "file", \.file, .file, "The file, from the scenario's folder.", isRequired: true),
            SettingField(
                "intrabar", \.intrabar, .choice, "Order of the extremes inside a bar."),
            SettingField(
                "gaps", \.gaps, .choice,
                "With holes between rows the file is refused, or the price before holds."),
            SettingField("scale", \.scaleWad, .price, "What prices are multiplied by."),
            SettingField(
                "from", \.from, .optional(.moment),
                "Rows before this moment are left out; without one, those before the start."),
        ]
    }
}

extension VenueSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("name", \.name, .name, "Its name.", isRequired: true),
            SettingField(
                "kind", \.model,
                oneOf: [
                    SettingVariant(
                        "exchange", "An exchange off the chain whose book stands around a path.",
                        VenueModel.exchange
                    ) { if case .exchange(let it) = $0 { it } else { nil } },
                    SettingVariant(
                        "pair", "A constant-product pair on the chain.", VenueModel.pair
                    ) { if case .pair(let it) = $0 { it } else { nil } },
                ], "What kind of place."),
        ]
    }
}

extension ExchangeVenueSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "path", \.path, .name, "The path that its book stands around.", isRequired: true),
            SettingField(
                "depth_base", \.depthBaseWad, .price,
                "Base on each side of the book up to its range."),
            SettingField(
                "depth_range", \.depthRangeWad, .ratio(UInt256(1)...(.wad)),
                "How far the book reaches, as a ratio of the price."),
            SettingField(
                "depth_exponent", \.depthExponent, .real(0.01...100),
                "Shape of the cumulative depth, (distance / range)^exponent."),
            SettingField("fee", \.feePpm, .parts(places: 6), "Taker fee."),
            SettingField(
                "refill_half_life", \.refillHalfLifeMicros, .duration(),
                "Half-life of what was taken; with 0s it never comes back."),
            SettingField(
                "order_latency", \.orderLatencyMicros, .duration(),
                "How long an order takes to arrive."),
        ]
    }
}

extension PairVenueSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "path", \.path, .name, "The path that its first price is taken from.",
                isRequired: true),
            SettingField(
                "quote_reserve", \.quoteReserveWad, .price,
                "Quote at the start; base follows from the price."),
        ]
    }
}

extension SettingKind where Value == UInt256 {
    /// A price or an amount that is not zero, wad.
    static var price: Self { .decimal(UInt256(1)...settingWadMax) }
}
