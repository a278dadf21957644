import Agents
import Chain
import PriceOracles
import SimulationKernel
import WideIntegers

/// Looks at markets, positions and venues from time to time.
extension RunRecorder {
    /// Takes the first samples, and plans all later ones.
    func planSamples() {
        sampleMarkets()
        if scenario.record.positionsEveryMicros > 0 { samplePositions() }
    }

    private func sampleMarkets() {
        let (now, head) = (chain.timeline.now, chain.head)
        let step = max(scenario.record.sampleEveryMicros, 1)
        // While blocks stop the truth goes on, and positions get worse unseen.
        if now.micros(since: head.sealedAt) > step { lookAtRisk(after: head, at: now) }
        for market in markets { sample(market, at: now) }
        for venue in desk.venues { sample(venue, at: now) }
        chain.timeline.schedule(afterMicros: step) {
            [weak self] in self?.sampleMarkets()
        }
    }

    private func sample(_ market: PerpMarket, at now: SimulatedTime) {
        let (track, watch) = (tracks[market.index], watches[market.index])
        let (quote, books) = (track.quote, track.books)
        let truth = truthWad(market.index, now)
        let age = quote.oracleUpdatedSeconds.map { seconds in
            RecordValue.count(
                now.micros(since: SimulatedTime(seconds: min(seconds, now.seconds))))
        }
        let latent = watch.risk.latentWad(atPriceWad: truth)
        write(
            .markets,
            [
                .time(now), .count(chain.head.number), .text(market.name),
                .amount(quote.markWad), .known(quote.oracleWad), .amount(truth), age ?? .null,
                .amount(quote.markTwapWad), .amount(quote.notionalWad(of: quote.longSizeWad)),
                .amount(quote.notionalWad(of: quote.shortSizeWad)), .count(track.openCount),
                .count(watch.liquidatableCount), .count(watch.unhealthyCount),
                .amount(quote.fundingRateWad), .amount(books.vaultWad), .amount(books.fundWad),
                .amount(books.feePoolWad), .amount(books.claimsWad),
                .amount(max(books.badDebtWad, track.badDebtWad)), .amount(latent),
                .amount(track.latentCurveWad), .amount(books.uncoveredWad),
                .amount(quote.quoteReserveWad), .amount(quote.baseReserveWad),
            ])
        sampleBands(watch, of: market, at: now, markWad: quote.markWad)
    }

    private func sample(_ venue: VenueDesk, at now: SimulatedTime) {
        let price = venue.presentPriceWad
        func depth(_ percent: UInt64) -> RecordValue {
            guard let target = try? price.mulDivDown(UInt256(percent), 100),
                let fill = try? venue.push(toPriceWad: target)
            else { return .null }
            return .amount(fill.quoteWad)
        }
        write(
            .venues,
            [
                .time(now), .text(venue.name), .amount(price),
                .known(venue.fairPriceWad), depth(102), depth(98),
            ])
    }

    // MARK: - Positions

    /// Bands of 2.5 % from below -10 % (number -4 and less) to 100 % and more (number 40).
    static let bands: ClosedRange<Int> = -4...40

    private func sampleBands(
        _ watch: LiquidationWatch, of market: PerpMarket, at now: SimulatedTime, markWad: UInt256
    ) {
        struct Band {
            var longs = 0
            var shorts = 0
            var notionalWad = UInt256.zero
        }
        var bands = [Band](repeating: Band(), count: Self.bands.count)
        for position in watch.risk.positions {
            let place = Self.band(of: position.marginRatioWad) - Self.bands.lowerBound
            if position.sizeWad.isNegative {
                bands[place].shorts += 1
            } else {
                bands[place].longs += 1
            }
            bands[place].notionalWad = bands[place].notionalWad &+ position.notionalWad
        }
        for (place, band) in bands.enumerated() where band.longs + band.shorts > 0 {
            write(
                .marginBands,
                [
                    .time(now), .count(chain.head.number), .text(market.name),
                    .count(place + Self.bands.lowerBound), .count(band.longs),
                    .count(band.shorts), .amount(band.notionalWad),
                ])
        }
    }

    static func band(of ratioWad: Int256) -> Int {
        let step = UInt256.share(1, 40)
        let count = ratioWad.magnitude.quotientAndRemainder(dividingBy: step)
        let whole = count.quotient.bitWidth > 16 ? 1_000 : Int(count.quotient.w0)
        let place =
            ratioWad.isNegative ? (count.remainder.isZero ? -whole : -whole - 1) : whole
        return min(max(place, bands.lowerBound), bands.upperBound)
    }

    private func samplePositions() {
        let now = chain.timeline.now
        for market in markets {
            let truth = truthWad(market.index, now)
            let watch = watches[market.index]
            for position in watch.risk.positions {
                write(
                    .positions,
                    [
                        .time(now), .count(chain.head.number), .text(market.name),
                        .text("\(position.trader)"), .name(accounts.name(of: position.trader)),
                        .amount(position.sizeWad), .amount(position.openNotionalWad),
                        .amount(position.marginWad), .amount(position.equityWad),
                        .amount(position.marginRatioWad),
                        watch.ratioTrueWad(of: position.trader, truthWad: truth)
                            .map { .amount($0) } ?? .null,
                    ])
            }
        }
        chain.timeline.schedule(afterMicros: scenario.record.positionsEveryMicros) {
            [weak self] in self?.samplePositions()
        }
    }
}
