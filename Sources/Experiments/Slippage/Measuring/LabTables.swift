import VenueFormulas

/// The tables of one mode from the outcomes of all seeds.
struct LabTables {
    let study: SlippageStudy
    let mode: ComparisonMode
    let names: [String]
    /// By seed, regime and venue.
    let outcomes: [[[VenueOutcome]]]
    let loop: LabLoop
    private let statistics: LabStatistics

    init(
        _ study: SlippageStudy, _ mode: ComparisonMode, _ names: [String],
        _ outcomes: [[[VenueOutcome]]], _ loop: LabLoop
    ) {
        (self.study, self.mode, self.names) = (study, mode, names)
        (self.outcomes, self.loop) = (outcomes, loop)
        statistics = LabStatistics(study)
    }

    func write(to results: inout SlippageResults) {
        for (place, regime) in study.regimes.enumerated() {
            let venues = names.indices.map { venue in outcomes.map { $0[place][venue] } }
            results.costs += costs(regime, venues)
            results.differences += differences(regime, venues)
            results.crossovers += crossovers(regime, venues)
            results.payments += payments(regime, venues)
            results.depths += depths(regime, venues)
            results.fillable += fillable(regime, venues)
        }
    }

    /// An order of the grid, and its place among a venue's costs.
    private struct Cell {
        let policy: ExecutionPolicy
        let side: TakerSide
        let size: Int64
        let place: Int
    }

    private var cells: [Cell] {
        var cells: [Cell] = []
        for policy in study.policies {
            for side in TakerSide.allCases {
                for size in study.orders.sizes {
                    cells.append(
                        Cell(
                            policy: policy, side: side,
                            size: Int64(clamping: size) * LabUnits.quote, place: cells.count))
                }
            }
        }
        return cells
    }

    // MARK: - Costs

    private func costs(_ regime: MarketRegime, _ venues: [[VenueOutcome]]) -> [CostRow] {
        let cells = cells
        var samples: [[Double]] = []
        for seeds in venues {
            for cell in cells {
                samples.append(seeds.map { Double($0.costs[cell.place].totalMicroBps) })
                samples.append(
                    seeds.compactMap { $0.costs[cell.place].slippage.map { Double($0) } })
            }
        }
        let rows = statistics.rows(samples, loop)
        var costs: [CostRow] = []
        for (venue, seeds) in venues.enumerated() {
            for cell in cells {
                let place = 2 * (venue * cells.count + cell.place)
                guard let total = rows[place] else { continue }
                costs.append(row(cell, regime, names[venue], seeds, total, rows[place + 1]))
            }
        }
        return costs
    }

    private func row(
        _ cell: Cell, _ regime: MarketRegime, _ name: String, _ seeds: [VenueOutcome],
        _ total: SampleRow, _ slippage: SampleRow?
    ) -> CostRow {
        var parts = [Double](repeating: 0, count: CostPart.allCases.count)
        var (filled, tries, refused) = (0.0, 0, 0)
        for seed in seeds {
            let cost = seed.costs[cell.place]
            for part in parts.indices { parts[part] += Double(cost.parts[part]) }
            filled += Double(cost.filled)
            tries += cost.tries
            refused += cost.refused
        }
        let quote = Double(cell.size) * Double(seeds.count)
        return CostRow(
            mode: mode, regime: regime, policy: cell.policy, venue: name, side: cell.side,
            sizeMicro: cell.size, total: total, slippage: slippage,
            partsMean: parts.map { $0 / quote * Double(LabUnits.whole) },
            unfilledShare: 1 - filled / quote,
            revertedShare: tries == 0 ? 0 : Double(refused) / Double(tries))
    }

    // MARK: - Comparing

    private func difference(
        _ curve: [VenueOutcome], _ book: [VenueOutcome], _ place: Int
    ) -> [Double] {
        zip(curve, book).map {
            Double($0.costs[place].totalMicroBps - $1.costs[place].totalMicroBps)
        }
    }

    private func differences(
        _ regime: MarketRegime, _ venues: [[VenueOutcome]]
    ) -> [DifferenceRow] {
        let cells = cells
        let samples = venues.dropFirst().flatMap { curve in
            cells.map { difference(curve, venues[0], $0.place) }
        }
        let rows = statistics.rows(samples, loop)
        var differences: [DifferenceRow] = []
        for (curve, name) in names.dropFirst().enumerated() {
            for cell in cells {
                let place = curve * cells.count + cell.place
                guard let row = rows[place] else { continue }
                differences.append(
                    DifferenceRow(
                        mode: mode, regime: regime, policy: cell.policy, curve: name,
                        side: cell.side, sizeMicro: cell.size, difference: row,
                        curveCheaperShare: Double(samples[place].count { $0 < 0 })
                            / Double(row.count)))
            }
        }
        return differences
    }

