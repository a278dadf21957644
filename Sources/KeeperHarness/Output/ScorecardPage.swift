import Results
import Simulation
import SimulationKernel
import WideIntegers

/// A trial as one page of the reports' kind, which loads nothing from anywhere.
public struct ScorecardPage: Sendable {
    let card: Scorecard
    let record: TrialRecord
    private let course: TrialCourse

    /// The page of a trial.
    public init(_ result: KeeperTrialResult) {
        card = result.card
        record = result.record
        course = result.course
    }

    /// The file's text.
    public var html: String {
        var input = KeeperReportInput()
        input.title = card.run.scenario
        input.verdict = verdict
        let failed = card.requirements.filter { !$0.isPassed }
        if !failed.isEmpty {
            let rules = failed.map { "\($0.rule) (was \(Scorecard.plain($0.value)))" }
            input.alarm = "Rules that do not hold: " + rules.joined(separator: ", ") + "."
        }
        input.facts = facts
        input.cards = cards
        input.times = course.times.map { Int64(clamping: $0.micros) }
        input.baseFeesGwei = course.baseFeesGwei
        input.markets = zip(record.markets, course.markets).map(market)
        input.faults = record.faults.map {
            .init(
                $0.name, start: Int64(clamping: $0.start.micros),
                end: Int64(clamping: $0.end.micros))
        }
        input.endingGroups = Self.groups
        input.endings = record.episodes.compactMap(ending)
        input.delays = record.episodes.compactMap { episode in
            guard episode.liquidation?.liquidator == record.terms.bot else { return nil }
            return episode.endBlock.map { Double($0 - episode.firstBlock) }
        }
        input.tables = [rules, money, transactions, episodes, figures]
        return KeeperReport(input).html
    }

    // MARK: - Opening

    private var verdict: String {
        let passed = card.requirements.count(where: \.isPassed)
        let rules =
            card.requirements.isEmpty
            ? "No rule was asked for." : "\(passed) of \(card.requirements.count) rules hold."
        return
            "Of \(plain(.reachable)) episodes in reach the keeper won \(plain(.won)); others took "
            + "\(plain(.lost)), and nobody took \(plain(.missed)). It gained \(plain(.profitNet)) "
            + "after gas. \(rules)"
    }

    private var facts: [KeeperReportInput.Fact] {
        [
            .init("Seed", "\(card.run.seed)"), .init("Chain", card.run.preset),
            .init("Clock", card.run.clock), .init("Blocks", "\(card.run.blocks)"),
            .init("Bot", card.run.bot), .init("Driven by", card.run.driver),
            .init("Version", card.run.build),
        ].filter { !$0.value.isEmpty }
    }

    private var cards: [KeeperReportInput.Card] {
        var debt: [KeeperReportInput.Fact] = [
            .init("Per missed block", plain(.badDebtPerMissedBlock))
        ]
        if let bounds = card.bounds {
            debt.append(.init("Ideal keeper", Int256(bitPattern: bounds.idealWad).textForPeople))
            debt.append(.init("No keeper", Int256(bitPattern: bounds.noneWad).textForPeople))
            debt.append(.init("Gap", plain(.idealGap)))
        }
        return [
            .init(
                "Share won", plain(.shareWon), note: "of all liquidations in reach",
                facts: [.init("By value", plain(.shareWonValue)), .init("Lost", plain(.lost))]),
            .init(
                "Time to liquidate", plain(.ttlP95), unit: "blocks", note: "95th percentile",
                facts: [
                    .init("Median", plain(.ttlP50)), .init("Most", plain(.ttlMax)),
                    .init("Longest stall", plain(.stall)),
                ]),
            .init("Bad debt", plain(.badDebt), unit: "quote", facts: debt),
            .init(
                "Profit", plain(.profitNet), unit: "quote", note: "fees less gas and bribes",
                facts: [
                    .init("Fees", plain(.fees)), .init("Gas", plain(.gas)),
                    .init("Wasted", plain(.wastedGasValue)),
                ]),
        ]
    }

    func plain(_ metric: KeeperMetric) -> String { Scorecard.plain(card[metric]) }

    // MARK: - Pictures

    private func market(
        _ name: String, _ points: [TrialCourse.Point]
    ) -> KeeperReportInput.Market {
        var market = KeeperReportInput.Market(name)
        market.mark = points.map(\.mark)
        market.oracle = points.map(\.oracle)
        market.marginRatioMin = points.map(\.marginRatioMin)
        market.openCount = points.map { Double($0.openCount) }
        return market
    }

    private static let groups = ["own", "others", "by trader or price"]

    private func ending(_ episode: Episode) -> KeeperReportInput.Ending? {
        guard let end = episode.endBlock, let block = record.block(end) else { return nil }
        let group = episode.liquidation.map { $0.liquidator == record.terms.bot ? 0 : 1 } ?? 2
        let blocks = end - episode.firstBlock
        return .init(
            time: Int64(clamping: block.sealedAt.micros), blocks: Double(blocks), group: group,
            label: "\(episode.name.trader): \(how(episode)), \(blocks) blocks")
    }

    func how(_ episode: Episode) -> String {
        switch episode.ending {
        case .liquidated(let fact): fact.liquidator == record.terms.bot ? "won" : "taken by others"
        case .byTrader: "saved by its trader"
        case .healed: "healed"
        case .stillOpen: "still open"
        }
    }
}
