import SimulationKernel

/// The venues of a study as they are built.
struct LabVenues: Sendable {
    var book: LabBook
    var curves: [Curve]

    struct Curve: Hashable, Sendable {
        var name: String
        var rules: CurveVenue.Rules
        /// Virtual, millionths.
        var reserve: Int64
        var range: LabRangeSettings?

        var venue: CurveVenue {
            var rules = rules
            if let range {
                // Where the price is 1 + w and 1 / (1 + w): the reserve goes with the root.
                let root = (1 + range.width).squareRoot()
                rules.reserveMin = Int64(Double(reserve) / root)
                rules.reserveMax = Int64(Double(reserve) * root)
            }
            return CurveVenue(rules, quoteReserve: reserve)
        }
    }
}

extension SlippageStudy {
    /// The venues as the study describes them.
    var venues: LabVenues {
        LabVenues(
            book: .quoted(
                book.rules(blockMicros: market.blockMicros, gasQuote: orders.bookGasQuote)),
            curves: curves.map { curve in
                LabVenues.Curve(
                    name: curve.name, rules: curve.rules(self), reserve: curve.virtualReserve,
                    range: curve.range)
            })
    }
}

extension LabCurveSettings {
    var range: LabRangeSettings? {
        if case .concentrated(let range) = form { range } else { nil }
    }

    /// The virtual quote reserve at a price of one, millionths.
    ///
    /// A range holds `L (1 - 1 / root(1 + w))` of quote below the price, so that the same quote gives a
    /// deeper curve.
    var virtualReserve: Int64 {
        guard let range else { return LabUnits.quoteMicro(quoteReserve) }
        let held = 1 - 1 / (1 + range.width).squareRoot()
        return LabUnits.quoteMicro(quoteReserve / held)
    }

    func rules(_ study: SlippageStudy) -> CurveVenue.Rules {
        var rules = CurveVenue.Rules(
            fee: LabUnits.microBps(feeBps), fluctuation: LabUnits.microBps(fluctuationBps),
            funding: fundingPerDay, arbitrageLag: arbitrageLagBlocks,
            gasQuote: LabUnits.quoteMicro(study.orders.curveGasQuote),
            blockMicros: study.market.blockMicros)
        if case .pegged(let peg) = form {
            rules.pegThreshold = LabUnits.microBps(peg.thresholdBps)
            rules.pegBlocks = Int(peg.everyMicros / study.market.blockMicros)
        }
        return rules
    }
}

extension LabBookSettings {
    /// The ladder and the habits of makers.
    func rules(blockMicros: UInt64, gasQuote: Double) -> QuotedBook.Rules {
        let count = max(levels, 2)
        let growth = ExactMath.log(reachBps / halfSpreadBps) / Double(count - 1)
        func depth(_ bps: Double) -> Double {
            depthQuote * ExactMath.exp(beta * ExactMath.log(bps / depthBps))
        }
        var offsets: [Int64] = []
        var targets: [Int64] = []
        var inner = 0.0
        for level in 0..<count {
            let distance = halfSpreadBps * ExactMath.exp(growth * Double(level))
            let within = depth(distance)
            offsets.append(LabUnits.microBps(distance - halfSpreadBps))
            targets.append(LabUnits.quoteMicro(within - inner))
            inner = within
        }
        let kept = ExactMath.exp(-recoveryPerSecond * Double(blockMicros) / 1e6)
        return QuotedBook.Rules(
            halfSpread: LabUnits.microBps(halfSpreadBps), offsets: offsets, targets: targets,
            tick: max(LabUnits.microBps(tickBps) * (LabUnits.price / LabUnits.whole), 1),
            lag: max(lagBlocks, 1), keptPerBlock: Int64(kept * 4_294_967_296),
            inventoryMax: LabUnits.quoteMicro(inventoryMaxQuote),
            skew: LabUnits.microBps(skewBps), volatilityFactor: withdrawal.volatilityFactor,
            inventoryFactor: withdrawal.inventoryFactor, leastShare: withdrawal.leastShare,
            takerFee: LabUnits.microBps(takerFeeBps), makerFee: LabUnits.microBps(makerFeeBps),
            band: LabUnits.microBps(bandBps), gasQuote: LabUnits.quoteMicro(gasQuote))
    }
}