    private func crossovers(
        _ regime: MarketRegime, _ venues: [[VenueOutcome]]
    ) -> [CrossoverRow] {
        let sizes = study.orders.sizes.map { Double($0) }
        let count = sizes.count
        let tasks = study.policies.indices.flatMap { policy in
            names.indices.dropFirst().map { (policy, $0) }
        }
        return loop.map(tasks.count) { [self] task in
            let (policy, curve) = tasks[task]
            let start = policy * 2 * count
            let differences = outcomes.indices.map { seed in
                (0..<count).map { size in
                    [start + size, start + count + size].reduce(0) { sum, place in
                        sum
                            + Double(
                                venues[curve][seed].costs[place].totalMicroBps
                                    - venues[0][seed].costs[place].totalMicroBps) / 2
                    }
                }
            }
            let crossings = statistics.crossings(differences, sizes: sizes)
            return crossings.map { crossing in
                let above = crossing.size.flatMap { size in sizes.firstIndex { $0 >= size } }
                let cheaper = crossing.isCurveCheaperBelow ? 0 : curve
                return CrossoverRow(
                    mode: mode, regime: regime, policy: study.policies[policy],
                    curve: names[curve], sizeMicro: crossing.size.map { $0 * 1e6 },
                    low: crossing.interval.map { $0.low * 1e6 },
                    high: crossing.interval.map { $0.high * 1e6 },
                    crossingShare: crossing.share,
                    cheaperBelow: crossing.isCurveCheaperBelow ? names[curve] : names[0],
                    signChanges: crossing.size == nil ? 0 : crossings.count,
                    unfilledAbove: above.map { size in
                        unfilledShare(venues[cheaper], [start + size, start + count + size])
                    })
            }
        }.flatMap { $0 }
    }

    /// The share of orders at some places of the costs that one venue left unfilled.
    private func unfilledShare(_ seeds: [VenueOutcome], _ places: [Int]) -> Double {
        var (size, filled) = (0.0, 0.0)
        for seed in seeds {
            for place in places {
                size += Double(seed.costs[place].size)
                filled += Double(seed.costs[place].filled)
            }
        }
        return 1 - filled / size
    }

    // MARK: - Money and depth

    private func payments(
        _ regime: MarketRegime, _ venues: [[VenueOutcome]]
    ) -> [PaymentRow] {
        var rows: [PaymentRow] = []
        for (venue, seeds) in venues.enumerated() {
            let samples = VenueOutcome.groups.indices.map { group in
                seeds.map { Double($0.gained[group]) }
            }
            for (group, row) in zip(VenueOutcome.groups, statistics.rows(samples)) {
                guard let row else { continue }
                rows.append(
                    PaymentRow(
                        mode: mode, regime: regime, venue: names[venue], group: group,
                        gained: row))
            }
        }
        return rows
    }

    private func depths(_ regime: MarketRegime, _ venues: [[VenueOutcome]]) -> [VenueDepthRow] {
        let distances = VenueOutcome.distances
        var rows: [VenueDepthRow] = []
        for (venue, seeds) in venues.enumerated() {
            for (number, side) in TakerSide.allCases.enumerated() {
                let samples = distances.indices.map { distance in
                    seeds.map { Double($0.depths[number * distances.count + distance]) }
                }
                for (distance, row) in zip(distances, statistics.rows(samples)) {
                    guard let row else { continue }
                    rows.append(
                        VenueDepthRow(
                            mode: mode, regime: regime, venue: names[venue], side: side,
                            distanceMicroBps: distance * LabUnits.basisPoint, quote: row))
                }
            }
        }
        return rows
    }

    private func fillable(
        _ regime: MarketRegime, _ venues: [[VenueOutcome]]
    ) -> [FillableRow] {
        var rows: [FillableRow] = []
        for (venue, seeds) in venues.enumerated() {
            for (number, side) in TakerSide.allCases.enumerated() {
                func sample(_ place: Int) -> SampleRow? {
                    let values = seeds.compactMap { $0.fillable[2 * number + place] }
                    // No bound on one seed is no bound.
                    return values.count < seeds.count
                        ? nil : statistics.row(values.map { Double($0) })
                }
                rows.append(
                    FillableRow(
                        mode: mode, regime: regime, venue: names[venue], side: side,
                        quote: sample(0), limitedQuote: sample(1)))
            }
        }
        return rows
    }
}
