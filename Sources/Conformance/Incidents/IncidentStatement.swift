import VenueFormulas

/// A statement about an incident that a feed or a venue alone decides, with the figures that it names.
///
/// The figures of the sentence are what is expected; what goes in comes from the incident's facts, or from
/// the sentence where it is whole by itself.
struct IncidentStatement {
    /// Which rule decides.
    private enum Rule: CaseIterable {
        case poolSwaps, poolSpot, anchor, thresholds, deviationBound, nearBound, moveBand
        case heldAverage, meanAndMedian

        /// The sentence, with its figures as captures.
        var pattern: Regex<AnyRegexOutput> {
            let text =
                switch self {
                case .poolSwaps:
                    #"(N) ETH into \((N) ETH, (N) WBTC\) at (N)% fee gives (N) WBTC; (N) WBTC sold next gives (N) ETH.*"#
                case .poolSpot:
                    #"spot per WBTC: (N) before, (N) after the first swap \((N)x\); average paid (N) \((N)x\)"#
                case .anchor:
                    #"a reported (N) needs an anchor of at least (N) to pass the (N)% test"#
                case .thresholds:
                    #".*the oracle file passes (N) at (\d\d:\d\d) and has its low at (\d\d:\d\d).*"#
                case .deviationBound:
                    #"a (N)% deviation bound against the last price stops both writes"#
                case .nearBound:
                    #"an age check of (N) h would not have helped .*; a min/max proximity check would"#
                case .moveBand:
                    #"a \+-(N)% per (N) min band .* caps the (N) min factor at (N)\^(N) = (N)"#
                case .heldAverage:
                    #"a (N) h arithmetic TWAP with (N) min held at (N)x reads (N)x"#
                case .meanAndMedian:
                    #"mean of \((N), (N)\) = (N); median of three with one bad = (N)"#
                }
            // The texts above are patterns by construction.
            return (try? Regex(text.replacing("N", with: #"[\d.,]+"#))) ?? Regex(/$^/)
        }
    }

    private let rule: Rule
    private let figures: [String]

    /// The statement of a sentence; nil where none of the rules can decide it.
    init?(_ sentence: String) {
        for rule in Rule.allCases {
            guard let match = sentence.wholeMatch(of: rule.pattern) else { continue }
            self.rule = rule
            figures = match.output.dropFirst().compactMap { $0.substring.map(String.init) }
            return
        }
        return nil
    }

    /// Computes what the sentence says, and compares.
    func decide(_ facts: IncidentFacts, _ check: inout CaseCheck) throws {
        let figures = IncidentFigures(figures)
        switch rule {
        case .poolSwaps: try IncidentRules.poolSwaps(figures, &check)
        case .poolSpot: try IncidentRules.poolSpot(figures, facts, &check)
        case .anchor: try IncidentRules.anchor(figures, &check)
        case .thresholds: try IncidentRules.thresholds(figures, facts, &check)
        case .deviationBound: try IncidentRules.deviationBound(figures, facts, &check)
        case .nearBound: try IncidentRules.nearBound(figures, facts, &check)
        case .moveBand: try IncidentRules.moveBand(figures, &check)
        case .heldAverage: try IncidentRules.heldAverage(figures, &check)
        case .meanAndMedian: try IncidentRules.meanAndMedian(figures, &check)
        }
    }
}

/// The figures of a sentence in their order.
struct IncidentFigures {
    private let texts: [String]

    init(_ texts: [String]) {
        self.texts = texts
    }

    func text(_ index: Int) -> String { texts[index] }

    /// A figure as JSON would have it, for comparing to its last printed digit.
    func json(_ index: Int) -> PlacedJSON {
        PlacedJSON(place: "figure \(index + 1)", value: .string(texts[index]))
    }

    func number(_ index: Int) throws -> Fraction { try json(index).fraction() }
}
